"""Performance, targets and the estimate as the interface answers them."""

from dataclasses import dataclass

from qiao.desk.rules.answers.figures import StandingLine


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A measure to date: bonus, deposits, loans, margin, fees in yuan (balances as averages of the days).

    `done` is the part of the target that is reached, `year_change` and `before_change` the growth as parts of one.
    """

    measure: str
    value: str
    target: str | None
    done: str | None
    year_before: str | None
    year_change: str | None
    before: str | None
    before_change: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanLine:
    """A month, quarter or year up to the month; `passed` is the part of its days that the figures cover."""

    span: str
    name: str
    months: list[str]
    missing: list[str]
    days: int
    days_whole: int
    passed: str
    held: list[HeldLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """A settled month of a person in yuan and yuan-days."""

    days: int
    deposit_balance_days: str
    loan_balance_days: str
    deposit_margin: str
    loan_margin: str
    expected_loss: str
    fees: str
    npl_days: str
    expense: str
    bonus: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLine:
    """The estimate for the month under way: what would be paid, and the rule by which it is made."""

    month: str
    rule: str
    days: int
    covered: int
    basis: list[str]
    plan_code: str
    deposit_margin: str
    loan_margin: str
    quality: str
    expense: str
    raw: str
    paid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceWhole:
    """A person's performance up to a month; months without a figure of the person are null."""

    staff_id: str
    name: str
    month: str
    flagged: bool
    spans: list[SpanLine]
    months: dict[str, MonthFigures | None]
    forecast: ForecastLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMonthLine:
    """A settled month of a person; null where its run does not know the person."""

    month: str
    run: int
    standing: StandingLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A target that holds: the measure's amount in yuan for a period as 2026, 2026-Q3 or 2026-09."""

    staff_id: str
    name: str
    period: str
    measure: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPage:
    """A page of targets, 50 of them."""

    targets: list[TargetLine]
    more: bool
