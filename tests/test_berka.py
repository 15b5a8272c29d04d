"""The mapping of examples/berka, on a made-up bank and on the real files.

The made-up bank has three accounts and can be worked out by hand; on the real files a second reckoning in plain Python
has to come to the same figures.
"""

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from runpy import run_path

import pytest

from qiao.book.rules.contract import FIRST_LOAD_NEEDS, ID_LENGTH_MOST, TABLES, Kind
from qiao.ground.refusals import Refusal
from qiao.project.mapping.actions import map_extract
from qiao.project.mapping.records import MapReport
from tests.databases.homes import world_of

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "berka"
UNTIL = date(1994, 3, 1)
Row = dict[str, str]


@dataclass(frozen=True)
class Extract:
    """A written extract and what was said of it."""

    folder: Path
    report: MapReport

    def rows(self, table: str) -> list[Row]:
        return read(self.folder / f"{table}.csv", delimiter=",")

    def written(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.csv"))}


def read(path: Path, *, delimiter: str) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=delimiter))


# --- a made-up bank in the layout of the files ---

CZECH = {
    "credit": "PRIJEM", "debit": "VYDAJ", "withdrawal": "VYBER", "deposit": "VKLAD", "interest": "UROK",
    "fee": "SLUZBY", "penalty": "SANKC. UROK", "loan": "UVER",
    "monthly": "POPLATEK MESICNE", "weekly": "POPLATEK TYDNE",
    "turnover": "POPLATEK PO OBRATU", "owner": "OWNER", "signer": "DISPONENT",
}  # fmt: skip
ENGLISH = {
    "credit": "CR", "debit": "DR", "withdrawal": "WD", "deposit": "PAID IN", "interest": "INT", "fee": "FEE",
    "penalty": "OD INT", "loan": "LN", "monthly": "M", "weekly": "W", "turnover": "T", "owner": "1", "signer": "2",
}  # fmt: skip
# The bank prints a balance as it was when it posted, and lists a day's postings in another order: on 31 January the
# interest came first (1050.00), then 300.00 went out (750.00).
POSTINGS = """\
trans_id,account_id,date,type,operation,amount,balance,k_symbol,bank,account
1,1,930101,{credit},{deposit},1000.00,1000.00,,,
2,2,930110,{credit},{deposit},500.00,500.00,,,
3,1,930131,{withdrawal},{withdrawal},300.00,750.00,,,
4,1,930131,{credit},,50.00,1050.00,{interest},,
5,2,930228,{debit},{withdrawal},14.60,485.40,{fee},,
6,2,930301,{withdrawal},{withdrawal},500.00,-14.60,,,
7,2,930331,{debit},{withdrawal},0.30,-14.90,{penalty},,
8,1,930712,{debit},,100.00,650.00,{loan},AB,123
9,3,931220,{credit},{deposit},700.00,700.00, ,,
10,1,940112,{debit},,100.00,550.00,{loan},AB,123
11,1,940305,{credit},{deposit},5.00,555.00,,,
"""


