"""What the bank's books say after a loop, held against what the enterprises' systems have written down."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.db.models import Count, Sum

from qiao.directlink.models import Enterprise, Entry, Instruction, LedgerAccount, Payment
from qiao.directlink.queries.connections import journal_break
from qiao.directlink.rules.fox.codes import State as Told
from qiao.directlink.rules.fox.telling import STATES
from qiao.directlink.rules.states import FINAL, State
from tests.databases import homes
from tests.link.erp import Erp


def faults(home: Path, systems: Iterable[Erp]) -> list[str]:
    """Whatever does not agree: empty where nothing was lost, doubled or made up."""
    with homes.database_of(home):
        return [*_ledger(), *_payments(), *_journals(), *_clients(list(systems))]


def _ledger() -> list[str]:
    total = Entry.objects.aggregate(total=Sum("amount_fen"))["total"]
    found = [f"the ledger comes to {total}"] if total else []
    uneven = Entry.objects.values("transfer").annotate(total=Sum("amount_fen")).exclude(total=0)
    found += [f"transfer {row['transfer']} comes to {row['total']}" for row in uneven]
    for row in LedgerAccount.objects.exclude(kind="internal"):
        lines = row.entries.aggregate(total=Sum("amount_fen"))["total"] or 0
        if lines != row.booked_fen:
            found.append(f"account {row.number}: {row.booked_fen} booked, {lines} by its lines")
        if row.held_fen:
            found.append(f"account {row.number}: {row.held_fen} still earmarked")
        running = 0
        for amount_fen, balance_fen in row.entries.order_by("id").values_list("amount_fen", "balance_fen"):
            running += amount_fen
            if running != balance_fen:
                found.append(f"account {row.number}: a line's balance is {balance_fen} and not {running}")
                break
    return found


def _payments() -> list[str]:
    lines = Counter(dict(Entry.objects.exclude(payment=None).values_list("payment").annotate(n=Count("id"))))
    return [
        f"payment {payment.transfer} is {payment.state} with {lines[payment.pk]} lines"
        for payment in Payment.objects.all()
        if lines[payment.pk] != (2 if payment.state == State.PAID.value else 0)
    ]


def _journals() -> list[str]:
    broken = ((one.pk, journal_break(one)) for one in Enterprise.objects.all())
    return [f"journal of {number} breaks at {at}" for number, at in broken if at is not None]


def _clients(systems: list[Erp]) -> list[str]:
    known = {(one.enterprise_id, one.number): one for one in Instruction.objects.prefetch_related("payments")}
    found = []
    for system in systems:
        for number, payment in system.sent.items():
            instruction = known.pop((system.house.customer, number), None)
            told = system.told.get(number)
            if instruction is None:
                found.append(f"{number} is lost: told {told}")
            elif State(instruction.state) not in FINAL or told is None or not told.is_final:
                found.append(f"{number} has no end: {instruction.state}, told {told}")
            elif STATES[State(instruction.state)] is not told or told is not Told.PAYOUT:
                found.append(f"{number} is {instruction.state}, told {told}")
            elif instruction.total_fen != payment.amount_fen:
                found.append(f"{number} is of {instruction.total_fen} and not {payment.amount_fen}")
    return found + [f"nobody sent {number}" for _customer, number in known]
