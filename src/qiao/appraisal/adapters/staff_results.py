"""The table of results by person with the bonus, written beside the run's other tables."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from qiao.appraisal.rules.bonus import Bonus

SUMS = (
    "deposit_balance_days_micro",
    "loan_balance_days_micro",
    "deposit_margin_micro",
    "loan_margin_micro",
    "expected_loss_micro",
    "fee_micro",
    "npl_days_micro",
)


def write_staff_results(rows: Iterable[tuple[Mapping[str, Any], Bonus]], path: Path) -> int:
    """One row a person: the credit's sums, N (ten-thousandths), expenses, R and what is paid (fen)."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    wide = pa.decimal128(38, 0)
    made = [
        {
            "staff_id": credit["staff_id"],
            **{name: credit[name] for name in SUMS},
            "quality_bp": bonus.quality_bp,
            "expense_fen": bonus.expense_fen,
            "raw_fen": bonus.raw_fen,
            "bonus_fen": bonus.paid_fen,
        }
        for credit, bonus in rows
    ]
    kinds = {"staff_id": pa.string(), **dict.fromkeys(SUMS, wide), "quality_bp": pa.int32()}
    kinds |= dict.fromkeys(("expense_fen", "raw_fen", "bonus_fen"), wide)
    schema = pa.schema(list(kinds.items()))
    table = pa.Table.from_pylist([{**row, **_wide(row)} for row in made], schema=schema)
    parquet.write_table(table, path, compression="zstd")
    return len(made)


def _wide(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) for name, value in row.items() if name.endswith(("_micro", "_fen"))}
