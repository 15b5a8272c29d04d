"""Instructions as an operator may see them: by number, those that wait for a signature, and all with their states."""

from collections.abc import Collection, Sequence

from django.db.models import Count, Q, QuerySet

from qiao.directlink.adapters.rows import Select
from qiao.directlink.models import Instruction, Payment, Signing
from qiao.directlink.queries import parties
from qiao.directlink.rules.orders import Business
from qiao.directlink.rules.rights import Grant, Role, grants_for
from qiao.directlink.rules.states import State

LIST_MOST = 500
PAYMENTS_MOST = 1_000
PAYMENTS = Select(
    Payment,
    [field.name for field in Payment._meta.concrete_fields],
    "instruction_id = %s",
    more=f"ORDER BY place LIMIT {PAYMENTS_MOST}",
)


def by_number(customer_number: str, number: str) -> Instruction | None:
    """An instruction by the enterprise's own number."""
    rows = Instruction.objects.select_related("account", "maker")
    return rows.filter(enterprise_id=customer_number, number=number).first()


def seen_by(customer_number: str, operator_id: int) -> "QuerySet[Instruction]":
    """The instructions of the accounts that an operator has any right of, newest first."""
    rows = Instruction.objects.select_related("account", "maker").filter(enterprise_id=customer_number)
    grants = parties.grants_of(operator_id)
    if not any(grant.account == "" for grant in grants):
        rows = rows.filter(account_id__in={grant.account for grant in grants})
    return rows.order_by("-id")


def to_sign(customer_number: str, operator_id: int) -> list[Instruction]:
    """The instructions that an operator can sign now: of others, within the own rights, not signed by oneself yet."""
    grants = parties.grants_of(operator_id)
    signed = Signing.objects.filter(operator_id=operator_id, verdict="signed", counts=True)
    rows = seen_by(customer_number, operator_id).filter(~Q(maker_id=operator_id), state=State.LODGED.value)
    waiting = rows.exclude(pk__in=signed.values("instruction_id"))[:LIST_MOST]
    return [row for row in waiting if may_sign(row, grants)]


def may_sign(instruction: Instruction, grants: Sequence[Grant]) -> bool:
    """Whether one of the rights lets its holder sign an instruction."""
    found = grants_for(grants, Role.APPROVE, account=instruction.account_id, business=Business(instruction.business))
    return any(grant.single_fen_most is None or instruction.total_fen <= grant.single_fen_most for grant in found)


def who_signed(instruction: Instruction) -> frozenset[int]:
    """Whose signatures stand, by id: of people who are still there, not locked, and still may sign."""
    rows = instruction.signings.filter(
        verdict="signed",
        counts=True,
        operator__is_active=True,
        operator__locked_at=None,
        operator__rights__role=Role.APPROVE.value,
    )
    return frozenset(rows.values_list("operator_id", flat=True))


def in_states(customer_number: str, operator_id: int, states: Collection[State]) -> list[Instruction]:
    """The instructions that an operator may see and that stand in one of the states, newest first."""
    rows = seen_by(customer_number, operator_id).filter(state__in=[state.value for state in states])
    return list(rows[:LIST_MOST])


def firsts_of(instructions: Sequence[Instruction]) -> dict[int, Payment]:
    """The first payment of each instruction, by the instruction's id: whom a list names."""
    rows = Payment.objects.filter(instruction_id__in=[one.pk for one in instructions], place=1)
    return {row.instruction_id: row for row in rows}


def payments_of(instruction: Instruction) -> list[Payment]:
    """The payments of an instruction in their order; of a file's part the first thousand."""
    return PAYMENTS.all(instruction.pk)


def payments_after(instruction: Instruction, after: int, *, most: int) -> list[Payment]:
    """The payments of an instruction behind a place, in their order."""
    rows = Payment.objects.filter(instruction_id=instruction.pk, place__gt=after)
    return list(rows.order_by("place")[:most])


def counts_of(instruction: Instruction) -> dict[str, int]:
    """How many payments of an instruction stand in each state."""
    rows = instruction.payments.order_by().values_list("state").annotate(count=Count("id"))
    return dict(rows)


def signings_of(instruction: Instruction) -> list[Signing]:
    """Who said what of an instruction, in its order."""
    return list(instruction.signings.select_related("operator").order_by("id")[:LIST_MOST])


def by_id(customer_number: str, number: int) -> Instruction | None:
    """An instruction by the bank's own number."""
    if not 0 < number < 2**63:
        return None
    rows = Instruction.objects.select_related("account", "maker")
    return rows.filter(enterprise_id=customer_number, pk=number).first()


def is_seen(instruction: Instruction, operator_id: int) -> bool:
    """Whether an operator has any right of an instruction's account."""
    return any(grant.account in {"", instruction.account_id} for grant in parties.grants_of(operator_id))
