"""Reads of the audit chain and of looks: filtered, the newest first, a part at a time by the number of a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from qiao.ground import readings
from qiao.ground.audit import FIRST_DIGEST, breaks_in
from qiao.ground.looks import midnight, take_in, waiting
from qiao.ground.models import AuditRecord, Look, User

ROWS_A_PART = 50
CHAIN_CHECKED_MOST = 50_000
NAMES_MOST = 500
CHOICES_MOST = 200
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty is everything. `before` and `after` are numbers of rows: older than, newer than."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Part(Generic[M]):
    """Rows, the newest first, and from which number on there are older and newer ones (None = there are none)."""

    rows: Sequence[M]
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """How many of the newest records were looked at, of how many, and the first that does not follow."""

    checked: int
    count: int
    broken: int | None


def records(asked: Asked) -> Part[AuditRecord]:
    """Fifty audit records."""
    return _part(record_rows(asked), asked)


def looks(asked: Asked) -> Part[Look]:
    """Fifty looks."""
    return _part(look_rows(asked), asked)


def newest_looks(asked: Asked) -> tuple[list[Look], Part[Look]]:
    """The looks that wait to be written, and fifty of those that are; what can be written now is taken in before."""
    _take_in()
    return looks_waiting(asked), looks(asked)


def every_look(asked: Asked) -> Iterator[Look]:
    """The same looks without an end, for a list that is taken away."""
    _take_in()
    yield from looks_waiting(asked)
    yield from in_parts(look_rows(asked))


def _take_in() -> None:
    readings.tell_earlier_days()
    take_in()


def looks_waiting(asked: Asked) -> list[Look]:
    """Looks that match and are not in the table yet, the newest first: they stand before its first part."""
    if asked.before is not None or asked.after is not None:
        return []
    since = midnight(asked.since) if asked.since else None
    until = midnight(asked.until + timedelta(days=1)) if asked.until and asked.until < date.max else None
    return [
        one
        for one in reversed(waiting())
        if asked.actor in {"", one.actor}
        and asked.action in {"", one.kind}
        and one.subject.startswith(asked.subject)
        and (since is None or one.at >= since)
        and (until is None or one.at < until)
    ]


def record_rows(asked: Asked) -> QuerySet[AuditRecord]:
    """Audit records that match, in no order; the caller cuts them."""
    rows = AuditRecord.objects.all()
    if asked.action:
        rows = rows.filter(action=asked.action)
    return _narrowed(rows, asked)


def look_rows(asked: Asked) -> QuerySet[Look]:
    """Looks that match, in no order; the caller cuts them."""
    rows = Look.objects.all()
    if asked.action:
        rows = rows.filter(kind=asked.action)
    return _narrowed(rows, asked)


def _narrowed(rows: QuerySet[M], asked: Asked) -> QuerySet[M]:
    if asked.actor:
        rows = rows.filter(actor=asked.actor)
    if asked.subject:
        rows = rows.filter(subject__startswith=asked.subject)
    if asked.since:
        rows = rows.filter(at__gte=midnight(asked.since))
    if asked.until and asked.until < date.max:
        rows = rows.filter(at__lt=midnight(asked.until + timedelta(days=1)))
    return rows


def _part(rows: QuerySet[M], asked: Asked) -> Part[M]:
    """One row more than a part is asked for, to know whether it goes on."""
    if asked.after is not None:
        found = list(rows.filter(pk__gt=asked.after).order_by("pk")[: ROWS_A_PART + 1])
        more, shown = len(found) > ROWS_A_PART, found[:ROWS_A_PART][::-1]
        return Part(shown, shown[-1].pk if shown else None, shown[0].pk if more else None)
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    found = list(rows.order_by("-pk")[: ROWS_A_PART + 1])
    shown = found[:ROWS_A_PART]
    older = shown[-1].pk if len(found) > ROWS_A_PART else None
    return Part(shown, older, shown[0].pk if shown and asked.before is not None else None)


def in_parts(rows: QuerySet[M]) -> Iterator[M]:
    """Every row, the newest first, for a list that is taken away."""
    return rows.order_by("-pk").iterator(chunk_size=2_000)


def check_chain() -> ChainCheck:
    """Whether the newest 50,000 records follow from one another; `qiao audit` looks at all of them."""
    newest = list(AuditRecord.objects.order_by("-id")[:CHAIN_CHECKED_MOST].iterator(chunk_size=2_000))[::-1]
    count = AuditRecord.objects.count()
    before = FIRST_DIGEST if len(newest) == count else newest[0].previous_digest
    return ChainCheck(len(newest), count, next(breaks_in(newest, after=before), None))


def actions_known() -> list[str]:
    """Names of the actions on record; at most 200."""
    return sorted(AuditRecord.objects.order_by("action").values_list("action", flat=True).distinct()[:CHOICES_MOST])


def staff_names_of(staff_ids: Sequence[str]) -> dict[str, str]:
    """Names of people by the id they have in the bank, of those who log in; at most 500."""
    rows = User.objects.filter(staff_id__in=[one for one in staff_ids if one][:NAMES_MOST])
    return {one.staff_id: one.first_name for one in rows if one.first_name}


def names_of(usernames: Sequence[str]) -> dict[str, str]:
    """The people behind names of log-ins, as far as the log-in says it; at most 500."""
    rows = User.objects.filter(username__in=list(usernames)[:NAMES_MOST]).exclude(first_name="")
    return dict(rows.values_list("username", "first_name"))
