"""The book against the general ledger, day by day, org unit by org unit, product by product.

Source: the contract, 2 (tie-out): the account's own org unit, every day the ledger names.
"""

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.numbers import WIDE, exact_sum
from qiao.ground.periods import Period

CELL = ("org_id", "product_id")


def book_moves(balances: ir.Table, *, period: Period) -> ir.Table:
    """org_id, product_id, on_day, change_fen: how a cell's total moves on a day; the first day has the opening.

    balances: the cell, balance_fen, change_fen, since_day as spells of the period.
    """
    opening = balances.since_day == period.since_day
    moves = balances.select(
        *CELL, on_day=balances.since_day, change_fen=opening.ifelse(balances.balance_fen, balances.change_fen)
    )
    return moves.group_by(*CELL, "on_day").agg(change_fen=exact_sum(moves.change_fen))


def book_totals(moves: ir.Table, days: ir.Table) -> ir.Table:
    """org_id, product_id, on_day, book_fen for every cell of the book and every day of the period."""
    added = moves.group_by(*CELL, "on_day").agg(change_fen=exact_sum(moves.change_fen))
    cells = added.select(*CELL).distinct().cross_join(days)
    placed = cells.left_join(added, [*CELL, "on_day"])
    level = placed.select(*CELL, "on_day", change_fen=placed.change_fen.fill_null(ibis.literal(0, WIDE)))
    running = level.change_fen.sum().over(ibis.cumulative_window(group_by=list(CELL), order_by="on_day"))
    return level.select(*CELL, "on_day", book_fen=running.cast(WIDE))


def compared(totals: ir.Table, ledger: ir.Table, *, period: Period) -> ir.Table:
    """on_day, org_id, product_id, book_fen, ledger_fen, difference_fen for every row of the period's ledger."""
    named = ledger.filter((ledger.on_day >= period.since_day) & (ledger.on_day < period.until_day))
    stated = named.select(*CELL, on_day=named.on_day.cast("int64"), ledger_fen=named.balance_fen.cast(WIDE))
    joined = stated.left_join(totals, [*CELL, "on_day"])
    filled = joined.select("on_day", *CELL, "ledger_fen", book_fen=joined.book_fen.fill_null(ibis.literal(0, WIDE)))
    return filled.mutate(difference_fen=filled.book_fen - filled.ledger_fen)


def not_compared(totals: ir.Table, ledger: ir.Table) -> ir.Table:
    """on_day, org_id, product_id of the book's cells and days that the ledger does not name."""
    return totals.anti_join(ledger.mutate(on_day=ledger.on_day.cast("int64")), [*CELL, "on_day"])
