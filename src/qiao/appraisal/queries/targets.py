"""Reads of targets: those of one person, and a list for pages."""

from collections.abc import Collection, Sequence

from django.db.models import Max, Q, QuerySet

from qiao.appraisal.models import Target
from qiao.appraisal.rules.measures import Measure
from qiao.ground.authority import Scope
from qiao.people.queries import staff as people

__all__ = ("Target", "listed_targets", "standing_targets", "targets_of")
OF_ONE_MOST = 500


def targets_of(staff_id: str, periods: Sequence[str]) -> dict[tuple[str, Measure], int]:
    """A person's targets of some periods by period and measure, fen; of several rows the newest, at most 500 read."""
    rows = Target.objects.filter(staff_id=staff_id, period__in=periods).order_by("-id")[:OF_ONE_MOST]
    return {(row.period, Measure(row.measure)): row.amount_fen for row in reversed(rows)}


def standing_targets(staff_ids: Collection[str], periods: Collection[str]) -> dict[tuple[str, str, str], Target]:
    """The targets that hold of these people and periods, by person, measure and period."""
    rows = Target.objects.filter(staff_id__in=list(staff_ids), period__in=list(periods)).order_by("id")
    return {(row.staff_id, row.measure, row.period): row for row in rows}


def listed_targets(scope: Scope, *, period: str = "") -> QuerySet[Target]:
    """The targets that hold, of the people a scope sees, newest period first; the caller cuts it."""
    rows = Target.objects.all()
    if not scope.everything:
        seen = people.visible_staff(scope).values("staff_id")
        rows = rows.filter(Q(staff_id__in=seen))
    if period:
        rows = rows.filter(period=period)
    newest = rows.values("staff_id", "period", "measure").annotate(newest=Max("id")).values("newest")
    return Target.objects.filter(pk__in=newest).order_by("-period", "staff_id", "measure")
