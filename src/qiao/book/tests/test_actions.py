"""Loads on the book: upsert and replace, all or nothing, quarantine and its mending, what sweeps away what is left."""

import csv
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.book import actions, queries
from qiao.book.adapters import overflow
from qiao.book.models import BookVersion, Load, QuarantinedRow
from qiao.book.queries import Lost
from qiao.book.rules.contract import TABLES
from qiao.book.tests import cast
from qiao.book.tests.cast import Desk
from qiao.ground import home
from qiao.ground.models import AuditRecord
from qiao.ground.periods import Period, day_number
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
LATER = day_number(date(2026, 10, 1))


@pytest.fixture
def desk(empty_home: Path) -> Desk:
    return Desk(empty_home)


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        work()
    assert str(refused.value)
    return refused.value.code


def test_a_first_load_makes_the_book(desk: Desk) -> None:
    assert (queries.current(), queries.currency(), queries.bank_name()) == (None, None, None)
    load = desk.load(cast.bank())
    version = queries.current()
    assert version
    assert (queries.currency(), queries.bank_name()) == ("CNY", "演示银行")
    assert [(row.table, row.read, row.loaded) for row in load.tables.order_by("id")][5:7] == [
        ("balance", 4, 4),
        ("rate", 3, 3),
    ]
    assert queries.coverage(version) == [Period(date(2026, 9, 1), date(2026, 10, 1))]
    assert len(desk.facts("balance")) == 4
    assert queries.fact_files(version, "risk") == []
    assert len(queries.fact_files(version, "balance", [queries.bucket_of("D1")])) == 1
    assert queries.fact_files(version, "balance", [15]) == []
    assert len(queries.fact_files(version, "ftp", [15])) == 1
    assert queries.took_hold(load.token)
    assert not queries.took_hold("another")
    assert (load.peak_mib > 0, load.seconds > 0) == (True, True)


def test_the_audit_says_who_loaded_what(desk: Desk) -> None:
    load = desk.load(cast.bank())
    record = AuditRecord.objects.get(action="book.take_hold")
    assert (record.actor, record.subject, record.old) == ("loader", f"load {load.pk}", {"book": None})
    assert record.new
    assert record.new["rows"]["balance"] == [4, 4, 0, 0]


def test_a_first_load_needs_its_tables_and_a_later_one_does_not(desk: Desk) -> None:
    with pytest.raises(Refusal, match="party, ftp") as refused:
        desk.load(cast.bank(party=None, ftp=None))
    assert refused.value.code == "load.table_missing"
    desk.load(cast.bank())
    desk.load({"fee": ["fee_id,party_id,account_id,on,amount", "F1,P,,2026-09-05,10", "F2,P,D1,2026-09-05,-3.5"]})
    assert [row["amount_fen"] for row in desk.facts("fee")] == [1000, -350]
    version = queries.current()
    assert version
    assert queries.fact_files(version, "fee", [queries.bucket_of("P")]) != []


def test_another_currency_is_refused(desk: Desk) -> None:
    desk.load(cast.bank())
    assert code_of(lambda: desk.load(cast.bank(), currency="USD")) == "load.currency"


def test_an_upsert_puts_rows_by_key_and_leaves_the_others(desk: Desk) -> None:
    desk.load(cast.bank())
    desk.load(
        {
            "balance": [cast.BALANCE[0], "D1,2026-09-10,7", "D1,2026-09-11,8"],
            "party": [cast.PARTY[0], "Q,company,东山集团,"],
            "assignment": [cast.ASSIGNMENT[0], "Q,,M,main,2025-01-01,2026-09-15,1", "Q,,C,main,2026-09-15,,1"],
        }
    )
    fen = {(row["account_id"], row["on_day"] - LATER): row["balance_fen"] for row in desk.facts("balance")}
    assert fen[("D1", -21)] == 700
    assert fen[("D1", -20)] == 800
    assert fen[("D1", -42)] == 100_000
    assert desk.masters["party"][("Q",)]["name"] == "东山集团"
    assert len(desk.masters["assignment"]) == 4


def test_an_upsert_hands_owners_only_what_changed(desk: Desk) -> None:
    desk.load(cast.bank())
    checked = desk.check_folder(cast.write(desk.folder / "again", cast.bank(party=[*cast.PARTY, "R,person,新,"])))
    assert {name: rows.num_rows for name, rows in checked.upserts.items() if rows.num_rows} == {"party": 1}
    assert checked.removed == {}


