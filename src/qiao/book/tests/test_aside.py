"""What a row set aside leaves behind: nothing vanishes, and whose figures lack something is known."""

import csv
from datetime import date
from pathlib import Path

import pytest

from qiao.book import actions, queries
from qiao.book.adapters import overflow
from qiao.book.queries import Lost
from qiao.book.tests import cast
from qiao.book.tests.cast import Desk
from qiao.ground.periods import day_number

LATER = day_number(date(2026, 10, 1))
SHARES = cast.ASSIGNMENT[0]


@pytest.fixture
def desk(empty_home: Path) -> Desk:
    return Desk(empty_home)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))[1:]


def lost_by(folder: Path, tables: dict[str, list[str]]) -> list[tuple[str | None, str | None, str | None]]:
    judged = cast.judge(cast.write(folder / "x", tables), folder / "w")
    return [(row["lost_account"], row["lost_party"], row["lost_price"]) for row in judged.entries]


@pytest.mark.django_db
def test_a_share_that_a_newer_one_was_to_replace_does_not_vanish_in_the_conflict(desk: Desk) -> None:
    """The book has 0.6 and 0.4; 0.7 comes in place of 0.6: all three are in quarantine, two of them from the book."""
    desk.load(cast.bank())
    load = desk.load({"assignment": [SHARES, "P,,M,main,2025-01-01,,0.7"]})
    report = load.tables.get(table="assignment")
    assert (report.quarantined, report.moved) == (1, 2)
    entries = queries.quarantine(table="assignment").entries
    assert [(row.line, row.value, row.reason.code) for row in entries] == [
        (2, "0.7", "share.above_one"),
        (None, "0.4000", "share.above_one"),
        (None, "0.6000", "share.successor_aside"),
    ]
    assert set(desk.masters["assignment"]) == {("Q", None, "M", "main", day_number(date(2025, 1, 1)))}
    assert actions.export_quarantine(desk.folder / "out") == 3
    assert sorted(row[6] for row in rows_of(desk.folder / "out" / "assignment.csv")) == ["0.4000", "0.6000", "0.7"]
    desk.load({"assignment": [SHARES, "P,,M,main,2025-01-01,,0.6", "P,,C,second,2025-01-01,,0.4"]})
    assert queries.open_quarantine() == 0


@pytest.mark.django_db
def test_an_assignment_handed_over_again_leaves_the_book_with_its_account(desk: Desk) -> None:
    again = "Q,D2,C,main,2026-01-01,,0.5"
    desk.load(cast.with_row("assignment", "Q,D2,C,main,2026-01-01,,1"))
    load = desk.load({"account": [cast.ACCOUNT[0], "D2,P,DEP,B,2024-05-05,"], "assignment": [SHARES, again]})
    report = load.tables.get(table="assignment")
    assert (report.quarantined, report.moved, len(desk.masters["assignment"])) == (1, 1, 3)


@pytest.mark.django_db
def test_a_replacement_moves_no_share_that_it_takes_out_anyway(desk: Desk) -> None:
    desk.load(cast.bank())
    rows = [SHARES, "P,,M,main,2025-01-01,,0.7", "P,,C,second,2025-01-01,,0.4"]
    load = desk.load({"assignment": rows}, entries={"assignment": {"mode": "replace"}})
    report = load.tables.get(table="assignment")
    assert (report.quarantined, report.moved) == (2, 0)


@pytest.mark.parametrize("row", ['"D1","2026-09-20"', '"D1",2026-09-20,1,"x, y"', "D1", '"D1","x ""y"" z"'])
def test_a_row_of_wrong_shape_flags_its_account_whether_quoted_or_not(tmp_path: Path, row: str) -> None:
    assert lost_by(tmp_path, cast.with_row("balance", row)) == [("D1", None, None)]


def test_a_cut_share_flags_its_party(tmp_path: Path) -> None:
    assert lost_by(tmp_path, cast.with_row("assignment", '"Q","","M"')) == [(None, "Q", None)]


@pytest.mark.parametrize(
    ("row", "price"),
    [
        ("loan,365,2026-09-01", "loan:365"),
        ('"loan","365","2026-09-01"', "loan:365"),
        ("loan", "loan:*"),
        ("loan,x,2026-09-01,0.02", "loan:*"),
        ("lean,365,2026-09-01,0.02", "*:365"),
        ("lean", "*:*"),
    ],
)
def test_a_broken_price_flags_every_curve_it_may_have_been_for(tmp_path: Path, row: str, price: str) -> None:
    assert set(lost_by(tmp_path, cast.with_row("ftp", row))) == {(None, None, price)}


@pytest.mark.django_db
def test_a_price_without_its_tenor_is_told_for_the_whole_side(desk: Desk) -> None:
    desk.load(cast.with_row("ftp", "loan,x,2026-09-01,0.02"))
    version = queries.current()
    assert version
    assert queries.lost(version, LATER) == [Lost("price", "loan:*")]


@pytest.mark.django_db
def test_good_rows_mend_entries_that_only_the_file_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (actions, overflow):
        monkeypatch.setattr(module, "ENTRIES_KEPT_MOST", 30)
    names = [f"N{number:03d}" for number in range(50)]
    balances = [cast.BALANCE[0], *(f"{name},2026-09-01,1" for name in names)]
    desk.load(cast.bank(balance=balances))
    desk.load({"balance": balances})
    assert queries.open_counts() == {"balance": 31}
    accounts = [cast.ACCOUNT[0], *(f"{name},P,DEP,B,2025-01-10," for name in names)]
    desk.load({"account": [accounts[0], accounts[-1]], "balance": [balances[0], balances[-1]]})
    version = queries.current()
    assert version
    assert queries.lost(version, LATER) == [Lost("account", name) for name in names[:-1]]
    assert "19" in queries.quarantine(size=31).entries[-1].words
    assert actions.export_quarantine(desk.folder / "out") == 49
    desk.load({"account": accounts, "balance": balances})
    version = queries.current()
    assert version
    assert (queries.open_quarantine(), queries.lost(version, LATER)) == (0, [])
