"""Rows against the contract: what loads, what is set aside, on which line and why."""

import csv
import io
import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.book.adapters.lines import count_rows, open_after, places
from qiao.book.tests import cast
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

FINE = ""


@pytest.mark.parametrize(
    ("table", "column", "cells"),
    [
        (
            "balance",
            "balance",
            {
                "0": FINE,
                "-0.5": FINE,
                "+1.50": FINE,
                "007.1": FINE,
                "100000000000": FINE,
                "-100000000000.00": FINE,
                "0000000000000000000000000000000000000000001": FINE,
                "100000000000.01": "number.out_of_range",
                "-100000000001": "number.out_of_range",
                "9" * 60: "number.out_of_range",
                "1.005": "number.too_many_decimals",
                "1.500": "number.too_many_decimals",
                "1e3": "number.unreadable",
                " 1": "number.unreadable",
                "1 ": "number.unreadable",
                "1,000": "number.unreadable",
                "1_000": "number.unreadable",
                ".5": "number.unreadable",
                "5.": "number.unreadable",
                "--5": "number.unreadable",
                "１２": "number.unreadable",
                "NaN": "number.unreadable",
                "inf": "number.unreadable",
                "0x10": "number.unreadable",
                "": "value.missing",
            },
        ),
        (
            "balance",
            "on",
            {
                "2026-02-28": FINE,
                "2024-02-29": FINE,
                "1900-01-01": FINE,
                "2199-12-31": FINE,
                "1899-12-31": "date.out_of_range",
                "2200-01-01": "date.out_of_range",
                "2026-02-29": "date.unreadable",
                "2026-9-01": "date.unreadable",
                "2026/09/01": "date.unreadable",
                "20260901": "date.unreadable",
                "2026-09-01 ": "date.unreadable",
                "2026-09-01 00:00:00": "date.unreadable",
                "infinity": "date.unreadable",
                "epoch": "date.unreadable",
                "": "value.missing",
            },
        ),
        (
            "rate",
            "annual_rate",
            {
                "1": FINE,
                "-1.000000": FINE,
                "0.000001": FINE,
                "1.000001": "number.out_of_range",
                "0.0000001": "number.too_many_decimals",
                "3.5%": "number.unreadable",
            },
        ),
        (
            "product",
            "tenor_days",
            {
                "+30": FINE,
                "2147483647": FINE,
                "2147483648": "number.out_of_range",
                "-1": "number.out_of_range",
                "30.0": "number.not_whole",
                "x": "number.not_whole",
            },
        ),
        ("product", "weight", {"": FINE, "-1.23456789": FINE, "x": "number.unreadable"}),
        ("product", "side", {"fee": FINE, "Fee": "choice.unknown", "": "value.missing"}),
        ("party", "party_id", {"x" * 64: FINE, "桥" * 64: FINE, "x" * 65: "id.too_long"}),
        ("party", "established_on", {"": FINE, "1899-01-01": "date.out_of_range"}),
    ],
)
def test_cells(tmp_path: Path, table: str, column: str, cells: dict[str, str]) -> None:
    sample = {
        "balance": {"account_id": "D1", "on": "2026-09-01", "balance": "1"},
        "rate": {"account_id": "D1", "since": "2026-09-01", "annual_rate": "0"},
        "product": {
            "product_id": "X",
            "name": "x",
            "side": "fee",
            "ftp_method": "pool",
            "tenor_days": "0",
            "weight": "",
        },
        "party": {"party_id": "X", "kind": "person", "name": "x", "established_on": ""},
    }[table]
    other_key = {"balance": "on", "rate": "since", "product": "product_id", "party": "party_id"}[table]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(sample)
    for number, cell in enumerate(cells):
        day = (date(2020, 1, 1) + timedelta(days=number)).isoformat()
        own_key = {other_key: day if table in {"balance", "rate"} else f"X{number}"}
        writer.writerow((sample | own_key | {column: cell}).values())
    tables = cast.bank(**{table: None})
    if table == "product":
        tables["account"] = tables["account"][:1]
    folder = cast.write(tmp_path / "x", tables)
    manifest = folder / "manifest.json"
    (folder / f"{table}.csv").write_text(text.getvalue(), encoding="utf-8")
    named = manifest.read_text(encoding="utf-8").replace(
        '"tables": {', f'"tables": {{"{table}": {{"file": "{table}.csv"}}, '
    )
    manifest.write_text(named, encoding="utf-8")

    found = {line: (name, code) for line, name, code in cast.judge(folder, tmp_path / "w").faults(table)}

    answers = {cell: found.get(line, (column, FINE))[1] for line, cell in enumerate(cells, start=2)}
    assert answers == cells
    assert {name for name, _code in found.values()} <= {column}


