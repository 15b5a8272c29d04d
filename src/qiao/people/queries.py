"""Reads of org units and people: the rows a settlement needs, and short lists for pages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from qiao.ground.authority import Scope
from qiao.ground.intake import Column, arrow_of
from qiao.people.models import OrgUnit, Staff

if TYPE_CHECKING:
    import pyarrow as pa

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


def org_rows() -> "pa.Table":
    """All org units in the stored form of the contract."""
    return arrow_of(OrgUnit.objects.order_by("org_id"), ORG_COLUMNS)


def staff_rows() -> "pa.Table":
    """All people in the stored form of the contract."""
    return arrow_of(Staff.objects.order_by("staff_id"), STAFF_COLUMNS)


def visible_staff(scope: Scope) -> QuerySet[Staff]:
    """The people a scope may see."""
    rows = Staff.objects.select_related("org")
    if scope.everything:
        return rows
    return rows.filter(Q(staff_id__in=scope.staff_ids) | Q(org_id__in=scope.org_ids))


def visible_orgs(scope: Scope) -> QuerySet[OrgUnit]:
    """The org units a scope may see."""
    return OrgUnit.objects.all() if scope.everything else OrgUnit.objects.filter(org_id__in=scope.org_ids)


def staff_of(staff_id: str) -> Staff | None:
    """One person, or None where nobody has this id."""
    return Staff.objects.select_related("org").filter(staff_id=staff_id).first()


def staff_names(staff_ids: Sequence[str]) -> dict[str, str]:
    """Names by id, at most 5,000."""
    return dict(Staff.objects.filter(staff_id__in=list(staff_ids)[:NAMES_MOST]).values_list("staff_id", "name"))


def org_names() -> dict[str, str]:
    """Names of all org units by id, at most 5,000."""
    return dict(OrgUnit.objects.values_list("org_id", "name")[:NAMES_MOST])
