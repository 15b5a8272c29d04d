"""Writes of people: taking in the org units and staff of an extract, and who may see whom because of the post."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from qiao.ground.audit import note, recorded
from qiao.ground.authority import KIND_ALL, KIND_ORG, KIND_STAFF
from qiao.ground.intake import put_rows, take_out
from qiao.ground.models import Visibility
from qiao.people.models import OrgUnit, Staff
from qiao.people.queries.staff import ORG_COLUMNS, STAFF_COLUMNS
from qiao.people.rules.sight import Sight, sees_until, sight_of

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE = "people"
BATCH_ROWS = 2_000
KEPT_TOLD_MOST = 50
"""The record of a load names so many of the people it kept, and counts them all."""


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
def keep_as_left(staff_ids: Collection[str], *, gone_units: Collection[str], on: date, actor: str) -> int:
    """Keep people whom an extract takes out but what was agreed here still names: as having left the day before.

    Who belonged to a unit that is taken out as well belongs to the nearest one above that stays.
    """
    parent_of = dict(OrgUnit.objects.values_list("org_id", "parent_id"))
    rows = list(Staff.objects.filter(staff_id__in=list(staff_ids)))
    for row in rows:
        row.left_on = row.left_on or on - timedelta(days=1)
        while row.org_id in gone_units and (above := parent_of.get(row.org_id)) is not None:
            row.org_id = above
    Staff.objects.bulk_update(rows, ["left_on", "org_id"], batch_size=BATCH_ROWS)
    note("staff", new={"kept as left": sorted(row.staff_id for row in rows)[:KEPT_TOLD_MOST], "kept": len(rows)})
    return len(rows)


@recorded
def renew_visibility(*, on: date, actor: str) -> int:
    """Write anew who may see whom by post and org unit, up to the last day in the post; returns how many rows stand."""
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
    for person in Staff.objects.filter(Q(left_on=None) | Q(left_on__gte=on)):
        for sight in sight_of(person.post, org_is_root=parent_of.get(person.org_id) is None):
            yield from _rows(sight, person=person, children=children, on=on)


def _rows(sight: Sight, *, person: Staff, children: dict[str, list[str]], on: date) -> Iterator[Visibility]:
    keys = {
        Sight.EVERYTHING: [""],
        Sight.SELF: [person.staff_id],
        Sight.UNIT_AND_BELOW: _below(person.org_id, children),
    }[sight]
    kind = {Sight.EVERYTHING: KIND_ALL, Sight.SELF: KIND_STAFF, Sight.UNIT_AND_BELOW: KIND_ORG}[sight]
    until = sees_until(person.left_on)
    for key in keys:
        yield Visibility(staff_id=person.staff_id, kind=kind, key=key, source=SOURCE, since=on, until=until)


def _below(org_id: str, children: dict[str, list[str]]) -> list[str]:
    found, waiting = [], [org_id]
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting.extend(children.get(unit, ()))
    return found
