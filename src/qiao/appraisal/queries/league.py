"""People side by side: the results of a run with names and units as they were then, and the spread of a measure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qiao.appraisal.rules.measures import INDICATORS, Measure
from qiao.contribution.queries.figures import made
from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.rules.indicators import margin_of
from qiao.engine.reading import ROWS_MOST, rows

PEOPLE_MOST = ROWS_MOST  # ranks and spread are of everybody
QUARTERS = 4
FIGURES = """
    r.deposit_balance_days_micro, r.loan_balance_days_micro, r.deposit_margin_micro, r.loan_margin_micro,
    r.expected_loss_micro, r.fee_micro, r.npl_days_micro, r.quality_bp, r.expense_fen, r.raw_fen, r.bonus_fen
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's month; money in millionths of a yuan, balance-days likewise, expense and bonus in fen."""

    staff_id: str
    name: str
    org_id: str
    post: str
    deposit_balance_days_micro: int
    loan_balance_days_micro: int
    deposit_margin_micro: int
    loan_margin_micro: int
    expected_loss_micro: int
    fee_micro: int
    npl_days_micro: int
    quality_bp: int
    expense_fen: int
    raw_fen: int
    bonus_fen: int

    @property
    def margin_micro(self) -> int:
        """Deposit and loan margin together."""
        return margin_of(self)

    @property
    def anything(self) -> bool:
        """Whether the person has a figure at all."""
        figures = (self.deposit_balance_days_micro, self.loan_balance_days_micro, self.margin_micro, self.fee_micro)
        return any(figures) or self.expense_fen != 0 or self.raw_fen != 0

    def value_micro(self, measure: Measure) -> int:
        """The measure in millionths (of a yuan; of yuan-days for balances)."""
        return INDICATORS[measure].amount(self)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a measure lies among people: least, quarters, most, sum; millionths, quarters between two people halved."""

    people: int
    least: int
    lower: Fraction
    median: Fraction
    upper: Fraction
    most: int
    total: int


def standings(run: Run, *, staff_ids: Collection[str] | None, org_ids: Collection[str] | None = None) -> list[Standing]:
    """The people of a run with their figures, by id; None = everybody, an org filter besides."""
    folder = folder_of(run)
    conditions = ["true"]
    values: dict[str, object] = {
        "results": str(folder / "staff_result.parquet"),
        "staff": str(folder / "staff.parquet"),
    }
    if staff_ids is not None:
        conditions.append("list_contains($people, s.staff_id)")
        values["people"] = list(staff_ids)
    if org_ids is not None:
        conditions.append("list_contains($orgs, s.org_id)")
        values["orgs"] = list(org_ids)
    statement = (
        f"SELECT s.staff_id, s.name, s.org_id, s.post, {FIGURES} "  # noqa: S608  constants only
        "FROM read_parquet($results, hive_partitioning = false) r "
        "JOIN read_parquet($staff, hive_partitioning = false) s USING (staff_id) "
        f"WHERE {' AND '.join(conditions)} ORDER BY s.staff_id LIMIT {PEOPLE_MOST}"
    )
    return made(Standing, rows(statement, values))


def in_order(people: Sequence[Standing], measure: Measure, *, falling: bool) -> list[Standing]:
    """By the measure; equal figures by id, so that the order is always the same."""
    by_id = sorted(people, key=lambda one: one.staff_id)
    return sorted(by_id, key=lambda one: one.value_micro(measure), reverse=falling)


def spread_of(people: Sequence[Standing], measure: Measure) -> Spread | None:
    """The spread of a measure, or None where there is nobody."""
    values = sorted(one.value_micro(measure) for one in people)
    if not values:
        return None
    return Spread(
        people=len(values),
        least=values[0],
        lower=_quarter(values, 1),
        median=_quarter(values, 2),
        upper=_quarter(values, 3),
        most=values[-1],
        total=sum(values),
    )


def _quarter(values: Sequence[int], number: int) -> Fraction:
    """The value below which `number` quarters lie; between two people, in proportion."""
    place = Fraction(number * (len(values) - 1), QUARTERS)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
