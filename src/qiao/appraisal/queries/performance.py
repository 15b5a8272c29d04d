"""A person's performance: month, quarter and year to date, held against targets, last year and the span before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from qiao.appraisal.queries.plans import plan_in_force
from qiao.appraisal.queries.targets import targets_of
from qiao.appraisal.rules import forecast as forecasts
from qiao.appraisal.rules.forecast import Forecast
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.performance import Figures, Held, added, all_of
from qiao.appraisal.rules.spans import MONTHS, Span, moved, name_of, period_of_name, shifted, to_date
from qiao.book import queries as book
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine.lookup import rows_of
from qiao.ground.money import micro_of_fen
from qiao.ground.periods import MONTHS_A_YEAR, Period, day_of, month_period

TREND_MONTHS = 13
ORDER = (Measure.BONUS, Measure.DEPOSITS, Measure.LOANS, Measure.MARGIN, Measure.FEES)


@dataclass(frozen=True, slots=True)
class Month:
    """A settled month of a person: its run and its figures, None where the run does not know the person."""

    run: Run
    figures: Figures | None
    raw_fen: int
    quality_bp: int


@dataclass(frozen=True, slots=True)
class ToDate:
    """A span up to a month: the measures held against others, and how much of the span has passed."""

    span: Span
    name: str
    months: tuple[str, ...]
    missing: tuple[str, ...]  # months of the span that are not settled
    days: int
    days_whole: int
    held: tuple[Held, ...]

    @property
    def passed(self) -> Fraction:
        """Which part of the whole span's days the figures cover: what a target is held against."""
        return Fraction(self.days, self.days_whole)


@dataclass(frozen=True, slots=True)
class Performance:
    """A person's page: the spans to date, the months behind them, the estimate for the month under way."""

    staff_id: str
    month: str
    spans: dict[Span, ToDate]
    months: list[Month]  # oldest first, at most thirteen
    forecast: Forecast | None


def performance_of(staff_id: str, *, month: str) -> Performance:
    """The performance of a person up to a settled month."""
    wanted = _wanted(month)
    found = {name: _month(run, staff_id) for name, run in runs.newest_runs(wanted).items()}
    known = {name: one.figures for name, one in found.items() if one.figures is not None}
    targets = targets_of(staff_id, [name_of(span, month=month) for span in Span])
    trend = [found[name] for name in _trend(month) if name in found]
    return Performance(
        staff_id=staff_id,
        month=month,
        spans={span: _to_date(span, month=month, known=known, targets=targets) for span in Span},
        months=trend,
        forecast=forecast_for(trend),
    )


def _trend(month: str) -> list[str]:
    """Thirteen months up to this one, oldest first."""
    return [shifted(month, by=-back) for back in range(TREND_MONTHS - 1, -1, -1)]


def _wanted(month: str) -> list[str]:
    """The months a page can ask for: the year to date, as many of the year before, and thirteen for the trend."""
    back = MONTHS_A_YEAR + len(to_date(Span.YEAR, month=month))
    return [shifted(month, by=-number) for number in range(back)]


def _month(run: Run, staff_id: str) -> Month:
    rows = rows_of(folder_of(run) / "staff_result.parquet", "staff_id", [staff_id])
    if not rows:
        return Month(run, None, 0, 0)
    row = rows[0]
    days = (run.until - run.since).days
    figures = Figures(**{one.name: days if one.name == "days" else int(row[one.name]) for one in fields(Figures)})
    return Month(run, figures, int(row["raw_fen"]), int(row["quality_bp"]))


def _to_date(
    span: Span, *, month: str, known: Mapping[str, Figures], targets: Mapping[tuple[str, Measure], int]
) -> ToDate:
    months = to_date(span, month=month)
    now = added(known[name] for name in months if name in known)
    year_before = all_of(known, moved(months, by=-MONTHS_A_YEAR))
    before = all_of(known, moved(months, by=-MONTHS[span]))
    name = name_of(span, month=month)
    return ToDate(
        span=span,
        name=name,
        months=tuple(one for one in months if one in known),
        missing=tuple(one for one in months if one not in known),
        days=now.days if now else 0,
        days_whole=period_of_name(name).days,
        held=()
        if now is None
        else tuple(
            _held(one, now, year_before=year_before, before=before, target_fen=targets.get((name, one)))
            for one in ORDER
        ),
    )


def _held(
    measure: Measure, now: Figures, *, year_before: Figures | None, before: Figures | None, target_fen: int | None
) -> Held:
    return Held(
        measure=measure,
        value_micro=now.value_micro(measure),
        target_micro=None if target_fen is None else micro_of_fen(target_fen),
        year_before_micro=year_before.value_micro(measure) if year_before else None,
        before_micro=before.value_micro(measure) if before else None,
    )


def forecast_for(months: Sequence[Month]) -> Forecast | None:
    """The estimate for the month under way, from a person's settled months, the newest last; None without any."""
    known = [(one.run.month, one.figures) for one in months if one.figures is not None]
    newest = months[-1] if months else None
    if newest is None or newest.figures is None:
        return None
    period = Period(newest.run.since, newest.run.until)
    covered = runs.covered_days(book.coverage(newest.run.book_version), period)
    if covered < period.days:
        return forecasts.carried(
            newest.run.month,
            newest.figures,
            plan_code=newest.run.plan_code,
            covered=covered,
            quality_bp=newest.quality_bp,
            raw_fen=newest.raw_fen,
        )
    ahead = month_period(shifted(newest.run.month, by=1))
    plan = plan_in_force(day_of(ahead.until_day - 1))
    return forecasts.forecast_of(plan, month=shifted(newest.run.month, by=1), days=ahead.days, basis=known)
