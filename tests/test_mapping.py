"""A bank's own files into an extract: what a mapping may say, what is reported, and what is refused and why.

The bank here has two files: accounts with a product word, and end-of-day balances with a comma for the decimal mark.
"""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from qiao.ground.refusals import Refusal
from qiao.project.mapping.actions import check_mapping, map_extract
from qiao.project.mapping.records import MapReport
from qiao.project.mapping.telling import lines

MAPPING = """
[extract]
bank = "Small bank"
period = [2026-09-01, 2026-10-01]
currency = "CNY"

[parameters]
office = "B1"

[source.accounts]
file = "accounts.txt"
delimiter = "|"
encoding = "gb18030"
codes = { kind = "product" }

[source.ends]
file = "ends_*.csv"
delimiter = ";"
header = false
columns = ["account", "day", "sum"]
null = ["-"]

[codes.product]
words = { "活期" = "CURRENT", "定期" = "TERM" }

[table.account]
sql = \"\"\"
SELECT account AS account_id, customer AS party_id, kind_word AS product_id,
       $office AS org_id, qiao_date(opened, 'DD.MM.YYYY') AS opened_on
FROM accounts
\"\"\"

[table.balance]
sql = \"\"\"
SELECT account AS account_id, qiao_date(day, 'YYYYMMDD') AS "on",
       qiao_money(sum, mark := ',', thousands := '.') AS balance
FROM ends WHERE sum IS NOT NULL
\"\"\"
"""
ACCOUNTS = "account|customer|kind|opened\nA1|C1|活期|31.12.2025\nA2|C2|定期|05.01.2026\n"
ENDS = {
    "ends_1.csv": "A2;20260105;1.000,00\nA1;20260105;-250,5\n",
    "ends_2.csv": 'A1;20260203;"12.345.678,90"\nA2;20260203;-\n',
}

Write = Callable[..., tuple[Path, Path]]


