"""What counts as a move, told of a bank of five customers and a handful of accounts."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from qiao.desk.adapters.moving import Bars, Book, laid_as_spells, lay
from qiao.desk.rules.moves import Days, days_told
from qiao.engine.sessions import duckdb_session
from qiao.ground.periods import Period, day_number

LAST = day_number(date(2026, 9, 30))
DAYS = Days(LAST - 29, LAST, LAST)
BARS = Bars({"person": 500_000_00, "company": 5_000_000_00}, dormant_days=180)
KINDS = {"C1": "person", "C2": "company", "C5": "person"}
SIDES = {"DEMAND": "deposit", "TIME": "deposit", "LOAN": "loan"}
LONG_AGO, NEVER = LAST - 1_000, LAST + 100_000
# account, customer, product, opened, closed, matures: days before the last one, negative ahead of it
ACCOUNTS = (
    ("A1", "C1", "DEMAND", 1_000, None, None),
    ("A2", "C1", "TIME", 400, None, -10),
    ("A3", "C2", "DEMAND", 1_000, None, None),
    ("A4", "C2", "LOAN", 1_000, None, 5),
    ("A5", "C2", "LOAN", 1_000, None, 5),
    ("A6", "C3", "DEMAND", 3, None, None),
    ("A7", "C4", "DEMAND", 900, 2, None),
    ("A8", "C1", "DEMAND", 7, None, None),
    ("A9", "C1", "TIME", 300, 4, 4),
    ("B1", "C5", "LOAN", 900, None, 0),
    ("B2", "C5", "TIME", 900, None, -30),
    ("B3", "C5", "DEMAND", 900, None, None),
)
# account: (days before the last one, yuan), the oldest first
BALANCES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "A1": ((600, 900_000), (200, 1_000_000), (6, 1_500_000), (2, 1_400_000)),
    "A2": ((400, 300_000),),
    "A3": ((900, 100), (10, 4_000_100), (3, 10_000_100)),
    "A4": ((900, 70_000),),
    "A5": ((900, 80_000), (5, 0)),
    "A6": ((3, 499_999),),
    "A7": ((900, 40_000), (2, 0)),
    "A8": ((7, 20_000), (2, 120_000)),
    "A9": ((300, 700_000), (4, 0)),
    "B1": ((900, 60_000),),
    "B2": ((900, 50_000),),
    "B3": ((20, 900_000), (1, 950_000)),
}


def _day(back: int | None) -> int | None:
    return None if back is None else LAST - back


def _balances() -> list[dict[str, Any]]:
    rows = []
    for account_id, told in BALANCES.items():
        before = 0
        for place, (back, yuan) in enumerate(told):
            until = LAST - told[place + 1][0] if place + 1 < len(told) else NEVER
            row = {"account_id": account_id, "on_day": LAST - back, "balance_fen": yuan * 100, "until_day": until}
            rows.append(row | {"change_fen": (yuan - before) * 100})
            before = yuan
    return rows


@pytest.fixture
def moved(tmp_path: Path) -> list[tuple[str, str, str, int, int | None, int | None]]:
    """Every move as kind, customer, account, days before the last one, yuan, days."""
    names = ("account_id", "party_id", "product_id")
    accounts = [
        dict(zip(names, row[:3], strict=True))
        | {"opened_on_day": _day(row[3]), "closed_on_day": _day(row[4]), "maturity_on_day": _day(row[5])}
        for row in ACCOUNTS
    ]
    for name, rows in (("account", accounts), ("balance", _balances())):
        parquet.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
    book = Book([str(tmp_path / "account.parquet")], [str(tmp_path / "balance.parquet")], SIDES, survivors={})
    assert laid_as_spells(book.balances)
    with duckdb_session(tmp_path) as local:
        kinds = {"C3": "person", "C4": "person", "C5": "company"} | KINDS
        lay(local, book, tmp_path / "moves.parquet", days=DAYS, bars=BARS, kinds=lambda _ids: kinds)
    return [
        (
            row["what"],
            row["party_id"],
            row["account_id"],
            LAST - row["on_day"],
            row["amount_fen"] and row["amount_fen"] // 100,
            row["days"],
        )
        for row in parquet.read_table(tmp_path / "moves.parquet").to_pylist()
    ]


def _of(moved: list[tuple[Any, ...]], *kinds: str) -> list[tuple[Any, ...]]:
    return sorted(row for row in moved if row[0] in kinds)


def test_a_flow_is_large_by_the_kind_of_customer_and_own_transfers_are_none(moved: list[tuple[Any, ...]]) -> None:
    assert _of(moved, "in", "out") == [
        ("in", "C1", "A1", 6, 500_000, None),  # 500,000 are much for a person
        ("in", "C2", "A3", 3, 6_000_000, None),  # 4,000,000 are not for a company
        ("out", "C1", "A9", 4, -700_000, None),
    ]


def test_an_account_wakes_that_lay_still_for_the_days_of_the_house(moved: list[tuple[Any, ...]]) -> None:
    assert _of(moved, "woke") == [
        ("woke", "C1", "A1", 6, 500_000, 194),
        ("woke", "C2", "A3", 10, 4_000_000, 890),
        ("woke", "C4", "A7", 2, -40_000, 898),
    ]


def test_a_loan_owed_after_its_day_is_past_due_and_what_lies_ahead_matures(
    moved: list[tuple[Any, ...]],
) -> None:
    assert _of(moved, "overdue") == [("overdue", "C2", "A4", 5, 70_000, 5)]
    assert _of(moved, "matures") == [
        ("matures", "C1", "A2", -10, 300_000, None),
        ("matures", "C2", "A5", 5, 0, None),
        ("matures", "C5", "B1", 0, 60_000, None),
    ]


def test_who_came_and_who_left_is_told_once(moved: list[tuple[Any, ...]]) -> None:
    assert _of(moved, "new_customer", "gone_customer", "opened", "closed") == [
        ("closed", "C1", "A9", 4, None, None),
        ("gone_customer", "C4", "", 2, None, None),
        ("new_customer", "C3", "", 3, None, None),
        ("opened", "C1", "A8", 7, None, None),
    ]


@pytest.mark.parametrize(
    ("loads", "news"),
    [
        ([("2026-09-01", "2026-10-01")], "2026-09-30"),
        ([("2026-09-01", "2026-09-29"), ("2026-09-29", "2026-10-01")], "2026-09-29"),
        ([("2026-09-01", "2026-10-01"), ("2026-09-01", "2026-10-01")], "2026-09-30"),
        ([("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-10-01")], "2026-09-01"),
    ],
)
def test_new_is_what_moved_since_the_load_before(loads: list[tuple[str, str]], news: str) -> None:
    found = days_told([Period(date.fromisoformat(since), date.fromisoformat(until)) for since, until in loads])
    assert found is not None
    assert (found.first_day, found.last_day) == (day_number(date(2026, 9, 1)), day_number(date(2026, 9, 30)))
    assert found.news_day == day_number(date.fromisoformat(news))
    assert days_told([]) is None
