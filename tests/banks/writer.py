"""Writes a bank as an extract: any encoding and delimiter of the contract, rows and columns in any order."""

import csv
import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.banks.bank import COLUMNS, NEEDED_FIRST, Bank

SUMMED = {"balance": "balance", "fee": "amount", "expense": "amount", "ledger": "balance"}


def write_extract(
    bank: Bank,
    directory: Path,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    newline: str = "\n",
    order: Random | None = None,
    controls: bool = True,
    mode: str = "upsert",
) -> Path:
    """Write manifest and files; `order` shuffles rows and columns, `controls` adds counts, digests and sums."""
    directory.mkdir(parents=True, exist_ok=True)
    entries: dict[str, dict[str, object]] = {}
    for table, given in bank.tables.items():
        if not given and table not in NEEDED_FIRST:
            continue
        columns, rows = list(COLUMNS[table]), list(given)
        if order is not None:
            order.shuffle(columns)
            order.shuffle(rows)
        lines = [columns, *([row[column] for column in columns] for row in rows)]
        content = _lines_text(lines, delimiter=delimiter, newline=newline).encode(encoding)
        (directory / f"{table}.csv").write_bytes(content)
        entries[table] = {"file": f"{table}.csv", "mode": mode}
        if controls:
            entries[table] |= {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
            if table in SUMMED:
                entries[table]["sum"] = {SUMMED[table]: _sum(rows, SUMMED[table])}
    manifest = {
        "contract": "1.0",
        "bank": "测试银行",
        "period": [bank.first.isoformat(), bank.after.isoformat()],
        "encoding": encoding,
        "delimiter": delimiter,
        "currency": "CNY",
        "tables": entries,
    }
    (directory / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return directory


def _lines_text(lines: list[list[str]], *, delimiter: str, newline: str) -> str:
    if len(delimiter) > 1:  # no quotes exist there: a value may not hold the delimiter
        assert not any(delimiter in value for line in lines for value in line), delimiter
        return "".join(delimiter.join(line) + newline for line in lines)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(lines)
    return text.getvalue()


def _sum(rows: list[dict[str, str]], column: str) -> str:
    return f"{sum((Decimal(row[column]) for row in rows), Decimal()):f}"
