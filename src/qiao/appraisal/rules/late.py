"""What becomes known late, where it stands, and how much of whose share a change of a portfolio moves.

Source: features 2.1 (5, 7) and 2.4: an event says what it concerns; each difference has exactly one cause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.lines import Lines, accounts_of, credited


class LateKind(StrEnum):
    """What kind of thing became known."""

    SHARES = "shares"  # a change of who serves a customer, agreed here
    LOAD = "load"  # an extract that says otherwise of closed days
    PLAN = "plan"  # a plan put in force for them
    STANDING = "standing"  # suspension, certificates, a ladder: days on which somebody is credited


class LateState(StrEnum):
    """Where an event stands for a month."""

    WAITING = "waiting"
    BEYOND = "beyond"  # further back than the limit: waits for a decision
    BOOKED = "booked"
    NOTHING = "nothing"  # it changes no figure of the month
    LEFT = "left"  # decided: not booked
    REOPENED = "reopened"  # the month was opened again and is settled anew with it


KIND_WORDS = {
    LateKind.SHARES: _("change of who serves"),
    LateKind.LOAD: _("load"),
    LateKind.PLAN: _("plan"),
    LateKind.STANDING: _("standing in the post"),
}
STATE_WORDS = {
    LateState.WAITING: _("waits to be booked"),
    LateState.BEYOND: _("beyond the limit: waits for a decision"),
    LateState.BOOKED: _("booked"),
    LateState.NOTHING: _("changes nothing"),
    LateState.LEFT: _("left as it is"),
    LateState.REOPENED: _("month reopened"),
}
PENDING = frozenset({LateState.WAITING, LateState.BEYOND})


class InputKind(StrEnum):
    """Of what an event keeps what it says."""

    LINES = "lines"  # a customer's assignment rows
    STAFF = "staff"  # a person's last day in the post
    PRODUCT = "product"
    BARRED = "barred"  # the days on which a person is credited with nothing
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Move:
    """A person's share of a customer or of one account on the first day that differs, before and after."""

    account_id: str
    staff_id: str  # '' = unclaimed
    before_bp: int
    after_bp: int


def moves(before: Lines, after: Lines, *, day: int) -> tuple[Move, ...]:
    """Whose share differs on a day: of the whole customer, and of each account with lines of its own."""
    found: list[Move] = []
    for account_id in ("", *accounts_of((*before, *after))):
        old, new = (credited(lines, account_id=account_id, day=day) for lines in (before, after))
        found.extend(
            Move(account_id, staff_id, old.get(staff_id, 0), new.get(staff_id, 0))
            for staff_id in sorted(old.keys() | new.keys(), key=lambda one: (one == "", one))
            if old.get(staff_id, 0) != new.get(staff_id, 0)
        )
    return tuple(found)


def whole_first(found: Sequence[Move]) -> tuple[Move, ...]:
    """Of moves of the customer and of its accounts those to be told: of the whole where it moves, else all."""
    whole = tuple(move for move in found if not move.account_id)
    return whole or tuple(found)
