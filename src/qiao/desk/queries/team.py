"""A team or branch: the load of its people, and their months together; the caller says whom the asker sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.appraisal.queries import league
from qiao.appraisal.queries.league import Spread, Standing
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.spans import shifted
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.rules.indicators import MARGIN_OF_SIDES
from qiao.desk.rules.load import Load
from qiao.desk.rules.norms import GENERAL, NORM
from qiao.engine import reading
from qiao.ground.authority import Scope
from qiao.ground.paging import Cut, Page
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff
from qiao.portfolio.queries import counting
from qiao.portfolio.rules.balancing import Part

TREND_MONTHS = 13
SUMS = f"""
    SELECT filename AS file, sum(bonus_fen) AS bonus_fen, sum({MARGIN_OF_SIDES}) AS margin_micro,
        sum(deposit_balance_days_micro) AS deposit_balance_days_micro,
        sum(loan_balance_days_micro) AS loan_balance_days_micro
    FROM read_parquet($files, hive_partitioning = false, filename = true)
    WHERE $everybody OR list_contains($people, staff_id) GROUP BY filename LIMIT $most
"""  # noqa: S608  constants of the register


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A month of a team: a page of its people by margin, how they spread, their loads, and the months together."""

    page: Page[Standing]
    people: dict[str, Staff]
    loads: dict[str, Load]
    count: int
    spread: Spread | None
    months: list["MonthSums"]


@dataclass(frozen=True, slots=True)
class MonthSums:
    """A month of several people together; fen, millionths of a yuan and of yuan-days."""

    run: Run
    bonus_fen: int
    margin_micro: int
    deposit_balance_days_micro: int
    loan_balance_days_micro: int

    @property
    def days(self) -> int:
        """The days of the month."""
        return (self.run.until - self.run.since).days


def people_below(scope: Scope, unit: str) -> list[str] | None:
    """The people of a unit whom a scope sees, '' = of all units; None = everybody. A unit not seen is refused."""
    if not unit:
        return people.visible_ids(scope)
    if not people.visible_orgs(scope).filter(org_id=unit).exists():
        raise Refusal("unit.unknown", _("There is no such unit, or you may not see it."))
    below = people.visible_staff(scope).filter(org_id__in=people.orgs_below(unit))
    return list(below.values_list("staff_id", flat=True))


def team_of(run: Run, staff_ids: Collection[str] | None, cut: Cut, *, on: date) -> TeamPage:
    """The team of these people in a month; None = everybody."""
    seen = [one for one in league.standings(run, staff_ids=staff_ids) if one.anything]
    page = cut.of(league.in_order(seen, Measure.MARGIN, falling=True))
    shown = people.staff_by_id([one.staff_id for one in page.rows])
    return TeamPage(
        page=page,
        people=shown,
        loads=loads_of(list(shown.values()), on=on),
        count=len(seen),
        spread=league.spread_of(seen, Measure.MARGIN),
        months=trend_of(run.month, staff_ids),
    )


def trend_of(month: str, staff_ids: Collection[str] | None) -> list[MonthSums]:
    """The settled ones of thirteen months up to this one, oldest first; None = everybody."""
    wanted = [shifted(month, by=-back) for back in range(TREND_MONTHS - 1, -1, -1)]
    found = runs.newest_runs(wanted)
    files = {str(folder_of(run) / "staff_result.parquet"): run for run in found.values()}
    if not files:
        return []
    values = {
        "files": list(files),
        "everybody": staff_ids is None,
        "people": list(staff_ids or ()),
        "most": TREND_MONTHS,
    }
    sums = {row["file"]: row for row in reading.rows(SUMS, values)}
    names = ("bonus_fen", "margin_micro", "deposit_balance_days_micro", "loan_balance_days_micro")
    months = [
        MonthSums(run, **{name: int(sums[file][name]) for name in names}) for file, run in files.items() if file in sums
    ]
    return sorted(months, key=lambda one: one.run.month)


def loads_of(shown: Sequence[Staff], *, on: date) -> dict[str, Load]:
    """What these people serve on a day against their level's norm; ask for a page of them at most."""
    served = counting.served_counts([one.staff_id for one in shown], on=on)
    norms = office.parameter_table(NORM.name, on=on)
    general = office.parameter(GENERAL[Part.CUSTOMERS].name, on=on)
    return {
        one.staff_id: Load(one.staff_id, served.get(one.staff_id, 0), norms.get(one.level, general)) for one in shown
    }