@pytest.fixture
def bank(tmp_path: Path) -> Write:
    """Write the mapping and the bank's files; `replace` pairs of text change the mapping, `files` the files."""

    def write(*replace: tuple[str, str], files: dict[str, str | bytes] | None = None) -> tuple[Path, Path]:
        text = MAPPING
        for old, new in replace:
            assert old in text, old
            text = text.replace(old, new)
        mapping, source = tmp_path / "mapping.toml", tmp_path / "files"
        mapping.write_text(text, encoding="utf-8")
        source.mkdir(exist_ok=True)
        for name, content in ({"accounts.txt": ACCOUNTS.encode("gb18030")} | ENDS | (files or {})).items():
            (source / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return mapping, source

    return write


def refused(mapping: Path, source: Path, out: Path) -> str:
    """The refusal's words; whatever is refused leaves nothing behind, neither OUT nor work in progress."""
    before = sorted(out.parent.iterdir())
    with pytest.raises(Refusal) as caught:
        map_extract(mapping, source, out)
    assert sorted(out.parent.iterdir()) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def written(folder: Path, table: str) -> list[list[str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


# --- what it does -----------------------------------------------------------------------------------------------------


def test_a_banks_own_files_become_an_extract(bank: Write, tmp_path: Path) -> None:
    report = map_extract(*bank(), tmp_path / "out")
    assert written(tmp_path / "out", "account") == [
        ["account_id", "party_id", "product_id", "org_id", "opened_on"],
        ["A1", "C1", "CURRENT", "B1", "2025-12-31"],
        ["A2", "C2", "TERM", "B1", "2026-01-05"],
    ]
    assert written(tmp_path / "out", "balance") == [
        ["account_id", "on", "balance"],
        ["A1", "2026-01-05", "-250.50"],
        ["A1", "2026-02-03", "12345678.90"],
        ["A2", "2026-01-05", "1000.00"],
    ]
    assert report.clean
    assert [(source.name, source.files, source.rows) for source in report.sources] == [
        ("accounts", 1, 2),
        ("ends", 2, 4),
    ]


def test_the_manifest_counts_sums_and_seals_every_file(bank: Write, tmp_path: Path) -> None:
    map_extract(*bank(), tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    balance = manifest.pop("tables")["balance"]
    assert manifest == {
        "contract": "1.0", "bank": "Small bank", "period": ["2026-09-01", "2026-10-01"],
        "encoding": "utf-8", "delimiter": ",", "currency": "CNY",
    }  # fmt: skip
    digest = hashlib.sha256((tmp_path / "out" / "balance.csv").read_bytes()).hexdigest()
    assert balance == {
        "file": "balance.csv", "rows": 3, "sha256": digest, "sum": {"balance": "12346428.40"}, "mode": "upsert",
    }  # fmt: skip


def test_the_same_files_give_the_same_bytes_whatever_the_order_of_their_rows(bank: Write, tmp_path: Path) -> None:
    map_extract(*bank(), tmp_path / "one")
    map_extract(*bank(files={"ends_1.csv": "A1;20260105;-250,5\r\nA2;20260105;1.000,00\r\n"}), tmp_path / "two")
    for name in ("account.csv", "balance.csv", "manifest.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_trial_says_the_same_and_writes_nothing(bank: Write, tmp_path: Path) -> None:
    mapping, source = bank()
    before = sorted(tmp_path.rglob("*"))
    report = check_mapping(mapping, source)
    assert sorted(tmp_path.rglob("*")) == before
    assert report == map_extract(mapping, source, tmp_path / "out")


def test_an_empty_folder_may_take_the_extract(bank: Write, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    map_extract(*bank(), tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").is_file()


def test_a_mapping_on_a_base_says_only_what_differs(bank: Write, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "accounts.txt": "account|customer|kind|opened\nA1|C1|现|31.12.2025\n".encode("gb18030"),
        "ends_1.csv": "A1!20260105!1,00\n",
        "ends_2.csv": "A1!20260106!-\n",
    }
    mapping, source = bank(("qiao_money(sum,", "qiao_money_text(sum,"), files=files)
    branch = tmp_path / "branch.toml"
    branch.write_text(
        '[extract]\nbase = "mapping.toml"\nbank = "Branch"\n[parameters]\noffice = "B2"\n'
        '[codes.product]\nwords = { "现" = "CURRENT" }\n[source.ends]\ndelimiter = "!"\nnull = []\n',
        encoding="utf-8",
    )
    map_extract(branch, source, tmp_path / "out")
    assert written(tmp_path / "out", "account")[1:] == [["A1", "C1", "CURRENT", "B2", "2025-12-31"]]
    assert [row[2] for row in written(tmp_path / "out", "balance")] == ["balance", "1.00", "-"]
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["bank"] == "Branch"
    assert mapping.is_file()


def test_what_no_macro_can_read_may_go_on_to_the_load_as_the_bank_wrote_it(bank: Write, tmp_path: Path) -> None:
    lenient = bank(
        ("qiao_date(opened,", "qiao_date_text(opened,"),
        ("qiao_money(sum,", "qiao_money_text(sum,"),
        files={
            "accounts.txt": "account|customer|kind|opened\nA1|C1|活期|31.02.2026\n".encode("gb18030"),
            "ends_1.csv": "A1;20260105;12,345\n",
        },
    )
    map_extract(*lenient, tmp_path / "out")
    assert written(tmp_path / "out", "account")[1][4] == "31.02.2026"
    assert written(tmp_path / "out", "balance")[1] == ["A1", "2026-01-05", "12,345"]


def test_rows_the_load_will_object_to_are_counted(bank: Write, tmp_path: Path) -> None:
    report = map_extract(
        *bank(("customer AS party_id", "NULL AS party_id"), files={"ends_1.csv": "A1;20260203;1,00\n"}),
        tmp_path / "out",
    )
    account, balance = report.tables
    assert (account.empty, account.doubled) == ({"party_id": 2}, 0)
    assert (balance.empty, balance.doubled) == ({}, 1)
    assert not report.clean
    with translation.override("en"):
        told = [line for line in lines(report) if line.startswith("!")]
    assert told == [
        "! account: 2 rows written; party_id empty in 2",
        "! balance: 2 rows written; 1 rows more than keys",
    ]


def test_a_step_a_parameter_file_and_a_check_work_together(bank: Write, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("product_id,name\nCURRENT,Current account\nTERM,Term deposit\n")
    extra = (
        '[files.names]\nfile = "own.csv"\n'
        '[step.used]\nsql = "SELECT DISTINCT kind_word AS product_id FROM accounts"\n'
        "[table.product]\nsql = '''SELECT product_id, name, 'deposit' AS side, 'pool' AS ftp_method, 0 AS tenor_days "
        "FROM used JOIN names USING (product_id)'''\n"
        '[check.accounts]\nzero = ["short"]\n'
        'sql = "SELECT count(*) AS accounts, 3 - count(*) AS short FROM extract.account"\n'
    )
    report = map_extract(*bank(("[table.account]", extra + "[table.account]")), tmp_path / "out")
    assert [row[0] for row in written(tmp_path / "out", "product")] == ["product_id", "CURRENT", "TERM"]
    assert (report.checks[0].figures, report.checks[0].broken) == ({"accounts": "2", "short": "1"}, ("short",))


# --- codes ------------------------------------------------------------------------------------------------------------

STRANGE = (
    "account|customer|kind|opened\n"
    "A1|C1|活期|31.12.2025\nA2|C2|理财|05.01.2026\nA3|C3|理财|06.01.2026\nA4|C4||07.01.2026\n"
)


def with_unknown(bank: Write, choice: str) -> tuple[Path, Path]:
    return bank(
        ("[codes.product]\n", f"[codes.product]\n{choice}\n"), files={"accounts.txt": STRANGE.encode("gb18030")}
    )


def unknown_of(report: MapReport) -> list[tuple[str, str, str, int, str, int]]:
    return [(one.source, one.column, one.value, one.rows, one.file, one.row) for one in report.unknown]


def test_an_unknown_code_is_reported_with_its_place_and_its_rows_are_set_aside(bank: Write, tmp_path: Path) -> None:
    report = map_extract(*with_unknown(bank, ""), tmp_path / "out")
    assert unknown_of(report) == [
        ("accounts", "kind", "理财", 2, "accounts.txt", 2),
        ("accounts", "kind", "", 1, "accounts.txt", 4),
    ]
    assert (report.codes[0].known, report.codes[0].unknown) == (1, 3)
    assert report.sources[0].set_aside == 3
    assert [row[0] for row in written(tmp_path / "out", "account")] == ["account_id", "A1"]
    aside = written(tmp_path / "out", "set_aside")
    assert [row[:3] for row in aside[1:]] == [["accounts", "accounts.txt", row] for row in ("2", "3", "4")]
    assert json.loads(aside[1][3])["customer"] == "C2"
    assert written(tmp_path / "out", "unknown_codes")[1][:5] == ["accounts", "kind", "product", "理财", "2"]


def test_an_unknown_code_may_leave_its_row_with_an_empty_word(bank: Write, tmp_path: Path) -> None:
    report = map_extract(*with_unknown(bank, 'unknown = "empty"'), tmp_path / "out")
    assert [row[2] for row in written(tmp_path / "out", "account")] == ["product_id", "CURRENT", "", "", ""]
    assert report.tables[0].empty == {"product_id": 3}
    assert len(report.unknown) == 2


def test_an_unknown_code_may_refuse_the_mapping(bank: Write, tmp_path: Path) -> None:
    words = refused(*with_unknown(bank, 'unknown = "refuse"'), tmp_path / "out")
    assert "accounts.txt, row 2: kind «理财» is not in [codes.product] (2 rows)" in words


def test_strict_refuses_any_unknown_code_empty_column_doubled_key_or_broken_check(bank: Write, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="kind «理财»"):
        map_extract(*with_unknown(bank, ""), tmp_path / "out", strict=True)
    with pytest.raises(Refusal, match="party_id of account is empty in 2 rows"):
        map_extract(*bank(("customer AS party_id", "NULL AS party_id")), tmp_path / "out", strict=True)
    with pytest.raises(Refusal, match="balance has 1 rows more than keys"):
        map_extract(*bank(files={"ends_1.csv": "A1;20260203;1,00\n"}), tmp_path / "out", strict=True)
    broken = ("[table.account]", "[check.none]\nzero = ['n']\nsql = 'SELECT 7 AS n'\n[table.account]")
    with pytest.raises(Refusal, match="The check none has n = 7"):
        map_extract(*bank(broken), tmp_path / "out", strict=True)
    assert not (tmp_path / "out").exists()


# --- files that are not what the mapping says -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"ends_1.csv": "A1;20260105\n"}, "ends_1.csv is not in the form the mapping says: Invalid Input"),
        ({"ends_1.csv": "A1;20260105;1,00;x\n"}, "Expected Number of Columns: 3 Found: 4"),
        ({"ends_1.csv": 'A1;20260105;"1,00\nA2;20260105;2,00\n'}, "ends_1.csv: a quoted value is not closed"),
        ({"accounts.txt": ACCOUNTS.encode()[:-40] + b"\xff|x\n"}, "of the file is not gb18030"),
        ({"accounts.txt": ""}, "accounts.txt: its columns have no names, or two the same: -"),
        ({"accounts.txt": "account|Account|kind|opened\n"}, "two the same: account|Account|kind|opened"),
        ({"accounts.txt": "account|customer|sort|opened\n"}, "kind cannot be coded; the columns are account, customer"),
        ({"accounts.txt": "account|client|kind|opened\n"}, 'Referenced column "customer" not found'),
        ({"ends_1.csv": "A1;2026-01-05;1,00\n"}, "qiao_date: '2026-01-05' is not a date YYYYMMDD"),
        ({"ends_1.csv": "A1;20260230;1,00\n"}, "qiao_date: '20260230' is not a date YYYYMMDD"),
        ({"ends_1.csv": "A1;20260105;1,005\n"}, "qiao_money: '1,005' is not a sum of money"),
        ({"ends_1.csv": "A1;20260105;1.00\n"}, "qiao_money: '1.00' is not a sum of money"),
        ({"ends_1.csv": "A1;20260105;1e3\n"}, "qiao_money: '1e3' is not a sum of money"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_the_mapping_says_is_refused(
    bank: Write, tmp_path: Path, files: dict[str, str | bytes], said: str
) -> None:
    assert said in refused(*bank(files=files), tmp_path / "out")


def test_the_byte_that_is_not_the_encoding_is_named_with_its_line(bank: Write, tmp_path: Path) -> None:
    words = refused(*bank(files={"ends_1.csv": b"A1;20260105;1,00\nA\xe9;20260105;2,00\n"}), tmp_path / "out")
    assert "ends_1.csv, line 2: byte 18 of the file is not utf-8" in words


def test_a_missing_file_is_refused_with_the_nearest_one_that_is_there(bank: Write, tmp_path: Path) -> None:
    words = refused(*bank(('"accounts.txt"', '"account.txt"')), tmp_path / "out")
    assert "mapping.toml, line 10: account.txt is not in" in words
    assert "accounts.txt" in words
    with pytest.raises(Refusal, match="is not a folder"):
        map_extract(bank()[0], tmp_path / "nowhere", tmp_path / "out")
    with pytest.raises(Refusal, match="cannot be read"):
        map_extract(tmp_path / "nothing.toml", tmp_path, tmp_path / "out")


def test_a_named_column_that_is_not_in_the_header_is_refused(bank: Write, tmp_path: Path) -> None:
    words = refused(*bank(('codes = { kind = "product" }', 'columns = ["custom"]')), tmp_path / "out")
    assert "accounts.txt has no column custom (→ customer?)" in words


# --- mappings that are not one ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('currency = "CNY"', "", "line 2: [extract] has no currency"),
        ('currency = "CNY"', 'currency = "yuan"', "line 5: yuan is not a currency code"),
        ('currency = "CNY"', 'currency = "CNY"\nbanks = "x"', "line 6: [extract] knows no banks (→ bank?)"),
        ("[2026-09-01, 2026-10-01]", "[2026-10-01, 2026-10-01]", "line 4: period is not [first day, day after"),
        ("[2026-09-01, 2026-10-01]", '["2026-09", "2026-10"]', "line 4: period of [extract] is not a list of dates"),
        ('encoding = "gb18030"', 'encoding = "gbk"', "line 13: encoding gbk is not one of utf-8, gb18030, latin-1"),
        ('delimiter = "|"', 'delimiter = ""', "line 12: delimiter is not one to four letters"),
        ("header = false", 'header = "no"', "line 19: header of [source.ends] is not true or false"),
        ('columns = ["account", "day", "sum"]', "", "[source.ends] has no header and names no columns"),
        ('file = "accounts.txt"', 'file = "/etc/hosts"', "line 11: /etc/hosts does not start from the folder"),
        ('codes = { kind = "product" }', 'codes = { kind = "products" }', "[codes.products], are not there"),
        ("[source.ends]", "[source.Ends]", "line 16: the name of [source.Ends] is not small letters"),
        ("[source.ends]", "[step.accounts]\nsql = ''\n[source.ends]", "[step.accounts] has the name of [source.acc"),
        ("[codes.product]", "[codes.product]\nunknown = 'guess'", "unknown = guess is not one of set_aside, empty"),
        ("[table.balance]", "[table.balances]", "the contract has no table balances (→ balance?)"),
        ("[table.balance]", "[tables.balance]", "a mapping knows no [tables] (→ table?)"),
        ("[parameters]", "[parameters]\nsince = 1", "line 8: the parameter since is not a name"),
        ("[parameters]", "[parameters]\nlist = [1]", "the parameter list is not a name in small letters with"),
        ("[parameters]", "[parameters", "is not TOML"),
        ("[extract]", '[extract]\nbase = "mapping.toml"', "the bases go round in a circle"),
    ],
)  # fmt: skip
def test_a_mapping_that_says_something_wrong_is_refused_with_its_line(
    bank: Write, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert said in refused(*bank((old, new)), tmp_path / "out")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("FROM accounts", "FROM acounts", 'line 30: [table.account] Catalog Error: Table with name acounts'),
        ("customer AS party_id", "custumer AS party_id", 'line 28: [table.account] Binder Error: Referenced column'),
        ("FROM accounts", "FORM accounts", "line 30: [table.account] Parser Error"),
        ("FROM accounts", "FROM accounts; SELECT 1", "[table.account] is not one select statement"),
        ("FROM accounts", "FROM accounts WHERE $offices = '1'", "$offices, which [parameters] does not have"),
        ("AS opened_on", "AS opened", "answers opened, which the contract does not have there (→ opened_on?)"),
        (", qiao_date(day, 'YYYYMMDD') AS \"on\"", "", "[table.balance] does not answer on, which the contract needs"),
        ("AS balance", "/ 3 AS balance", "balance of [table.balance] is DOUBLE, where the contract has money"),
        ("AS balance", "* 0.125 AS balance", "has more than 2 decimals in 2 rows (-31.31250)"),
        ("qiao_date(day, 'YYYYMMDD')", "now()", "on of [table.balance] is TIMESTAMP WITH TIME ZONE"),
        ("[table.account]", "[check.many]\nsql = 'FROM ends'\n[table.account]", "[check.many] must answer one row"),
        ("[table.account]", "[check.no]\nzero = ['x']\nsql = 'SELECT 1'\n[table.account]", "[check.no] must answer"),
    ],
)  # fmt: skip
def test_a_statement_that_is_wrong_is_refused_with_its_table_and_line(
    bank: Write, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert said in refused(*bank((old, new)), tmp_path / "out")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT content FROM read_text('{home}/mapping.toml')",
        "SELECT * FROM glob('{home}/*')",
        "SELECT * FROM '{home}/files/ends_1.csv'",
        "COPY (SELECT 1 AS a) TO '{home}/stolen.csv'",
        "ATTACH '{home}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA enable_profiling",
        "DROP VIEW accounts",
        "CREATE TABLE more AS SELECT 1 AS a",
        "INSERT INTO landing.accounts SELECT * FROM landing.accounts",
        "WITH gone AS (DELETE FROM landing.accounts RETURNING *) SELECT * FROM gone",
        "CALL pragma_version()",
        "EXPORT DATABASE '{home}/stolen'",
        "SELECT 1) AS t; DROP VIEW accounts; SELECT * FROM (SELECT 1 AS a",
    ],
)
def test_a_statement_reaches_no_file_and_changes_nothing(bank: Write, tmp_path: Path, statement: str) -> None:
    step = f'[step.reach]\nsql = """{statement.format(home=tmp_path)}"""\n'
    mapping, source = bank(("[table.account]", step + "[table.account]"))
    before = sorted(tmp_path.rglob("*"))
    assert "step.reach" in refused(mapping, source, tmp_path / "out")
    assert sorted(tmp_path.rglob("*")) == before


# --- OUT --------------------------------------------------------------------------------------------------------------


def test_a_folder_with_something_in_it_is_never_written_to(bank: Write, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "kept.txt").write_text("kept")
    assert "is there and not an empty folder" in refused(*bank(), out)
    assert [entry.name for entry in out.iterdir()] == ["kept.txt"]
    assert "is there and not an empty folder" in refused(*bank(), out / "kept.txt")


# --- what the macros read ---------------------------------------------------------------------------------------------


READINGS = [
    ("qiao_date('930101', 'YYMMDD')", "1993-01-01"),
    ("qiao_date('680229', 'YYMMDD')", "2068-02-29"),
    ("qiao_date('2026/02/28', 'YYYY/MM/DD')", "2026-02-28"),
    ("qiao_try_date('2026-2-28', 'YYYY-MM-DD')", "None"),
    ("qiao_try_date('20260228 ', 'YYYYMMDD')", "None"),
    ("qiao_try_date('2026a228', 'YYYYMMDD')", "None"),
    ("qiao_date(NULL, 'YYYYMMDD')", "None"),
    ("qiao_money('-0.5')", "-0.50"),
    ("qiao_money('99999999999.99')", "99999999999.99"),
    ("qiao_money('1 234 567,8', mark := ',', thousands := ' ')", "1234567.80"),
    ("qiao_money('12.3400')", "12.34"),
    ("qiao_try_money('12.345')", "None"),
    ("qiao_try_money('1,23,456.00', thousands := ',')", "None"),
    ("qiao_try_money('')", "None"),
    ("qiao_try_money(' 1')", "None"),
    ("qiao_rate('0.0435')", "0.043500"),
    ("qiao_try_rate('0.04350001')", "None"),
    ("qiao_percent('4.35')", "0.043500"),
    ("qiao_percent('-0.1234')", "-0.001234"),
    ("qiao_try_percent('4.35001')", "None"),
    ("qiao_rendezvous_score('C1', 'B1-M2')", hashlib.sha256(b"C1|B1-M2").hexdigest()),
    ("qiao_rendezvous_score('客户', '经理')", hashlib.sha256("客户|经理".encode()).hexdigest()),
]


def test_the_macros_read_exactly_or_not_at_all(bank: Write) -> None:
    asked = ", ".join(f"{expression} AS answer_{number}" for number, (expression, _answer) in enumerate(READINGS))
    probe = f'[check.probe]\nsql = """SELECT {asked}"""\n[table.account]'
    figures = check_mapping(*bank(("[table.account]", probe))).checks[0].figures
    assert dict(zip((expression for expression, _answer in READINGS), figures.values(), strict=True)) == dict(READINGS)
