"""The statements of one signed payment and nothing else: no message, no password, no signature, no rule.

As an RSGI application it is the bare endpoint on the same server; as a script (python -m bench.link.bare SECONDS) it is
the same SQL in one process, one payment after the other.
"""

import itertools
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402  after the framework has started

COUNT = itertools.count()
CONTENT = json.dumps(
    {"items": [{"account": "x" * 18, "name": "测试企业", "amount_fen": 1}], "purpose": "货款", "pad": "x" * 420}
)
FACTS = json.dumps({"old": None, "new": "paid", "total_fen": 1, "digest": "0" * 64})
INSTRUCTION = (
    "enterprise_id, number, channel, form, business, account_id, maker_id, is_signed, content, content_digest, "
    "total_fen, count, signatures_wanted, state, words, day, made_at, state_at, expires_on, file_id, part, begun"
)
PAYMENT = (
    "instruction_id, place, {index}, transfer, other_account, other_name, bank_name, bank_number, amount_fen, fee_fen, "
    "route, state, reason, words, state_at, is_earmarked, tries, again_at, end_to_end, sender_number, purpose"
)
ENTRY = (
    "transfer, line, account_id, amount_fen, balance_fen, {on}, at, summary, purpose, memo, other_account, other_name, "
    "other_bank, other_bank_number, voucher, channel, route, is_reversal, payment_id"
)
ACCOUNT = "number, enterprise_id, name, kind, state, branch, opened, booked_fen, held_fen, frozen_fen, moved_on"
JOURNAL = "enterprise_id, sequence, at, actor, kind, subject, facts, previous_digest, digest"
OPERATOR = "id, enterprise_id, name, post, password, failures, locked_at, is_active, seen_at"
ENTERPRISE = "customer_number, name, state, addresses, strict, directed_only, signature_wanted, sequence, digest"


PARTS = {
    "OPERATOR": OPERATOR,
    "ENTERPRISE": ENTERPRISE,
    "ACCOUNT": ACCOUNT,
    "INSTRUCTION": INSTRUCTION,
    "PAYMENT": PAYMENT.replace("{index}", '"index"'),
    "ENTRY": ENTRY.replace("{on}", '"on"'),
    "JOURNAL": JOURNAL,
}


@cache
def named(statement: str) -> str:
    """A statement with its columns: {X} stands for the columns of X, {X?} for as many places."""
    for name, columns in PARTS.items():
        places = "(" + ", ".join(["%s"] * len(columns.split(", "))) + ")"
        statement = statement.replace("{" + name + "?}", places).replace("{" + name + "}", columns)
    return statement.replace("{LOCK}", " FOR UPDATE" if connection.vendor == "postgresql" else "")


def ask(statement: str, *given: Any) -> list[Any]:
    """What a statement answers, nothing where it answers nothing."""
    with connection.cursor() as cursor:
        cursor.execute(named(statement), given)
        return cursor.fetchall() if cursor.description else []


