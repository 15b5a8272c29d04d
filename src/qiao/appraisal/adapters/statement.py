"""What an export writes, and the result hash: SHA-256 over the bytes of the five CSV files, one after the other.

Source: the contract, 4. An auditor repeats the hash with
`cat account_credit.csv staff_result.csv party_result.csv org_result.csv tieout.csv | sha256sum`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qiao.engine.sessions import quoted

if TYPE_CHECKING:
    import duckdb

CHUNK_BYTES = 1 << 20
IN_ORDER = "account_credit"  # the reckoning writes it sorted by its key, as bytes


def _decimal(column: str, *, places: int) -> str:
    """SQL for an integer column of 10^-places as decimal text; exact in any width, quick up to 18 digits."""
    number = f"CAST(abs({column}) AS VARCHAR)"
    width = f"CAST(greatest(length({number}), {places + 1}) AS INTEGER)"  # lpad alone would cut a longer number
    digits = f"lpad({number}, {width}, '0')"
    sign = f"CASE WHEN {column} < 0 THEN '-' ELSE '' END"
    wide = f"{sign} || left({digits}, -{places}) || '.' || right({digits}, {places})"
    unit = f"{10**-places:.{places}f}::DECIMAL({places}, {places})"
    narrow = f"({column}::DECIMAL(18, 0) * {unit})::VARCHAR"
    return f"CASE WHEN abs({column}) < 1000000000000000000 THEN {narrow} ELSE {wide} END"


def _micro(name: str, *sources: str) -> str:
    source = " + ".join(sources) if sources else f"{name}_micro"
    return f"{_decimal(f'({source})', places=6)} AS {name}"


def _day(column: str) -> str:
    return f"strftime(DATE '1970-01-01' + CAST({column}_day AS INTEGER), '%Y-%m-%d') AS \"{column}\""


FILES: Mapping[str, tuple[Sequence[str], Sequence[str]]] = {  # file -> columns, keys it is sorted by
    "account_credit": (
        (
            "party_id",
            "nullif(account_id, '') AS account_id",  # nothing, not an empty text in quotes
            "nullif(staff_id, '') AS staff_id",
            "side",
            _micro("balance_days"),
            _micro("margin"),
            _micro("expected_loss"),
            _micro("fee"),
        ),
        ("party_id", "account_id", "staff_id"),
    ),
    "staff_result": (
        (
            "staff_id",
            _micro("deposit_balance_days"),
            _micro("loan_balance_days"),
            _micro("deposit_margin"),
            _micro("loan_margin"),
            _micro("expected_loss"),
            _micro("fee"),
            f"{_decimal('quality_bp', places=4)} AS quality",
            f"{_decimal('expense_fen', places=2)} AS expense",
            f"{_decimal('bonus_fen', places=2)} AS bonus",
        ),
        ("staff_id",),
    ),
    "party_result": (
        (
            "party_id",
            _micro("deposit_balance_days"),
            _micro("loan_balance_days"),
            _micro("margin"),
            _micro("expected_loss"),
            _micro("fee"),
        ),
        ("party_id",),
    ),
    "org_result": (
        (
            "org_id",
            _micro("deposit_balance_days"),
            _micro("loan_balance_days"),
            _micro("margin"),
            _micro("expected_loss"),
        ),
        ("org_id",),
    ),
    "tieout": (
        (
            _day("on"),
            "org_id",
            "product_id",
            f"{_decimal('book_fen', places=2)} AS book",
            f"{_decimal('ledger_fen', places=2)} AS ledger",
            f"{_decimal('difference_fen', places=2)} AS difference",
        ),
        ("on_day", "org_id", "product_id"),
    ),
}


def write_files(connection: "duckdb.DuckDBPyConnection", results: Path, target: Path) -> list[Path]:
    """Write the five CSV files of a run's result tables; the same results give the same bytes."""
    written = []
    connection.execute("SET preserve_insertion_order = true")
    for name, (columns, keys) in FILES.items():
        path = target / f"{name}.csv"
        source = f"read_parquet({quoted(str(results / f'{name}.parquet'))}, hive_partitioning = false)"
        text = f"SELECT {', '.join(columns)} FROM {source}{_order(name, keys)}"  # noqa: S608  constants of this code
        connection.execute(f"COPY ({text}) TO {quoted(str(path))} (FORMAT csv, HEADER true, DELIMITER ',', NULLSTR '')")
        written.append(path)
    return written


def _order(name: str, keys: Sequence[str]) -> str:
    """How a small file is sorted; the largest lies in its order already, and is read in it."""
    return "" if name == IN_ORDER else f" ORDER BY {', '.join(f'{key} NULLS FIRST' for key in keys)}"


def digest_of(paths: Sequence[Path]) -> str:
    """SHA-256 over the files' bytes in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
    return digest.hexdigest()
