"""Org units and people as an extract brings them: put, changed, taken out, each with its record."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import IntegrityError

from qiao.ground.models import AuditRecord
from qiao.ground.periods import day_number
from qiao.people.actions.extract import take_in_org, take_in_staff
from qiao.people.models import OrgUnit, Staff
from qiao.people.queries.staff import org_rows, staff_rows

pytestmark = pytest.mark.django_db
HIRED, LEFT = day_number(date(1969, 7, 1)), day_number(date(2026, 9, 20))
ORG_SCHEMA = pa.schema([(name, pa.string()) for name in ("org_id", "name", "kind", "parent_id")])
STAFF_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("staff_id", "name", "org_id", "post", "level")]
    + [("hired_on_day", pa.int32()), ("left_on_day", pa.int32())]
)


def orgs(*rows: tuple[str | None, ...]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=ORG_SCHEMA)


def staff(*rows: tuple[str | int | None, ...]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=STAFF_SCHEMA)


TREE = orgs(("B", "城东支行", "branch", "H"), ("H", "总行", "head", None))  # a unit may stand before the one above it
PEOPLE = staff(("C", "陈刚", "B", "rm", None, None, None), ("M", "王敏", "B", "rm", "P3", HIRED, LEFT))


def test_rows_come_back_as_they_were_given() -> None:
    assert take_in_org(TREE, None, actor="loader") == 2
    assert take_in_staff(PEOPLE, None, actor="loader") == 2
    assert org_rows().equals(TREE)
    assert staff_rows().equals(PEOPLE)  # what is unknown stays unknown; a day before 1970 too


def test_a_row_with_a_known_key_changes_what_stands_there() -> None:
    take_in_org(TREE, None, actor="loader")
    take_in_staff(PEOPLE, None, actor="loader")
    take_in_staff(staff(("M", "王敏敏", "H", "lead", None, HIRED, None)), None, actor="loader")
    changed = Staff.objects.get(pk="M")
    assert (changed.name, changed.org_id, changed.post, changed.level, changed.left_on) == (
        ("王敏敏", "H", "lead", "", None)
    )
    assert Staff.objects.count() == 2


def test_rows_that_leave_the_book_are_taken_out_by_key() -> None:
    take_in_org(TREE, None, actor="loader")
    take_in_staff(PEOPLE, None, actor="loader")
    take_in_staff(None, PEOPLE.select(["staff_id"]).slice(0, 1), actor="loader")
    assert list(Staff.objects.values_list("pk", flat=True)) == ["M"]
    take_in_org(None, pa.table({"org_id": ["nobody"]}), actor="loader")
    assert OrgUnit.objects.count() == 2


def test_the_record_tells_who_put_and_took_out_how_many() -> None:
    take_in_org(TREE, None, actor="loader")
    take_in_staff(PEOPLE, None, actor="loader")
    take_in_staff(None, PEOPLE.select(["staff_id"]), actor="mender")
    told = [(one.actor, one.action, one.subject, one.new) for one in AuditRecord.objects.order_by("id")]
    assert told == [
        ("loader", "people.take_in_org", "org", {"put": 2, "taken_out": 0}),
        ("loader", "people.take_in_staff", "staff", {"put": 2, "taken_out": 0}),
        ("mender", "people.take_in_staff", "staff", {"put": 0, "taken_out": 2}),
    ]


def test_nobody_leaves_before_being_hired_whoever_writes() -> None:
    take_in_org(TREE, None, actor="loader")
    with pytest.raises(IntegrityError):
        take_in_staff(staff(("X", "早退", "B", "rm", None, LEFT, LEFT - 1)), None, actor="loader")