def test_every_broken_cell_of_a_row_is_named(tmp_path: Path) -> None:
    tables = cast.with_row("account", "A9,,NONE,B,2026-13-01,2026-01-01", "A8,P,DEP,B,2026-02-01,2026-01-31")
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.counts("account") == (5, 3, 2, 0)
    assert judged.faults("account") == [
        (5, "opened_on", "date.unreadable"),
        (5, "party_id", "value.missing"),
        (6, "closed_on", "period.upside_down"),
    ]


def test_values_are_stored_as_whole_numbers(tmp_path: Path) -> None:
    judged = cast.judge(cast.write(tmp_path / "x", cast.bank()), tmp_path / "w")
    assert judged.facts("balance")[1] == {
        "account_id": "D1",
        "on_day": day_number(date(2026, 9, 10)),
        "balance_fen": 150050,
    }
    assert judged.facts("balance")[2]["balance_fen"] == -310
    assert judged.facts("ftp")[1] == {
        "side": "loan",
        "tenor_days": 365,
        "since_day": day("2024-01-01"),
        "annual_rate_ppm": 25000,
    }
    assert judged.outcome.upserts["party"].to_pylist()[1]["registered_capital_fen"] == 500_000_000
    assert judged.outcome.upserts["staff"].to_pylist()[0]["left_on_day"] is None


def test_a_row_said_twice_loads_once_and_rows_in_conflict_do_not_load(tmp_path: Path) -> None:
    again = ["D2,2026-09-05,1.5", "D2,2026-09-05,1.50"]
    conflict = ["D2,2026-09-06,1", "D2,2026-09-06,2", "D2,2026-09-06,1", "D2,2026-09-06,x"]
    tables = cast.with_row("balance", *again, *conflict)
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.counts("balance") == (10, 6, 4, 1)
    assert judged.faults("balance") == [
        (8, None, "key.conflict"),
        (9, None, "key.conflict"),
        (10, None, "key.conflict"),
        (11, "balance", "number.unreadable"),
    ]
    days = [
        row["on_day"] - day_number(date(2026, 9, 1)) for row in judged.facts("balance") if row["account_id"] == "D2"
    ]
    assert days == [0, 4]


SERVING = ["P,,M,lead,2030-01-01,,0.1", "P,,M,lead,2030-02-01,,0.1", "P,D1,M,lead,2030-01-01,,0.1"]
SAID_AGAIN, OTHERWISE = "P,,M,lead,2030-01-01,,0.10", "P,,M,lead,2030-01-01,,0.2"


@pytest.mark.parametrize("first", [SERVING, SERVING[::-1]], ids=["rising", "falling"])
@pytest.mark.parametrize("place", [0, 3])
@pytest.mark.parametrize(("more", "counts"), [([SAID_AGAIN], (4, 4, 0, 1)), ([OTHERWISE], (4, 2, 2, 0))])
def test_a_key_that_stands_twice_is_found_wherever_its_rows_stand(
    tmp_path: Path, first: list[str], place: int, more: list[str], counts: tuple[int, ...]
) -> None:
    """The key's account is empty in both rows: an empty account is a value of its own."""
    tables = cast.bank(assignment=[cast.ASSIGNMENT[0], *first[:place], *more, *first[place:]])
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.counts("assignment") == counts
    assert {code for _line, _column, code in judged.faults("assignment")} == ({"key.conflict"} if counts[2] else set())


def test_what_names_a_row_that_is_set_aside_is_set_aside_as_well(tmp_path: Path) -> None:
    tables = cast.bank(org=[cast.ORG[0], "H,总行,head,", "B,城东支行,outpost,H"])
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.faults("org") == [(3, "kind", "choice.unknown")]
    assert judged.faults("staff") == [(2, "org_id", "reference.unknown"), (3, "org_id", "reference.unknown")]
    assert judged.counts("account") == (3, 0, 3, 0)
    assert judged.counts("balance") == (4, 0, 4, 0)
    assert judged.counts("assignment") == (3, 0, 3, 0)
    assert judged.outcome.facts["balance"].rows == 0