def pay(place: int) -> None:
    """One payment from an enterprise to its neighbour."""
    n = next(COUNT)
    number, nonce = f"{os.getpid()}-{place}-{n}", f"{os.getpid():08x}{place:08x}{n:016x}"
    customer, own, other = f"30000000{place:02}", f"9010101003000000{place:02}", f"9010101003000000{(place + 1) % 8:02}"
    now = datetime.now(UTC)
    (operator,) = ask("SELECT {OPERATOR} FROM directlink_operator WHERE enterprise_id = %s AND name = 'op01'", customer)
    ask("SELECT {ENTERPRISE} FROM directlink_enterprise WHERE customer_number = %s", customer)
    ask(
        "SELECT fingerprint, operator_id, public_pem, since, until, revoked_at FROM directlink_certificate "
        "WHERE fingerprint = %s",
        f"{place:064x}",
    )
    with transaction.atomic():
        ask(
            "INSERT INTO directlink_nonce (certificate_id, nonce, at) VALUES (%s, %s, %s) RETURNING id",
            *(f"{place:064x}", nonce, now),
        )
        ((*_head, sequence, _digest),) = ask(
            "SELECT {ENTERPRISE} FROM directlink_enterprise WHERE customer_number = %s{LOCK}", customer
        )
        ask("SELECT 1 FROM directlink_instruction WHERE enterprise_id = %s AND number = %s", customer, number)
        ask("SELECT 1 FROM directlink_errand WHERE enterprise_id = %s AND number = %s", customer, number)
        rows = ask(
            "SELECT {ACCOUNT} FROM directlink_account WHERE number IN (%s, %s) ORDER BY number{LOCK}", own, other
        )
        ask(
            "SELECT id, role, account, business, single_fen_most, daily_fen_most FROM directlink_right "
            "WHERE operator_id = %s ORDER BY id LIMIT 500",
            operator[0],
        )
        ask("SELECT id FROM directlink_watched_name WHERE name IN (%s) LIMIT 1", "测试企业")
        written = (customer, sequence + 1, number, own, other)
        _write(written, now=now, operator=operator[0], booked={row[0]: row[7] for row in rows})


def _write(written: tuple[str, int, str, str, str], *, now: datetime, operator: int, booked: dict[str, int]) -> None:
    customer, sequence, number, own, other = written
    transfer, on = f"{customer}-{sequence}-1", now.date()
    ((instruction,),) = ask(
        "INSERT INTO directlink_instruction ({INSTRUCTION}) VALUES {INSTRUCTION?} RETURNING id",
        *(customer, number, "fox", "single", "payment", own, operator, True, CONTENT, "0" * 64),
        *(1, 1, 0, "paid", "", on, now, now, None, None, "", 0),
    )
    ((payment,),) = ask(
        "INSERT INTO directlink_payment ({PAYMENT}) VALUES {PAYMENT?} RETURNING id",
        *(instruction, 1, 1, transfer, other, "测试企业", "", "", 1, 0),
        *("book", "paid", "", "", now, False, 0, None, "", "", ""),
    )
    lines: list[Any] = []
    for line, (account, amount) in enumerate(((own, -1), (other, 1)), start=1):
        after = booked[account] + amount
        moved = "UPDATE directlink_account SET booked_fen = %s, held_fen = %s, moved_on = %s WHERE number = %s"
        ask(moved, after, 0, on, account)
        lines += (transfer, line, account, amount, after, on, now, "231", "货款", "", other, "测试企业", "", "")
        lines += ("0000001", "204", "book", False, payment)
    ask("INSERT INTO directlink_entry ({ENTRY}) VALUES {ENTRY?}, {ENTRY?} RETURNING id", *lines)
    digest = f"{sequence:064x}"
    ask(
        "INSERT INTO directlink_journal ({JOURNAL}) VALUES {JOURNAL?} RETURNING id",
        *(customer, sequence, now, "op01", "instruction", number, FACTS, "0" * 64, digest),
    )
    ask(
        "UPDATE directlink_enterprise SET digest = %s, sequence = %s WHERE customer_number = %s",
        *(digest, sequence, customer),
    )
    ask("SELECT * FROM directlink_payment WHERE instruction_id = %s ORDER BY place", instruction)


class Bare:
    """The endpoint: the body names the enterprise, and the answer says that it was paid."""

    def __init__(self) -> None:
        """As many threads as the product has."""
        self.threads = ThreadPoolExecutor(8)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        import asyncio  # noqa: PLC0415  the script has no need of it

        body = await protocol()
        if scope.method == "POST":
            await asyncio.get_running_loop().run_in_executor(self.threads, pay, int(body))
        protocol.response_bytes(200, [("content-type", "text/plain")], b"PAYOUT")


application = Bare()


def main() -> None:
    """Pay for so many seconds, and say how many a second."""
    seconds, begun, count = float(sys.argv[1]), time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        pay(count % 8)
        count += 1
    print(count / (time.perf_counter() - begun))


if __name__ == "__main__":
    main()