def test_a_bad_row_leaves_what_the_book_holds_under_its_key(desk: Desk) -> None:
    desk.load(cast.bank())
    desk.load({"party": [cast.PARTY[0], "Q,firm,新名,"], "balance": [cast.BALANCE[0], "D1,2026-09-10,x"]})
    assert desk.masters["party"][("Q",)]["name"] == "东山机械"
    assert len(desk.facts("balance")) == 4


def test_a_replacement_holds_exactly_the_rows_of_the_file(desk: Desk) -> None:
    desk.load(cast.bank())
    replace = {"mode": "replace"}
    desk.load(
        {"balance": [cast.BALANCE[0], "D1,2026-09-10,7"], "assignment": cast.ASSIGNMENT[:3]},
        entries={"balance": replace, "assignment": replace},
    )
    assert [row["balance_fen"] for row in desk.facts("balance")] == [700]
    assert {key[0] for key in desk.masters["assignment"]} == {"P"}
    desk.load({"balance": cast.BALANCE[:1]}, entries={"balance": replace})
    assert desk.facts("balance") == []


def test_a_replacement_may_not_take_out_what_the_book_still_names(desk: Desk) -> None:
    desk.load(cast.bank())
    before = desk.book()
    replace = {"account": {"mode": "replace"}, "balance": {"mode": "replace"}}
    with pytest.raises(Refusal) as refused:
        desk.load({"account": cast.ACCOUNT[:3]}, entries={"account": replace["account"]})
    assert refused.value.code == "load.replace_takes_named"
    assert {name: refused.value.facts[name] for name in ("table", "key", "rows", "other")} == {
        "table": "account",
        "key": "D2",
        "rows": 1,
        "other": "balance",
    }
    assert desk.book() == before
    desk.load({"rate": cast.RATE[:3]}, entries={"rate": {"mode": "replace"}})
    desk.load({"account": cast.ACCOUNT[:3], "balance": cast.BALANCE[:4]}, entries=replace)
    assert len(desk.facts("account")) == 2


@pytest.mark.parametrize(
    ("rows", "line", "column", "words"),
    [
        (["D2,Q,DEP,B,2024-05-05,2020-01-01"], 4, "closed_on", "closed_on lies before opened_on"),
        (["D2,Q,DEP,B,2024-05-05,", "D2,P,DEP,B,2024-05-05,"], 4, "account_id", "the file has 2 rows"),
        (["D2,Q,DEP"], 4, "account_id", "cut short"),
    ],
)
def test_a_replacement_names_the_fault_of_the_row_that_is_missed(
    desk: Desk, rows: list[str], line: int, column: str, words: str
) -> None:
    desk.load(cast.bank())
    with override("en"), pytest.raises(Refusal, match=words) as refused:
        desk.load({"account": [*cast.ACCOUNT[:3], *rows]}, entries={"account": {"mode": "replace"}})
    assert refused.value.code == "load.replace_takes_named"
    assert [refused.value.facts[name] for name in ("key", "line", "column")] == ["D2", line, column]


def test_a_month_is_covered_only_by_extracts_that_brought_balances(desk: Desk) -> None:
    desk.load(cast.bank())
    desk.load({"product": cast.PRODUCT}, period=["2026-10-01", "2026-11-01"])
    version = queries.current()
    assert version
    assert queries.coverage(version) == [Period(date(2026, 9, 1), date(2026, 10, 1))]
    desk.load({"balance": cast.BALANCE[:1]}, period=["2026-10-01", "2026-11-01"])
    version = queries.current()
    assert version
    assert queries.coverage(version)[1:] == [Period(date(2026, 10, 1), date(2026, 11, 1))]


def test_shares_in_conflict_with_the_book_leave_it_together(desk: Desk) -> None:
    desk.load(cast.bank())
    load = desk.load({"assignment": [cast.ASSIGNMENT[0], "P,,M,main,2025-01-01,,0.7", "Q,,M,main,2025-01-01,,1.0"]})
    report = load.tables.get(table="assignment")
    assert (report.read, report.loaded, report.quarantined, report.moved) == (2, 1, 1, 2)
    assert set(desk.masters["assignment"]) == {("Q", None, "M", "main", day_number(date(2025, 1, 1)))}
    moved = queries.quarantine(table="assignment").entries
    told = [(row.line, row.value, row.key[2]) for row in moved]
    assert told == [(2, "0.7", "M"), (None, "0.4000", "C"), (None, "0.6000", "M")]
    assert moved[1].given["since"] == "2025-01-01"
    version = queries.current()
    assert version
    assert queries.lost(version, LATER) == [Lost("party", "P")]
    assert queries.lost(version, day_number(date(2025, 1, 1))) == []


