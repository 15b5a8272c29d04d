"""What moved in the book, of the customers a person sees; customers handed over with the newest load.

What moved was worked out when a load or settlement ended (`actions.lay_moves`): a page reads one small file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from qiao.book import queries as book
from qiao.book.queries import Version
from qiao.contribution.queries import runs
from qiao.customers import queries as customers
from qiao.desk.queries.customer import newest_run
from qiao.desk.rules.moves import DAYS_AHEAD, Days, HandOver, Move, What, days_told
from qiao.engine.reading import bound, rows, source
from qiao.ground import home
from qiao.ground.authority import Scope, scope_of
from qiao.ground.models import User
from qiao.ground.paging import Cut, Page
from qiao.ground.periods import Period, day_number
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import Assignment

MOVES_FOLDER = "moves"
LINES_MOST = 8
SCOPES_MOST = 1_024
FIRST_LINES = 3
SEEN = "($everybody OR party_id IN (SELECT unnest(CAST($parties AS VARCHAR[]))))"
AHEAD = "(what <> 'matures' OR (on_day >= $today AND on_day < $until))"
# What matures next stands first; of what is past due the largest; of what moved the newest.
ORDER = (
    "CASE what WHEN 'matures' THEN on_day WHEN 'overdue' THEN 0 ELSE -on_day END, "
    "abs(coalesce(amount_fen, 0)) DESC, party_id, account_id"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A file of moves with the days it tells of, as seen on a day."""

    file: Path
    days: Days
    today: int  # from which on a maturity lies ahead: the book's last day, should that lie behind


@dataclass(frozen=True, slots=True)
class Group:
    """The moves of one kind: how many, how many of them since the load before, and the first few."""

    what: What
    number: int
    news: int
    first: tuple[Move, ...]


def moves_file(version: Version) -> Path:
    """Where the moves of a version of the book lie, once they are worked out."""
    return home.home() / MOVES_FOLDER / f"{version.load.token}.parquet"


@dataclass(frozen=True, slots=True)
class InSight:
    """Whose moves a person sees: the scope, the days on which serving a customer opens them, what there is to tell."""

    scope: Scope
    period: Period
    told: Told | None

    def groups(self) -> list[Group]:
        """The kinds of moves that there are."""
        return groups_in_sight(self.told, self.scope, period=self.period) if self.told else []

    def page(self, what: What, cut: Cut) -> Page[Move]:
        """A page of the moves of one kind."""
        if self.told is None:
            return cut.page([])
        return moves_of(self.told, what, cut, party_ids=portfolio.served_ids(self.scope, period=self.period))

    def hand_overs(self) -> list[HandOver]:
        """Who was handed over with the newest load."""
        return hand_overs(self.scope, seen=self.period)


def in_sight(person: User, *, on: date) -> InSight:
    """The moves of the newest settled month's customers of a person."""
    return InSight(scope_of(person, on=on), runs.serving_period(newest_run(), on=on), told(on))


def told(on: date) -> Told | None:
    """What there is to tell of the book in force; None where nothing has been worked out yet."""
    version = book.current()
    days = days_told(book.coverage(version)) if version else None
    if version is None or days is None or not moves_file(version).is_file():
        return None
    return Told(moves_file(version), days, min(day_number(on), days.last_day))


def groups_in_sight(found: Told, scope: Scope, *, period: Period) -> list[Group]:
    """The kinds of moves that there are of the customers a scope serves, with the first three of each.

    They stay as they are until the next load or settlement and are remembered by a worker; names are read anew.
    """
    written, merges = found.file.stat().st_mtime_ns, customers.alias_version()
    return _grouped(_remembered(found, scope, period=period, standing=(written, merges)))


def groups(found: Told, party_ids: Sequence[str] | None) -> list[Group]:
    """The same of these customers, None = of all."""
    return _grouped(_counted(found, party_ids))


@lru_cache(maxsize=SCOPES_MOST)
def _remembered(found: Told, scope: Scope, *, period: Period, standing: tuple[int, int]) -> list[dict[str, Any]]:
    assert standing, found
    return _counted(found, portfolio.served_ids(scope, period=period))


def _counted(found: Told, party_ids: Sequence[str] | None) -> list[dict[str, Any]]:
    """The first three moves of each kind, each with the numbers of its kind."""
    seen = f"SELECT * FROM {source('file', [found.file], {})} WHERE {SEEN} AND {AHEAD}"  # noqa: S608  constants of this code
    first = " UNION ALL ".join(
        f"(SELECT * FROM seen WHERE what = '{what}' ORDER BY {ORDER} LIMIT {FIRST_LINES})"  # noqa: S608  constants of this code
        for what in What
    )
    return rows(
        f"WITH seen AS MATERIALIZED ({seen}), counted AS (SELECT what, count(*) AS number, count(*) FILTER "  # noqa: S608  constants of this code
        "(what NOT IN ('matures', 'overdue') AND on_day >= $news) AS news FROM seen GROUP BY what) "
        f"SELECT * FROM ({first}) JOIN counted USING (what) ORDER BY {ORDER}",
        _values(found, party_ids) | {"news": found.days.news_day},
    )


def _grouped(counted: Sequence[Mapping[str, Any]]) -> list[Group]:
    moves = _moves(counted)
    return [
        Group(what, own[0][0]["number"], own[0][0]["news"], tuple(move for _row, move in own))
        for what in What
        if (own := [pair for pair in zip(counted, moves, strict=True) if pair[1].what is what])
    ]


def moves_of(found: Told, what: What, cut: Cut, *, party_ids: Sequence[str] | None) -> Page[Move]:
    """A page of the moves of one kind of these customers."""
    asked = rows(
        f"SELECT * FROM {source('file', [found.file], {})} WHERE what = $what AND {SEEN} AND {AHEAD} ORDER BY {ORDER} "  # noqa: S608  constants of this code
        "LIMIT $most OFFSET $skip",
        _values(found, party_ids) | {"what": what.value, "most": cut.limit, "skip": cut.offset},
    )
    return cut.page(_moves(asked))


def _values(found: Told, party_ids: Sequence[str] | None) -> dict[str, Any]:
    ahead = {"today": found.today, "until": found.today + DAYS_AHEAD}
    return ahead | {"everybody": party_ids is None, "parties": list(party_ids or ())} | bound(file=[found.file])


def _moves(found: Sequence[Mapping[str, Any]]) -> list[Move]:
    ids = [row["party_id"] for row in found]
    names, survivors = customers.customer_names(ids), customers.survivors_of(ids)
    return [
        Move(
            What(row["what"]),
            survivors.get(row["party_id"], row["party_id"]),
            names.get(row["party_id"], row["party_id"]),
            row["account_id"],
            row["product_id"],
            row["on_day"],
            row["amount_fen"],
            row["days"],
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
