"""What costs a walk over many customers and stays as it is until the next load or settlement: remembered by a worker.

The key names the settlement, the load and the merge, the scope and the days of serving: a change of any of them is
another question. Only sums are kept.
"""

from functools import lru_cache

from qiao.book import queries as book
from qiao.contribution.queries import unclaimed
from qiao.contribution.queries.runs import Run, run_of
from qiao.contribution.queries.unclaimed import UnclaimedSums, Whose
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.desk.queries.listing import Sight, first_few
from qiao.ground.authority import Scope
from qiao.ground.periods import Period
from qiao.portfolio import queries as portfolio

SCOPES_MOST = 1_024
Standing = tuple[int, str, str, int]


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
