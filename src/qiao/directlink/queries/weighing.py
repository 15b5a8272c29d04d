"""What helps to decide on payments: whether the same was paid today, whom one never paid before, what is available."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localtime

from qiao.directlink.models import Instruction, Payment
from qiao.directlink.queries.instructions import PAYMENTS_MOST
from qiao.directlink.rules.orders import Item
from qiao.directlink.rules.states import State

TWINS_MOST = 50
OVER = (State.FAILED.value, State.CANCELLED.value, State.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class Twin:
    """A payment of the same amount to the same account, of the same day."""

    number: str
    name: str
    amount_fen: int
    made_at: datetime


def twins_of(customer_number: str, payments: Iterable[tuple[str, int]], *, at: datetime, but: str = "") -> list[Twin]:
    """Payments (account, amount in fen) that the enterprise has ordered on the same day and that did not fail."""
    wanted = set(payments)
    begins = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (
        Payment.objects.select_related("instruction")
        .filter(
            instruction__enterprise_id=customer_number,
            instruction__made_at__gte=begins,
            instruction__made_at__lt=begins + timedelta(days=1),
            other_account__in={account for account, _fen in wanted},
            amount_fen__in={fen for _account, fen in wanted},
        )
        .exclude(Q(state__in=OVER) | Q(instruction__state__in=OVER) | Q(instruction__number=but))
        .order_by("-id")
    )
    return [
        Twin(row.instruction.number, row.other_name, row.amount_fen, row.instruction.made_at)
        for row in rows[:TWINS_MOST]
        if (row.other_account, row.amount_fen) in wanted
    ]


def twice_in(items: Iterable[Item]) -> list[tuple[int, int]]:
    """Rows of one order that pay the same account the same amount: the numbers of the first and of the later one."""
    first: dict[tuple[str, int], int] = {}
    found = []
    for item in items:
        before = first.setdefault((item.account, item.amount_fen), item.index)
        if before != item.index:
            found.append((before, item.index))
    return found


def never_paid(customer_number: str, accounts: Iterable[str]) -> set[str]:
    """Those of the accounts that no payment of the enterprise has reached yet."""
    asked = set(accounts)
    rows = Payment.objects.filter(
        instruction__enterprise_id=customer_number, other_account__in=asked, state=State.PAID.value
    )
    return asked - set(rows.values_list("other_account", flat=True).distinct())


def payments_by_instruction(instructions: Iterable[Instruction]) -> dict[int, list[Payment]]:
    """The payments of several instructions in their order; of a file's part the first thousand."""
    found: dict[int, list[Payment]] = {one.pk: [] for one in instructions}
    for row in Payment.objects.filter(instruction_id__in=found, place__lte=PAYMENTS_MOST).order_by(
        "instruction_id", "place"
    ):
        found[row.instruction_id].append(row)
    return found
