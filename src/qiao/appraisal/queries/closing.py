"""Which months are closed, what stands in the way of closing one, and which month differences are booked in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from qiao.appraisal.models import ClosedMonth, DeltaRun, LateEvent, LateMonth
from qiao.appraisal.queries.plans import plan_in_force, plan_of, plan_records
from qiao.appraisal.rules.closing import Standing, next_month
from qiao.appraisal.rules.late import PENDING
from qiao.appraisal.rules.plan import BUILT_IN_CODE
from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import runs
from qiao.contribution.queries.differing import differing
from qiao.contribution.queries.pauses import credited_rows, paused_days, posted_rows
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine.reading import rows
from qiao.ground.once import once
from qiao.ground.periods import Period, day_of
from qiao.people.queries import staff as people

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "ClosedMonth",
    "MonthRow",
    "Sources",
    "barred_then",
    "booked_in",
    "close_of",
    "closed_months",
    "closed_until",
    "deltas_for",
    "month_rows",
    "newest_event",
    "sources",
    "stale",
    "standing",
)
MONTHS_MOST = 600


@dataclass(slots=True)
class Sources:
    """What later capabilities said so far: how a month was paid from, '' where it was not."""

    paid: Callable[[str], str] = field(default=lambda _month: "")


sources = Sources()


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A settled month for a list: its newest settlement, how it was closed, what waits and what is booked."""

    month: str
    run: Run
    close: ClosedMonth | None
    waiting: int
    booked_for: int
    booked_in: int


@once
def closed_months() -> list[ClosedMonth]:
    """The closed months, the oldest first, at most 600."""
    rows = ClosedMonth.objects.filter(reopened_at=None).select_related("run", "run__book_version")
    return list(rows.order_by("month")[:MONTHS_MOST])


def close_of(month: str) -> ClosedMonth | None:
    """How a month is closed; None where it is open."""
    return next((one for one in closed_months() if one.month == month), None)


def closed_until() -> date | None:
    """The day after the newest closed month; None while none is closed."""
    found = closed_months()
    return found[-1].run.until if found else None


def standing() -> Standing:
    """The bank's months, settled and closed."""
    return Standing(tuple(sorted(runs.months())), tuple(one.month for one in closed_months()))


def booked_in() -> str:
    """The open month in which differences are booked now: the one after the newest closed month."""
    return next_month(closed_months()[-1].month)


def deltas_for(month: str) -> int:
    """How many differences are booked for a month."""
    return DeltaRun.objects.filter(for_month=month).count()


def newest_event() -> int:
    """The number of the newest late event, 0 before the first."""
    return LateEvent.objects.order_by("-id").values_list("pk", flat=True).first() or 0


def month_rows() -> list[MonthRow]:
    """The settled months, the newest first, at most 200."""
    closes = {one.month: one for one in closed_months()}
    newest = runs.newest_runs(runs.months())
    return [
        MonthRow(
            month,
            newest[month],
            closes.get(month),
            LateMonth.objects.filter(close=closes[month], state__in=PENDING).count() if month in closes else 0,
            DeltaRun.objects.filter(for_month=month).count(),
            DeltaRun.objects.filter(in_month=month).count(),
        )
        for month in sorted(newest, reverse=True)
    ]


def barred_then(period: Period) -> dict[str, list[tuple[int, int]]]:
    """By person the stretches of days of a period on which nothing is credited, as day numbers, as known now."""
    return paused_days(people.staff_rows()["staff_id"].to_pylist(), period)


def stale(run: Run) -> list[str]:
    """What of the run's inputs is another today, by table, as far as it bears on the month; none = it may be closed."""
    version, period = book.current(), Period(run.since, run.until)
    assert version is not None, run
    plan = plan_of(run)
    found = []
    on_file = {record.code for record in plan_records()} | {BUILT_IN_CODE}
    if plan.code in on_file and plan_in_force(day_of(period.until_day - 1)).text != plan.text:
        found.append("plan")
    if differing(run.book_version, version, span=period).tables:
        found.append("book")
    tables = {
        "assignment": (credited_rows(period, credits_barred=plan.credits_barred), ASSIGNED),
        "staff": (posted_rows(), LEFT),
        "product": (catalogue.product_rows(), PRICED),
    }
    return found + [name for name, (table, cut) in tables.items() if _differs(run, name, table, cut=cut)]


ASSIGNED = (
    "SELECT party_id, coalesce(account_id, '') AS account_id, staff_id, role, share_bp, "
    "greatest(since_day, $since) AS since_day, least(coalesce(until_day, $until), $until) AS until_day FROM {source} "
    "WHERE since_day < $until AND coalesce(until_day, $until) > greatest(since_day, $since)"
)
LEFT = "SELECT staff_id, left_on_day FROM {source} WHERE left_on_day < $until"
PRICED = "SELECT product_id, side, ftp_method, tenor_days FROM {source}"
EITHER = "({then} EXCEPT {now}) UNION ALL ({now} EXCEPT {then})"
GONE = "({then} EXCEPT {now})"
"""A product of later than the run bears on no figure of it, so only one that is another or gone is asked for."""


def _differs(run: Run, name: str, table: "pa.Table", *, cut: str) -> bool:
    """Whether the run's snapshot and today's table differ in what bears on the month."""
    then, now = (cut.format(source=one) for one in ("read_parquet($file, hive_partitioning = false)", "today"))
    either = (GONE if name == "product" else EITHER).format(then=f"({then})", now=f"({now})")
    statement = f"SELECT 1 AS found FROM ({either}) LIMIT 1"  # noqa: S608  constants of this code
    values: dict[str, Any] = {
        "file": str(folder_of(run) / f"{name}.parquet"),
        "since": Period(run.since, run.until).since_day,
        "until": Period(run.since, run.until).until_day,
    }
    asked = {key: value for key, value in values.items() if f"${key}" in statement}
    return bool(rows(statement, asked, tables={"today": table}))
