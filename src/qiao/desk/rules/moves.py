"""What moves: large flows, accounts that wake, loans past due, what matures, who came and who left.

Source: piece 2, 2.5 (line 231: a manager finds changes of a customer's deposits and products with ease). A flow is a
customer's: what goes from one of its deposits into another is none.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.ground.periods import Period
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

DAYS_AHEAD = 30
"""So many days, today the first, in which a maturity is worth a line."""
DAYS_BACK = 30
"""So many days, the book's last one included, of which a move is told."""
GROUP = _("What moves")
LARGE_FLOW = Parameter(
    "moves.large_flow",
    _("Change of a customer's deposits within a day that is told as a large flow"),
    GROUP,
    Form.FEN,
    {"person": 50_000_000, "company": 500_000_000},
    least=100,
    most=99_999_999_999_900,
    source=_("set by the bank"),
    why=_("Every flow above it is a line of Today; it holds from the next load or settlement."),
)
DORMANT_DAYS = Parameter(
    "moves.dormant_days",
    _("Days without a change of balance after which an account is dormant"),
    GROUP,
    Form.DAYS,
    180,
    least=7,
    most=3_650,
    source=_("set by the bank"),
    why=_("An account that moves after so long is worth a call; it holds from the next load or settlement."),
)


class What(StrEnum):
    """The kinds of moves, in the order in which a page tells them."""

    MATURES = "matures"
    OVERDUE = "overdue"
    OUT = "out"
    IN = "in"
    WOKE = "woke"
    NEW_CUSTOMER = "new_customer"
    GONE_CUSTOMER = "gone_customer"
    OPENED = "opened"
    CLOSED = "closed"


WORDS = {
    What.MATURES: _("Matures within 30 days"),
    What.OVERDUE: _("Loans past due"),
    What.OUT: _("Large outflows"),
    What.IN: _("Large inflows"),
    What.WOKE: _("Dormant accounts that woke"),
    What.NEW_CUSTOMER: _("New customers"),
    What.GONE_CUSTOMER: _("Customers who closed everything"),
    What.OPENED: _("Accounts opened"),
    What.CLOSED: _("Accounts closed"),
}
DUE = frozenset({What.MATURES, What.OVERDUE})
"""What is told for what lies ahead or lasts, and not for a day on which something moved."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days a bank's moves are told of: the book's last one, the first told, the first since the load before."""

    first_day: int
    last_day: int
    news_day: int


def days_told(coverage: list[Period]) -> Days | None:
    """The days out of the periods of the loads in their order; None where no load speaks for a day.

    New is what moved since the load before spoke last; where that spoke for the same days, what moved on the last one.
    """
    if not coverage:
        return None
    until = max(one.until_day for one in coverage)
    before = max((one.until_day for one in coverage[:-1]), default=until)
    first = until - DAYS_BACK
    news = before if before < until else until - 1
    return Days(first, until - 1, max(first, news))


@dataclass(frozen=True, slots=True)
class Move:
    """One move; `amount_fen` is the change, or what is owed or matures, None where no money is told.

    `days` are those it lay still, or is past due.
    """

    what: What
    party_id: str
    customer: str
    account_id: str
    product_id: str
    on_day: int
    amount_fen: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A customer whom a person has served since a day, or served until it."""

    party_id: str
    customer: str
    person: str
    on: date
    begins: bool
