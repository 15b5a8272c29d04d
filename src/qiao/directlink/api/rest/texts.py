"""Values as the interface writes and reads them: yuan with two decimals, days and moments by ISO 8601, plain texts."""

from datetime import date, datetime
from typing import Annotated

from django.utils.timezone import localtime
from django.utils.translation import gettext
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from qiao.directlink.api.rest.misfits import wanted
from qiao.directlink.models import Payment
from qiao.directlink.rules.ledger import REASON_WORDS, Reason
from qiao.ground.money import scaled_from_typed, text_of_scaled
from qiao.ground.words import gettext_noop as _

FEN_PLACES = 2
AMOUNT = r"^(0|[1-9][0-9]{0,14})\.[0-9]{2}$"
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Beyond, a day has no moment that every database knows."""


class Strict(Schema):
    """A body: fields that nobody knows are refused, and a number is no text."""

    model_config = ConfigDict(extra="forbid", strict=True)


def yuan(fen: int) -> str:
    """Fen as the interface writes them."""
    return text_of_scaled(fen, places=FEN_PLACES)


def fen_of(amount: str) -> int:
    """An amount of a body, fen."""
    return scaled_from_typed(amount, places=FEN_PLACES, signed=False)


def moment(at: datetime) -> str:
    """A moment by the bank's clock, with its distance from Greenwich."""
    return localtime(at).isoformat(timespec="seconds")


def reason_words(payment: Payment) -> str:
    """Why a payment failed: the other side's words where it has said any."""
    return payment.words or (gettext(REASON_WORDS[Reason(payment.reason)]) if payment.reason else "")


def _plain(value: str) -> str:
    if not value.isprintable():
        raise ValueError(gettext("only letters that can be printed"))
    if value != value.strip():
        raise ValueError(gettext("no blanks at its ends"))
    return value


def _day(value: date) -> date:
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValueError(gettext("no day that can be asked for"))
    return value


Amount = Annotated[
    str,
    Field(pattern=AMOUNT, description="Yuan with two decimals, as 300.00."),
    wanted(_('an amount in yuan with two decimals, as a text such as "12.30"')),
]
Day = Annotated[date, Field(strict=False, description="A day as YYYY-MM-DD."), AfterValidator(_day)]
AccountNumber = Annotated[
    str, Field(pattern=r"^[0-9A-Za-z-]{1,32}$"), wanted(_("an account's number: 1 to 32 digits, letters or hyphens"))
]
Text60 = Annotated[str, StringConstraints(max_length=60), AfterValidator(_plain)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_plain)]
