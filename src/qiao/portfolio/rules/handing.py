"""A hand-over as an event: its dossier, who brought which loan in, whether the customer knows the new manager.

Source: piece 2, 3.1. Credit changes on the agreed day: the giver has the days before it. Who brought a loan
in stays with the loan whoever serves the customer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.lines import UNCLAIMED, Line, credited

WAYS = {
    "visit": _("visit together"),
    "call": _("call together"),
    "letter": _("letter with receipt"),
    "message": _("message answered"),
}
"""How a customer is told and acknowledges who takes over."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A person's part in bringing a loan in."""

    account_id: str
    staff_id: str
    opened_on_day: int
    share_bp: int


def origins(
    loans: Iterable[tuple[str, int]], lines: Sequence[Line], *, known_accounts: frozenset[str]
) -> tuple[Origin, ...]:
    """Who had which share of each loan on the day it was opened; loans whose origin is known stay as they are."""
    return tuple(
        Origin(account_id, staff_id, opened, share)
        for account_id, opened in loans
        if account_id not in known_accounts
        for staff_id, share in sorted(credited(lines, account_id=account_id, day=opened).items())
        if staff_id != UNCLAIMED
    )


def check_people(giver: str, taker: str, *, supervisor: str) -> None:
    """Refuse a hand-over that fewer than three people would sign."""
    if len({giver, taker, supervisor} - {""}) < len(("giver", "taker", "supervisor")):
        raise Refusal(
            "hand_over.three", _("Name three different people: who gives, who takes over and who supervises.")
        )


def check_introduction(way: str, *, day: date | None, who: str, handed_on: date, on: date) -> None:
    """Refuse an introduction that says not when, how or by whom it was acknowledged."""
    if day is None or day > on:
        raise Refusal("hand_over.introduced_on", _("Say the day on which the customer was told: today or earlier."))
    if day < handed_on - timedelta(days=INTRODUCED_BEFORE_MOST):
        raise Refusal("hand_over.introduced_early", _("That day is long before the hand-over; look at it again."))
    if way not in WAYS:
        raise Refusal("hand_over.way", _("Say how the customer was told."))
    if not who.strip():
        raise Refusal("hand_over.who", _("Say who of the customer acknowledged it."))


INTRODUCED_BEFORE_MOST = 90


def is_late(due: date, *, on: date) -> bool:
    """Whether the day by which the hand-over was to be signed has passed."""
    return due < on
