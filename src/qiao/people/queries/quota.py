"""Reads of the expense quota: a person's months, what the level gives, what was added, what the book says was used."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Sum

from qiao.book import queries as book
from qiao.engine.lookup import rows_of
from qiao.ground.periods import day_of, month_period
from qiao.people.models import QuotaExtra
from qiao.people.queries.authority import granted_on
from qiao.people.rules.quota import Quota, quotas

__all__ = ("QuotaExtra", "extras_of", "quotas_of", "used_by")
EXTRAS_MOST = 200
ROWS_MOST = 20_000


def quotas_of(staff_id: str, months: Sequence[str], *, on: date) -> list[Quota]:
    """A person's quota in these months; of the level held on its last day, or today within the month."""
    levels = {}
    for month in months:
        last = min(month_period(month).until - timedelta(days=1), on)
        held = granted_on([staff_id], on=last).get(staff_id)
        if held is not None:
            levels[month] = held.quota_fen_month
    rows = QuotaExtra.objects.filter(staff_id=staff_id, month__in=list(months))
    added = {row["month"]: int(row["extra"]) for row in rows.values("month").annotate(extra=Sum("extra_fen"))}
    return quotas(months, levels=levels, extra=added, used=used_by(staff_id))


def used_by(staff_id: str) -> dict[str, int]:
    """By month what the book says a person has used, in fen; of at most 20,000 expenses."""
    version = book.current()
    if version is None:
        return {}
    used: defaultdict[str, int] = defaultdict(int)
    for file in book.fact_files(version, "expense"):
        for row in rows_of(file, "staff_id", [staff_id], columns=("on_day", "amount_fen"), most=ROWS_MOST):
            used[f"{day_of(row['on_day']):%Y-%m}"] += int(row["amount_fen"])
    return dict(used)


def extras_of(staff_id: str) -> list[QuotaExtra]:
    """Budgets that were added, with who asked and who agreed; the newest first, at most 200."""
    rows = QuotaExtra.objects.filter(staff_id=staff_id).select_related("approval")
    return list(rows.order_by("-month", "-id")[:EXTRAS_MOST])
