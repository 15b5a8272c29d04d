"""Make a bank up for the settlement's benchmark: the contract's extract and, of the same content, plain typed tables.

    python bench/settlement/generate.py --scale 0.1 --months 1 DIR

Scale 1 is 1 M customers, 2.5 M accounts, about 12 M rows of balances a month and 3,000 relationship managers; the last
month is 2026-09. DIR/extract holds the CSV files with their manifest, DIR/plain one Parquet file a table in the stored
form, sorted by key. Chance is a hash of the key, so the same arguments give the same bytes.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import duckdb

from qiao.book.rules.contract import TABLES, VERSION, Column, Kind, Table

CUSTOMERS, BRANCHES, MANAGERS = 1_000_000, 200, 3_000  # at scale 1
BRANCHES_LEAST, MANAGERS_A_BRANCH = 5, 15
BANK_NAME = "made-up bench bank 虚构"
LEFT_OUT = "transaction"  # enters no figure of a settlement
EPOCH = "DATE '1970-01-01'"
CHUNK_BYTES = 1 << 20


def main() -> None:
    """Make the bank and say how many rows each table has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--scale", type=float, default=0.1, help="1 is a million customers")
    parser.add_argument("--months", type=int, default=1, help="months of history, the last being 2026-09")
    given = parser.parse_args()
    begun = time.perf_counter()
    rows = generate(given.folder, scale=given.scale, months=given.months)
    for name, count in rows.items():
        print(f"{name:16}{count:>12,}")
    print(f"{sum(rows.values()):,} rows in {time.perf_counter() - begun:.1f} s")


def generate(folder: Path, *, scale: float, months: int, managers: int | None = None) -> dict[str, int]:
    """Write extract and plain tables below a folder; answers the rows of each table. `managers` None = by the scale."""
    extract, plain = folder / "extract", folder / "plain"
    extract.mkdir(parents=True, exist_ok=True)
    plain.mkdir(exist_ok=True)
    wanted = round(MANAGERS * scale) if managers is None else managers
    branches = max(BRANCHES_LEAST, round(BRANCHES * scale), wanted // MANAGERS_A_BRANCH if managers else 0)
    sizes = {
        "customers": max(1, round(CUSTOMERS * scale)),
        "branches": branches,
        "managers": max(MANAGERS_A_BRANCH * branches, wanted),
        "months": months,
    }
    with duckdb.connect() as connection:
        for name, size in sizes.items():
            connection.execute(f"SET VARIABLE {name} = {size}")
        connection.execute(Path(__file__).with_name("bank.sql").read_text(encoding="utf-8"))
        tables = [table for table in TABLES.values() if table.name != LEFT_OUT]
        entries = {table.name: write_table(connection, table, extract=extract, plain=plain) for table in tables}
        period = connection.execute(
            f"SELECT ({EPOCH} + getvariable('since_day'))::VARCHAR, ({EPOCH} + getvariable('until_day'))::VARCHAR"
        ).fetchall()[0]
    manifest = {
        "contract": VERSION,
        "bank": BANK_NAME,
        "period": list(period),
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": "CNY",
        "tables": entries,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (extract / "manifest.json").write_text(text, encoding="utf-8")
    return {name: entry["rows"] for name, entry in entries.items()}


def write_table(connection: duckdb.DuckDBPyConnection, table: Table, *, extract: Path, plain: Path) -> dict[str, Any]:
    """Write one table in both forms; answers its entry in the manifest."""
    stored = ", ".join(f'"{column.stored}"::{sql_type(column)} AS "{column.stored}"' for column in table.columns)
    texts = ", ".join(f'{as_written(column)} AS "{column.name}"' for column in table.columns)
    file = extract / f"{table.name}.csv"
    connection.execute(
        f"COPY (SELECT {stored} FROM {table.name}) TO '{plain / f'{table.name}.parquet'}' "  # noqa: S608  names of the contract
        f"(FORMAT parquet, COMPRESSION zstd)"
    )
    connection.execute(f"COPY (SELECT {texts} FROM {table.name}) TO '{file}' (FORMAT csv, HEADER true)")  # noqa: S608  names of the contract
    rows = connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()[0][0]  # noqa: S608  a name of the contract
    return {"file": file.name, "rows": rows, "sha256": digest_of(file)}


def sql_type(column: Column) -> str:
    """The stored type in the words of SQL."""
    return {"string": "VARCHAR", "int32": "INTEGER", "int64": "BIGINT"}[column.form.stored_type]


def as_written(column: Column) -> str:
    """SQL for a stored value as an extract writes it: dates, and decimals with all their places."""
    name, places = f'"{column.stored}"', column.form.places
    if column.kind is Kind.DATE:
        return f"{EPOCH} + {name}"
    return f"{name}::DECIMAL({18 - places}, 0) * {10**-places:.{places}f}" if places else name


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


if __name__ == "__main__":
    main()
