"""A bank's tables in the stored form, without the book: what the settlement's expressions read."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from qiao.book.rules.contract import FORMS, TABLES, Kind
from qiao.contribution.adapters.reckoning import Masters
from qiao.contribution.frames.batch import BUCKETED, WHOLE
from qiao.ground.periods import day_number
from tests.banks.bank import Bank, Row

ARROW = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64()}


def stored_table(bank: Bank, name: str) -> pa.Table:
    """One table of the bank as columns of integers and text; what is empty is null."""
    columns = TABLES[name].columns
    arrays = {
        column.stored: pa.array(
            [_cell(row, column.name, column.kind) for row in bank.tables[name]], ARROW[FORMS[column.kind].stored_type]
        )
        for column in columns
    }
    return pa.table(arrays)


def masters_of(bank: Bank) -> Masters:
    """The snapshot of masters a run would keep."""
    return Masters(**{name: stored_table(bank, name) for name in ("org", "staff", "product", "assignment")})


class StoredFacts:
    """The facts as Parquet files, cut into buckets by the row's number, which no result may depend on."""

    def __init__(self, bank: Bank, folder: Path, *, buckets: int) -> None:
        """Write the files."""
        self._files: dict[tuple[str, int | None], str] = {}
        owner = {row["account_id"]: place % buckets for place, row in enumerate(bank.tables["account"])}
        for name in (*BUCKETED, *WHOLE):
            table = stored_table(bank, name)
            if name not in BUCKETED:
                self._write(table, folder, name, None)
                continue
            places = [owner.get(row["account_id"], 0) for row in bank.tables[name]]
            for bucket in range(buckets):
                chosen = [place for place, of in enumerate(places) if of == bucket]
                self._write(table.take(pa.array(chosen, pa.int64())), folder, name, bucket)

    def _write(self, table: pa.Table, folder: Path, name: str, bucket: int | None) -> None:
        path = folder / f"{name}-{bucket}.parquet"
        parquet.write_table(table, path)
        self._files[name, bucket] = str(path)

    def __call__(self, table: str, buckets: Any) -> list[str]:
        """The files of a table, of these buckets."""
        wanted = [None] if buckets is None else buckets
        return [self._files[table, bucket] for bucket in wanted]


def _cell(row: Row, name: str, kind: Kind) -> Any:
    text = row.get(name, "")
    if text == "":
        return None
    form = FORMS[kind]
    if kind is Kind.DATE:
        return day_number(date.fromisoformat(text))
    if form.stored_type == "string":
        return text
    return int(Decimal(text).scaleb(form.places))
