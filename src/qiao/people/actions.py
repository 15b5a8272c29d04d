"""Writes of people: taking in the org units and staff of an extract, and who may see whom because of the post."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from qiao.ground.audit import note, recorded
from qiao.ground.authority import KIND_ALL, KIND_ORG, KIND_STAFF
from qiao.ground.intake import put_rows, take_out
from qiao.ground.models import Visibility
from qiao.people.models import OrgUnit, Staff
from qiao.people.queries import ORG_COLUMNS, STAFF_COLUMNS
from qiao.people.rules.sight import Sight, sight_of

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE = "people"
BATCH_ROWS = 2_000


@recorded
def take_in_org(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update org units by key and take out those named in `removed`; returns rows put."""
    put = put_rows(OrgUnit, rows, columns=ORG_COLUMNS, key=["org_id"])
    taken = take_out(OrgUnit, removed, columns=ORG_COLUMNS)
    note("org", new={"put": put, "taken_out": taken})
    return put


@recorded
def take_in_staff(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update people by key and take out those named in `removed`; returns rows put."""
    put = put_rows(Staff, rows, columns=STAFF_COLUMNS, key=["staff_id"])
    taken = take_out(Staff, removed, columns=STAFF_COLUMNS)
    note("staff", new={"put": put, "taken_out": taken})
    return put


@recorded
def renew_visibility(*, on: date, actor: str) -> int:
    """Write anew who may see whom by post and org unit; returns how many rows stand."""
    before = Visibility.objects.filter(source=SOURCE).count()
    Visibility.objects.filter(source=SOURCE).delete()
    rows = list(_visible(on))
    Visibility.objects.bulk_create(rows, batch_size=BATCH_ROWS)
    note("visibility", old={"rows": before}, new={"rows": len(rows)})
    return len(rows)


def _visible(on: date) -> Iterator[Visibility]:
    parent_of = dict(OrgUnit.objects.values_list("org_id", "parent_id"))
    children: dict[str, list[str]] = defaultdict(list)
    for org_id, parent_id in parent_of.items():
        if parent_id:
            children[parent_id].append(org_id)
    for staff_id, org_id, post in Staff.objects.values_list("staff_id", "org_id", "post"):
        for sight in sight_of(post, org_is_root=parent_of.get(org_id) is None):
            yield from _rows(sight, staff_id=staff_id, org_id=org_id, children=children, on=on)


def _rows(
    sight: Sight, *, staff_id: str, org_id: str, children: dict[str, list[str]], on: date
) -> Iterator[Visibility]:
    keys = {Sight.EVERYTHING: [""], Sight.SELF: [staff_id], Sight.UNIT_AND_BELOW: _below(org_id, children)}[sight]
    kind = {Sight.EVERYTHING: KIND_ALL, Sight.SELF: KIND_STAFF, Sight.UNIT_AND_BELOW: KIND_ORG}[sight]
    for key in keys:
        yield Visibility(staff_id=staff_id, kind=kind, key=key, source=SOURCE, since=on, until=None)


def _below(org_id: str, children: dict[str, list[str]]) -> list[str]:
    found, waiting = [], [org_id]
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting.extend(children.get(unit, ()))
    return found
