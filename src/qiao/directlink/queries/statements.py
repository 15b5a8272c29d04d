"""A statement as the desk shows it: the check of its sums, and which lines come from instructions of the enterprise."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, Q, Sum

from qiao.directlink.models import Entry, Payment
from qiao.directlink.queries import accounts
from qiao.directlink.rules.statement import Opened, summed

WALKED_MOST = 20_000
"""So many lines are followed one by one at a look; of more only the sums are held against each other."""


def check(number: str, *, since: date, until: date) -> Opened:
    """Opening balance and lines of [since, until) against the closing balance, and line by line where they are few."""
    found = accounts.lines_of(number, since=since, until=until).aggregate(
        lines=Count("id"),
        came=Sum("amount_fen", filter=Q(amount_fen__gt=0)),
        went=Sum("amount_fen", filter=Q(amount_fen__lt=0)),
    )
    if found["lines"] <= WALKED_MOST:
        return accounts.statement_check(number, since=since, until=until)
    return summed(
        accounts.balance_before(number, since),
        moves=(found["came"] or 0, found["went"] or 0),
        closing_fen=accounts.balance_before(number, until),
        lines=found["lines"],
    )


def instructions_behind(customer_number: str, lines: Sequence[Entry], *, seen: Collection[str]) -> dict[int, str]:
    """The enterprise's own number of the instruction behind each line, by the line's id; `seen` accounts only.

    The one debit of a payroll bears the number of its first payment and an S.
    """
    of_sum = {line.transfer.removesuffix("S"): line.pk for line in lines if line.payment_id is None}
    rows = (
        Payment.objects.select_related("instruction")
        .filter(
            Q(pk__in=[line.payment_id for line in lines if line.payment_id is not None]) | Q(transfer__in=of_sum),
            instruction__enterprise_id=customer_number,
            instruction__account_id__in=seen,
        )
        .only("transfer", "instruction__number")
    )
    by_payment = {row.pk: row.instruction.number for row in rows}
    found = {line.pk: by_payment[line.payment_id] for line in lines if line.payment_id in by_payment}
    return found | {of_sum[row.transfer]: row.instruction.number for row in rows if row.transfer in of_sum}
