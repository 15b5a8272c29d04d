"""A bank small enough to know by heart, and the hand that writes it as an extract.

Head office H with branch B; manager M and her colleague C; customer P (a person) with deposit account D1 and loan L1,
customer Q (a company) with deposit account D2.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.db import transaction

from qiao.book import actions, queries
from qiao.book.adapters import checking, duck, landing
from qiao.book.adapters.checking import Outcome
from qiao.book.adapters.landing import Landed
from qiao.book.adapters.mending import Open
from qiao.book.adapters.standing import Standing
from qiao.book.models import Load
from qiao.book.rules.contract import MASTERS, TABLES
from qiao.book.rules.manifest import Manifest

PERIOD = ["2026-09-01", "2026-10-01"]

ORG = ["org_id,name,kind,parent_id", "H,总行,head,", "B,城东支行,branch,H"]
STAFF = ["staff_id,name,org_id,post,level,hired_on,left_on", "M,王敏,B,rm,P3,2020-01-01,", "C,陈刚,B,rm,,,"]
PRODUCT = [
    "product_id,name,side,ftp_method,tenor_days,weight",
    "DEP,活期存款,deposit,pool,0,",
    "LOAN,流动资金贷款,loan,matched,365,1.5",
]
PARTY = ["party_id,kind,name,registered_capital", "P,person,张伟,", "Q,company,东山机械,5000000.00"]
ACCOUNT = [
    "account_id,party_id,product_id,org_id,opened_on,closed_on",
    "D1,P,DEP,B,2025-01-10,",
    "L1,P,LOAN,B,2026-03-01,",
    "D2,Q,DEP,B,2024-05-05,",
]
BALANCE = [
    "account_id,on,balance",
    "D1,2026-08-20,1000.00",
    "D1,2026-09-10,1500.5",
    "L1,2026-03-01,20000",
    "D2,2026-09-01,-3.10",
]
RATE = ["account_id,since,annual_rate", "D1,2025-01-10,0.0035", "L1,2026-03-01,0.0435", "D2,2024-05-05,0.0035"]
FTP = ["side,tenor_days,since,annual_rate", "deposit,0,2024-01-01,0.0200", "loan,365,2024-01-01,0.0250"]
ASSIGNMENT = [
    "party_id,account_id,staff_id,role,since,until,share",
    "P,,M,main,2025-01-01,,0.6",
    "P,,C,second,2025-01-01,,0.4",
    "Q,,M,main,2025-01-01,,1",
]
FIRST = {
    "org": ORG,
    "staff": STAFF,
    "product": PRODUCT,
    "party": PARTY,
    "account": ACCOUNT,
    "balance": BALANCE,
    "rate": RATE,
    "ftp": FTP,
    "assignment": ASSIGNMENT,
}


def bank(**changes: list[str] | None) -> dict[str, list[str]]:
    """The first extract's lines, table by table; a table given as None is left out."""
    tables = {**FIRST, **changes}
    return {name: list(lines) for name, lines in tables.items() if lines is not None}


def with_row(name: str, *rows: str) -> dict[str, list[str]]:
    """The first extract with further rows in one table."""
    return bank(**{name: [*FIRST[name], *rows]})


