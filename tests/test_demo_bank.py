"""The made-up bank keeps the contract, ties to its ledger but for one line, and its stories are really there."""

import csv
import hashlib
import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from stdnum.cn import ric, uscc

from qiao.ground.refusals import Refusal
from qiao.project.demo.facts import BankFacts
from qiao.project.demo.write import write_bank

Row = dict[str, str]
KEYS = {
    "org": ("org_id",),
    "staff": ("staff_id",),
    "party": ("party_id",),
    "party_relation": ("party_id", "related_id", "role", "since"),
    "product": ("product_id",),
    "account": ("account_id",),
    "balance": ("account_id", "on"),
    "rate": ("account_id", "since"),
    "ftp": ("side", "tenor_days", "since"),
    "fee": ("fee_id",),
    "risk": ("account_id", "since"),
    "assignment": ("party_id", "account_id", "staff_id", "role", "since"),
    "expense": ("expense_id",),
    "ledger": ("on", "org_id", "product_id"),
    "transaction": ("account_id", "on", "seq"),
}
FORMS = {
    r"-?\d{1,11}\.\d{2}": ("balance", "amount", "quota", "registered_capital"),
    r"[01]\.\d{4}": ("share",),
    r"-?0\.\d{6}": ("annual_rate",),
    r"[01]\.\d{6}": ("pd", "lgd"),
    r"(19|20|21)\d\d-\d\d-\d\d": (
        "on",
        "since",
        "until",
        "opened_on",
        "closed_on",
        "hired_on",
        "left_on",
        "maturity_on",
    ),
    r"\d+": ("seq", "tenor_days", "days_past_due"),
    r"normal|special|substandard|doubtful|loss": ("class",),
    r"head|branch|subbranch|team|desk|person|company": ("kind",),
    r"rm|lead|head|desk|hr|auditor|trainer|admin": ("post",),
    r"deposit|loan|fee": ("side",),
    r"pool|matched": ("ftp_method",),
}
OPTIONAL = set(
    "parent_id level hired_on left_on id_type id_no industry region registered_capital established_on address postcode phone"
    " until closed_on maturity_on weight account_id product_id pd lgd days_past_due quota share counter_name counter_account"
    " counter_bank purpose channel".split()
)
REFERENCES = {
    "org_id": "org",
    "staff_id": "staff",
    "party_id": "party",
    "product_id": "product",
    "account_id": "account",
}
NON_PERFORMING = ("substandard", "doubtful", "loss")


@dataclass(frozen=True)
class Written:
    """An extract on disk, read back by the test itself."""

    directory: Path
    facts: BankFacts
    manifest: Mapping[str, Mapping[str, Mapping[str, object]]]
    tables: Mapping[str, list[Row]]

    def by(self, table: str, *columns: str) -> dict[tuple[str, ...], list[Row]]:
        """The rows of a table by some columns, in file order."""
        found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.tables[table]:
            found[tuple(row[column] for column in columns)].append(row)
        return found

    def rows(self, table: str, **wanted: str) -> list[Row]:
        """The rows with these values."""
        return [row for row in self.tables[table] if all(row[column] == value for column, value in wanted.items())]


def written(directory: Path, **asked: int) -> Written:
    facts = write_bank(directory, **asked)
    manifest = json.loads((directory / "manifest.json").read_text("utf-8"))
    tables = {}
    for name, entry in manifest["tables"].items():
        with (directory / entry["file"]).open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return Written(directory, facts, manifest, tables)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("small") / "extract", customers=300)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("whole"))


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def carried(rows: Iterable[Row], day: str, *, on: str = "since") -> Row | None:
    """The last row at or before a day; ISO days compare as text."""
    return max((row for row in rows if row[on] <= day), key=lambda row: row[on], default=None)


def running(rows: Iterable[Row], day: str) -> list[Row]:
    return [row for row in rows if row["since"] <= day and (not row["until"] or day < row["until"])]


def days_of(month: str) -> list[str]:
    first = date.fromisoformat(f"{month}-01")
    return [day.isoformat() for day in (first + timedelta(n) for n in range(31)) if day.month == first.month]


def digests(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.iterdir())}


def test_the_same_arguments_give_the_same_bytes_and_another_seed_gives_others(small: Written, tmp_path: Path) -> None:
    again = write_bank(tmp_path / "again", customers=300)
    other = write_bank(tmp_path / "other", customers=300, seed=2)
    assert digests(tmp_path / "again") == digests(small.directory)
    assert again == small.facts
    assert digests(tmp_path / "other")["balance.csv"] != digests(small.directory)["balance.csv"]
    assert other.story("cliff").party_id == again.story("cliff").party_id


