"""Instructions sought by what an operator remembers of them; and an instruction's journal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from qiao.directlink.models import Instruction, JournalRecord, Payment
from qiao.directlink.queries.instructions import seen_by
from qiao.ground.looks import midnight

JOURNAL_MOST = 500


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought; empty or None stands for anything. `since` and `last` are days on which it was made."""

    states: Collection[str] = ()
    form: str = ""
    channel: str = ""
    account: str = ""
    number: str = ""
    payee: str = ""
    amount_fen: int | None = None
    since: date | None = None
    last: date | None = None


def sought(customer_number: str, operator_id: int, what: Sought) -> "QuerySet[Instruction]":
    """The instructions within an operator's sight that fit, newest first."""
    rows = seen_by(customer_number, operator_id)
    exact = {"form": what.form, "channel": what.channel, "account_id": what.account}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if what.states:
        rows = rows.filter(state__in=what.states)
    if what.number:
        rows = rows.filter(number__startswith=what.number)
    if what.payee:
        named = Payment.objects.filter(
            Q(other_name__contains=what.payee) | Q(other_account=what.payee),
            instruction__enterprise_id=customer_number,
        )
        rows = rows.filter(pk__in=named.values("instruction_id"))
    if what.amount_fen is not None:
        rows = rows.filter(total_fen=what.amount_fen)
    if what.since is not None:
        rows = rows.filter(made_at__gte=midnight(what.since))
    if what.last is not None:
        rows = rows.filter(made_at__lt=midnight(what.last + timedelta(days=1)))
    return rows


def one_seen(customer_number: str, operator_id: int, number: str) -> Instruction | None:
    """An instruction by the enterprise's own number, if the operator may see it."""
    return seen_by(customer_number, operator_id).filter(number=number).first()


def journal_of(instruction: Instruction, payments: Collection[Payment]) -> list[JournalRecord]:
    """What the enterprise's journal says of an instruction and of its payments, in its order."""
    subjects = [instruction.number, *(one.transfer for one in payments)]
    rows = JournalRecord.objects.filter(enterprise_id=instruction.enterprise_id, subject__in=subjects)
    kinds = ("instruction", "signing", "payment", "given_back")
    return list(rows.filter(kind__in=kinds).order_by("sequence")[:JOURNAL_MOST])


def payment_seen(customer_number: str, operator_id: int, transfer: str) -> Payment | None:
    """A payment by its number towards the core, if the operator may see its instruction."""
    found = Payment.objects.select_related("instruction__account", "instruction__enterprise")
    row = found.filter(transfer=transfer, instruction__enterprise_id=customer_number).first()
    if row is None or not seen_by(customer_number, operator_id).filter(pk=row.instruction_id).exists():
        return None
    return row
