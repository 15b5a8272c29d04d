"""Reads of org units and people: the rows a settlement needs, and short lists for pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from qiao.ground.authority import Scope
from qiao.ground.intake import Column, arrow_of
from qiao.ground.once import once
from qiao.people.models import OrgUnit, Staff

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "BRANCHES_MOST",
    "NAMES_MOST",
    "ORG_COLUMNS",
    "STAFF_COLUMNS",
    "OrgUnit",
    "Staff",
    "above_each",
    "branches",
    "listed_staff",
    "org_names",
    "org_rows",
    "org_tree",
    "orgs_above",
    "orgs_below",
    "root_unit",
    "staff_by_id",
    "staff_names",
    "staff_of",
    "staff_rows",
    "visible_ids",
    "visible_orgs",
    "visible_staff",
)

ORG_COLUMNS = (
    Column("org_id", "org_id", "string"),
    Column("name", "name", "string"),
    Column("kind", "kind", "string"),
    Column("parent_id", "parent_id", "string"),
)
STAFF_COLUMNS = (
    Column("staff_id", "staff_id", "string"),
    Column("name", "name", "string"),
    Column("org_id", "org_id", "string"),
    Column("post", "post", "string"),
    Column("level", "level", "string"),
    Column("hired_on_day", "hired_on", "int32"),
    Column("left_on_day", "left_on", "int32"),
)
NAMES_MOST = 5_000
BRANCHES_MOST = 500


def org_rows() -> "pa.Table":
    """All org units in the stored form of the contract, in no order."""
    return arrow_of(OrgUnit, ORG_COLUMNS)


def staff_rows() -> "pa.Table":
    """All people in the stored form of the contract, in no order."""
    return arrow_of(Staff, STAFF_COLUMNS)


def visible_staff(scope: Scope) -> QuerySet[Staff]:
    """The people a scope may see."""
    rows = Staff.objects.select_related("org")
    if scope.everything:
        return rows
    return rows.filter(Q(staff_id__in=scope.staff_ids) | Q(org_id__in=scope.org_ids))


def visible_ids(scope: Scope) -> list[str] | None:
    """The ids of the people a scope may see, None for everybody."""
    return None if scope.everything else list(visible_staff(scope).values_list("staff_id", flat=True))


def visible_orgs(scope: Scope) -> QuerySet[OrgUnit]:
    """The org units a scope may see."""
    return OrgUnit.objects.all() if scope.everything else OrgUnit.objects.filter(org_id__in=scope.org_ids)


def staff_of(staff_id: str) -> Staff | None:
    """One person, or None where nobody has this id."""
    return Staff.objects.select_related("org").filter(staff_id=staff_id).first()


def staff_by_id(staff_ids: Iterable[str]) -> dict[str, Staff]:
    """People by id, as many as there are ids; ids nobody has are absent."""
    return Staff.objects.in_bulk(list(staff_ids))


def staff_names(staff_ids: Sequence[str]) -> dict[str, str]:
    """Names by id, at most 5,000."""
    return dict(Staff.objects.filter(staff_id__in=list(staff_ids)[:NAMES_MOST]).values_list("staff_id", "name"))


@once
def org_names() -> dict[str, str]:
    """Names of all org units by id."""
    return dict(OrgUnit.objects.values_list("org_id", "name"))


def orgs_below(org_id: str) -> list[str]:
    """An org unit and all units below it, the tree read whole; just itself where the book has no such unit."""
    children: dict[str, list[str]] = {}
    for unit, parent in OrgUnit.objects.values_list("org_id", "parent_id"):
        children.setdefault(parent or "", []).append(unit)
    found: list[str] = []
    waiting = [org_id]
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting.extend(children.get(unit, ()))
    return found


def orgs_above(org_id: str) -> list[str]:
    """An org unit and all units above it, the nearest first."""
    return _above(org_id, dict(OrgUnit.objects.values_list("org_id", "parent_id")))


def above_each(org_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """By org unit itself and all units above it, the tree read once."""
    parents = dict(OrgUnit.objects.values_list("org_id", "parent_id"))
    return {org_id: frozenset(_above(org_id, parents)) for org_id in org_ids}


def _above(org_id: str, parents: Mapping[str, str | None]) -> list[str]:
    found: list[str] = []
    unit: str | None = org_id
    while unit and unit in parents and unit not in found:
        found.append(unit)
        unit = parents[unit]
    return found


def branches(scope: Scope) -> list[OrgUnit]:
    """The units a list can be narrowed to: those a scope sees that have units below them, at most 500."""
    return list(visible_orgs(scope).filter(children__isnull=False).distinct().order_by("org_id")[:BRANCHES_MOST])


def root_unit() -> OrgUnit | None:
    """The first unit without a parent: the head office."""
    return OrgUnit.objects.filter(parent=None).order_by("org_id").first()


def org_tree(scope: Scope) -> list[tuple[int, OrgUnit]]:
    """All units a scope sees in the order of the tree, each with its depth."""
    units = {unit.org_id: unit for unit in visible_orgs(scope).order_by("org_id")}
    children: dict[str, list[str]] = {}
    for unit in units.values():
        parent = unit.parent_id if unit.parent_id in units else ""
        children.setdefault(str(parent), []).append(unit.org_id)
    found: list[tuple[int, OrgUnit]] = []
    waiting = [(0, org_id) for org_id in reversed(children.get("", []))]
    while waiting:
        depth, org_id = waiting.pop()
        found.append((depth, units[org_id]))
        waiting.extend((depth + 1, below) for below in reversed(children.get(org_id, [])))
    return found


def listed_staff(scope: Scope, *, text: str = "", org_ids: Sequence[str] | None = None) -> QuerySet[Staff]:
    """The people of a scope whose name or id has the text, of these units, by unit and id; the caller cuts it."""
    rows = visible_staff(scope)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(staff_id__icontains=text))
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    return rows.order_by("org_id", "staff_id")
