"""A team or branch: the load of its people, and their months together; the caller says whom the asker sees."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.appraisal.rules.spans import shifted
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run, folder_of
from qiao.desk.rules.load import NORM, Load
from qiao.engine import reading
from qiao.office import queries as office
from qiao.people.queries import Staff
from qiao.portfolio import queries as portfolio

TREND_MONTHS = 13
SUMS = """
    SELECT filename AS file, sum(bonus_fen) AS bonus_fen, sum(deposit_margin_micro + loan_margin_micro) AS margin_micro,
        sum(deposit_balance_days_micro) AS deposit_balance_days_micro,
        sum(loan_balance_days_micro) AS loan_balance_days_micro
    FROM read_parquet($files, hive_partitioning = false, filename = true)
    WHERE $everybody OR list_contains($people, staff_id) GROUP BY filename LIMIT $most
"""


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


def loads_of(people: Sequence[Staff], *, on: date) -> dict[str, Load]:
    """What these people serve on a day against their level's norm; ask for a page of them at most."""
    served = portfolio.served_counts([one.staff_id for one in people], on=on)
    norms = office.parameter_table(NORM.name, on=on)
    return {one.staff_id: Load(one.staff_id, served.get(one.staff_id, 0), norms.get(one.level)) for one in people}
