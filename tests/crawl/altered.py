"""The same made-up bank with every figure changed that lies outside one branch.

Whoever sees that branch only must read the very same pages at both banks: a total in which a foreign figure has part
gives itself away by changing.
"""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

HEAD = "HEAD01"
TIMES = 3


def alter_elsewhere(extract: Path) -> int:
    """Treble the balances and fees of customers who are foreign to the branch of HEAD; returns how many they are."""
    units = _below(
        _rows(extract, "org"), next(row["org_id"] for row in _rows(extract, "staff") if row["staff_id"] == HEAD)
    )
    people = {row["staff_id"] for row in _rows(extract, "staff") if row["org_id"] in units}
    near = {row["party_id"] for row in _rows(extract, "assignment") if row["staff_id"] in people}
    accounts = _rows(extract, "account")
    near |= {row["party_id"] for row in accounts if row["org_id"] in units}
    far = {row["party_id"] for row in _rows(extract, "party")} - near
    theirs = {row["account_id"] for row in accounts if row["party_id"] in far}
    _change(extract, "balance", "balance", lambda row: row["account_id"] in theirs)
    _change(extract, "fee", "amount", lambda row: row["party_id"] in far)
    return len(far)


def _below(units: list[dict[str, str]], top: str) -> set[str]:
    found, more = {top}, True
    while more:
        below = {row["org_id"] for row in units if row["parent_id"] in found} - found
        found |= below
        more = bool(below)
    return found


def _rows(extract: Path, table: str) -> list[dict[str, str]]:
    with (extract / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _change(extract: Path, table: str, column: str, chosen: Callable[[dict[str, str]], bool]) -> None:
    rows = _rows(extract, table)
    for row in rows:
        if chosen(row):
            row[column] = _text(_fen(row[column]) * TIMES)
    content = "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"
    (extract / f"{table}.csv").write_bytes(content.encode())
    manifest = json.loads((extract / "manifest.json").read_text("utf-8"))
    entry = manifest["tables"][table]
    entry["sha256"] = hashlib.sha256(content.encode()).hexdigest()
    if column in entry.get("sum", {}):
        entry["sum"][column] = _text(sum(_fen(row[column]) for row in rows))
    (extract / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


def _text(fen: int) -> str:
    sign, yuan = "-" if fen < 0 else "", abs(fen) // 100
    return f"{sign}{yuan}.{abs(fen) % 100:02d}"
