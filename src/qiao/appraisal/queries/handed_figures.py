"""Reads of the figures handed in: what holds of people and a period, which lines fit, and a list for pages."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db.models import Max, QuerySet

from qiao.appraisal.models import StaffFigure
from qiao.appraisal.rules.handed import HANDED, FigureLine, ReadFigures, over_period, overlaps
from qiao.ground.authority import Scope
from qiao.ground.periods import Period
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.people.rules.sheet import Trouble

__all__ = ("StaffFigure", "figure_of", "fitting", "handed_figures", "listed_figures", "standing_figures", "troubles_of")
Key = tuple[str, str]
IDS_AT_ONCE = 1_000
STRANGER = _("%(text)s is not among the people whom you see")
OWN = _("one's own figure is handed in by somebody else")
OVERLAPS = _("shares days with what holds already: %(text)s; take that back first")


def handed_figures(period: Period, staff_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """The figures handed in of these people that hold for the whole period: by person and figure, millionths.

    A figure of parts of the period is added up, rated ones by days, standing ones as of the last; where a part lacks
    it is absent, as is who has none.
    """
    found: dict[str, dict[str, int]] = {}
    for (staff_id, figure), parts in standing_figures(staff_ids, within=period).items():
        value = over_period(parts.items(), period=period, taken=HANDED[figure].taken)
        if value is not None:
            found.setdefault(staff_id, {})[figure] = value
    return found


def standing_figures(staff_ids: Collection[str], *, within: Period | None = None) -> dict[Key, dict[Period, int]]:
    """What holds, by person and figure: periods with their values; `within` narrows it to the parts of a period."""
    newest: dict[tuple[str, str, Period], int | None] = {}
    ids = sorted(set(staff_ids))
    for first in range(0, len(ids), IDS_AT_ONCE):
        rows = StaffFigure.objects.filter(staff_id__in=ids[first : first + IDS_AT_ONCE]).order_by("id")
        if within is not None:
            rows = rows.filter(since__gte=within.since, until__lte=within.until)
        told = rows.values_list("staff_id", "figure", "since", "until", "value_micro")
        newest |= {(who, figure, Period(since, until)): value for who, figure, since, until, value in told}
    found: dict[Key, dict[Period, int]] = {}
    for (who, figure, period), value in newest.items():
        if value is not None:
            found.setdefault((who, figure), {})[period] = value
    return found


def troubles_of(lines: Sequence[FigureLine], *, seen: Collection[str], own: str) -> list[Trouble]:
    """Which lines cannot be taken: of people out of sight, of oneself, and of days that are told already."""
    standing = standing_figures({line.staff_id for line in lines})
    among: dict[Key, set[Period]] = {}
    for line in lines:
        among.setdefault((line.staff_id, line.figure), set()).add(line.period)
    troubles = []
    for line in lines:
        key = (line.staff_id, line.figure)
        other = overlaps(line.period, (*standing.get(key, {}), *among[key]))
        if line.staff_id not in seen:
            troubles.append(Trouble(line.line, "staff_id", STRANGER, line.staff_id))
        elif own and line.staff_id == own:
            troubles.append(Trouble(line.line, "staff_id", OWN))
        elif other is not None:
            troubles.append(Trouble(line.line, "period", OVERLAPS, f"{other.since} – {other.until}"))
    return troubles


def fitting(read: ReadFigures, *, scope: Scope, own: str) -> ReadFigures:
    """A sheet with the lines that do not fit the house among its troubles."""
    asked = {line.staff_id for line in read.rows}
    seen = set(people.visible_staff(scope).filter(staff_id__in=asked).values_list("staff_id", flat=True))
    troubles = troubles_of(read.rows, seen=seen, own=own)
    wrong = {one.line for one in troubles}
    told = sorted([*read.troubles, *troubles], key=lambda one: one.line)
    good = tuple(line for line in read.rows if line.line not in wrong)
    return replace(read, rows=good, troubles=tuple(told), refused=read.refused + len(wrong))


def figure_of(number: int) -> StaffFigure | None:
    """One figure as it was handed in."""
    return StaffFigure.objects.filter(pk=number).first() if number < 2**63 else None


def listed_figures(scope: Scope, *, figure: str = "", period: Period | None = None) -> "QuerySet[StaffFigure]":
    """The figures that hold of the people a scope sees, newest period first; the caller cuts it."""
    rows = StaffFigure.objects.all()
    if not scope.everything:
        rows = rows.filter(staff_id__in=people.visible_staff(scope).values("staff_id"))
    if figure:
        rows = rows.filter(figure=figure)
    if period is not None:
        rows = rows.filter(since__gte=period.since, until__lte=period.until)
    newest = rows.values("staff_id", "figure", "since", "until").annotate(newest=Max("id")).values("newest")
    held = StaffFigure.objects.filter(pk__in=newest, value_micro__isnull=False)
    return held.order_by("-since", "staff_id", "figure")
