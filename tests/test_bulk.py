"""Many rows into the database and whole tables out of it: what was given comes back, what is refused stays out."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import DataError, IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.customers.models import Customer, CustomerTie
from qiao.customers.queries import PARTY_COLUMNS, TIE_COLUMNS
from qiao.ground import bulk
from qiao.ground.intake import arrow_of, put_rows, take_out
from qiao.ground.periods import FIRST_DAY_NUMBER, LAST_DAY_NUMBER

pytestmark = pytest.mark.django_db
PARTY_KINDS = {column.name: pa.type_for_alias(column.kind) for column in PARTY_COLUMNS}
TIE_KINDS = {column.name: pa.type_for_alias(column.kind) for column in TIE_COLUMNS}
TIE_KEY = ("party_id", "related_id", "role", "since")
MANY = bulk.BLOCK_ROWS * 2 + 7
MISLEADING = ("\x1e", "\x1f", "a\x1eb\x1f", "\x1f\x1e\x1f")
PLAIN = (
    "\\.",
    "\\N",
    "\\",
    "a\tb",
    '"',
    '""',
    "'",
    "%s",
    ",",
    " ",
    "\x0b",
    "\n",
    "\r",
    "a\r\n",
    "\ufeffa",
    "东山机械",
    "𠮷",
)


def parties(*names: str, **cells: object) -> pa.Table:
    """Customers P0, P1, ... by name, otherwise alike."""
    known = {"kind": "person", **cells}
    rows = [{"party_id": f"P{number}", "name": name, **known} for number, name in enumerate(names)]
    return pa.Table.from_pylist([{key: row.get(key) for key in PARTY_KINDS} for row in rows], pa.schema(PARTY_KINDS))


def ties(*rows: tuple[object, ...]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=pa.schema(TIE_KINDS))


def put(table: pa.Table) -> int:
    return put_rows(Customer, table, columns=PARTY_COLUMNS, key=["party_id"])


def put_ties(table: pa.Table) -> int:
    return put_rows(CustomerTie, table, columns=TIE_COLUMNS, key=TIE_KEY)


def stored() -> pa.Table:
    return arrow_of(Customer, PARTY_COLUMNS).sort_by("party_id")


@pytest.mark.parametrize("odd", [*PLAIN, *MISLEADING])
def test_whatever_a_text_holds_it_comes_back(odd: str) -> None:
    given = parties("a", odd, "b")
    put(given)
    assert stored().equals(given)
    assert Customer.objects.get(pk="P1").name == odd


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(names=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), min_size=1))
def test_texts_of_any_letters_come_back(names: list[str]) -> None:
    take_out(Customer, stored().select(["party_id"]), columns=PARTY_COLUMNS)
    given = parties(*names)
    put(given)
    assert stored().equals(given.sort_by("party_id"))


def test_days_and_numbers_come_back_to_their_bounds_and_the_unknown_as_unknown() -> None:
    cells = [(FIRST_DAY_NUMBER, -(10**13)), (-1, -1), (0, 0), (LAST_DAY_NUMBER, 10**13), (None, None)]
    given = pa.concat_tables(
        parties(f"n{number}", established_on_day=day, registered_capital_fen=fen).set_column(
            0, "party_id", pa.array([f"P{number}"])
        )
        for number, (day, fen) in enumerate(cells)
    )
    put(given)
    assert stored().equals(given)
    assert Customer.objects.get(pk="P0").established_on == date(1900, 1, 1)
    assert Customer.objects.get(pk="P4").established_on is None
    assert Customer.objects.get(pk="P4").address == ""  # an unknown text is empty in the database


def test_a_table_of_many_blocks_comes_back_whole_though_rows_between_were_taken_out() -> None:
    given = parties(*map(str, range(MANY)))
    assert put(given) == MANY
    assert arrow_of(Customer, PARTY_COLUMNS).num_rows == MANY
    gone = given.select(["party_id"]).slice(5, bulk.BLOCK_ROWS)
    assert take_out(Customer, gone, columns=PARTY_COLUMNS) == bulk.BLOCK_ROWS
    left = pa.concat_tables([given.slice(0, 5), given.slice(5 + bulk.BLOCK_ROWS)])
    assert stored().equals(left.sort_by("party_id"))
    assert take_out(Customer, gone, columns=PARTY_COLUMNS) == 0


def test_an_empty_table_has_no_rows() -> None:
    assert arrow_of(Customer, PARTY_COLUMNS).num_rows == 0
    assert put(parties()) == 0
    assert arrow_of(CustomerTie, TIE_COLUMNS).schema.equals(pa.schema(TIE_KINDS))
    assert take_out(Customer, parties().select(["party_id"]), columns=PARTY_COLUMNS) == 0


def test_a_known_key_is_changed_and_keeps_its_number() -> None:
    put(parties("a", "b"))
    put_ties(ties(("P0", "P1", "owner", 9, None, 5000), ("P0", "P1", "owner", 10, None, None)))
    before = CustomerTie.objects.get(since=date(1970, 1, 10)).pk
    put_ties(ties(("P0", "P1", "owner", 9, 12, 7000), ("P1", "P0", "owner", 9, None, None)))
    changed = CustomerTie.objects.get(pk=before)
    assert (changed.share_bp, changed.until, CustomerTie.objects.count()) == (7000, date(1970, 1, 13), 3)


def test_where_the_key_is_all_that_is_given_a_known_one_stays_as_it_is() -> None:
    put(parties("a", "b"))
    put_ties(ties(("P0", "P1", "owner", 9, 12, 5000)))
    keys = ties(("P0", "P1", "owner", 9, None, None), ("P0", "P1", "guarantor", 9, None, None)).select(range(4))
    put_rows(CustomerTie, keys, columns=TIE_COLUMNS[:4], key=TIE_KEY)
    assert sorted(CustomerTie.objects.values_list("role", "share_bp")) == [("guarantor", None), ("owner", 5000)]


@pytest.mark.django_db(transaction=True)  # whether what a row names is there is asked at the end
@pytest.mark.parametrize("wrong", [("P0", "P1", "owner", 9, None, 10_001), ("P0", "Z", "owner", 9, None, 1)])
def test_a_row_against_a_constraint_keeps_all_of_them_out(wrong: tuple[object, ...]) -> None:
    put(parties("a", "b"))
    with pytest.raises(IntegrityError):
        put_ties(ties(("P0", "P1", "owner", 1, None, 1), wrong))
    assert CustomerTie.objects.count() == 0
    assert put_ties(ties(("P0", "P1", "owner", 1, None, 1))) == 1  # the connection is as it was


@pytest.mark.django_db(transaction=True)  # whether what a row names is there is asked at the end
def test_a_customer_whom_a_tie_names_is_not_taken_out() -> None:
    put(parties("a", "b"))
    put_ties(ties(("P0", "P1", "owner", 9, None, None)))
    with pytest.raises(IntegrityError):
        take_out(Customer, parties("a").select(["party_id"]), columns=PARTY_COLUMNS)
    assert Customer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_postgresql_refuses_a_text_that_is_too_long_or_holds_a_zero() -> None:
    if connection.vendor == "sqlite":
        assert put(parties("a\0b")) == 1
        assert stored()["name"].to_pylist() == ["a\0b"]
        return
    for wrong in (parties("a", kind="k" * 9), parties("a\0b")):
        with pytest.raises(DataError):
            put(wrong)
    assert Customer.objects.count() == 0