def test_two_loads_of_shares_end_as_one_load_of_all(desk: Desk, tmp_path: Path) -> None:
    rows = ["P,,M,main,2025-01-01,,0.7", "P,,C,second,2025-01-01,,0.4"]
    desk.load(cast.bank(assignment=[cast.ASSIGNMENT[0], rows[0]]))
    desk.load({"assignment": [cast.ASSIGNMENT[0], rows[1]]})
    together = cast.judge(cast.write(tmp_path / "x", cast.bank(assignment=[cast.ASSIGNMENT[0], *rows])), tmp_path / "w")
    assert desk.masters["assignment"] == {}
    assert together.outcome.upserts["assignment"].num_rows == 0


def test_an_account_that_changes_its_party_takes_its_assignments_out(desk: Desk) -> None:
    desk.load(cast.with_row("assignment", "Q,D2,C,main,2026-01-01,,1"))
    load = desk.load({"account": [cast.ACCOUNT[0], "D2,P,DEP,B,2024-05-05,"]})
    assert [(row.table, row.moved) for row in load.tables.order_by("id")] == [("account", 0), ("assignment", 1)]
    [moved] = queries.quarantine().entries
    assert moved.words == "该账户属于客户 P" or "P" in moved.words
    assert len(desk.masters["assignment"]) == 3


def test_the_same_extract_again_changes_no_folder(desk: Desk) -> None:
    desk.load(cast.bank())
    before = queries.current()
    desk.load(cast.bank())
    after = queries.current()
    assert before
    assert after
    assert (after.pk > before.pk, after.tables) == (True, before.tables)


def test_only_changed_tables_get_new_folders(desk: Desk) -> None:
    first = desk.load(cast.bank())
    second = desk.load({"rate": [cast.RATE[0], "D1,2026-09-20,0.0040"]})
    version = queries.current()
    assert version
    assert version.tables["rate"]["folder"] == second.folder
    assert version.tables["balance"]["folder"] == first.folder