def made_up(folder: Path, words: Mapping[str, str], *, postings: str = POSTINGS) -> Path:
    """Write a bank of two branches, three accounts (a fourth opens too late), one signer and one loan."""
    folder.mkdir()
    files = {
        "district.asc": 'A1;A2;A12\n5;"Kolin";?\n6;"Pisek";1.5\n',
        "account.asc": 'account_id;district_id;frequency;date\n1;5;"{monthly}";930101\n2;5;"{weekly}";930110\n'
        '3;6;"{turnover}";931220\n4;6;"{monthly}";940301\n',
        "client.asc": 'client_id;birth_number;district_id\n11;"706213";5\n12;"451204";6\n13;"515505";6\n'
        '14;"600101";6\n15;"600102";6\n',
        "disp.asc": 'disp_id;client_id;account_id;type\n1;11;1;"{owner}"\n2;12;2;"{owner}"\n3;13;1;"{signer}"\n'
        '4;14;3;"{owner}"\n5;15;4;"{owner}"\n',
        "loan.asc": "loan_id;account_id;date;amount;duration;payments\n"
        "70;1;930705;1200;12;100.00\n71;3;940302;600;12;50.00\n",
        "trans_1.csv": postings,
    }
    for name, text in files.items():
        (folder / name).write_text(text.format_map(words), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    folder = tmp_path_factory.mktemp("small")
    report = map_extract(EXAMPLE / "mapping.toml", made_up(folder / "files", CZECH), folder / "out")
    return Extract(folder / "out", report)


def test_a_balance_is_the_running_sum_of_the_postings(small: Extract) -> None:
    assert [(row["account_id"], row["on"], row["balance"]) for row in small.rows("balance")] == [
        ("A1", "1993-01-01", "1000.00"),
        ("A1", "1993-01-31", "750.00"),
        ("A1", "1993-07-12", "650.00"),
        ("A1", "1994-01-12", "550.00"),
        ("A2", "1993-01-10", "500.00"),
        ("A2", "1993-02-28", "485.40"),
        ("A2", "1993-03-01", "-14.60"),
        ("A2", "1993-03-31", "-14.90"),
        ("A3", "1993-12-20", "700.00"),
        ("L70", "1993-07-05", "1200.00"),
        ("L70", "1993-07-12", "1100.00"),
        ("L70", "1994-01-12", "1000.00"),
    ]


def test_the_printed_balances_are_a_check_and_find_a_posting_that_is_missing(small: Extract, tmp_path: Path) -> None:
    assert small.report.checks[0].figures == {
        "account_days": "10", "compared": "10", "equal": "10",
        "apart_by_rounding": "0", "apart_most": "0.00", "apart_by_more_than_1": "0",
    }  # fmt: skip
    short = "".join(line for line in POSTINGS.splitlines(keepends=True) if not line.startswith("6,"))
    report = map_extract(EXAMPLE / "mapping.toml", made_up(tmp_path / "files", CZECH, postings=short), tmp_path / "out")
    assert report.checks[0].broken == ("apart_by_more_than_1",)


def test_accounts_and_loans_of_the_period_are_there_and_later_ones_are_not(small: Extract) -> None:
    assert [
        (row["account_id"], row["party_id"], row["product_id"], row["org_id"]) for row in small.rows("account")
    ] == [
        ("A1", "C11", "D-MONTHLY", "D5"),
        ("A2", "C12", "D-WEEKLY", "D5"),
        ("A3", "C14", "D-TURNOVER", "D6"),
        ("L70", "C11", "L-12", "D5"),
    ]
    assert [row["maturity_on"] for row in small.rows("account")] == ["", "", "", "1994-07-05"]
    assert [row["name"] for row in small.rows("party")] == [
        "Client 11 (woman, born 1970)",
        "Client 12 (man, born 1945)",
        "Client 13 (woman, born 1951)",
        "Client 14 (man, born 1960)",
    ]
    assert [(row["party_id"], row["related_id"], row["role"]) for row in small.rows("party_relation")] == [
        ("C11", "C13", "signer")
    ]


def test_fees_are_what_the_bank_booked(small: Extract) -> None:
    assert [tuple(row.values()) for row in small.rows("fee")] == [
        ("T5", "C12", "A2", "F-STATEMENT", "1993-02-28", "14.60"),
        ("T7", "C12", "A2", "F-PENALTY", "1993-03-31", "0.30"),
    ]


def test_a_loans_class_follows_the_days_past_due_seen_so_far(small: Extract) -> None:
    """The second instalment, due 12 August, is paid on 12 January; the third is 122 days late by then."""
    seen = {row["since"]: (row["class"], row["days_past_due"]) for row in small.rows("risk")}
    assert seen["1993-07-05"] == ("normal", "0")
    assert seen["1993-08-13"] == ("special", "1")
    assert seen["1993-11-11"] == ("substandard", "91")
    assert seen["1994-01-12"] == ("substandard", "122")
    assert max(seen) < UNTIL.isoformat()


def test_the_ledger_is_the_printed_balances_at_each_months_end(small: Extract) -> None:
    ledger = {(row["on"], row["org_id"], row["product_id"]): row["balance"] for row in small.rows("ledger")}
    assert ledger["1993-01-31", "D5", "D-MONTHLY"] == "750.00"
    assert ledger["1993-03-31", "D5", "D-WEEKLY"] == "-14.90"
    assert ledger["1994-02-28", "D6", "D-TURNOVER"] == "700.00"
    assert len(ledger) == 14 + 14 + 3


def test_a_customer_goes_to_the_manager_with_the_greatest_score(small: Extract, tmp_path: Path) -> None:
    assert {row["staff_id"] for row in small.rows("assignment")} == {"D5-M1", "D6-M1"}
    more = tmp_path / "more.toml"
    more.write_text(f'[extract]\nbase = "{EXAMPLE / "mapping.toml"}"\n[parameters]\naccounts_per_manager = 1\n')
    report = map_extract(more, made_up(tmp_path / "files", CZECH), tmp_path / "out")
    grown = Extract(tmp_path / "out", report)
    assert [row["staff_id"] for row in grown.rows("staff")] == ["D5-M1", "D5-M2", "D6-M1"]
    for row in grown.rows("assignment"):
        candidates = ["D5-M1", "D5-M2"] if row["party_id"] in {"C11", "C12"} else ["D6-M1"]
        assert row["staff_id"] == best(row["party_id"], candidates)


def best(party_id: str, candidates: Sequence[str]) -> str:
    """The rule of rendezvous hashing, in Python's own words."""
    return max(candidates, key=lambda staff_id: hashlib.sha256(f"{party_id}|{staff_id}".encode()).hexdigest())


def test_the_same_bank_with_other_code_words_needs_other_toml_and_nothing_else(small: Extract, tmp_path: Path) -> None:
    other = tmp_path / "english.toml"
    other.write_text(
        f"""
        [extract]
        base = "{EXAMPLE / "mapping.toml"}"
        [codes.direction]
        words = {{ "CR" = "credit", "DR" = "debit", "WD" = "debit" }}
        [codes.operation]
        words = {{ "" = "booking", "PAID IN" = "cash in", "WD" = "cash out" }}
        [codes.purpose.words]
        "" = "not given"
        " " = "blank"
        "INT" = "interest paid"
        "FEE" = "statement fee"
        "OD INT" = "penalty interest"
        "LN" = "loan payment"
        [codes.frequency]
        words = {{ "M" = "monthly", "W" = "weekly", "T" = "after movement" }}
        [codes.standing]
        words = {{ "1" = "holder", "2" = "signer" }}
        """,
        encoding="utf-8",
    )
    report = map_extract(other, made_up(tmp_path / "files", ENGLISH), tmp_path / "out")
    assert Extract(tmp_path / "out", report).written() == small.written()
    assert report.clean
    czech = made_up(tmp_path / "czech", CZECH)
    with pytest.raises(Refusal, match="type «PRIJEM» is not in"):
        map_extract(other, czech, tmp_path / "not")


def test_an_unknown_purpose_moves_the_money_and_is_taken_for_no_fee(tmp_path: Path) -> None:
    strange = POSTINGS.replace("{fee}", "NOVE")
    report = map_extract(
        EXAMPLE / "mapping.toml", made_up(tmp_path / "files", CZECH, postings=strange), tmp_path / "out"
    )
    assert [(one.column, one.value, one.rows, one.file, one.row) for one in report.unknown] == [
        ("k_symbol", "NOVE", 1, "trans_1.csv", 5)
    ]
    extract = Extract(tmp_path / "out", report)
    assert [row["fee_id"] for row in extract.rows("fee")] == ["T7"]
    assert [row["balance"] for row in extract.rows("balance") if row["account_id"] == "A2"][-1] == "-14.90"


def test_an_unknown_direction_refuses_since_no_balance_could_be_right(tmp_path: Path) -> None:
    strange = POSTINGS.replace("930301,{withdrawal},", "930301,STORNO,")
    source = made_up(tmp_path / "files", CZECH, postings=strange)
    with pytest.raises(Refusal, match=r"trans_1.csv, row 6: type «STORNO» is not in \[codes.direction\]"):
        map_extract(EXAMPLE / "mapping.toml", source, tmp_path / "out")


# --- the real files ---


@pytest.fixture(scope="session")
def files(data_folder: Path) -> Path:
    if not (data_folder / "berka").is_dir():
        pytest.skip(f"no folder berka in {data_folder}")
    return data_folder / "berka"


@pytest.fixture(scope="session")
def real(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Extract:
    out = tmp_path_factory.mktemp("real") / "out"
    return Extract(out, map_extract(EXAMPLE / "mapping.toml", files, out, strict=True))


@dataclass(frozen=True)
class Posting:
    """One line of the real file."""

    account: str
    day: date
    amount: Decimal
    printed: Decimal
    purpose: str


def day_of(text: str) -> date:
    return date(1900 + int(text[:2]), int(text[2:4]), int(text[4:]))


def postings(files: Path) -> Iterator[Posting]:
    for row in read(next(files.glob("trans_*.csv")), delimiter=","):
        amount = Decimal(row["amount"]) * (1 if row["type"] == "PRIJEM" else -1)
        yield Posting(row["account_id"], day_of(row["date"]), amount, Decimal(row["balance"]), row["k_symbol"])


def test_the_real_bank_in_numbers(real: Extract) -> None:
    assert {table.name: table.rows for table in real.report.tables} == {
        "org": 78, "staff": 80, "party": 1262, "party_relation": 221, "product": 10, "account": 1065,
        "balance": 30778, "rate": 1549, "ftp": 13, "fee": 4020, "risk": 37, "assignment": 1041,
        "ledger": 1501, "transaction": 37526,
    }  # fmt: skip
    assert real.report.clean
    assert all(code.unknown == 0 for code in real.report.codes)


def test_the_printed_balances_tie_on_every_account_day_but_for_rounding(real: Extract) -> None:
    assert real.report.checks[0].figures == {
        "account_days": "33923", "compared": "33922", "equal": "20102",
        "apart_by_rounding": "13820", "apart_most": "0.70", "apart_by_more_than_1": "0",
    }  # fmt: skip


def test_every_real_balance_is_what_a_second_reckoning_says(real: Extract, files: Path) -> None:
    running: dict[str, Decimal] = defaultdict(Decimal)
    ends: dict[tuple[str, str], Decimal] = {}
    for posting in postings(files):
        running[posting.account] += posting.amount
        if posting.day < UNTIL:
            ends[f"A{posting.account}", posting.day.isoformat()] = running[posting.account]
    deposits = [row for row in real.rows("balance") if row["account_id"].startswith("A")]
    assert {(row["account_id"], row["on"]): Decimal(row["balance"]) for row in deposits} == ends


def test_every_real_loan_falls_by_what_was_paid(real: Extract, files: Path) -> None:
    paid: dict[str, list[Posting]] = defaultdict(list)
    for posting in postings(files):
        if posting.purpose == "UVER" and posting.day < UNTIL:
            paid[posting.account].append(posting)
    expected: dict[tuple[str, str], Decimal] = {}
    for loan in read(files / "loan.asc", delimiter=";"):
        if day_of(loan["date"]) < UNTIL:
            left = Decimal(loan["amount"])
            expected[f"L{loan['loan_id']}", day_of(loan["date"]).isoformat()] = left
            for posting in paid[loan["account_id"]]:
                left += posting.amount
                expected[f"L{loan['loan_id']}", posting.day.isoformat()] = left
    loans = [row for row in real.rows("balance") if row["account_id"].startswith("L")]
    assert {(row["account_id"], row["on"]): Decimal(row["balance"]) for row in loans} == expected
    assert len(expected) == 24 + 73


def test_every_real_fee_is_booked_once(real: Extract, files: Path) -> None:
    booked: dict[str, Decimal] = defaultdict(Decimal)
    for posting in postings(files):
        product = {"SLUZBY": "F-STATEMENT", "SANKC. UROK": "F-PENALTY"}.get(posting.purpose)
        if product and posting.day < UNTIL:
            booked[product] -= posting.amount
    charged: dict[str, Decimal] = defaultdict(Decimal)
    for row in real.rows("fee"):
        charged[row["product_id"]] += Decimal(row["amount"])
    assert charged == booked


def test_managers_and_their_customers_follow_the_written_rule(real: Extract) -> None:
    accounts: dict[str, list[str]] = defaultdict(list)
    for row in real.rows("account"):
        if row["account_id"].startswith("A"):
            accounts[row["org_id"]].append(row["party_id"])
    managers = {
        org_id: [f"{org_id}-M{number}" for number in range(1, -(-len(parties) // 25) + 1)]
        for org_id, parties in accounts.items()
    }
    assert sorted(row["staff_id"] for row in real.rows("staff")) == sorted(chain.from_iterable(managers.values()))
    expected = {party: best(party, managers[org_id]) for org_id, parties in accounts.items() for party in parties}
    assert {row["party_id"]: row["staff_id"] for row in real.rows("assignment")} == expected


def test_the_ledger_ties_to_the_postings_within_the_banks_own_rounding(real: Extract) -> None:
    last: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for row in real.rows("balance"):
        last[row["account_id"]].append((row["on"], Decimal(row["balance"])))
    accounts = real.rows("account")
    apart = []
    for line in real.rows("ledger"):
        book = Decimal(0)
        for account in accounts:
            if (account["org_id"], account["product_id"]) == (line["org_id"], line["product_id"]):
                book += next(
                    (balance for on, balance in reversed(last[account["account_id"]]) if on <= line["on"]), Decimal(0)
                )
        apart.append(abs(book - Decimal(line["balance"])))
    assert (len(apart), sum(1 for difference in apart if difference), max(apart)) == (1501, 842, Decimal("1.40"))


def test_every_table_keeps_to_the_contract(real: Extract) -> None:
    manifest = json.loads((real.folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(FIRST_LOAD_NEEDS) <= set(manifest["tables"])
    keys: dict[str, set[str]] = {}
    for name, entry in manifest["tables"].items():
        rows = real.rows(name)
        table = TABLES[name]
        assert len(rows) == entry["rows"]
        assert len({tuple(row.get(column, "") for column in table.key) for row in rows}) == len(rows)
        keys[name] = {row[table.key[0]] for row in rows}
        for column in (column for column in table.columns if column.name in rows[0]):
            values = {row[column.name] for row in rows}
            assert not (column.required and "" in values), (name, column.name)
            values.discard("")
            assert not column.choices or values <= set(column.choices)
            assert column.kind is not Kind.ID or all(len(value) <= ID_LENGTH_MOST for value in values)
            assert not column.form.places or all(len(v.partition(".")[2]) <= column.form.places for v in values)
            assert column.kind is not Kind.DATE or all(
                date.fromisoformat(value).isoformat() == value for value in values
            )
    for name in manifest["tables"]:
        for column in TABLES[name].references:
            named = {row[column.name] for row in real.rows(name) if row.get(column.name)}
            assert named <= keys[column.references], (name, column.name)


def test_nothing_of_the_end_of_1998_is_looked_at(real: Extract, files: Path, tmp_path: Path) -> None:
    """loan.status tells how a loan ended years later: without the column the mapping gives the same bytes."""
    source = tmp_path / "files"
    source.mkdir()
    for path in files.iterdir():
        (source / path.name).symlink_to(path)
    (source / "loan.asc").unlink()
    cut = [line.rsplit(";", 1)[0] for line in (files / "loan.asc").read_text().splitlines()]
    (source / "loan.asc").write_text("\n".join(cut) + "\n")
    report = map_extract(EXAMPLE / "mapping.toml", source, tmp_path / "out")
    assert Extract(tmp_path / "out", report).written() == real.written()


def test_shibor_moved_by_twenty_years_can_be_the_transfer_price(real: Extract, files: Path, tmp_path: Path) -> None:
    rates = files.parent / "rates" / "shibor_merged_2006_2022.csv"
    if not rates.is_file():
        pytest.skip(f"no file {rates}")
    report = map_extract(EXAMPLE / "mapping-shibor.toml", files, tmp_path / "out", strict=True)
    priced = Extract(tmp_path / "out", report)
    prices = {(row["side"], row["tenor_days"], row["since"]): Decimal(row["annual_rate"]) for row in priced.rows("ftp")}
    for row in read(rates, delimiter=","):
        moved = date.fromisoformat(row["date"]).replace(year=int(row["date"][:4]) - 20)
        if date(1993, 1, 1) - timedelta(days=1) <= moved < UNTIL:
            assert prices["deposit", "90", moved.isoformat()] == Decimal(row["3M"]) / 100
            assert prices["loan", "1800", moved.isoformat()] == Decimal(row["1Y"]) / 100
    same = {name: content for name, content in priced.written().items() if name != "ftp.csv"}
    assert same == {name: content for name, content in real.written().items() if name != "ftp.csv"}
    assert min(since for _side, _tenor, since in prices) < "1993-01-01"


def test_the_page_shows_what_a_settlement_gives(
    files: Path, empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the bank's files to the slip by the commands alone; examples/berka/figures wrote the page the same way."""
    for name, value in world_of(empty_home).items():
        monkeypatch.setenv(name, value)
    figures = run_path(str(EXAMPLE / "figures"), run_name="figures")
    qiao = figures["qiao"]
    qiao("map", str(EXAMPLE / "mapping.toml"), str(files), str(tmp_path / "extract"))
    qiao("load", str(tmp_path / "extract"), "--strict")
    qiao("settle", "1994-02")
    qiao("export", "1994-02", str(tmp_path / "1994-02"))
    page = (EXAMPLE.parents[1] / "docs" / "berka.md").read_text(encoding="utf-8")
    assert figures["line"]("1994-02", tmp_path / "1994-02") in page
    slip = "\n".join(figures["slip"](tmp_path / "1994-02"))
    assert slip.replace("run 1,", "run 14,") in page
