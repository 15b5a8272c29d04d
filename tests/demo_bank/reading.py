"""An extract of the made-up bank on disk and read back, with the few look-ups its tests need."""

import csv
import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from qiao.project.demo.facts import BankFacts
from qiao.project.demo.write import write_bank

Row = dict[str, str]


@dataclass(frozen=True)
class Written:
    """An extract on disk, read back by the test itself."""

    directory: Path
    facts: BankFacts
    manifest: Mapping[str, Any]
    tables: Mapping[str, list[Row]]

    def by(self, table: str, *columns: str) -> dict[tuple[str, ...], list[Row]]:
        """The rows of a table by some columns, in file order."""
        found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.tables[table]:
            found[tuple(row[column] for column in columns)].append(row)
        return dict(found)

    def rows(self, table: str, **wanted: str) -> list[Row]:
        """The rows with these values."""
        return [row for row in self.tables[table] if all(row[column] == value for column, value in wanted.items())]


def written(directory: Path, *, customers: int = 3000) -> Written:
    """Write a bank and read it back."""
    facts = write_bank(directory, customers=customers)
    manifest = json.loads((directory / "manifest.json").read_text("utf-8"))
    tables = {}
    for name, entry in manifest["tables"].items():
        with (directory / entry["file"]).open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return Written(directory, facts, manifest, tables)


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def carried(rows: Sequence[Row], day: str, *, on: str = "since") -> Row | None:
    """The last row at or before a day, of rows in order; ISO days compare as text."""
    place = bisect_right(rows, day, key=lambda row: row[on])
    return rows[place - 1] if place else None


def running(rows: Iterable[Row], day: str) -> list[Row]:
    return [row for row in rows if row["since"] <= day and (not row["until"] or day < row["until"])]


def days_of(month: str) -> list[str]:
    first = date.fromisoformat(f"{month}-01")
    return [day.isoformat() for day in (first + timedelta(n) for n in range(31)) if day.month == first.month]


def balance_on(rows: Sequence[Row], day: str) -> int:
    """The end-of-day balance in fen, from an account's rows in order."""
    row = carried(rows, day, on="on")
    return fen(row["balance"]) if row else 0


def untied(extract: Written) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Day, unit and product where the ledger differs from the balances: (book, ledger) in fen."""
    where = {row["account_id"]: (row["org_id"], row["product_id"]) for row in extract.tables["account"]}
    days = sorted({row["on"] for row in extract.tables["ledger"]})
    book: Counter[tuple[str, str, str]] = Counter()
    for (account_id,), rows in extract.by("balance", "account_id").items():
        ons = [row["on"] for row in rows]
        for day in days:
            place = bisect_right(ons, day)
            if place:
                book[(day, *where[account_id])] += fen(rows[place - 1]["balance"])
    ledger = {(row["on"], row["org_id"], row["product_id"]): fen(row["balance"]) for row in extract.tables["ledger"]}
    assert {key for key, balance in book.items() if balance} <= ledger.keys()
    return {key: (book[key], balance) for key, balance in ledger.items() if book[key] != balance}
