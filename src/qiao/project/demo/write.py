"""Write the made-up bank as one extract: the door of this folder.

The same arguments give the same bytes, on any machine and in any year: no clock, no order of sets, no floating money.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from qiao.ground.periods import day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.demo.bank import Bank, make_bank
from qiao.project.demo.calendar import Span, name_of, span_of, text_of_day
from qiao.project.demo.facts import BankFacts, LedgerBreak
from qiao.project.demo.ledger import BREAK_FEN
from qiao.project.demo.stories import BANK_NAME, logins, stories
from qiao.project.demo.tables import Table, tables

CONTRACT = "1.0"
LEAST_MONTHS, MOST_MONTHS = 6, 60  # the stories need half a year; the price history is made for five at most
LEAST_CUSTOMERS, MOST_CUSTOMERS = 200, 9_000  # the cast needs a bank around it; the names by rule end there


def write_bank(
    directory: Path,
    *,
    seed: int = 1,
    months: int = 13,
    until_month: str = "2026-09",
    customers: int = 3000,
    gaming: bool = False,
) -> BankFacts:
    """Write an extract of that many months ending with `until_month` into a directory, made where it is missing.

    gaming: with tricks and honest look-alikes planted behind the customers asked for.
    """
    span = _span(until_month, months=months, customers=customers)
    bank = make_bank(span, seed=seed, count=customers, gaming=gaming)
    directory.mkdir(parents=True, exist_ok=True)
    entries, rows = {}, {}
    for table in tables(bank, seed=seed):
        entries[table.name] = _write_table(directory, table)
        rows[table.name] = len(table.rows)
    manifest = {
        "contract": CONTRACT,
        "bank": BANK_NAME,
        "period": [text_of_day(span.since_day), text_of_day(span.until_day)],
        "encoding": "utf-8",
        "delimiter": ",",
        "currency": "CNY",
        "tables": entries,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (directory / "manifest.json").write_bytes(text.encode())
    return _facts(bank, seed=seed, rows=rows)


def _span(until_month: str, *, months: int, customers: int) -> Span:
    """The span asked for, or why the rule cannot make it."""
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        words = _("The demo bank can have %(least)s to %(most)s months, not %(given)s.")
        raise Refusal("demo.months", words, least=LEAST_MONTHS, most=MOST_MONTHS, given=months)
    if not LEAST_CUSTOMERS <= customers <= MOST_CUSTOMERS:
        words = _("The demo bank can have %(least)s to %(most)s customers, not %(given)s.")
        raise Refusal("demo.customers", words, least=LEAST_CUSTOMERS, most=MOST_CUSTOMERS, given=customers)
    try:
        return span_of(until_month, months=months)
    except ValueError as error:
        words = _("“%(given)s” is not a month; write it like 2026-09.")
        raise Refusal("demo.until_month", words, given=until_month) from error


def _write_table(directory: Path, table: Table) -> dict[str, Any]:
    """Write a table's file; returns its entry in the manifest."""
    lines = [",".join(table.columns)]
    lines += [",".join(row) for row in table.rows]
    content = ("\n".join(lines) + "\n").encode()
    assert content.count(b",") == (len(table.columns) - 1) * len(lines), table.name  # no name may need quotes
    file = f"{table.name}.csv"
    (directory / file).write_bytes(content)
    entry: dict[str, Any] = {"file": file, "rows": len(table.rows), "sha256": hashlib.sha256(content).hexdigest()}
    if table.sums:
        entry["sum"] = dict(table.sums)
    return entry | {"mode": "upsert"}


def _facts(bank: Bank, *, seed: int, rows: dict[str, int]) -> BankFacts:
    """What to tell of the bank just written."""
    span, broken = bank.span, bank.broken
    return BankFacts(
        bank=BANK_NAME,
        seed=seed,
        since=day_of(span.since_day),
        until=day_of(span.until_day),
        months=tuple(name_of(month) for month in span.months),
        logins=logins(bank),
        stories=stories(bank),
        ledger_break=LedgerBreak(
            day=day_of(broken.on_day),
            org_id=broken.org_id,
            product_id=broken.product_id,
            book_fen=broken.balance_fen,
            ledger_fen=broken.balance_fen + BREAK_FEN,
        ),
        rows=rows,
        planted=bank.planted.cases,
    )
