"""Today: what matters to a person at a glance, by post: own figures, the unit's figures, what needs care."""

from dataclasses import dataclass, field
from datetime import date

from qiao.appraisal.queries.league import Standing, in_order, standings
from qiao.appraisal.queries.performance import Performance, performance_of
from qiao.appraisal.rules.forecast import Forecast
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.performance import Figures
from qiao.book import queries as book
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.figures import OrgSums
from qiao.contribution.queries.runs import Run
from qiao.contribution.queries.unclaimed import UnclaimedSums
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.desk.queries.listing import Sight
from qiao.desk.queries.remembered import largest_of, served_count, unclaimed_of
from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.office import queries as office
from qiao.office.rules.tasks import TaskLine, first_few
from qiao.people.queries import staff as people
from qiao.people.queries.staff import OrgUnit

FIRST_FEW = 8
PAY_POSTS = frozenset({"rm", "lead", "head", "desk", "trainer"})


@dataclass(frozen=True, slots=True)
class Team:
    """The people a person sees besides himself or herself: how many have figures, sums, the first few."""

    people: int
    bonus_fen: int
    margin_micro: int
    deposit_balance_days_micro: int
    loan_balance_days_micro: int
    first: list[Standing]
    flagged: frozenset[str]


@dataclass(frozen=True, slots=True)
class Today:
    """One person's page of today; what does not concern the post is None or empty."""

    run: Run | None
    days: int
    own: Standing | None = None
    own_before: Figures | None = None
    own_flagged: bool = False
    history: list[tuple[str, Figures | None]] = field(default_factory=list)
    customers: list[tuple[PartySums, str]] = field(default_factory=list)
    customer_count: int | None = None
    team: Team | None = None
    unit: OrgUnit | None = None
    unit_sums: OrgSums | None = None
    unclaimed: UnclaimedSums | None = None
    quarantined: int | None = None
    tasks: list[TaskLine] = field(default_factory=list)
    forecast: Forecast | None = None


def today_of(person: User, *, on: date) -> Today:
    """The page of a day for a person."""
    run = runs.newest_run()
    quarantined = sum(book.open_counts().values()) if may(person, "book.loads") else None
    if run is None:
        return Today(
            run=None, days=1, quarantined=quarantined, tasks=first_few(office.tasks_of(person, on=on), most=FIRST_FEW)
        )
    scope, period = scope_of(person, on=on), runs.serving_period(run, on=on)
    own = _own(run, person)
    months = performance_of(person.staff_id, month=run.month) if own else None
    history = _history(months) if months else []
    unit, unit_sums = _unit(run, person, scope)
    return Today(
        run=run,
        days=(run.until - run.since).days,
        own=own,
        own_before=history[-2][1] if len(history) > 1 else None,
        own_flagged=bool(own and figures.flagged(run, kind="staff", keys=[person.staff_id])),
        history=history,
        customers=_customers(run, person, Sight(scope, period)),
        customer_count=served_count(run, scope, period=period) if may(person, "customers.see") else None,
        team=_team(run, person, scope),
        unit=unit,
        unit_sums=unit_sums,
        unclaimed=unclaimed_of(run, scope, period=period) if may(person, "contribution.unclaimed") else None,
        quarantined=quarantined,
        tasks=first_few(office.tasks_of(person, on=on), most=FIRST_FEW),
        forecast=months.forecast if months else None,
    )


def _own(run: Run, person: User) -> Standing | None:
    if person.post not in PAY_POSTS or not person.staff_id:
        return None
    found = standings(run, staff_ids=[person.staff_id])
    return found[0] if found and (found[0].anything or person.post == "rm") else None


def _history(found: Performance) -> list[tuple[str, Figures | None]]:
    """The person's months, oldest first."""
    return [(one.run.month, one.figures) for one in found.months]


def _customers(run: Run, person: User, sight: Sight) -> list[tuple[PartySums, str]]:
    """The customers that bring most, of those the person sees."""
    if not may(person, "customers.see"):
        return []
    largest = largest_of(run, sight, most=FIRST_FEW)
    names = customers.customer_names([sums.party_id for sums in largest])
    return [(sums, names[sums.party_id]) for sums in largest if sums.party_id in names]


def _team(run: Run, person: User, scope: Scope) -> Team | None:
    if not may(person, "appraisal.league"):
        return None
    seen = [one for one in standings(run, staff_ids=people.visible_ids(scope)) if one.anything]
    first = in_order(seen, Measure.BONUS, falling=True)[:FIRST_FEW]
    return Team(
        people=len(seen),
        bonus_fen=sum(one.bonus_fen for one in seen),
        margin_micro=sum(one.margin_micro for one in seen),
        deposit_balance_days_micro=sum(one.deposit_balance_days_micro for one in seen),
        loan_balance_days_micro=sum(one.loan_balance_days_micro for one in seen),
        first=first,
        flagged=figures.flagged(run, kind="staff", keys=[one.staff_id for one in first]),
    )


def _unit(run: Run, person: User, scope: Scope) -> tuple[OrgUnit | None, OrgSums | None]:
    """The person's own unit with its month, where the post sees a unit; the whole bank for who sees all of it."""
    if not may(person, "people.see") or not person.staff_id:
        return None, None
    staff = people.staff_of(person.staff_id)
    unit = people.root_unit() if scope.everything else staff.org if staff else None
    if unit is None or not (scope.everything or unit.org_id in scope.org_ids):
        return None, None
    return unit, figures.org_sums(run, [unit.org_id]).get(unit.org_id)
