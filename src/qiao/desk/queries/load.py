"""What managers carry: the load of each against the norms, and of each unit how it is staffed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q

from qiao.appraisal.queries import league
from qiao.appraisal.queries.league import Standing
from qiao.appraisal.rules.spans import shifted
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.indicators import DEPOSITS, LOANS
from qiao.desk.queries.team import people_below
from qiao.desk.rules.load import Load, State, load_of, units_below
from qiao.desk.rules.norms import BY_LEVEL, GENERAL, SERVICE, Norms
from qiao.engine.indicators import Indicator
from qiao.ground.authority import Scope
from qiao.ground.money import MICRO_A_FEN
from qiao.ground.periods import MONTHS_A_YEAR
from qiao.office import queries as office
from qiao.people.queries import staff as people
from qiao.people.queries.staff import OrgUnit, Staff
from qiao.portfolio.queries import counting
from qiao.portfolio.rules.staffing import Staffing

MANAGER = "rm"
PEOPLE_MOST = 20_000
"""So many people are held against their norms at once; a larger bank narrows by unit."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person with the load."""

    person: Staff
    load: Load


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with how it is staffed."""

    unit: OrgUnit
    staffing: Staffing


def norms_on(on: date) -> Norms:
    """The norms in force on a day."""
    return Norms(
        {part: office.parameter_table(one.name, on=on) for part, one in BY_LEVEL.items()},
        {part: office.parameter(one.name, on=on) for part, one in GENERAL.items()},
        office.parameter_table(SERVICE.name, on=on),
    )


def in_post(staff_ids: Collection[str] | None, *, on: date) -> list[Staff]:
    """These people (None = everybody) as far as they are in the post on the day, by id; at most 20,000."""
    rows = Staff.objects.filter(Q(left_on=None) | Q(left_on__gte=on)).select_related("org").order_by("staff_id")
    if staff_ids is not None:
        rows = rows.filter(staff_id__in=list(staff_ids))
    return list(rows[:PEOPLE_MOST])


def lines_of(run: Run | None, scope: Scope, unit: str, *, on: date) -> list[Line]:
    """The managers whom a scope sees in a unit ('' = all) and whoever else serves customers, the heaviest first."""
    asked = people_below(scope, unit)
    kinds = counting.served_kinds(asked, on=on)
    carriers = [one for one in in_post(asked, on=on) if one.post == MANAGER or one.staff_id in kinds]
    months = _standings(run, None if asked is None else [one.staff_id for one in carriers])
    norms, days = norms_on(on), _days(run)

    def held(who: str) -> tuple[int, int, int, int]:
        return _held(kinds.get(who, {}), months.get(who), norms, days=days)

    found = [Line(one, load_of(one.staff_id, held(one.staff_id), norms.of(one.level))) for one in carriers]
    return sorted(found, key=lambda line: (-(line.load.whole or Fraction(0)), line.person.staff_id))


def _standings(run: Run | None, staff_ids: Collection[str] | None) -> dict[str, Standing]:
    return {} if run is None else {one.staff_id: one for one in league.standings(run, staff_ids=staff_ids)}


def _held(kinds: Mapping[str, int], month: Standing | None, norms: Norms, *, days: int) -> tuple[int, int, int, int]:
    """Customers, average deposits and loans in fen, minutes a month."""
    minutes = sum(count * norms.minutes.get(kind, 0) for kind, count in kinds.items())
    deposits, loans = (_fen(one, month, days=days) or 0 for one in (DEPOSITS, LOANS))
    return sum(kinds.values()), deposits, loans, minutes


def unit_lines(run: Run | None, scope: Scope, lines: Sequence[Line], *, on: date) -> list[UnitLine]:
    """The branches of a scope with managers among staff, who is over, and deposits a manager beside the year before."""
    units = people.branches(scope)
    staff = in_post(None if scope.everything else [one.staff_id for one in people.visible_staff(scope)], on=on)
    before = runs.latest_run(shifted(run.month, by=-MONTHS_A_YEAR)) if run else None
    ids = [one.org_id for one in units]
    now_sums = figures.org_sums(run, ids) if run else {}
    then_sums = figures.org_sums(before, ids) if before else {}
    then_people = league.standings(before, staff_ids=None) if before else []
    below_each = units_below(dict(OrgUnit.objects.values_list("org_id", "parent_id")))
    found = []
    for unit in units:
        below = below_each[unit.org_id]
        own = [one for one in staff if one.org_id in below]
        states = [line.load.state for line in lines if line.person.org_id in below]
        then = then_sums.get(unit.org_id)
        staffing = Staffing(
            staff=len(own),
            managers=sum(one.post == MANAGER for one in own),
            over=states.count(State.OVER),
            room=states.count(State.ROOM),
            deposits_fen=_fen(DEPOSITS, now_sums.get(unit.org_id), days=_days(run)) or 0,
            managers_before=sum(one.post == MANAGER and one.org_id in below for one in then_people),
            deposits_before_fen=_fen(DEPOSITS, then, days=_days(before)),
        )
        found.append(UnitLine(unit, staffing))
    return found


def _fen(indicator: Indicator, record: object | None, *, days: int) -> int | None:
    """An average of a record in whole fen; None without a record."""
    value = None if record is None else indicator.value(record, days=days)
    return None if value is None else int(value / MICRO_A_FEN)


def _days(run: Run | None) -> int:
    return (run.until - run.since).days if run else 1
