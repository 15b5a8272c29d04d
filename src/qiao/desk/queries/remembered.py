"""What costs a walk over many customers and stays as it is until the next load, settlement or value: remembered.

The key names the settlement, the load and the merge, the scope and the days of serving: a change of any of them is
another question; the register of a whole large bank is kept some minutes. Only sums are kept.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from qiao.book import queries as book
from qiao.contribution.queries import unclaimed
from qiao.contribution.queries.runs import Run, run_of
from qiao.contribution.queries.unclaimed import UnclaimedSums, Whose
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.desk.queries.listing import Sight, first_few
from qiao.desk.queries.sight import served_subquery
from qiao.desk.rules.freshness import holds_still, may_wait
from qiao.ground import clock
from qiao.ground.authority import Scope
from qiao.ground.periods import Period
from qiao.portfolio.queries import serving as portfolio
from qiao.profile.queries.bulk import values_stamp
from qiao.profile.queries.gaps import Gap, register
from qiao.profile.queries.register import items_on
from qiao.profile.rules.items import Item

SCOPES_MOST = 1_024
Standing = tuple[int, str, str, int]
Known = tuple[int, str, str, str, int]
Place = tuple[str, int, tuple[Item, ...], date]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The register's gaps; `at` is the moment they are of where what was saved since may still be missing."""

    gaps: tuple[Gap, ...]
    at: datetime | None = None


_whole: dict[Place, tuple[Known, datetime, tuple[Gap, ...]]] = {}


def unclaimed_of(run: Run, scope: Scope, *, period: Period) -> UnclaimedSums:
    """The unclaimed credit of a scope in a run: accounts its units keep, and customers its people serve."""
    return _unclaimed(standing_of(run), scope, period)


def served_count(run: Run, scope: Scope, *, period: Period) -> int | None:
    """How many customers a scope serves; None for everybody's."""
    return _count(standing_of(run), scope, period)


def largest_of(run: Run, sight: Sight, *, most: int) -> tuple[PartySums, ...]:
    """The figures of the customers in sight that bring most."""
    return _largest(standing_of(run), sight, most)


def standing_of(run: Run) -> Standing:
    """A settlement, the newest load and the newest merge: what is remembered under it holds until one is another."""
    version = book.current()
    return run.pk, run.folder, version.load.token if version else "", customers.alias_version()


def gaps_of(scope: Scope, *, period: Period, on: date) -> Reckoned:
    """The register's gaps over the customers of a scope, until anything becomes known or is taken back.

    Those of a whole large bank are kept for some minutes, or every visit would pay for every value that anybody saved.
    """
    version, items = book.current(), items_on(on)
    load, aliases = version.load.token if version else "", customers.alias_version()
    known: Known = (*values_stamp(), load, aliases)
    if not may_wait(everything=scope.everything, values=known[0]):
        return Reckoned(_gaps(known, items, scope, period=period, on=on))
    place, now = (load, aliases, items, on), clock.now()
    before = _whole.get(place)
    if before is None or not holds_still(changed=before[0] != known, at=before[1], now=now):
        gaps = tuple(register(customers.listed_customers(None), items, on=on))
        _whole.clear()  # of another day, load or merge nobody asks again
        before = _whole[place] = known, now, gaps
    return Reckoned(before[2], before[1])


@lru_cache(maxsize=SCOPES_MOST)
def _gaps(known: Known, items: tuple[Item, ...], scope: Scope, *, period: Period, on: date) -> tuple[Gap, ...]:
    assert known, on
    return tuple(register(customers.listed_customers(served_subquery(scope, period=period)), items, on=on))


@lru_cache(maxsize=SCOPES_MOST)
def _unclaimed(key: Standing, scope: Scope, period: Period) -> UnclaimedSums:
    run = run_of(key[0])
    assert run is not None, key
    if scope.everything:
        return unclaimed.unclaimed_sums(run, whose=Whose(None))
    served = portfolio.served_ids(scope, period=period) or []
    return unclaimed.unclaimed_sums(run, whose=Whose(sorted(scope.org_ids), served))


@lru_cache(maxsize=SCOPES_MOST)
def _count(key: Standing, scope: Scope, period: Period) -> int | None:
    assert key
    served = portfolio.served_ids(scope, period=period)
    return None if served is None else len(set(served) - set(customers.survivors_of(served)))


@lru_cache(maxsize=SCOPES_MOST)
def _largest(key: Standing, sight: Sight, most: int) -> tuple[PartySums, ...]:
    run = run_of(key[0])
    assert run is not None, key
    return tuple(sums for _one, sums in first_few(run, sight, most=most) if sums is not None)
