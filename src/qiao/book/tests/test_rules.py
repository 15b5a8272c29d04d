"""Manifest, header, tree and words: no file, no engine, no database."""

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.book.rules.contract import FIRST_LOAD_NEEDS, MENDS, TABLES, Kind
from qiao.book.rules.header import cells_of, check_header
from qiao.book.rules.layout import bucket_of
from qiao.book.rules.manifest import Mode, manifest_from_text
from qiao.book.rules.reasons import CONFLICT, LOOP, MORE, OTHER_PARTY, SHARES, UNKNOWN, UPSIDE_DOWN, WORDS, reason_of
from qiao.book.rules.schema import description, header_line, manifest_text
from qiao.book.rules.tree import circles, faults
from qiao.ground.refusals import Refusal

GOOD: dict[str, Any] = {
    "contract": "1.0",
    "bank": "演示银行",
    "period": ["2026-09-01", "2026-10-01"],
    "encoding": "gb18030",
    "delimiter": "|!|",
    "currency": "CNY",
    "tables": {"balance": {"file": "b/balance.csv", "rows": 3, "sha256": "A" * 64, "sum": {"balance": "-12.30"}}},
}


def code_of(content: object) -> str:
    with pytest.raises(Refusal) as refused:
        manifest_from_text(content if isinstance(content, str) else json.dumps(content))
    assert str(refused.value)
    return refused.value.code


def test_a_manifest_is_read_with_its_control_figures() -> None:
    manifest = manifest_from_text(json.dumps(GOOD))
    entry = manifest.tables["balance"]
    assert (manifest.encoding, manifest.delimiter, manifest.period.days) == ("gb18030", "|!|", 30)
    assert (entry.rows, entry.sha256, str(entry.sums["balance"]), entry.mode) == (3, "a" * 64, "-12.30", Mode.UPSERT)


def test_a_later_minor_version_is_read_and_another_major_is_not() -> None:
    assert manifest_from_text(json.dumps({**GOOD, "contract": "1.7"})).contract == "1.7"
    assert code_of({**GOOD, "contract": "2.0"}) == "manifest.version"


def test_parquet_files_alone_need_no_encoding() -> None:
    content = {key: value for key, value in GOOD.items() if key not in {"encoding", "delimiter"}}
    content["tables"] = {"balance": {"file": "balance.parquet"}}
    assert manifest_from_text(json.dumps(content)).tables["balance"].is_parquet
    content["tables"] = {"balance": {"file": "balance.csv"}}
    assert code_of(content) == "manifest.missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"extra": 1}, "manifest.key"),
        ({"bank": ""}, "manifest.bank"),
        ({"bank": 5}, "manifest.text"),
        ({"bank": "a\nb"}, "manifest.bank"),
        ({"bank": None}, "manifest.missing"),
        ({"period": ["2026-09-01"]}, "manifest.period"),
        ({"period": ["2026-10-01", "2026-09-01"]}, "manifest.period"),
        ({"period": ["2026-09-01", "2026-09-01"]}, "manifest.period"),
        ({"period": ["2026-9-1", "2026-10-01"]}, "manifest.period"),
        ({"period": ["1899-12-31", "2026-10-01"]}, "manifest.period"),
        ({"period": [20260901, 20261001]}, "manifest.period"),
        ({"encoding": "gbk"}, "manifest.choice"),
        ({"delimiter": ";"}, "manifest.choice"),
        ({"currency": "yuan"}, "manifest.currency"),
        ({"tables": []}, "manifest.form"),
        ({"tables": {}}, "manifest.no_table"),
        ({"tables": {"balances": {"file": "x"}}}, "manifest.table"),
        ({"tables": {"balance": "x.csv"}}, "manifest.form"),
        ({"tables": {"balance": {}}}, "manifest.missing"),
        ({"tables": {"balance": {"file": "x", "row": 1}}}, "manifest.key"),
        ({"tables": {"balance": {"file": "../x.csv"}}}, "manifest.file"),
        ({"tables": {"balance": {"file": "/etc/passwd"}}}, "manifest.file"),
        ({"tables": {"balance": {"file": "a\\b.csv"}}}, "manifest.file"),
        ({"tables": {"balance": {"file": "a\u0000.csv"}}}, "manifest.file"),
        ({"tables": {"balance": {"file": "x" * 2000}}}, "manifest.file"),
        ({"tables": {"balance": {"file": "."}}}, "manifest.file"),
        ({"tables": {"balance": {"file": "x", "rows": -1}}}, "manifest.rows"),
        ({"tables": {"balance": {"file": "x", "rows": True}}}, "manifest.rows"),
        ({"tables": {"balance": {"file": "x", "rows": "3"}}}, "manifest.rows"),
        ({"tables": {"balance": {"file": "x", "sha256": "abc"}}}, "manifest.sha256"),
        ({"tables": {"balance": {"file": "x", "sum": {"on": "1"}}}}, "manifest.sum_column"),
        ({"tables": {"balance": {"file": "x", "sum": {"balance": "1,000"}}}}, "manifest.sum"),
        ({"tables": {"balance": {"file": "x", "sum": {"balance": []}}}}, "manifest.sum"),
        ({"tables": {"balance": {"file": "x", "mode": "append"}}}, "manifest.choice"),
    ],
)
def test_what_a_manifest_may_not_say_is_refused(change: dict[str, Any], code: str) -> None:
    assert code_of({**GOOD, **change}) == code


