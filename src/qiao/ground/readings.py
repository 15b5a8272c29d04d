"""Rows that programs read by a token: counted a person and day, limited by post, told as looks list by list.

The tally of a day is exact. A list's first answer of the day leaves a look at once, and so does each further thousand
of its rows; what is left below that is told when the person's tokens are next used on another day, or when an auditor
reads the looks on one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import OperationalError, transaction
from django.db.models import F

from qiao.ground import clock
from qiao.ground.looks import LISTED, looked, midnight
from qiao.ground.models import Reading, User
from qiao.ground.patience import is_taken, short_wait
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ROWS_A_LOOK = 1_000
BUSY_SECONDS = 5
PEOPLE_MOST = 1_000  # told of in one go; the next look at the looks tells further ones
TOGETHER = ""
"""The name under which all lists of a day are counted together."""


@dataclass(slots=True)
class Sources:
    """What the storeys above have said so far: how many rows a person's tokens may read in a day."""

    rows_a_day: Callable[[User, date], int] = field(default=lambda _person, _on: 50_000)


sources = Sources()


def read_today(person: User) -> int:
    """How many rows the person's tokens have read today."""
    rows = Reading.objects.filter(user=person, on=clock.today(), name=TOGETHER).values_list("rows", flat=True)
    return next(iter(rows), 0)


def demand_rows(person: User) -> None:
    """Refuse before anything is reckoned, where the day's rows are used up."""
    most = sources.rows_a_day(person, clock.today())
    if read_today(person) >= most:
        raise _used_up(most)


def take(person: User, name: str, *, rows: int, listed: int) -> None:
    """Count the rows of an answer before it leaves, of which so many stand in lists; refuse one that goes beyond."""
    try:
        with short_wait(), transaction.atomic():
            _take(person, name, rows=rows, listed=listed)
    except OperationalError as error:
        if not is_taken(error):
            raise
        words = _("The book is being written; ask again in %(wait_seconds)s seconds.")
        raise Refusal("busy.often", words, wait_seconds=BUSY_SECONDS) from error


def _take(person: User, name: str, *, rows: int, listed: int) -> None:
    on = clock.today()
    most = sources.rows_a_day(person, on)
    day, is_first = Reading.objects.get_or_create(user=person, on=on, name=TOGETHER)
    if is_first:
        _tell_what_is_left(person, before=on)
    if not Reading.objects.filter(pk=day.pk, rows__lte=most - rows).update(rows=F("rows") + rows):
        raise _used_up(most)
    if listed:
        _count(person, name, on=on, rows=listed)


def tell_earlier_days() -> None:
    """Tell what everybody's earlier days still hold back: before an auditor reads the looks."""
    today = clock.today()
    users = Reading.objects.filter(on__lt=today).values_list("user_id", flat=True).distinct()[:PEOPLE_MOST]
    for person in User.objects.filter(pk__in=list(users)):
        try:
            with short_wait(), transaction.atomic():
                _tell_what_is_left(person, before=today)
        except OperationalError as error:
            if not is_taken(error):
                raise
            return


def _count(person: User, name: str, *, on: date, rows: int) -> None:
    own, is_first = Reading.objects.get_or_create(user=person, on=on, name=name)
    Reading.objects.filter(pk=own.pk).update(rows=F("rows") + rows)
    own.refresh_from_db(fields=["rows", "told"])
    if is_first or own.rows - own.told >= ROWS_A_LOOK:
        _tell(person, own)


def _tell_what_is_left(person: User, *, before: date) -> None:
    """Look by look what earlier days still hold back; then their tallies have done their work."""
    earlier = Reading.objects.filter(user=person, on__lt=before)
    for one in earlier.exclude(name=TOGETHER).filter(rows__gt=F("told")).order_by("on", "name"):
        _tell(person, one)
    earlier.delete()


def _tell(person: User, one: Reading) -> None:
    """Leave a look for the rows that no look has told; of two answers at once the first tells them."""
    if Reading.objects.filter(pk=one.pk, told=one.told).update(told=one.rows):
        detail = {"rows": one.rows - one.told, "on": one.on.isoformat()}
        looked(person, kind=LISTED, subject=f"list {one.name}", detail=detail)


def _used_up(most: int) -> Refusal:
    opens = midnight(clock.today() + timedelta(days=1))
    words = _(
        "Your tokens have read their rows for today: %(most)s is the most of your post. They can go on from %(opens)s; "
        "the administrator can ask for a higher limit under Settings."
    )
    wait_seconds = int((opens - clock.now()).total_seconds()) + 1
    return Refusal("read.often", words, most=f"{most:,}", opens=f"{opens:%Y-%m-%d %H:%M}", wait_seconds=wait_seconds)
