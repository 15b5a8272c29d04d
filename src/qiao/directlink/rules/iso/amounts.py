"""Amounts of a message: decimal text to fen, exactly, and declared sums as integers of a common scale.

Source: the schemas allow five decimals of an amount and seventeen of a control sum. A sum of yuan has two; whatever
else is written is no amount of ours, but it still counts in the control sum, which is "irrespective of currencies".
"""

import re
from dataclasses import dataclass

from qiao.directlink.rules.files import CODE_WORDS, Code
from qiao.ground.words import gettext_noop as _

YUAN, ELEMENT = "CNY", "Amt"
SUM_PLACES, FEN_PLACES = 17, 2
SCALED_A_FEN: int = 10 ** (SUM_PLACES - FEN_PLACES)
FILE_AMOUNT_FEN_MOST = 10**13
"""A hundred thousand million yuan: a hundred thousand of them still fit the ledger's integers."""
PLAIN = re.compile(r"([0-9]{1,13})\.([0-9]{2})", re.ASCII)
"""How nearly every amount is written."""
DECIMAL = re.compile(r"[ \t\r\n]*([+-]?)([0-9]{0,30})(?:\.([0-9]{0,17}))?[ \t\r\n]*", re.ASCII)
"""What the schemas' type of numbers allows, within bounds that spare the reckoning of monstrous ones."""

TO_CONVERT = _("an amount to be converted from another currency is not taken")
MORE_PLACES = _("the amount has more than two decimals")
NEGATIVE = _("the amount is below nothing")
TOO_LARGE = _("the amount is larger than any that is taken")
NO_AMOUNT = _("there is no amount")


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why something in a payment or a part cannot be: the reason's code, the element, words."""

    code: Code
    element: str
    words: str


def plain_fen(text: str) -> int | None:
    """Fen of an amount as nearly all are written, 0.01 and more; None where a closer look is needed."""
    found = PLAIN.fullmatch(text)
    if found is None:
        return None
    fen = int(found[1] + found[2])
    return fen if 0 < fen <= FILE_AMOUNT_FEN_MOST else None


def scaled(text: str) -> int | None:
    """A decimal number as an integer of 10^-17; None where the text is none."""
    found = DECIMAL.fullmatch(text)
    if found is None:
        return None
    sign, whole, part = found[1], found[2], found[3] or ""
    if not whole and not part:
        return None
    value = int(whole + part.ljust(SUM_PLACES, "0"))
    return -value if sign == "-" else value


def whole_fen(value: int | None) -> int | None:
    """A scaled number in fen, if it is a whole number of them."""
    if value is None or value % SCALED_A_FEN:
        return None
    return value // SCALED_A_FEN


def judged_amount(text: str, *, currency: str, is_converted: bool) -> tuple[int, int, Misfit | None]:
    """An amount not written plainly: fen, 0 where it cannot be; what it adds to a control sum; what is wrong."""
    value = scaled(text)
    if value is None:
        return 0, 0, Misfit(Code.AMOUNT, ELEMENT, NO_AMOUNT)
    wrong = _wrong(text, value, is_yuan=currency == YUAN, is_converted=is_converted)
    if wrong is not None:
        return 0, value, Misfit(wrong[0], ELEMENT, wrong[1])
    return value // SCALED_A_FEN, value, None


def _wrong(text: str, value: int, *, is_yuan: bool, is_converted: bool) -> tuple[Code, str] | None:
    """Why an amount cannot be paid."""
    found: tuple[Code, str] | None = None
    if is_converted or not is_yuan:
        found = (Code.CURRENCY, TO_CONVERT if is_converted else CODE_WORDS[Code.CURRENCY])
    elif value <= 0:
        found = (Code.AMOUNT, NEGATIVE) if value else (Code.ZERO, CODE_WORDS[Code.ZERO])
    elif len(text.strip().partition(".")[2]) > FEN_PLACES:
        found = (Code.AMOUNT, MORE_PLACES)
    elif value > FILE_AMOUNT_FEN_MOST * SCALED_A_FEN:
        found = (Code.TOO_MUCH, TOO_LARGE)
    return found
