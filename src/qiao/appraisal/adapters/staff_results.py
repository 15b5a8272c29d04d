"""The table of results by person with the bonus, written beside the run's other tables."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from qiao.appraisal.rules.deltas import BONUS, SUMS, PersonMonth


def write_staff_results(months: Iterable[tuple[str, PersonMonth]], path: Path) -> int:
    """One row a person: the credit's sums, N (ten-thousandths), expenses, R and what is paid (fen)."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    kinds = {"staff_id": pa.string(), **dict.fromkeys((*SUMS, *BONUS), pa.decimal128(38, 0)), "quality_bp": pa.int32()}
    made = [{"staff_id": staff_id, **_wide(month.plain)} for staff_id, month in months]
    table = pa.Table.from_pylist(made, schema=pa.schema(list(kinds.items())))
    parquet.write_table(table, path, compression="zstd")
    return len(made)


def _wide(figures: dict[str, int]) -> dict[str, Any]:
    return {name: Decimal(value) if name.endswith(("_micro", "_fen")) else value for name, value in figures.items()}
