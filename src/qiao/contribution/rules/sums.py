"""A customer's month as one record, and the sum of several that are one.

Source: piece 2, 2.5 (line 231: what a customer contributes). Millionths of a yuan and of yuan-days; whole numbers, so
that the sum of the parts is the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qiao.contribution.rules.indicators import CONTRIBUTION

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
