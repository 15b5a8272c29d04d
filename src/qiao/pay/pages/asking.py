"""What a form of pay sent, cut to what a field may hold; refusals of this capability told beside their form."""

from collections.abc import Sequence
from datetime import date

from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.money import scaled_from_typed
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.typed import beside
from qiao.ground.words import gettext_noop as _

LONG_MOST, WRONG = 60_000, 400
DIGITS_MOST = 16
told = beside(("pay.", "pool.", "approval.", "month."))


def fen_in(text: str) -> int:
    """Yuan typed with two decimals at most, as fen; signs and separators may stand."""
    clean = text.strip().replace(",", "").replace("\N{MINUS SIGN}", "-")
    try:
        found = scaled_from_typed(clean, places=2) if len(clean) <= DIGITS_MOST else None
    except (ValueError, ArithmeticError):
        found = None
    if found is None:
        raise Refusal("pay.sum_unread", _("Write a sum in yuan with two decimals at most, as in 120.50."))
    return found


def day_in(text: str) -> date:
    """A day as browsers write it."""
    found = day_of_text(text)
    if found is None:
        raise Refusal("pay.day_unread", _("Choose a day."))
    return found


def numbers_in(texts: Sequence[str], *, most: int) -> list[int]:
    """Numbers that were ticked; what is none is left out."""
    clean = [text for text in texts[:most] if text.isascii() and text.isdigit() and len(text) < DIGITS_MOST]
    return [int(text) for text in clean]


def ways_of(person: User) -> dict[str, bool]:
    """Which pages of the capability a person may go to."""
    return {"sees_pay": may(person, "pay.see"), "sees_files": may(person, "pay.files")}
