"""The floor of the bench: read every figure the job needs and write every byte it answers with, and nothing between.

    python bench/settlement/scan_and_write.py --prepare ANSWERS TYPED     typed copies of five finished files
    python bench/settlement/scan_and_write.py PLAIN OUT TYPED             the floor itself

Sums every column of the plain tables a settlement uses, then writes the five files anew from typed copies of a finished
answer, in the order in which they lie there. No engine can be quicker with these tables and these files.
"""

import argparse
from pathlib import Path

import duckdb

USED = {
    "account": ("account_id", "party_id", "product_id", "org_id", "opened_on_day"),
    "balance": ("account_id", "on_day", "balance_fen"),
    "rate": ("account_id", "since_day", "annual_rate_ppm"),
    "ftp": ("side", "tenor_days", "since_day", "annual_rate_ppm"),
    "fee": ("party_id", "account_id", "on_day", "amount_fen"),
    "risk": ("account_id", "since_day", "class", "pd_ppm", "lgd_ppm"),
    "assignment": ("party_id", "account_id", "staff_id", "since_day", "until_day", "share_bp"),
    "party": ("party_id",),
    "expense": ("staff_id", "on_day", "amount_fen"),
    "ledger": ("on_day", "org_id", "product_id", "balance_fen"),
}
NUMBERS = ("_day", "_days", "_fen", "_ppm", "_bp")
FILES = ("account_credit", "staff_result", "party_result", "org_result", "tieout")
TEXTS = ("party_id", "account_id", "staff_id", "org_id", "product_id", "side", "on")
PLACES = {"quality": 4, "expense": 2, "bonus": 2, "book": 2, "ledger": 2, "difference": 2}
USUAL_PLACES = 6
NARROW = "account_credit"  # its figures fit 18 digits in the banks made up here


def main() -> None:
    """Prepare, or read and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--prepare", action="store_true", help="make the typed copies")
    given = parser.parse_args()
    with duckdb.connect() as connection:
        if given.prepare:
            prepare(connection, *given.folders)
        else:
            read_and_write(connection, *given.folders)


def prepare(connection: duckdb.DuckDBPyConnection, answers: Path, typed: Path) -> None:
    """Typed Parquet copies of the five files: ids as text, figures as decimals."""
    typed.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        source = f"read_csv('{answers / f'{name}.csv'}', header = true, all_varchar = true)"
        columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]  # noqa: S608  names of this code
        width = 18 if name == NARROW else 38
        kinds = {column: f"DECIMAL({width}, {PLACES.get(column, USUAL_PLACES)})" for column in columns}
        kinds |= dict.fromkeys(TEXTS, "VARCHAR")
        cells = ", ".join(f'"{column}"::{kinds[column]} AS "{column}"' for column in columns)
        path = typed / f"{name}.parquet"
        connection.execute(f"COPY (SELECT {cells} FROM {source}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")  # noqa: S608  names of this code


def read_and_write(connection: duckdb.DuckDBPyConnection, plain: Path, out: Path, typed: Path) -> None:
    """Sum what a settlement reads, write what it answers."""
    out.mkdir(parents=True, exist_ok=True)
    for name, columns in USED.items():
        looks = ", ".join(f'sum("{one}")' if one.endswith(NUMBERS) else f'max("{one}")' for one in columns)
        connection.execute(f"SELECT {looks} FROM '{plain / f'{name}.parquet'}'").fetchall()  # noqa: S608  names of this code
    for name in FILES:
        source, target = typed / f"{name}.parquet", out / f"{name}.csv"
        connection.execute(f"COPY (SELECT * FROM '{source}') TO '{target}' (FORMAT csv, HEADER true)")  # noqa: S608  names of this code


if __name__ == "__main__":
    main()
