"""The made-up bank keeps the contract: forms, keys, references, shares, identity numbers, control sums, its ledger."""

import hashlib
import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import ric, uscc

from qiao.ground.refusals import Refusal
from qiao.project.demo.twins import PAIRS
from qiao.project.demo.write import write_bank
from tests.demo_bank.reading import Written, fen, running, untied, written

pytestmark = pytest.mark.whatever_database

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
OPTIONAL = {
    *("parent_id", "level", "hired_on", "left_on", "id_type", "id_no", "industry", "region", "registered_capital"),
    *("established_on", "address", "postcode", "phone", "until", "closed_on", "maturity_on", "weight", "account_id"),
    *("product_id", "pd", "lgd", "days_past_due", "quota", "share", "counter_name", "counter_account", "counter_bank"),
    *("purpose", "channel"),
}
REFERENCES = {
    "org_id": "org",
    "staff_id": "staff",
    "party_id": "party",
    "product_id": "product",
    "account_id": "account",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("small") / "extract", customers=300)


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
def test_what_the_rule_cannot_make_is_refused(tmp_path: Path, asked: dict[str, Any], code: str) -> None:
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
    assert len({row["id_no"] for row in parties}) == len(parties) - PAIRS // 2  # of the planted twins half share it
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


def test_every_deposit_and_loan_has_a_price_when_it_needs_one(small: Written) -> None:
    first = {key: rows[0]["since"] for key, rows in small.by("ftp", "side", "tenor_days").items()}
    products = {row["product_id"]: row for row in small.tables["product"]}
    for row in small.tables["account"]:
        product = products[row["product_id"]]
        if product["side"] != "fee":
            assert first[product["side"], product["tenor_days"]] <= row["opened_on"]


def test_a_small_bank_ties_to_its_ledger_too(small: Written) -> None:
    planted = small.facts.ledger_break
    key = (planted.day.isoformat(), planted.org_id, planted.product_id)
    assert untied(small) == {key: (planted.book_fen, planted.ledger_fen)}
