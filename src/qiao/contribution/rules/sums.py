"""A customer's month as one record, and the sum of several that are one.

Source: piece 2, 2.5 (line 231: what a customer contributes). Millionths of a yuan and of yuan-days; whole numbers, so
that the sum of the parts is the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qiao.contribution.rules.credit import PersonCredit
from qiao.contribution.rules.facts import Side
from qiao.contribution.rules.indicators import CONTRIBUTION
from qiao.ground.money import SHARE_BP_ONE

MEASURES = (
    "deposit_balance_days_micro",
    "loan_balance_days_micro",
    "margin_micro",
    "expected_loss_micro",
    "fee_micro",
)


@dataclass(frozen=True, slots=True)
class PartySums:
    """A customer's month, all people and unclaimed together; millionths of a yuan and of yuan-days."""

    party_id: str
    deposit_balance_days_micro: int
    loan_balance_days_micro: int
    margin_micro: int
    expected_loss_micro: int
    fee_micro: int

    @property
    def contribution_micro(self) -> int:
        """Margin and fees less the expected loss."""
        return CONTRIBUTION.amount(self)


def together(party_id: str, parts: Iterable[PartySums]) -> PartySums:
    """Several customers' figures under one id."""
    held = list(parts)
    return PartySums(party_id, **{name: sum(getattr(one, name) for one in held) for name in MEASURES})


def nothing(party_id: str) -> PartySums:
    """No figure at all, to add to."""
    return PartySums(party_id, **dict.fromkeys(MEASURES, 0))


def with_credit(sums: PartySums, person: PersonCredit, *, side: Side) -> PartySums:
    """A person's credit on one account added; the record's id stands for the person then."""
    days = person.balance_days_micro
    return PartySums(
        sums.party_id,
        deposit_balance_days_micro=sums.deposit_balance_days_micro + (days if side is Side.DEPOSIT else 0),
        loan_balance_days_micro=sums.loan_balance_days_micro + (days if side is Side.LOAN else 0),
        margin_micro=sums.margin_micro + person.margin_micro,
        expected_loss_micro=sums.expected_loss_micro + person.expected_loss_micro,
        fee_micro=sums.fee_micro + person.fee_micro,
    )


def memo_micro(contribution_micro: int, *, share_bp: int) -> int:
    """What a memo of shadow credit stands for: a part of a customer's contribution that enters no sum."""
    return contribution_micro * share_bp // SHARE_BP_ONE
