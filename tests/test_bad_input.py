"""Every kind of bad input is refused or set aside with what, where and what to do; the book stays whole."""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from pyarrow import parquet
from pytest_django import DjangoDbBlocker

from qiao.appraisal.rules.plan_file import BUILT_IN_TEXT
from qiao.customers.queries import listed_customers
from tests.banks.bank import Bank
from tests.banks.writer import write_extract
from tests.terminal.calling import book_digest, called, done
from tests.terminal.stage import Stage, at_home, on_a_copy, prepared, refused
from tests.terminal.story import MONTH, story_bank

Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def stage(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared(tmp_path_factory.mktemp("stage"), django_db_blocker)


@pytest.fixture
def home(stage: Stage, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with on_a_copy(stage, tmp_path / "home", django_db_blocker) as copy:
        yield copy


def said_of(table: str, **changes: object) -> Spoil:
    """The manifest says something else of a table; None says nothing."""

    def spoil(extract: Path) -> None:
        manifest = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
        place = manifest["tables"][table] if table else manifest
        place |= changes
        for name in [name for name, value in place.items() if value is None]:
            del place[name]
        (extract / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    return spoil


def content_of(table: str, change: Callable[[bytes], bytes], *, controls: tuple[str, ...] = ()) -> Spoil:
    """The file has other bytes, and the manifest names only these control figures."""

    def spoil(extract: Path) -> None:
        file = extract / f"{table}.csv"
        file.write_bytes(change(file.read_bytes()))
        said_of(table, **{name: None for name in ("rows", "sha256", "sum") if name not in controls})(extract)

    return spoil


def both(first: Spoil, second: Spoil) -> Spoil:
    return lambda extract: (first(extract), second(extract))


def text(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old.encode(), new.encode(), 1)


REFUSED: dict[str, tuple[Spoil, tuple[str, ...]]] = {
    "a column nobody knows": (
        content_of("balance", text("on,balance", "on,balanse")),
        ("balance.csv", "balanse", "table balance", "did you mean balance?"),
    ),
    "a column that is missing": (
        content_of("rate", text("since,", "")),
        ("rate.csv", "lacks the column since", "table rate", "add it to the header"),
    ),
    "a column that stands twice": (
        content_of("party", text("kind,name", "name,name")),
        ("party.csv", "column name twice", "keep one"),
    ),
    "a file cut off, by its digest": (
        content_of("balance", lambda content: content[:-7], controls=("sha256",)),
        ("balance.csv", "table balance", "SHA-256", "fetch it again"),
    ),
    "a file cut off at the end of a row, by its count": (
        content_of("ftp", lambda content: content[: content.rindex(b"\n", 0, -1) + 1], controls=("rows",)),
        ("ftp.csv", "table ftp", "3 rows", "4"),
    ),
    "a file cut off inside a character": (
        content_of("party", lambda content: content[: content.index("有".encode()) + 1]),
        ("party.csv", "table party", "inside a character", "line 3", "fetch it again"),
    ),
    "a wrong count": (said_of("account", rows=5, sha256=None), ("account.csv", "table account", "4 rows", "5")),
    "a wrong sum": (
        said_of("fee", sum={"amount": "150.01"}),
        ("fee.csv", "table fee", "amount", "150.00", "150.01", "fetch the file again"),
    ),
    "a wrong digest": (said_of("risk", sha256="0" * 64), ("risk.csv", "table risk", "SHA-256", "fetch it again")),
    "bytes of another encoding": (
        content_of("staff", lambda content: content.decode().encode("gb18030")),
        ("staff.csv", "table staff", "not utf-8", "line 2", "byte", "manifest.json"),
    ),
    "an encoding nobody declared": (said_of("", encoding=None), ("manifest.json", "encoding", "add it")),
    "an encoding nobody knows": (said_of("", encoding="latin-1"), ("encoding", "latin-1", "gb18030")),
    "a zero byte": (
        content_of("rate", lambda content: content.replace(b"D2", b"D\0", 1)),
        ("rate.csv", "table rate", "zero byte", "line 3"),
    ),
    "a table whose file is not there": (
        said_of("rate", file="rates.csv"),
        ("rates.csv", "not in", "put it there and load again"),
    ),
    "a file outside of the folder": (said_of("rate", file="../rate.csv"), ("../rate.csv",)),
    "a table nobody knows": (
        said_of("", tables={"balances": {"file": "balance.csv"}}),
        ("balances", "did you mean balance?"),
    ),
    "a manifest that says something nobody knows": (
        said_of("balance", digest="x"),
        ("balance", "unknown key digest", "did you mean"),
    ),
    "a manifest that is not JSON": (
        lambda extract: (extract / "manifest.json").write_text("{", encoding="utf-8"),
        ("manifest.json", "not JSON", "line 1"),
    ),
    "no manifest": (lambda extract: (extract / "manifest.json").unlink(), ("manifest.json", "put it there")),
    "another currency": (said_of("", currency="USD"), ("USD", "CNY", "QIAO_HOME")),
    "another contract": (said_of("", contract="2.0"), ("2.0", "1.0")),
    "a period upside down": (said_of("", period=["2026-10-01", "2026-09-01"]), ("period", "2026-10-01")),
    "a replacement that takes away what others name": (
        both(
            content_of("party", lambda content: content[: content.index(b"Q,company")]),
            said_of("", tables={"party": {"file": "party.csv", "mode": "replace"}}),
        ),
        ("party", "account", "Q"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_extract_that_cannot_be_trusted_is_refused_whole(
    stage: Stage, home: Path, tmp_path: Path, case: str
) -> None:
    spoil, expected = REFUSED[case]
    bank = story_bank()
    bank.add("balance", account_id="D1", on="2026-09-15", balance="1.00")  # what would be loaded
    spoil(write_extract(bank, tmp_path / "extract"))
    line = refused(stage, home, "load", tmp_path / "extract")
    assert [words for words in expected if words not in line] == [], line


def test_a_first_load_without_a_table_it_needs_is_refused(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    extract = write_extract(story_bank(), tmp_path / "extract")
    manifest = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
    del manifest["tables"]["ftp"], manifest["tables"]["rate"]
    (extract / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with at_home(tmp_path / "home", django_db_blocker):
        line = called("load", extract).refusal
        assert "needs the table rate, ftp" in line
        assert "The book is empty" in done("status").out
        assert "The book is empty; load an extract first" in called("settle", MONTH).refusal


BAD_ROWS: dict[str, list[tuple[str, str, str, str]]] = {  # table -> row, column, value and reason
    "org": [
        ("L1,循环一,branch,L2", "parent_id", "L2", "go round in a circle: L1 > L2 > L1"),
        ("L2,循环二,branch,L1", "parent_id", "L1", "go round in a circle: L1 > L2 > L1"),
        ("L3,循环下,branch,L2", "parent_id", "L2", "no such org in the book after this load"),
    ],
    "staff": [
        ("S1,无名,B,boss,,,", "post", "boss", "it has to be one of rm, lead, head"),
        (f"{'S' * 65},长,B,rm,,,", "staff_id", "S" * 20, "the id is longer than 64 characters"),
        ("S2,早退,B,rm,,2020-01-02,2020-01-01", "left_on", "2020-01-01", "upside down: left_on lies before hired_on"),
    ],
    "account": [("A9,P,DEP,B,2026-02-30,,", "opened_on", "2026-02-30", "no date of the form")],
    "balance": [
        ("D1,2026-09-02,100000000000.01", "balance", "100000000000.01", "outside -100000000000 to 100000000000"),
        ("D1,2026-09-03,1.234", "balance", "1.234", "more than 2 decimals"),
        ("D1,2026-09-04,1e3", "balance", "1e3", "no decimal number"),
        ("D1,1899-12-31,1", "on", "1899-12-31", "outside 1900-01-01 to 2199-12-31"),
        ("D1,2200-01-01,1", "on", "2200-01-01", "outside 1900-01-01 to 2199-12-31"),
        ("D1,,1", "on", "", "value missing"),
        ("X9,2026-09-05,1", "account_id", "X9", "no such account in the book after this load"),
        ("D1,2026-09-06,1", "", "", "2 rows with this key and different content"),
        ("D1,2026-09-06,2", "", "", "2 rows with this key and different content"),
        ("D1,2026-09-07", "", "", "fewer cells than the header"),
        ("D1,2026-09-08,1,2", "", "", "more cells than the header"),
    ],
    "rate": [("D1,2026-09-02,1.000001", "annual_rate", "1.000001", "outside -1 to 1")],
    "ftp": [("loan,-1,2026-09-02,0.01", "tenor_days", "-1", "outside 0 to")],
    "risk": [("L1,2026-09-22,bad,0.1,0.5,", "class", "bad", "it has to be one of normal, special")],
    "assignment": [
        ("P,T1,C,shadow,2026-09-10,2026-09-12,0.2", "share", "0.2", "add up to 1.2000 on 2026-09-10"),
        ("P,D2,C,other,2026-01-01,,0.2", "account_id", "D2", "the account belongs to party Q"),
        ("Q,,C,late,2026-09-02,2026-09-01,0.1", "until", "2026-09-01", "until lies before since"),
    ],
}
GOOD_ROWS = {"balance": ["D1,2026-09-20,5.00", "D1,2026-09-20,5", "D1,2026-09-21,6"], "staff": ["N,新来,B,rm,,,"]}


def bad_among_good(folder: Path) -> Path:
    """The story's extract with bad rows and a few good ones behind; the good one of balance stands twice."""
    write_extract(story_bank(), folder, controls=False)
    for table in {*BAD_ROWS, *GOOD_ROWS}:
        with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            rows = [row[0] for row in BAD_ROWS.get(table, [])] + GOOD_ROWS.get(table, [])
            file.write("".join(f"{row}\n" for row in rows))
    return folder


def test_bad_rows_are_set_aside_each_with_its_place_and_reason_and_good_ones_load(
    stage: Stage, home: Path, tmp_path: Path
) -> None:
    extract = bad_among_good(tmp_path / "extract")
    said = done("load", extract)
    assert book_digest() != stage.digest
    counts = {line.split()[0]: line.split()[1:] for line in said.out.splitlines()[1:14]}
    assert counts["balance"] == ["18", "7", "11"]
    assert counts["staff"] == ["7", "4", "3"]
    assert "balance: 1 rows stood twice with the same content and were loaded once." in said.out
    assert "assignment: 1 rows of the book itself were set aside" in said.out  # G's own row of T1
    listed = done("quarantine", "list", "--most", "100").out.splitlines()
    for table, rows in BAD_ROWS.items():
        own = len((extract / f"{table}.csv").read_text(encoding="utf-8").splitlines()) - len(GOOD_ROWS.get(table, []))
        for line, (_row, column, value, reason) in enumerate(rows, start=own - len(rows) + 1):
            found = [entry for entry in listed if entry.split()[1:3] == [table, str(line)]]
            told = [entry for entry in found if all(part in entry for part in (column, value, reason))]
            assert told, (table, line, reason, found)


def test_strict_refuses_what_would_otherwise_be_set_aside(stage: Stage, home: Path, tmp_path: Path) -> None:
    line = refused(stage, home, "load", bad_among_good(tmp_path / "extract"), "--strict")
    assert "--strict allows none" in line
    assert "org line 4, parent_id" in line or "account line 6, opened_on = 2026-02-30" in line


def test_a_long_text_loads_and_is_shown_whole(stage: Stage, home: Path, tmp_path: Path) -> None:
    chance = Random(20260930)  # noqa: S311  no secret; a text that no database can make shorter
    long = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _letter in range(5_000))
    bank = story_bank()
    bank.tables["party"][0] |= {"name": long, "address": long}
    bank.tables["staff"][0] |= {"name": long, "level": long}
    done("load", write_extract(bank, tmp_path / "extract"), "--strict")
    (found,) = listed_customers(None, text=long[:9])
    assert (found.party_id, found.name, found.address) == ("P", long, long)


def test_a_parquet_file_with_a_letter_that_no_database_takes_is_refused(
    stage: Stage, home: Path, tmp_path: Path
) -> None:
    extract = write_extract(story_bank(), tmp_path / "extract", controls=False)
    rows = [{**row, "name": f"{row['name']}\0"} for row in story_bank().tables["party"]]
    parquet.write_table(pa.Table.from_pylist(rows), extract / "party.parquet")
    manifest = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["party"] = {"file": "party.parquet"}
    (extract / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    line = refused(stage, home, "load", extract)
    assert "party.parquet of table party has a zero byte in column name" in line


def test_a_thousand_bad_rows_among_many_are_counted_and_the_rest_loads(
    stage: Stage, home: Path, tmp_path: Path
) -> None:
    bank = Bank(MONTH)
    for number in range(4_000):
        day = date(2010, 1, 1) + timedelta(days=number)
        amount = "?" if number % 4 == 0 else f"{number}.00"
        bank.add("balance", account_id="D1", on=day.isoformat(), balance=amount)
    bank.tables = {"balance": bank.tables["balance"]}
    said = done("load", write_extract(bank, tmp_path / "extract", controls=False))
    assert "1000 rows were set aside" in said.out
    assert "quarantine  1000 open rows" in done("status").out
    listed = done("quarantine", "list", "--table", "balance", "--most", "3").out.splitlines()
    assert listed[-1] == "3 of 1000 open rows."
    assert len(listed) == 5


def test_a_month_that_no_extract_speaks_for_is_not_settled(stage: Stage, home: Path) -> None:
    line = refused(stage, home, "settle", "2026-11")
    assert "No extract in the book speaks for 2026-11; load one" in line


def test_a_missing_price_is_named_with_side_tenor_and_accounts(stage: Stage, home: Path, tmp_path: Path) -> None:
    bank = Bank(MONTH)
    bank.tables = {"ftp": [row for row in story_bank().tables["ftp"] if row["side"] == "deposit"]}
    done("load", write_extract(bank, tmp_path / "extract", mode="replace"))
    line = called("settle", MONTH).refusal
    assert "loan 365 days: 1 accounts" in line
    assert "load table ftp" in line
    assert list(home.glob("tmp/*")) == []
    assert len(list(home.glob("runs/*"))) == 1


PLANS: dict[str, tuple[str, str, tuple[str, ...]]] = {  # what stands there, what is written instead, what is said
    "no day basis": ('day_basis = "ACT_360"\n', "", ("line 1", "no day basis", "write day_basis with one of ACT_360")),
    "a day basis nobody knows": ("ACT_360", "ACT_ACT", ("line 4", "ACT_ACT", "ACT_360")),
    "a gap: no share of loans": ('loan_share = "0.05"\n', "", ("line 5", "loan_share", "missing")),
    "limits out of order": ('"0.02", "0.8"', '"0.005", "0.8"', ("line 10", "limits out of order", "#2 is not above")),
    "a number that is not one": ('"0.04"', '"4 %"', ("line 6", "deposit_share", "4 %", "number in quotes")),
    "a key nobody knows": ("floor_at_zero", "floor", ("line 8", "bonus.floor", "floor_at_zero")),
    "a symbol without legend": ("floor_at_zero", 'Z = "1"\nfloor_at_zero', ("line 8", "symbol Z", "legend and unit")),
    "no TOML": ("[bonus]", "[bonus", ("line 5", "TOML")),
}


@pytest.mark.parametrize("case", PLANS)
def test_a_plan_that_cannot_be_answered_for_is_refused_with_its_line(
    stage: Stage, home: Path, tmp_path: Path, case: str
) -> None:
    old, new, expected = PLANS[case]
    plan = tmp_path / "plan.toml"
    plan.write_text(BUILT_IN_TEXT.replace("built-in", "of-a-test").replace(old, new, 1), encoding="utf-8")
    for command in (("plan", "check", plan), ("plan", "add", plan), ("settle", MONTH, "--plan", plan)):
        line = refused(stage, home, *command)
        assert [words for words in (str(plan), *expected) if words not in line] == [], line
    assert "of-a-test" not in done("plan", "list").out
