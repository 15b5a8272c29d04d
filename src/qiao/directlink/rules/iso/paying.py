"""One payment of a message: the texts that were picked out of it, and the line that is staged of them.

A payment that bears no number of its own (NOTPROVIDED, or blanks) is numbered NOTPROVIDED-<part>-<place>, both from 1:
a report has to name it, and two of them are not the same payment.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from qiao.directlink.rules.files import Code, Part
from qiao.directlink.rules.iso.amounts import YUAN, Misfit, judged_amount, plain_fen
from qiao.directlink.rules.iso.values import (
    NO_NAME,
    NUMBER_LETTERS_MOST,
    account_of,
    bank_misfit,
    drawn_together,
    purpose_of,
)
from qiao.ground.words import gettext_noop as _

NOT_PROVIDED = "NOTPROVIDED"
BANK_NUMBER_LETTERS_MOST = 14
OTHER_FIRM = _("the creditor's number is another than that of its part")

Row: TypeAlias = tuple[int, int, str, str, str, str, int, str, str, str, str, str]
"""A staged line: the fields of `Paid` in their order."""


class Raw(NamedTuple):
    """What stands in one payment, as it stands there; empty or None where the element is missing."""

    end_to_end: str | None = None
    sender_number: str | None = None
    currency: str = ""
    amount: str = ""
    is_converted: bool = False
    system: str | None = None
    bank_number: str | None = None
    bic: str | None = None
    bank_name: str | None = None
    name: str | None = None
    iban: str | None = None
    other: str | None = None
    purpose: Sequence[str] = ()
    contract: str | None = None
    firm: str | None = None


class Line(NamedTuple):
    """A payment as it is staged; what it adds to a control sum where its fen do not tell; what is wrong with it."""

    row: Row
    scaled: int | None
    misfits: tuple[Misfit, ...]


def line_of(raw: Raw, part: Part, *, place: int, line: int) -> Line:
    """A payment by its place in its part and its line in the file."""
    scaled: int | None = None
    amount_wrong: Misfit | None = None
    fen = plain_fen(raw.amount) if raw.currency == YUAN and not raw.is_converted else None
    if fen is None:
        fen, scaled, amount_wrong = judged_amount(raw.amount, currency=raw.currency, is_converted=raw.is_converted)
    account, account_words = account_of(raw.iban, raw.other)
    name = drawn_together(raw.name)
    number = drawn_together(raw.end_to_end, most=NUMBER_LETTERS_MOST)
    row = (
        part.place,
        line,
        number if number and number != NOT_PROVIDED else f"{NOT_PROVIDED}-{part.place}-{place}",
        drawn_together(raw.sender_number, most=NUMBER_LETTERS_MOST),
        account,
        name,
        fen,
        drawn_together(raw.bank_number, most=BANK_NUMBER_LETTERS_MOST) if raw.bank_number else "",
        raw.bic.strip() if raw.bic else "",
        drawn_together(raw.bank_name) if raw.bank_name else "",
        purpose_of(raw.purpose) if raw.purpose else "",
        drawn_together(raw.contract, most=NUMBER_LETTERS_MOST) if raw.contract else "",
    )
    bank_wrong = bank_misfit(raw.system, raw.bank_number, raw.bic) if raw.bank_number or raw.bic else None
    has_firm_of_its_own = raw.firm is not None and raw.firm != part.firm
    if name and not (amount_wrong or account_words or bank_wrong or has_firm_of_its_own):
        return Line(row, scaled, ())
    wrong = [one for one in (amount_wrong, bank_wrong) if one is not None]
    return Line(row, scaled, (*wrong, *_others(account_words, name=name, has_firm_of_its_own=has_firm_of_its_own)))


def _others(account_words: str, *, name: str, has_firm_of_its_own: bool) -> Iterator[Misfit]:
    """What is wrong with the other side."""
    if account_words:
        yield Misfit(Code.ACCOUNT, "Acct", account_words)
    if not name:
        yield Misfit(Code.NAME, "Nm", NO_NAME)
    if has_firm_of_its_own:
        yield Misfit(Code.MANDATE, "CdtrSchmeId", OTHER_FIRM)