@pytest.mark.parametrize(
    ("months", "until_month", "last_day"), [(6, "2025-02", 28), (25, "2027-12", 31), (13, "2024-02", 29)]
)
def test_any_month_may_be_the_last(tmp_path: Path, months: int, until_month: str, last_day: int) -> None:
    facts = write_bank(tmp_path, months=months, until_month=until_month, customers=200)
    assert (facts.months[-1], len(facts.months)) == (until_month, months)
    assert (facts.until - timedelta(1)).day == last_day
    assert facts.since < facts.ledger_break.day < facts.until


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"months": 5}, "demo.months"),
        ({"customers": 10}, "demo.customers"),
        ({"until_month": "2026-13"}, "demo.until_month"),
    ],
)
def test_what_the_rule_cannot_make_is_refused(tmp_path: Path, asked: dict[str, int], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        write_bank(tmp_path / "bank", **asked)
    assert refused.value.code == code
    assert not (tmp_path / "bank").exists()


def test_the_manifest_counts_adds_up_and_signs_what_is_there(small: Written) -> None:
    assert small.manifest["bank"] == "演示银行（虚构）"
    assert small.manifest["period"] == ["2025-09-01", "2026-10-01"]
    assert small.manifest["tables"].keys() == KEYS.keys()
    for name, entry in small.manifest["tables"].items():
        content = (small.directory / str(entry["file"])).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["rows"] == small.facts.rows[name] == len(small.tables[name])
        sums = entry.get("sum", {})
        assert isinstance(sums, dict)
        for column, total in sums.items():
            assert Decimal(total) == sum(Decimal(row[column]) for row in small.tables[name]), (name, column)


def test_every_value_keeps_the_contracts_form_and_every_key_is_its_own(small: Written) -> None:
    forms = {column: re.compile(form) for form, columns in FORMS.items() for column in columns}
    for name, rows in small.tables.items():
        keys = Counter(tuple(row[column] for column in KEYS[name]) for row in rows)
        assert max(keys.values()) == 1, name
        for column in rows[0]:
            required = column not in OPTIONAL or (
                column in KEYS[name] and (name, column) != ("assignment", "account_id")
            )
            form = (
                re.compile(".+") if (name, column) == ("expense", "kind") else forms.get(column, re.compile(".{1,64}"))
            )
            values = {row[column] for row in rows}
            assert not required or "" not in values, (name, column)
            assert all(form.fullmatch(value) for value in values if value), (name, column)


def test_every_reference_names_something_that_is_there(small: Written) -> None:
    known = {table: {row[KEYS[table][0]] for row in small.tables[table]} for table in REFERENCES.values()}
    owner = {row["account_id"]: row["party_id"] for row in small.tables["account"]}
    for name, rows in small.tables.items():
        for column, table in REFERENCES.items():
            named = {row[column] for row in rows if row.get(column)}
            assert named <= known[table], (name, column)
    assert {row["related_id"] for row in small.tables["party_relation"]} <= known["party"]
    assert {row["parent_id"] for row in small.tables["org"]} - {""} <= known["org"]
    for name in ("fee", "assignment"):
        assert all(owner[row["account_id"]] == row["party_id"] for row in small.tables[name] if row["account_id"]), name


def test_no_day_is_upside_down(small: Written) -> None:
    pairs = {"account": ("opened_on", "closed_on"), "staff": ("hired_on", "left_on"), "assignment": ("since", "until")}
    for name, (first, last) in {**pairs, "party_relation": ("since", "until")}.items():
        assert all(row[first] <= row[last] for row in small.tables[name] if row[last]), name
    opened = {row["account_id"]: row["opened_on"] for row in small.tables["account"]}
    assert all(opened[row["account_id"]] <= row["on"] < "2026-10-01" for row in small.tables["balance"])


def test_companies_have_valid_credit_codes_and_persons_valid_id_numbers_that_nobody_bears(small: Written) -> None:
    parties = small.tables["party"]
    assert len({row["id_no"] for row in parties}) == len(parties)
    for row in parties:
        if row["kind"] == "company":
            assert uscc.is_valid(row["id_no"]), row
            assert row["id_no"][2:11] == row["region"] + "DEM"
            assert _organisation_check(row["id_no"][8:16]) == row["id_no"][16]
        else:
            assert ric.calc_check_digit(row["id_no"]) == row["id_no"][-1], row
            assert row["id_no"][14:17] in {"996", "997", "998", "999"}
            assert ric.is_valid(row["id_no"]) or row["id_no"][6:10] < "1986", row  # stdnum's list of places begins then


def _organisation_check(body: str) -> str:
    """GB 11714 once more, by another road: every letter counts from 10 for A."""
    rest = sum(int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return "0X987654321"[rest]


def test_names_addresses_and_phones_are_plainly_made_up(small: Written) -> None:
    for row in small.tables["party"]:
        assert row["name"].startswith("演示·") is (row["kind"] == "company")
        assert "演示" in row["address"]
        assert re.fullmatch(r"(0000-8|100-)\d{3}-\d{4}", row["phone"])
    names = [row["name"] for row in small.tables["party"] + small.tables["staff"]]
    assert len(set(names)) == len(names)


def test_shares_of_a_day_never_exceed_one(small: Written) -> None:
    for scope, rows in small.by("assignment", "party_id", "account_id").items():
        for row in rows:
            assert sum(fen(other["share"]) for other in running(rows, row["since"])) <= 10_000, scope


def test_postings_add_up_to_the_change_of_the_balance(small: Written) -> None:
    balances = small.by("balance", "account_id")
    posted: Counter[tuple[str, str]] = Counter()
    for row in small.tables["transaction"]:
        posted[row["account_id"], row["on"]] += fen(row["amount"])
    for account_id in {account_id for account_id, _ in posted}:
        before = 0
        for row in balances[account_id,]:
            change, before = fen(row["balance"]) - before, fen(row["balance"])
            if row["on"] >= "2026-07-01":
                assert posted.pop((account_id, row["on"])) == change
    assert not posted


@pytest.mark.parametrize("bank", ["small", "whole"])
def test_the_ledger_ties_but_for_the_one_planted_line(bank: str, request: pytest.FixtureRequest) -> None:
    extract: Written = request.getfixturevalue(bank)
    where = {row["account_id"]: (row["org_id"], row["product_id"]) for row in extract.tables["account"]}
    days = sorted({row["on"] for row in extract.tables["ledger"]})
    assert days == sorted({*(days_of(month)[-1] for month in extract.facts.months), *days_of("2026-09")})
    book: Counter[tuple[str, str, str]] = Counter()
    for (account_id,), rows in extract.by("balance", "account_id").items():
        ons = [row["on"] for row in rows]
        for day in days:
            place = bisect_right(ons, day)
            book[day, *where[account_id]] += fen(rows[place - 1]["balance"]) if place else 0
    ledger = {(row["on"], row["org_id"], row["product_id"]): fen(row["balance"]) for row in extract.tables["ledger"]}
    planted = extract.facts.ledger_break
    differing = {key: (book[key], balance) for key, balance in ledger.items() if book[key] != balance}
    key = (planted.day.isoformat(), planted.org_id, planted.product_id)
    assert differing == {key: (planted.book_fen, planted.ledger_fen)}
    assert planted.difference_fen == -12_600_000


def test_every_deposit_and_loan_has_a_price_when_it_needs_one(small: Written) -> None:
    first = {key: rows[0]["since"] for key, rows in small.by("ftp", "side", "tenor_days").items()}
    products = {row["product_id"]: row for row in small.tables["product"]}
    for row in small.tables["account"]:
        product = products[row["product_id"]]
        if product["side"] != "fee":
            assert first[product["side"], product["tenor_days"]] <= row["opened_on"]


def test_the_bank_has_the_shape_that_was_asked_for(whole: Written) -> None:
    kinds = Counter(row["kind"] for row in whole.tables["org"])
    assert (kinds["head"], kinds["branch"], kinds["subbranch"], kinds["team"]) == (1, 6, 24, 7)
    managers = whole.rows("staff", post="rm")
    assert [row["staff_id"] for row in managers] == [f"RM{n:03d}" for n in range(1, 61)]
    assert {row["level"] for row in managers} == {"见习", "助理", "初级", "中级", "高级", "资深"}
    assert Counter(row["kind"] for row in whole.tables["party"]) == {"company": 1200, "person": 1800}
    used = {row["product_id"] for row in whole.tables["account"]} | {row["product_id"] for row in whole.tables["fee"]}
    assert used - {""} == {row["product_id"] for row in whole.tables["product"]}
    assert {row["role"] for row in whole.tables["assignment"]} == {"lead", "co", "referral", "product"}
    assert any(row["closed_on"] and row["closed_on"] < "2025-09-01" for row in whole.tables["account"])
    served = {row["party_id"] for row in whole.tables["assignment"]}
    nobodys = sum(row["party_id"] not in served for row in whole.tables["account"])
    assert 0.04 < nobodys / len(whole.tables["account"]) < 0.06


def test_a_fifth_of_the_customers_makes_four_fifths_of_the_business(whole: Written) -> None:
    owner = {row["account_id"]: row["party_id"] for row in whole.tables["account"]}
    held: Counter[str] = Counter({row["party_id"]: 0 for row in whole.tables["party"]})
    for (account_id,), rows in whole.by("balance", "account_id").items():
        last = carried(rows, "2026-09-15", on="on")
        held[owner[account_id]] += fen(last["balance"]) if last else 0
    sizes = sorted(held.values(), reverse=True)
    assert 0.75 < sum(sizes[:600]) / sum(sizes) < 0.88