def test_a_circle_of_org_units_is_set_aside_with_its_path(tmp_path: Path) -> None:
    tables = cast.with_row("org", "X,x,team,Z", "Y,y,team,X", "Z,z,team,Y", "W,w,desk,X")
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.counts("org") == (6, 2, 4, 0)
    assert [row["detail"] for row in judged.entries if row["code"] == "org.loop"] == ['{"path": "X > Z > Y > X"}'] * 3
    assert judged.faults("org")[3] == (7, "parent_id", "reference.unknown")


def test_an_assignment_for_an_account_of_another_party_is_set_aside(tmp_path: Path) -> None:
    tables = cast.with_row("assignment", "P,D2,M,main,2026-01-01,,1", "P,D1,C,main,2026-01-01,,1")
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.faults("assignment") == [(5, "account_id", "account.other_party")]


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def test_shares_above_one_on_some_days_set_aside_the_rows_of_these_days(tmp_path: Path) -> None:
    rows = [
        "P,,M,main,2026-01-01,2026-06-01,0.6",  # above from 1 March
        "P,,C,second,2026-03-01,2026-05-01,0.5",  # above
        "P,,C,third,2026-05-01,2026-05-01,1",  # an empty period runs on no day
        "P,,C,main,2026-06-01,,1",  # begins when the first ends
        "P,D1,M,main,2026-01-01,,1",  # an account's own rows are judged by themselves
        "Q,,M,a,2026-01-01,,0.5001",
        "Q,,M,b,2026-01-01,,0.5",
    ]
    tables = cast.bank(assignment=[cast.ASSIGNMENT[0], *rows])
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    assert judged.faults("assignment") == [(line, "share", "share.above_one") for line in (2, 3, 7, 8)]
    details = [row["detail"] for row in judged.entries]
    assert details[:2] == ['{"day":"2026-03-01","sum":"1.1000"}'] * 2
    assert details[3] == '{"day":"2026-01-01","sum":"1.0001"}'


DAYS = st.integers(0, 6)
SHARE = st.tuples(DAYS, st.none() | DAYS, st.sampled_from([0, 2500, 5000, 10000]))
START = date(2026, 9, 1)


def runs(share: tuple[int, int | None, int], on: int) -> bool:
    return share[0] <= on and (share[1] is None or on < share[1])


@settings(max_examples=4)
@given(st.lists(st.lists(SHARE, min_size=1, max_size=6), min_size=20, max_size=40), st.randoms(use_true_random=False))
def test_shares_set_aside_are_those_that_run_on_a_day_above_one(
    scopes: list[list[tuple[int, int | None, int]]], chance: random.Random
) -> None:
    """Each list of shares is a customer of its own; the answer is found day by day."""
    lines, guilty = {}, set()
    for scope, given_shares in enumerate(scopes):
        shares = [(since, until if until is None else max(since, until), bp) for since, until, bp in given_shares]
        above = [on for on in range(8) if sum(share[2] for share in shares if runs(share, on)) > 10_000]
        for number, share in enumerate(shares):
            since, until = (None if n is None else START + timedelta(days=n) for n in share[:2])
            lines[scope, number] = f"P{scope},,M,role{number},{since},{until or ''},{share[2] / 10_000}"
            guilty |= {(scope, number)} if any(runs(share, on) for on in above) else set()
    order = chance.sample(sorted(lines), len(lines))
    tables = cast.with_row("party", *(f"P{scope},person,x," for scope in range(len(scopes))))
    tables["assignment"] = [cast.ASSIGNMENT[0], *(lines[place] for place in order)]
    with tempfile.TemporaryDirectory() as place:
        judged = cast.judge(cast.write(Path(place) / "x", tables), Path(place) / "w")
    assert {order[line - 2] for line, _column, _code in judged.faults("assignment") if line} == guilty


def test_lines_are_those_of_the_file_with_quotes_blank_lines_and_misshapen_rows(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.bank())
    rows = [
        "party_id,kind,name,registered_capital",
        "P,person,张伟,",
        "",
        'Q,company,"东山\n机械\n厂",5000000.00',  # lines 4 to 6
        "too,short",  # 7
        'R,robot,"a ""quoted"" name",',  # 8
        "",
        "S,person,x,1,2,3",  # 10
        'T,person,5" pipe,x',  # 11
        'U,person,"a"b,',  # 12
        'V,person,"last\none",-',  # 13
    ]
    (folder / "party.csv").write_text("\n".join(rows), encoding="utf-8")
    named = (folder / "manifest.json").read_text(encoding="utf-8")
    before = named[named.index('"party": {') : named.index('"account"')]
    (folder / "manifest.json").write_text(named.replace(before, '"party": {"file": "party.csv", "rows": 8}, '), "utf-8")
    judged = cast.judge(folder, tmp_path / "w")
    assert judged.faults("party") == [
        (7, None, "row.too_few"),
        (8, "kind", "choice.unknown"),
        (10, None, "row.too_many"),
        (11, "registered_capital", "number.unreadable"),
        (12, None, "row.quotes"),
        (13, "registered_capital", "number.unreadable"),
    ]
    names = [row["name"] for row in judged.outcome.upserts["party"].to_pylist()]
    assert names == ["张伟", "东山\n机械\n厂"]


