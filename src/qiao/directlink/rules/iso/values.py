"""Texts of a message as the ledger keeps them: names, accounts, clearing numbers, days.

Source: the sizes of the tables of payments; ISO 13616 for the check digits of an IBAN; the code CNAPS of ISO's list of
clearing systems. Blanks around and within a text are those of a form, and not of a name: they are drawn together.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from qiao.directlink.rules.files import Code
from qiao.directlink.rules.iso.amounts import Misfit
from qiao.directlink.rules.orders import ACCOUNT
from qiao.ground.words import gettext_noop as _

NAME_LETTERS_MOST, PURPOSE_LETTERS_MOST, NUMBER_LETTERS_MOST, ACCOUNT_LETTERS_MOST = 120, 140, 35, 32
CLEARING_SYSTEM = "CNAPS"
CLEARING_NUMBER = re.compile(r"[0-9]{12}|[0-9]{14}", re.ASCII)
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}", re.ASCII)
BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
IBAN_DIVISOR, IBAN_REST, BASE_36 = 97, 1, 36
HERE = timezone(timedelta(hours=8))
"""China's one time zone: a moment with another offset is a day here."""
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)

NO_ACCOUNT = _("no account is named")
ACCOUNT_FORM = _("the account is longer than 32 letters and digits, or holds other signs")
IBAN_DIGITS = _("the check digits of the IBAN are wrong")
NO_NAME = _("no name is given")
OTHER_CLEARING = _("the number of the bank is not one of China's clearing system")
BIC_FORM = _("the bank's international code is not in its form")


def drawn_together(text: str | None, *, most: int = NAME_LETTERS_MOST) -> str:
    """A name in one line, cut to what is kept of it."""
    return " ".join(text.split())[:most] if text else ""


def purpose_of(lines: Sequence[str]) -> str:
    """What a payment is for: all its free lines in one, cut to what is kept."""
    return " ".join(" ".join(lines).split())[:PURPOSE_LETTERS_MOST]


def account_of(iban: str | None, other: str | None) -> tuple[str, str]:
    """The number of an account and what is wrong with it, in words, if anything."""
    if iban is not None:
        number = iban.strip()
        if not is_iban(number):
            return number[:ACCOUNT_LETTERS_MOST], IBAN_DIGITS
    else:
        number = other.strip() if other else ""
        if not number:
            return "", NO_ACCOUNT
    return (number, "") if ACCOUNT.fullmatch(number) else (number[:ACCOUNT_LETTERS_MOST], ACCOUNT_FORM)


def is_iban(number: str) -> bool:
    """Whether the check digits are right: letters are numbers from 10, the first four stand last, 97 leaves 1."""
    if not IBAN.fullmatch(number):
        return False
    digits = "".join(str(int(letter, BASE_36)) for letter in number[4:] + number[:4])
    return int(digits) % IBAN_DIVISOR == IBAN_REST


def bank_misfit(system: str | None, number: str | None, bic: str | None) -> Misfit | None:
    """What is wrong with the numbers of the other side's bank, if any are given."""
    is_ours = not system or system == CLEARING_SYSTEM
    if number and not (is_ours and CLEARING_NUMBER.fullmatch(number.strip())):
        return Misfit(Code.AGENT, "ClrSysMmbId", OTHER_CLEARING)
    if bic and not BIC.fullmatch(bic.strip()):
        return Misfit(Code.AGENT, "FinInstnId", BIC_FORM)
    return None


def day_of(text: str | None) -> date | None:
    """The day of a date or of a moment, as it is here; None where the text is none."""
    given = text.strip() if text else ""
    found = DAY.fullmatch(given)
    try:
        if found:
            return date.fromisoformat(found[1])
        moment = datetime.fromisoformat(given)
        return (moment.astimezone(HERE) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
