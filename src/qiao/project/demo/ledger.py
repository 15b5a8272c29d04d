"""The general ledger of the made-up bank: every month-end, and every day of the last month; it ties but for one break.

Source: the contract, 1 (ledger) and 2 (tie-out). The break is a posting the ledger had a day too early.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Account
from qiao.project.demo.calendar import Span

BREAK_DAY = 18
BREAK_FEN = 126_000 * FEN_A_YUAN


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The end-of-day total of a unit's product, in fen."""

    on_day: int
    org_id: str
    product_id: str
    balance_fen: int


def ledger(accounts: Sequence[Account], *, span: Span) -> list[LedgerRow]:
    """What the book itself adds up to, by unit, product and day."""
    last = span.back(0)
    days = [month.until_day - 1 for month in span.months[:-1]] + list(range(last.since_day, last.until_day))
    changes: dict[tuple[str, str], dict[int, int]] = {}
    for account in (account for account in accounts if account.events):
        _add(changes.setdefault((account.org_id, account.product_id), {}), account.events)
    return [
        LedgerRow(day, org_id, product_id, total)
        for (org_id, product_id), by_day in sorted(changes.items())
        for day, total in _totals(by_day, days=days)
    ]


def with_break(
    rows: Sequence[LedgerRow], *, span: Span, org_id: str, product_id: str
) -> tuple[list[LedgerRow], LedgerRow]:
    """The ledger with its one break, and the row as it should be."""
    day = span.back(0).day(BREAK_DAY)
    place = next(
        place for place, row in enumerate(rows) if (row.on_day, row.org_id, row.product_id) == (day, org_id, product_id)
    )
    right = rows[place]
    wrong = replace(right, balance_fen=right.balance_fen + BREAK_FEN)
    return [*rows[:place], wrong, *rows[place + 1 :]], right


def _add(by_day: dict[int, int], events: Iterable[tuple[int, int]]) -> None:
    """Add an account's changes to its unit's product; the caller's own dictionary grows, for speed."""
    before = 0
    for day, balance in events:
        by_day[day] = by_day.get(day, 0) + balance - before
        before = balance


def _totals(by_day: dict[int, int], *, days: Sequence[int]) -> list[tuple[int, int]]:
    """The running total on each of the days, which are in order."""
    changes = sorted(by_day.items(), reverse=True)
    total = 0
    found = []
    for day in days:
        while changes and changes[-1][0] <= day:
            total += changes.pop()[1]
        found.append((day, total))
    return found
