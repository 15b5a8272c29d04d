"""What moves: accounts that mature soon, customers taken over or handed over with the newest load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from qiao.book import queries as book
from qiao.contribution.queries import runs, shelf
from qiao.contribution.queries.runs import Run
from qiao.customers import queries as customers
from qiao.desk.queries.sight import served_ids
from qiao.desk.rules.moves import DAYS_AHEAD, HandOver, Maturing
from qiao.engine.reading import AMONG, select
from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.ground.periods import Period, day_number
from qiao.people import queries as people
from qiao.portfolio import queries as portfolio
from qiao.portfolio.queries import Assignment

LINES_MOST = 8
MATURITY_COLUMNS = ("account_id", "party_id", "product_id", "maturity_on_day")


@dataclass(frozen=True, slots=True)
class Moves:
    """What moves for a person; `everything` says that the person sees the whole bank, whose hand-overs are not told."""

    maturing: list[Maturing]
    hand_overs: list[HandOver]
    everything: bool


def moves_of(person: User, run: Run | None, *, on: date) -> Moves:
    """What moves for a person on a day."""
    scope, seen = scope_of(person, on=on), runs.serving_period(run, on=on)
    served = served_ids(scope, period=seen)
    return Moves(
        maturing=maturing(run, served, on=on) if run else [],
        hand_overs=hand_overs(scope, seen=seen),
        everything=scope.everything,
    )


def maturing(run: Run, party_ids: Sequence[str] | None, *, on: date) -> list[Maturing]:
    """The accounts of these customers (None = of all) that mature within thirty days, the next first, at most eight."""
    first = day_number(on)
    found = select(
        shelf.account_files(run),
        columns=MATURITY_COLUMNS,
        where=f"maturity_on_day >= ? AND maturity_on_day < ? AND closed_on_day IS NULL AND (? OR party_id {AMONG})",
        values=[first, first + DAYS_AHEAD, party_ids is None, list(party_ids or ())],
        order=["maturity_on_day", "account_id"],
        most=LINES_MOST,
    )
    names = customers.customer_names([row["party_id"] for row in found])
    return [
        Maturing(
            row["account_id"],
            row["party_id"],
            names.get(row["party_id"], row["party_id"]),
            row["product_id"],
            row["maturity_on_day"],
        )
        for row in found
    ]


def hand_overs(scope: Scope, *, seen: Period) -> list[HandOver]:
    """Customers taken over or handed over in the period of the newest load, the newest first, at most eight.

    `seen` are the days on which serving a customer opens it to the scope. Who sees the whole bank sees none: there it
    would be a list of everything.
    """
    newest = book.loads(most=1)
    if scope.everything or not newest:
        return []
    period = Period(newest[0].since, newest[0].until)
    rows = portfolio.visible_assignments(scope, period=seen).filter(account_id="")
    begun = Q(since__gte=period.since, since__lt=period.until)
    ended = Q(until__gte=period.since, until__lt=period.until)
    lines = list(rows.filter(begun | ended).order_by("-since", "party_id", "staff_id")[:LINES_MOST])
    names = customers.customer_names([one.party_id for one in lines])
    staff = people.staff_names([one.staff_id for one in lines])
    return [_line(one, period, names=names, staff=staff) for one in lines]


def _line(one: Assignment, period: Period, *, names: dict[str, str], staff: dict[str, str]) -> HandOver:
    begins = period.since <= one.since < period.until
    return HandOver(
        party_id=one.party_id,
        customer=names.get(one.party_id, one.party_id),
        person=staff.get(one.staff_id, one.staff_id),
        on=one.since if begins or one.until is None else one.until,
        begins=begins,
    )
