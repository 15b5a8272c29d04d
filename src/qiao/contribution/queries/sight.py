"""Whose figures of a settlement a person may see: units, unclaimed credit, the whole bank's sums."""

from datetime import date

from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.unclaimed import Whose
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio


def sees_bank(person: User, *, on: date) -> bool:
    """Whether the whole bank's sums are for this person."""
    return scope_of(person, on=on).everything


def orgs_of(person: User, *, on: date) -> list[str] | None:
    """The units whose accounts a person may see listed; None = all. An administrator sees units, not customers."""
    scope = scope_of(person, on=on)
    return None if scope.everything or person.post == "admin" else sorted(scope.org_ids)


def totals_of(run: Run) -> dict[str, int]:
    """The bank's sums of a run, and of them the unclaimed, as integers."""
    whole = {name: int(value) for name, value in run.totals.items()}
    return whole | {f"unclaimed_{name}": int(value) for name, value in run.unclaimed.items()}


def whose_unclaimed(person: User, run: Run, *, unit: str = "", on: date) -> Whose:
    """Whose unclaimed credit the person may see, narrowed to a unit and what lies below it where one is asked for."""
    seen = orgs_of(person, on=on)
    if unit:
        below = people.orgs_below(unit)
        return Whose([one for one in below if seen is None or one in seen])
    if seen is None:
        return Whose(None)
    served = portfolio.served_ids(scope_of(person, on=on), period=runs.serving_period(run, on=on))
    return Whose(seen, served or ())
