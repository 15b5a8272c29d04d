"""One customer as the interface answers it."""

from dataclasses import dataclass
from datetime import date

from qiao.desk.rules.answers.figures import Figures, Point, ServingLine


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account of a customer; the balance at the month's end and the month's margin, null where there is none."""

    account_id: str
    product_id: str
    org_id: str
    balance: str | None
    margin: str
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningLine:
    """What a person, or nobody (empty id), earns on a customer in the month."""

    staff_id: str
    balance_days: str
    margin: str
    expected_loss: str
    fees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TieLine:
    """A tie of the customer in [since, until); of the two the other one is named by id only where one may open it."""

    party_id: str | None
    related_id: str | None
    role: str
    since: date | None
    until: date | None
    share_bp: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWhole:
    """A customer with accounts, who serves and earns, its ties and months, oldest first; secret numbers are masked.

    `merged` are the ids of customers that were merged into this one. `withheld` says that others earn too, whose
    figures are not for the person who asks.
    """

    party_id: str
    name: str
    kind: str
    industry: str
    region: str
    id_no_masked: str
    phone_masked: str
    month: str | None
    flagged: bool
    merged: list[str]
    accounts: list[AccountLine]
    serving: list[ServingLine]
    earning: list[EarningLine]
    withheld: bool
    ties: list[TieLine]
    months: dict[str, Figures | None]
    curves: dict[str, list[Point]]
