"""League and slips as the interface answers them, down to the leaf and the fee."""

from dataclasses import dataclass
from datetime import date

from qiao.desk.rules.answers.figures import StandingLine


@dataclass(frozen=True, slots=True, kw_only=True)
class League:
    """People side by side in a month, the largest bonus first."""

    month: str
    run: int
    people: list[StandingLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipLine:
    """An account on a slip, or a customer's own fees where the account is empty."""

    party_id: str
    account_id: str
    side: str
    balance_days: str
    margin: str
    expected_loss: str
    fees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseLine:
    """F x K of one expense: the amount in full, the factor, and what it takes off."""

    expense_id: str
    on: date
    kind: str
    amount: str
    factor: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipWhole:
    """A slip: R and the bonus paid in yuan, the parts of R, and the lines of a page; `skip` asks for the next."""

    month: str
    run: int
    staff_id: str
    name: str
    plan: str
    deposit_leg: str
    loan_leg: str
    npl_ratio: str
    quality: str
    expense: str
    raw: str
    bonus: str
    flagged: bool
    expenses: list[ExpenseLine]
    lines: list[SlipLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafLine:
    """The days [since, until) on which balance, share and rates stay, rounded once to `amount`.

    `a_day` is each day's part before any rounding, cut after twelve decimals where it has no end; `written` is the
    arithmetic as numbers and signs.
    """

    measure: str
    since: date
    until: date
    balance: str
    share_bp: int
    rate: str | None
    price: str | None
    days: int
    a_day: str
    amount: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePart:
    """A person's part of a fee."""

    fee_id: str
    on: date
    amount: str
    share_bp: int
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipAccount:
    """A person's part of an account, leaf by leaf and fee by fee, reckoned anew; `agrees` with what was settled."""

    month: str
    run: int
    staff_id: str
    account_id: str
    party_id: str
    side: str
    agrees: bool
    flagged: bool
    leaves: list[LeafLine]
    fees: list[FeePart]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFees:
    """A person's part of a customer's own fees, those that name no account."""

    month: str
    run: int
    staff_id: str
    party_id: str
    total: str
    flagged: bool
    fees: list[FeePart]
