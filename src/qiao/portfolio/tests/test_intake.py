"""Assignments as an extract brings them: put, changed, taken out, each with its record."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import IntegrityError

from qiao.ground.models import AuditRecord
from qiao.ground.periods import day_number
from qiao.portfolio.actions.intake import take_in_assignment
from qiao.portfolio.models import Assignment
from qiao.portfolio.queries.serving import assignment_rows
from qiao.portfolio.tests.cast import take_in_bank

pytestmark = pytest.mark.django_db
SINCE = day_number(date(2026, 1, 1))
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("party_id", "account_id", "staff_id", "role")]
    + [(name, pa.int32()) for name in ("since_day", "until_day", "share_bp")]
)
KEY = ["party_id", "account_id", "staff_id", "role", "since_day"]


def shares(*rows: tuple[str | int | None, ...]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=SCHEMA)


GIVEN = shares(
    ("P", None, "C", "second", SINCE, None, 4000),
    ("P", None, "M", "lead", SINCE, SINCE + 10, 6000),
    ("P", "D1", "M", "lead", SINCE, None, 10_000),
)


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_bank({"B": None}, people={"M": ("B", "rm"), "C": ("B", "rm")}, customers=["P"])
    AuditRecord.objects.all().delete()


def test_assignments_come_back_as_they_were_given() -> None:
    assert take_in_assignment(GIVEN, None, actor="loader") == 3
    assert assignment_rows().equals(GIVEN)  # a row without account comes back without one


def test_a_row_with_a_known_key_changes_what_stands_there() -> None:
    take_in_assignment(GIVEN, None, actor="loader")
    take_in_assignment(shares(("P", None, "M", "lead", SINCE, None, 5000)), None, actor="loader")
    assert Assignment.objects.count() == 3
    changed = Assignment.objects.get(account_id="", staff_id="M")
    assert (changed.share_bp, changed.until) == (5000, None)


def test_a_key_without_account_takes_out_the_customers_row_and_not_the_accounts() -> None:
    take_in_assignment(GIVEN, None, actor="loader")
    take_in_assignment(None, GIVEN.select(KEY).slice(1, 1), actor="loader")
    left = Assignment.objects.order_by("account_id").values_list("account_id", "staff_id")
    assert list(left) == [("", "C"), ("D1", "M")]


def test_a_key_taken_out_and_put_in_at_once_stands_anew() -> None:
    take_in_assignment(GIVEN, None, actor="loader")
    take_in_assignment(GIVEN.slice(0, 1), GIVEN.select(KEY), actor="loader")
    assert assignment_rows().equals(GIVEN.slice(0, 1))


def test_the_record_tells_who_put_and_took_out_how_many() -> None:
    take_in_assignment(GIVEN, GIVEN.select(KEY), actor="loader")
    record = AuditRecord.objects.get()
    assert (record.actor, record.action, record.subject) == ("loader", "portfolio.take_in_assignment", "assignment")
    assert record.new == {"put": 3, "taken_out": 0}


def test_no_share_is_above_one_whoever_writes() -> None:
    with pytest.raises(IntegrityError):
        take_in_assignment(shares(("P", None, "M", "lead", SINCE, None, 10_001)), None, actor="loader")