ROWS = st.lists(st.tuples(st.sampled_from(["D1", "D2", "L1"]), st.integers(1, 5), st.integers(0, 3)), max_size=6)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_one_load_after_another_gives_the_rows_by_key(
    desk: Desk, first: list[tuple[str, int, int]], second: list[tuple[str, int, int]]
) -> None:
    def lines(rows: list[tuple[str, int, int]]) -> list[str]:
        chosen = {(account, on): amount for account, on, amount in rows}
        return [cast.BALANCE[0], *(f"{account},2026-09-{on:02d},{amount}" for (account, on), amount in chosen.items())]

    with transaction.atomic():
        desk.masters.clear()
        desk.load(cast.bank(balance=lines(first)), entries={"balance": {"mode": "replace"}})
        desk.load({"balance": lines(second)})
        expected = {(account, on): amount for account, on, amount in [*first, *second]}
        start = day_number(date(2026, 9, 1)) - 1
        found = {(row["account_id"], row["on_day"] - start): row["balance_fen"] // 100 for row in desk.facts("balance")}
        assert found == expected


def broken_bank() -> dict[str, list[str]]:
    tables = cast.with_row("balance", "D1,2026-13-01,7", "D9,2026-09-01,5", "D1,2026-09-12,1,2", "D2,2026-09-05,x")
    tables["ftp"].append("loan,365,2026-09-01,9")
    return tables


def test_what_lost_a_row_is_known_until_it_is_mended(desk: Desk) -> None:
    desk.load(broken_bank())
    version = queries.current()
    assert version
    left, price = [Lost("account", "D1"), Lost("account", "D9")], Lost("price", "loan:365")
    assert queries.lost(version, LATER) == [left[0], Lost("account", "D2"), left[1], price]
    assert queries.lost(version, day_number(date(2026, 9, 2))) == [*left, price]
    desk.load({"balance": [cast.BALANCE[0], "D2,2026-09-05,5"], "ftp": [cast.FTP[0], "loan,365,2026-09-01,0.9"]})
    version = queries.current()
    assert version
    assert queries.lost(version, LATER) == left
    assert [entry.line for entry in queries.quarantine(state="mended").entries] == [9, 4]


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_rows_set_aside_are_handed_out_mended_and_loaded_again(desk: Desk) -> None:
    desk.load(broken_bank(), delimiter="|!|")
    out = desk.folder / "mending"
    assert actions.export_quarantine(out) == 5
    rows = read_rows(out / "balance.csv")
    assert rows[0] == ["account_id", "on", "balance", "mends"]
    numbers = {entry.line: str(entry.pk) for entry in queries.quarantine(table="balance").entries}
    assert rows[1] == ["D1", "2026-13-01", "7", numbers[6]]
    misshapen = next(row for row in rows if row[3] == numbers[8])
    assert misshapen[:3] + misshapen[4:5] == ["D1", "2026-09-12", "1", "2"]
    assert len(misshapen) == 6
    reasons = read_rows(out / "reasons.csv")
    assert [row[0] for row in reasons[1:] if row[6] == "reference.unknown"] == [numbers[7]]

    # Loaded as it is, every row is set aside again and replaces its older entry.
    desk.load_folder(out)
    assert queries.open_quarantine() == 5
    assert queries.quarantine(state="dismissed").total == 5

    again = desk.folder / "again"
    actions.export_quarantine(again)
    mended = []
    for account, on, balance, number, *_surplus in read_rows(again / "balance.csv")[1:]:
        fixed = {"2026-13-01": "2026-09-13"}.get(on, on)
        mended.append([account.replace("D9", "D2"), fixed, balance.replace("x", "9"), number])
    with (again / "balance.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["account_id", "on", "balance", "mends"], *mended])
    load = desk.load_folder(again)
    assert load.tables.get(table="balance").quarantined == 0
    assert {entry.table for entry in queries.quarantine().entries} == {"ftp"}
    assert queries.quarantine(state="mended").total == 4
    assert len(desk.facts("balance")) == 7


def test_nothing_is_overwritten_and_nothing_handed_out_where_nothing_is_open(desk: Desk) -> None:
    desk.load(cast.bank())
    assert code_of(lambda: actions.export_quarantine(desk.folder / "out")) == "quarantine.empty"
    desk.load(broken_bank())
    (desk.folder / "full").mkdir()
    (desk.folder / "full" / "balance.csv").write_text("mine", encoding="utf-8")
    assert code_of(lambda: actions.export_quarantine(desk.folder / "full")) == "export.not_empty"
    assert code_of(lambda: actions.export_quarantine(desk.folder / "full" / "balance.csv")) == "export.folder"
    assert code_of(lambda: actions.export_quarantine(desk.folder / "out", table="balances")) == "quarantine.table"
    assert actions.export_quarantine(desk.folder / "out", table="ftp") == 1


def test_replacing_a_table_closes_what_was_open_in_it(desk: Desk) -> None:
    desk.load(broken_bank())
    desk.load({"balance": cast.BALANCE}, entries={"balance": {"mode": "replace"}})
    assert {entry.table for entry in queries.quarantine().entries} == {"ftp"}


def test_a_row_that_needs_no_mending_is_dismissed_in_words(desk: Desk) -> None:
    desk.load(cast.with_row("account", "A9,,NONE,B,2026-13-01,2026-01-01"))
    first = queries.quarantine().entries[0]
    assert (queries.quarantine().total, queries.open_quarantine()) == (2, 1)
    assert actions.dismiss(first.pk, reason="销户前的测试账户", actor="auditor") == 2
    assert queries.open_counts() == {}
    assert {entry.note for entry in queries.quarantine(state="dismissed").entries} == {"销户前的测试账户"}
    record = AuditRecord.objects.get(action="book.dismiss")
    assert (record.actor, record.reason) == ("auditor", "销户前的测试账户")
    assert code_of(lambda: actions.dismiss(first.pk, reason="again", actor="auditor")) == "quarantine.closed"
    assert code_of(lambda: actions.dismiss(first.pk, reason=" ", actor="auditor")) == "quarantine.reason"
    assert code_of(lambda: actions.dismiss(0, reason="x", actor="auditor")) == "quarantine.unknown"


def test_the_quarantine_is_listed_by_page_and_filter(desk: Desk) -> None:
    load = desk.load(broken_bank())
    page = queries.quarantine(size=2, page=2)
    assert (len(page.entries), page.total, page.number, page.pages) == (2, 5, 2, 3)
    assert queries.quarantine(size=2, page=99).number == 3
    assert queries.quarantine(search="D9").total == 1
    assert queries.quarantine(load=load.pk + 1).total == 0
    assert queries.open_counts() == {"balance": 4, "ftp": 1}
    with override_settings(LANGUAGE_CODE="en"):
        assert len(desk_reasons(desk)) == 2


def desk_reasons(desk: Desk) -> list[str]:
    checked = desk.check_folder(cast.write(desk.folder / uuid.uuid4().hex, broken_bank()))
    assert checked.quarantined == 5
    return checked.first_reasons(2)


def test_the_first_reasons_name_table_line_column_and_value(desk: Desk) -> None:
    first, second = desk_reasons(desk)
    assert all(part in first for part in ("balance", "6", "on", "2026-13-01"))
    assert all(part in second for part in ("balance", "7", "D9"))


def test_a_load_that_fails_before_the_commit_leaves_the_old_book(desk: Desk) -> None:
    desk.load(cast.bank())
    before, version = desk.book(), queries.current()
    replacing = {"rate": {"mode": "replace"}}
    extract = cast.write(desk.folder / "next", broken_bank() | {"rate": cast.RATE[:3]}, entries=replacing)
    checked = desk.check_folder(extract)
    with transaction.atomic():
        actions.take_hold(checked, token="killed", actor="loader")
        transaction.set_rollback(True)
    assert (desk.book(), queries.current(), queries.took_hold("killed")) == (before, version, False)
    assert actions.sweep() == 2  # the new rates and the quarantine
    assert actions.sweep() == 0
    assert desk.book() == before


def test_old_folders_stay_for_the_versions_that_name_them(desk: Desk) -> None:
    desk.load(cast.bank())
    old = queries.current()
    assert old
    desk.load({"balance": [cast.BALANCE[0], "D1,2026-09-29,1"]})
    assert actions.sweep() == 0
    assert len(cast.rows_of(queries.fact_files(old, "balance"), "balance")) == 4
    assert len(desk.facts("balance")) == 5
    assert BookVersion.objects.count() == Load.objects.count() == 2


def test_templates_are_an_extract_of_nothing(desk: Desk) -> None:
    folder = desk.folder / "schema"
    written = actions.write_templates(folder)
    assert set(written) == {path.name for path in folder.iterdir()}
    assert (folder / "rate.csv").read_text(encoding="utf-8") == "account_id,since,annual_rate\n"
    assert "## account" in (folder / "schema.md").read_text(encoding="utf-8")
    load = desk.load_folder(folder)
    assert {row.table: row.read for row in load.tables.all()} == dict.fromkeys(TABLES, 0)
    assert code_of(lambda: actions.write_templates(folder)) == "export.not_empty"


FULL_DISK = """
import resource, sys
from pathlib import Path
from qiao.book.tests import cast
from qiao.ground.refusals import Refusal
import qiao.book.adapters.duck
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    with qiao.book.adapters.duck.watched(Path(sys.argv[2])):
        cast.judge(Path(sys.argv[1]), Path(sys.argv[2]))
except Refusal as refusal:
    print(refusal.code, refusal.facts["folder"])
"""


@pytest.mark.parametrize(("encoding", "most"), [("utf-8", 300_000), ("gb18030", 30_000)])
def test_a_full_disk_is_told_in_words(tmp_path: Path, encoding: str, most: int) -> None:
    """A bound on the size of a file stands for the disk: it fills the engine's file, or the copy in UTF-8."""
    many = (f"D1,{date.fromordinal(700_000 + number)},{number}" for number in range(20_000))
    folder = cast.write(tmp_path / "x", cast.with_row("balance", *many), encoding=encoding)
    program = f"import django; django.setup()\n{FULL_DISK}"
    told = subprocess.run(
        [sys.executable, "-c", program, str(folder), str(tmp_path / "w"), str(most)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"QIAO_HOME": str(home.home())},
    )
    code, place = told.stdout.split()
    assert (code, Path(place).is_relative_to(tmp_path / "w")) == ("disk.full", True), told.stderr


def test_more_entries_than_the_database_keeps_stay_known(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (actions, overflow):
        monkeypatch.setattr(module, "ENTRIES_KEPT_MOST", 30)
    bad = [f"N{number:03d},2026-09-01,1" for number in range(50)]
    load = desk.load(cast.with_row("balance", *bad))
    assert load.tables.get(table="balance").quarantined == 50
    assert QuarantinedRow.objects.filter(load=load).count() == 31
    assert "20" in queries.quarantine(size=31).entries[-1].words
    version = queries.current()
    assert version
    assert Lost("account", "N049") in queries.lost(version, LATER)
    assert actions.export_quarantine(desk.folder / "out") == 50
    assert [row[0] for row in read_rows(desk.folder / "out" / "balance.csv")[1:]] == [row.split(",")[0] for row in bad]
