"""Whom a pay run takes, and by which scheme each is paid: post, unit and level as they were at the period's end."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from qiao.appraisal.queries import closing
from qiao.appraisal.queries.closing import ClosedMonth
from qiao.appraisal.queries.schemes import published_on
from qiao.appraisal.rules.scheme.scheme import Rhythm, Scheme, Sort
from qiao.contribution.queries.runs import folder_of
from qiao.engine.reading import select
from qiao.ground.periods import Period, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.models import PaidMonth
from qiao.pay.rules.periods import RunPeriod
from qiao.people.queries.careers import levels_on
from qiao.people.queries.staff import above_each, orgs_below

PEOPLE_MOST = 20_000
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A person of a run: as the newest closed month of the period has him or her, the schemes, the months to pay."""

    staff_id: str
    name: str
    org_id: str
    post: str
    schemes: tuple[Scheme, ...]
    months: tuple[str, ...]

    @property
    def codes(self) -> str:
        """The schemes by code, in the order of their days."""
        return ",".join(one.code for one in self.schemes)


def closes_of(period: RunPeriod) -> dict[str, ClosedMonth]:
    """The closed months of a period; refused while one of them is open."""
    found = {one.month: one for one in closing.closed_months() if one.month in period.months}
    lacking = [month for month in period.months if month not in found]
    if lacking:
        words = _("%(month)s is not closed; pay is reckoned on closed months only. Close it first.")
        raise Refusal("pay.month_open", words, month=lacking[0])
    return found


def schemes_over(period: Period) -> list[Scheme]:
    """The published schemes of the regular system that hold on some month's first or last day of a period."""
    days = {period.since, period.until - DAY}
    day = period.since
    while day < period.until:
        end = month_period(f"{day:%Y-%m}").until
        days |= {day, end - DAY}
        day = end
    found = {one.code: one for on in sorted(days) for one in published_on(on)}
    return [one for _code, one in sorted(found.items()) if one.sort is Sort.REGULAR]


def people_of(period: RunPeriod, *, unit: str, closes: dict[str, ClosedMonth], but: int) -> list[Taken]:
    """Everybody of a unit and below it with months of this rhythm that no run but this pays yet; at most 20,000."""
    rows = _rows(closes[period.months[-1]], units=orgs_below(unit))
    if len(rows) > PEOPLE_MOST:
        raise Refusal("pay.people", _("A run takes at most %(most)s people; take a unit below."), most=PEOPLE_MOST)
    known = schemes_over(period.period)
    held = levels_on([row["staff_id"] for row in rows], on=period.period.until - DAY) if known else {}
    paid = _paid(period.months, [row["staff_id"] for row in rows], but=but)
    above = above_each({row["org_id"] for row in rows})
    found = []
    for row in rows:
        own = held.get(row["staff_id"])
        level = own.level.code if own is not None else row["level"] or ""
        mine = [one for one in known if one.whom.takes(post=row["post"], level=level, units=above[row["org_id"]])]
        months = tuple(one for one in months_taken(mine, period=period) if (row["staff_id"], one) not in paid)
        if months:
            schemes = schemes_of_months(mine, months=months)
            found.append(Taken(row["staff_id"], row["name"], row["org_id"], row["post"], schemes, months))
    return found


def _rows(close: ClosedMonth, *, units: Collection[str]) -> list[dict[str, Any]]:
    file = folder_of(close.run) / "staff.parquet"
    rows = select([file], columns=["staff_id", "name", "org_id", "post", "level"], order=["staff_id"])
    sought = set(units)
    return [row for row in rows if row["org_id"] in sought]


def months_taken(schemes: Sequence[Scheme], *, period: RunPeriod) -> tuple[str, ...]:
    """The months of a period whose rhythm is the period's own."""
    return tuple(one for one in period.months if rhythm_of(schemes, month=one) is period.rhythm)


def rhythm_of(schemes: Iterable[Scheme], *, month: str) -> Rhythm:
    """By which rhythm a month is paid: that of the scheme in force on its last day, the month itself by the plan."""
    found = holding_in(schemes, month=month)
    return found.rhythm if found is not None else Rhythm.MONTH


def holding_in(schemes: Iterable[Scheme], *, month: str) -> Scheme | None:
    """The scheme by which a month is paid: the newest of those in force on its last day; None by the plan."""
    last = month_period(month).until - DAY
    holding = [one for one in schemes if one.holds(last)]
    return max(holding, key=lambda one: (one.since, one.code)) if holding else None


def schemes_of_months(schemes: Iterable[Scheme], *, months: Sequence[str]) -> tuple[Scheme, ...]:
    """The schemes that hold at some time of consecutive months, in the order of their days."""
    first, until = month_period(months[0]).since, month_period(months[-1]).until
    found = [one for one in schemes if one.since < until and (one.until is None or first < one.until)]
    return tuple(sorted(found, key=lambda one: (one.since, one.code)))


def _paid(months: Collection[str], staff_ids: Sequence[str], *, but: int) -> set[tuple[str, str]]:
    rows = PaidMonth.objects.filter(month__in=list(months)).exclude(run=but)
    named = set(staff_ids)
    return {key for key in rows.values_list("staff_id", "month") if key[0] in named}