def write(folder: Path, bank_lines: Mapping[str, Iterable[str]], /, **manifest: Any) -> Path:
    """Write an extract. `manifest` overrides its keys; `entries` adds to the tables' entries; `end` is the line end."""
    folder.mkdir(parents=True, exist_ok=True)
    entries, end = manifest.pop("entries", {}), manifest.pop("end", "\n")
    content = {
        "contract": "1.0",
        "bank": "演示银行",
        "period": PERIOD,
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": "CNY",
        **manifest,
    }
    named = {}
    for name, lines in bank_lines.items():
        text = "".join(line.replace(",", content["delimiter"]) + end for line in lines)
        data = text.encode(content["encoding"])
        (folder / f"{name}.csv").write_bytes(data)
        named[name] = {"file": f"{name}.csv", "rows": text.count(end) - 1, "sha256": hashlib.sha256(data).hexdigest()}
        named[name] |= entries.get(name, {})
    content.setdefault("tables", named)
    (folder / "manifest.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return folder


NOTHING_OPEN = pa.table({"id": pa.array([], pa.int64())})


@dataclass(frozen=True)
class Judged:
    """A check without a database: the outcome, and the quarantine's entries as dictionaries."""

    outcome: Outcome
    entries: list[dict[str, Any]]

    def counts(self, table: str) -> tuple[int, int, int, int]:
        """Rows read, loaded, quarantined, repeated."""
        report = next(report for report in self.outcome.tables if report.table == table)
        return report.read, report.loaded, report.quarantined, report.repeated

    def faults(self, table: str) -> list[tuple[int | None, str | None, str]]:
        """Line, column and code of a table's entries."""
        return [(row["line"], row["column_name"], row["code"]) for row in self.entries if row["table_name"] == table]

    def facts(self, table: str) -> list[dict[str, Any]]:
        """A table of facts as it would be, sorted by key."""
        return rows_of([str(path) for path in self.outcome.facts[table].folder.glob("*.parquet")], table)


def judge(folder: Path, workspace: Path, *, standing: Standing | None = None) -> Judged:
    """Read and check an extract against a book that holds nothing, or what `standing` says."""
    manifest, _digest = landing.read_manifest(folder)
    outcome = checked(landed(folder, manifest, workspace), manifest, workspace, standing=standing)
    return Judged(outcome, _dictionaries(f"SELECT * FROM {duck.parquet(outcome.quarantine_file)}"))


def landed(folder: Path, manifest: Manifest, workspace: Path) -> dict[str, Landed]:
    """Every file of an extract, landed."""
    workspace.mkdir(parents=True, exist_ok=True)
    return {
        name: landing.land(entry, directory=folder, manifest=manifest, workspace=workspace)
        for name, entry in manifest.tables.items()
    }


def checked(
    files: dict[str, Landed], manifest: Manifest, workspace: Path, *, standing: Standing | None = None
) -> Outcome:
    """Landed files, checked."""
    book = standing or Standing()
    return checking.check(files, manifest, standing=book, before=Open(NOTHING_OPEN), workspace=workspace / "check")


def _dictionaries(query: str) -> list[dict[str, Any]]:
    with duckdb.connect() as con:
        answer = con.execute(query)
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def rows_of(files: list[str], table: str) -> list[dict[str, Any]]:
    """Rows of Parquet files, sorted by key, without their bucket."""
    if not files:
        return []
    keys = ", ".join(column.stored for column in TABLES[table].key_columns)
    columns = ", ".join(f'"{column.stored}"' for column in TABLES[table].columns)
    return _dictionaries(f"SELECT {columns} FROM read_parquet({files}, hive_partitioning = false) ORDER BY {keys}")


@dataclass
class Desk:
    """The whole bank at one desk: it loads extracts and keeps the masters that their owners would keep."""

    folder: Path
    masters: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)

    def load(self, bank_lines: Mapping[str, Iterable[str]], /, **manifest: Any) -> Load:
        """Write an extract and load it."""
        return self.load_folder(write(self.folder / uuid.uuid4().hex, bank_lines, **manifest))

    def load_folder(self, extract: Path) -> Load:
        """Load an extract that lies there already."""
        checked = self.check_folder(extract)
        with transaction.atomic():
            load = actions.take_hold(checked, token=uuid.uuid4().hex, actor="loader")
        self._take_in(checked)
        return load

    def check_folder(self, extract: Path) -> actions.Checked:
        """Read and check an extract; nothing changes."""
        workspace = self.folder / "tmp" / uuid.uuid4().hex
        return actions.check(actions.read_extract(extract, workspace=workspace), self.rows(), workspace=workspace)

    def _take_in(self, checked: actions.Checked) -> None:
        for name, keys in checked.removed.items():
            for row in keys.to_pylist():
                del self.masters[name][self.key_of(name, row)]
        for name, rows in checked.upserts.items():
            self.masters.setdefault(name, {}).update({self.key_of(name, row): row for row in rows.to_pylist()})

    @staticmethod
    def key_of(name: str, row: dict[str, Any]) -> tuple[Any, ...]:
        """A master row's key."""
        return tuple(row[column.stored] for column in TABLES[name].key_columns)

    def rows(self) -> dict[str, pa.Table]:
        """The masters in stored form."""
        kinds = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64()}
        return {
            name: pa.table(
                {
                    column: pa.array([row[column] for row in self.masters.get(name, {}).values()], kinds[kind])
                    for column, kind in TABLES[name].stored_schema.items()
                }
            )
            for name in MASTERS
        }

    def facts(self, table: str) -> list[dict[str, Any]]:
        """A table of the book as it stands."""
        version = queries.current()
        return rows_of(queries.fact_files(version, table), table) if version else []

    def book(self) -> dict[str, Any]:
        """Everything the book holds, comparable."""
        masters = {name: sorted(map(str, rows.values())) for name, rows in self.masters.items() if rows}
        return masters | {name: self.facts(name) for name in TABLES if not TABLES[name].master and self.facts(name)}