CELL = st.text(st.sampled_from(['"', ",", "\n", "a", "|", "!", "桥"]), max_size=5)


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=8), st.sampled_from([",", "|"]))
def test_rows_and_lines_are_counted_as_a_csv_reader_counts_them(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    begins = []
    writer.writerow(["h1", "h2"])
    for row in rows:
        begins.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.csv"
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        assert count_rows(path, delimiter=delimiter, exactly=True).rows == len(rows)
        assert count_rows(path, delimiter=delimiter).open_line == 0
        found = places(path, delimiter=delimiter, rows=range(len(rows)), misshapen=frozenset())
    assert found.of_rows == begins


@pytest.mark.parametrize(
    ("line", "inside", "answer"),
    [
        (b'a,"b', False, True),
        (b'a,"b"', False, False),
        (b'a,"b""', False, True),
        (b'a,b"c', False, False),
        (b'c",d', True, False),
        (b'c"",d', True, True),
        (b'c","d', True, True),
    ],
)
def test_a_quote_counts_only_where_a_cell_begins(line: bytes, inside: bool, answer: bool) -> None:  # noqa: FBT001  the case
    assert open_after(line, delimiter=b",", inside=inside) is answer


def test_parquet_files_are_read_by_the_same_rules(tmp_path: Path) -> None:
    plain = cast.judge(cast.write(tmp_path / "a", cast.with_row("balance", "D2,2026-09-09,0.125")), tmp_path / "wa")
    tables = cast.with_row("balance", "D2,2026-09-09,0.125")
    folder = cast.write(tmp_path / "b", {})
    entries = []
    shapes = {
        "balance": 'account_id, "on"::DATE AS "on", balance::DECIMAL(18, 6) AS balance',
        "rate": "account_id, since::TIMESTAMP AS since, annual_rate::DOUBLE AS annual_rate",
        "product": "* REPLACE (tenor_days::DOUBLE AS tenor_days)",
    }
    for name in tables:
        lines = tmp_path / f"{name}.csv"
        lines.write_text("\n".join(tables[name]) + "\n", encoding="utf-8")
        shape = shapes.get(name, "*")
        query = f"SELECT {shape} FROM read_csv('{lines}', all_varchar = true)"
        duckdb.execute(f"COPY ({query}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
        entries.append(f'"{name}": {{"file": "{name}.parquet"}}')
    (folder / "manifest.json").write_text(
        '{"contract": "1.0", "bank": "b", "period": ["2026-09-01", "2026-10-01"], "currency": "CNY", "tables": {'
        + ", ".join(entries)
        + "}}",
        encoding="utf-8",
    )
    judged = cast.judge(folder, tmp_path / "wb")
    assert {name: made.digest for name, made in judged.outcome.facts.items()} == {
        name: made.digest for name, made in plain.outcome.facts.items()
    }
    assert judged.outcome.upserts["product"].equals(plain.outcome.upserts["product"])
    assert judged.faults("balance") == [(5, "balance", "number.too_many_decimals")]


def test_a_small_floating_number_of_a_parquet_file_is_written_out(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.bank(rate=None))
    rates = "('D1', 1e-05::DOUBLE), ('L1', -2.5e-05), ('D2', 1.5e-07)"
    columns = "account_id, '2026-09-01' AS since, annual_rate"
    query = f"SELECT {columns} FROM (VALUES {rates}) AS t (account_id, annual_rate)"
    duckdb.execute(f"COPY ({query}) TO '{folder}/rate.parquet' (FORMAT parquet)")
    manifest = folder / "manifest.json"
    named = manifest.read_text(encoding="utf-8").replace('"tables": {', '"tables": {"rate": {"file": "rate.parquet"}, ')
    manifest.write_text(named, encoding="utf-8")
    judged = cast.judge(folder, tmp_path / "w")
    assert {row["account_id"]: row["annual_rate_ppm"] for row in judged.facts("rate")} == {"D1": 10, "L1": -25}
    assert judged.faults("rate") == [(3, "annual_rate", "number.too_many_decimals")]
    assert judged.entries[0]["value"] == "0.00000015"


def test_the_order_of_rows_changes_no_byte(tmp_path: Path) -> None:
    more = [f"D{number % 3 + 1},2026-09-{number % 28 + 1:02d},{number}" for number in range(200)]
    tables = cast.with_row("balance", *more)
    first = cast.judge(cast.write(tmp_path / "a", tables), tmp_path / "wa")
    chance = random.Random(7)  # noqa: S311  an order, no secret
    shuffled = {name: [lines[0], *chance.sample(lines[1:], len(lines) - 1)] for name, lines in tables.items()}
    second = cast.judge(cast.write(tmp_path / "b", shuffled), tmp_path / "wb")
    for name, made in first.outcome.facts.items():
        other = second.outcome.facts[name]
        assert (made.digest, made.files) == (other.digest, other.files)
        for path in made.folder.iterdir():
            assert path.read_bytes() == (other.folder / path.name).read_bytes()
    assert all(rows.equals(second.outcome.upserts[name]) for name, rows in first.outcome.upserts.items())
    content = [{**row, "line": 0, "number": 0} for row in first.entries]
    assert sorted(map(str, content)) == sorted(str({**row, "line": 0, "number": 0}) for row in second.entries)


def test_a_thousand_bad_rows_among_four_hundred_thousand(tmp_path: Path) -> None:
    """Enough for several pieces of file at once: lines have to be right across them."""
    chance = random.Random(3)  # noqa: S311  some rows, no secret
    count, bad = 400_000, set(chance.sample(range(400_000), 1000))
    shapes = ["D1,{day}", "D1,{day},1,2", "D1,{day},x{n}", "NONE{n},{day},1", "D1,20260-01-01,{n}"]
    rows = []
    for number in range(count):
        on = date(1900, 1, 1) + timedelta(days=number % 100_000)
        shape = shapes[number % len(shapes)] if number in bad else "D{a},{day},{n}.25"
        rows.append(shape.format(a=number // 100_000 + 1, n=number, day=on))
    accounts = [*cast.ACCOUNT, "D3,P,DEP,B,2025-01-10,", "D4,P,DEP,B,2025-01-10,"]
    folder = cast.write(tmp_path / "x", cast.bank(account=accounts, balance=[cast.BALANCE[0], *rows]))
    begun = time.process_time()
    judged = cast.judge(folder, tmp_path / "w")
    assert time.process_time() - begun < 15
    assert judged.counts("balance") == (count, count - 1000, 1000, 0)
    assert {line for line, _column, _code in judged.faults("balance")} == {number + 2 for number in bad}


def test_a_row_longer_than_any_bank_writes_is_set_aside_unread(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.with_row("party", f"R,person,{'长' * 40_000},", "S,person,y,x"))
    judged = cast.judge(folder, tmp_path / "w")
    assert judged.faults("party") == [(4, None, "row.too_long"), (5, "registered_capital", "number.unreadable")]


def test_a_quote_that_swallows_rows_refuses_the_file(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.with_row("party", 'R,person,"Acme,', "S,person,y,", 'T,person,"z",'))
    with pytest.raises(Refusal) as refused:
        cast.judge(folder, tmp_path / "w")
    assert (refused.value.code, refused.value.facts["line"]) == ("load.quotes_open", 4)


def facts_of(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["lost_account"], row["lost_party"], row["lost_price"], row["lost_from"]


def test_entries_say_whose_figures_they_took_away(tmp_path: Path) -> None:
    tables = cast.with_row("balance", "D1,2026-09-20,x")
    tables["rate"].append("D1,2026-13-01,0.01")
    tables["ftp"].append("loan,365,2026-09-01,9")
    tables["account"].append("A9,P,NONE,B,2026-01-01,")
    tables["assignment"] += ["P,D1,M,main,2026-09-01,,7", "Q,,C,main,2026-09-01,,7"]
    judged = cast.judge(cast.write(tmp_path / "x", tables), tmp_path / "w")
    lost = {row["table_name"] + str(row["line"]): facts_of(row) for row in judged.entries}
    first = day("2026-09-01")
    assert lost == {
        "account5": ("A9", "P", None, None),
        "balance6": ("D1", None, None, first + 19),
        "rate5": ("D1", None, None, None),
        "ftp4": (None, None, "loan:365", first),
        "assignment5": ("D1", None, None, first),
        "assignment6": (None, "Q", None, first),
    }
