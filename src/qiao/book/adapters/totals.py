"""Control sums: a column's exact total over every cell of the file that is a number, whether its row loads or not."""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from decimal import Decimal

from duckdb import DuckDBPyConnection

from qiao.book.adapters import cells, duck
from qiao.book.adapters.reading import Read
from qiao.book.rules.contract import Column
from qiao.ground.money import EXACT
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BATCH_ROWS = 10_000
LETTERS_MOST = 40  # a longer number is none that a bank has; the sum stays exact


def check_sums(con: DuckDBPyConnection, read: Read) -> None:
    """Refuse where a total differs from the manifest's; call it once broken cells are in `given_<table>`."""
    for name, told in read.landed.entry.sums.items():
        column = read.table.column(name)
        found = _total(con, read, column)
        if found != told:
            raise Refusal(
                "load.sum",
                _(
                    "The column %(column)s of %(file)s (table %(table)s) adds up to %(found)s, manifest.json says "
                    "%(told)s; fetch the file again."
                ),
                column=name,
                file=read.landed.entry.file,
                table=read.table.name,
                found=format(found, "f"),
                told=format(told, "f"),
            )


def _total(con: DuckDBPyConnection, read: Read, column: Column) -> Decimal:
    """Understood cells in the engine's whole numbers, then one by one the numbers that the contract does not take."""
    name, stored = read.table.name, duck.name(column.stored)
    if not column.form.most:
        return _sum_of_texts(con, f"SELECT {stored} AS cell FROM read_{name}")
    understood = Decimal(duck.number(con, f"SELECT sum({stored}) FROM read_{name}"))
    others = (
        f"SELECT {duck.name(f'given_{column.name}')} AS cell FROM given_{name} AS g "
        f"JOIN read_{name} AS r ON r.rowid = g.ordinal WHERE r.{stored} IS NULL"
    )
    return EXACT.add(EXACT.scaleb(understood, -column.form.places), _sum_of_texts(con, others))


def _sum_of_texts(con: DuckDBPyConnection, cells_query: str) -> Decimal:
    total = Decimal(0)
    answer = con.execute(
        f"SELECT cell FROM ({cells_query}) WHERE length(cell) <= {LETTERS_MOST} "
        f"AND regexp_full_match(cell, '{cells.DECIMAL_PATTERN}')"
    )
    while batch := answer.fetchmany(BATCH_ROWS):
        for (cell,) in batch:
            total = EXACT.add(total, Decimal(cell))
    return total