@pytest.mark.parametrize(
    "text",
    ["", "{", "null x", "[" * 100_000, '{"a": NaN}', '{"rows": ' + "9" * 5000 + "}", "\x00"],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    assert code_of(text) == "manifest.not_json"


def test_a_number_that_would_fill_the_memory_is_refused() -> None:
    text = json.dumps(GOOD).replace('"-12.30"', "1e-999999999")
    assert code_of(text) == "manifest.sum"
    assert code_of(json.dumps(GOOD).replace('"-12.30"', "1e999999999")) == "manifest.sum"


def test_a_key_said_twice_is_refused() -> None:
    assert code_of('{"contract": "1.0", "contract": "1.1"}') == "manifest.twice"


def test_a_manifest_that_is_no_object_is_refused() -> None:
    assert code_of("[1]") == "manifest.form"


def test_an_unknown_name_is_answered_with_the_nearest_known_one() -> None:
    with pytest.raises(Refusal, match="did you mean balance"):
        manifest_from_text(json.dumps({**GOOD, "tables": {"Balance": {"file": "x"}}}))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["account_id", "on", "balance", "Balance"], "load.header_unknown"),
        (["account_id", " on", "balance"], "load.header_unknown"),
        (["account_id", "on", "balance", "on"], "load.header_twice"),
        (["account_id", "balance"], "load.header_missing"),
        ([""], "load.header_unknown"),
    ],
)
def test_a_wrong_header_is_refused(header: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_header(header, table=TABLES["balance"], file="balance.csv")
    assert refused.value.code == code


def test_columns_stand_in_any_order_and_optional_ones_may_be_absent() -> None:
    headers = {"balance": ["on", "balance", "account_id", "mends"], "risk": ["account_id", "since", "class"]}
    for name, header in headers.items():
        check_header(header, table=TABLES[name], file=f"{name}.csv")
        assert {column.name for column in TABLES[name].columns if column.required} <= set(header)


@pytest.mark.parametrize(
    ("line", "delimiter", "cells"),
    [
        ("a,b,c", ",", ["a", "b", "c"]),
        ('a,"b,c"', ",", ["a", "b,c"]),
        ("a|!|b|c|!|", "|!|", ["a", "b|c", ""]),
        ('a|!|"b|!|""c"', "|!|", ["a", 'b|!|"c']),
    ],
)
def test_cells_of_a_row(line: str, delimiter: str, cells: list[str]) -> None:
    assert cells_of(line, delimiter=delimiter) == cells


def test_every_table_is_checked_after_those_it_names() -> None:
    seen: list[str] = []
    for table in TABLES.values():
        assert {column.references for column in table.references} <= {*seen, table.name}, table.name
        assert all(column.required or column.name == "account_id" for column in table.key_columns)
        seen.append(table.name)
    assert set(FIRST_LOAD_NEEDS) == {
        "org", "staff", "party", "product", "account", "balance", "rate", "ftp", "assignment",
    }  # fmt: skip


def test_the_template_of_a_table_is_its_header() -> None:
    assert header_line(TABLES["rate"]) == "account_id,since,annual_rate\n"


def test_the_description_names_every_column_and_the_manifest_is_one() -> None:
    text = description(lambda words, facts: words % facts)
    for table in TABLES.values():
        assert f"## {table.name} " in text
        assert all(f"| {column.name}" in text for column in table.columns)
    named = {name: {"file": f"{name}.csv"} for name in TABLES}
    made = manifest_text(bank="B", period=("2026-09-01", "2026-10-01"), currency="CNY", tables=named)
    assert list(manifest_from_text(made).tables) == list(TABLES)


DETAILS: dict[str, dict[str, Any]] = {
    CONFLICT: {"rows": 2},
    LOOP: {"path": "A > B > A"},
    OTHER_PARTY: {"party": "P"},
    SHARES: {"sum": "1.2", "day": "2026-09-01"},
    MORE: {"rows": 5},
}


def test_every_reason_finds_its_facts() -> None:
    column_of = {UNKNOWN: "party_id", UPSIDE_DOWN: "closed_on"}
    for code in WORDS:
        reason = reason_of(code, table="account", column=column_of.get(code, "opened_on"), detail=DETAILS.get(code, {}))
        assert reason.text
        assert "%(" not in reason.text
    assert reason_of("number.not_whole", table="account", column=MENDS.name, detail={}).text


def test_reasons_say_the_bounds_of_the_contract() -> None:
    assert reason_of("number.out_of_range", table="balance", column="balance", detail={}).text == (
        "the number lies outside -100000000000 to 100000000000"
    )
    assert "head, branch" in reason_of("choice.unknown", table="org", column="kind", detail={}).text


@pytest.mark.parametrize(
    ("given", "held", "found"),
    [
        ({"A": None, "B": "A"}, {}, {}),
        ({"A": "B", "B": "A", "C": "A"}, {}, {"A": "org.loop", "B": "org.loop", "C": "reference.unknown"}),
        ({"A": "A"}, {}, {"A": "org.loop"}),
        ({"A": "X", "B": "A"}, {}, {"A": "reference.unknown", "B": "reference.unknown"}),
        # The file's row gives way to the book's: then B still has its parent.
        ({"A": "X", "B": "A"}, {"A": None}, {"A": "reference.unknown"}),
        # A circle through a row of the book: only the file's row is set aside.
        ({"A": "B"}, {"A": None, "B": "A"}, {"A": "org.loop"}),
        # The row that gives way closes a circle with the book's older version.
        ({"A": "X", "B": "A"}, {"A": "B", "B": None}, {"A": "reference.unknown", "B": "org.loop"}),
    ],
)
def test_org_rows_that_cannot_stand(
    given: dict[str, str | None], held: dict[str, str | None], found: dict[str, str]
) -> None:
    for order in permutations(given):
        answer = faults({org: given[org] for org in order}, held=held)
        assert {org: fault.code for org, fault in answer.items()} == found


def test_a_long_circle_is_told_in_short() -> None:
    units = [f"U{number:02d}" for number in range(30)]
    answer = faults(dict(zip(units, [*units[1:], units[0]], strict=True)), held={})
    assert answer["U07"].path == "U00 > U01 > U02 > U03 > U04 > U05 > U06 > … > U29 > U00"


ORGS = st.sampled_from(["A", "B", "C", "D", "E"])
TREES = st.dictionaries(ORGS, st.none() | ORGS)


@given(TREES, TREES)
def test_after_setting_rows_aside_the_tree_has_no_circle_and_no_loose_end(
    given: dict[str, str | None], book: dict[str, str | None]
) -> None:
    held = {org: parent for org, parent in book.items() if org not in faults(book, held={})}
    found = faults(given, held=held)
    outcome = {**held, **{org: parent for org, parent in given.items() if org not in found}}
    assert circles(outcome) == []
    assert all(parent is None or parent in outcome for parent in outcome.values())


def test_a_chain_of_ten_thousand_units_under_nothing_is_judged_at_once() -> None:
    chain: dict[str, str | None] = {f"U{number}": f"U{number - 1}" for number in range(1, 10_001)}
    assert len(faults(chain, held={})) == 10_000


def test_buckets_are_the_first_digit_of_the_md5() -> None:
    assert (bucket_of("a"), bucket_of("A001"), bucket_of("账户")) == (0, 4, 7)


def test_stored_names_carry_the_unit() -> None:
    stored = {column.stored for table in TABLES.values() for column in table.columns if column.kind is not Kind.TEXT}
    assert {"on_day", "balance_fen", "annual_rate_ppm", "share_bp", "pd_ppm", "days_past_due", "seq"} <= stored
