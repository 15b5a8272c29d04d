"""What the receipt of a payment says, and the code by which somebody who holds the paper can tell that it is genuine.

The code is made with the link's own key over the facts; whoever changes an amount or a name on the paper cannot make
the code that fits. A receipt is the same for ever: what it says was booked and is never changed.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from qiao.directlink.models import Entry, Instruction, Payment
from qiao.directlink.rules.capitals import in_capitals
from qiao.directlink.rules.orders import ROUTE_WORDS, Form, Route
from qiao.directlink.rules.states import State
from qiao.ground.money import spaced, text_of_scaled
from qiao.ground.words import gettext_noop as _

SALT = "qiao.directlink.receipt"
CODE_LETTERS, GROUP_LETTERS = 20, 5
FEE = "904"
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The facts of a receipt, as they are signed: text and whole numbers of fen."""

    number: str
    moment: str
    payer_account: str
    payer_name: str
    payer_bank: str
    payee_account: str
    payee_name: str
    payee_bank: str
    amount_fen: int
    fee_fen: int
    route: str
    purpose: str
    order: str

    @property
    def digest(self) -> str:
        """SHA-256 over the facts, hex."""
        return hashlib.sha256(_plain(self)).hexdigest()

    @property
    def code(self) -> str:
        """The code on the paper, in groups."""
        letters = salted_hmac(SALT, _plain(self), algorithm="sha256").hexdigest()[:CODE_LETTERS].upper()
        return "-".join(letters[at : at + GROUP_LETTERS] for at in range(0, CODE_LETTERS, GROUP_LETTERS))

    def fits(self, code: str) -> bool:
        """Whether a code as somebody typed it is this receipt's."""
        typed = "".join(letter for letter in code.upper() if letter.isalnum() and letter.isascii())
        return hmac.compare_digest(typed, self.code.replace("-", ""))


def _plain(receipt: Receipt) -> bytes:
    return json.dumps(asdict(receipt), sort_keys=True, ensure_ascii=False).encode()


def receipt_of(payment: Payment, *, bank: str) -> Receipt | None:
    """The receipt of a payment that was made; None where it was not, or is not booked."""
    if payment.state != State.PAID.value:
        return None
    booked = Entry.objects.filter(payment=payment, is_reversal=False).exclude(summary=FEE).order_by("id").first()
    if booked is None:
        return None
    instruction = payment.instruction
    own = (instruction.account_id, instruction.account.name, bank)
    other = (payment.other_account, payment.other_name, payment.bank_name or bank)
    payer, payee = (other, own) if instruction.form == Form.COLLECTION.value else (own, other)
    return Receipt(
        number=payment.transfer,
        moment=f"{localtime(booked.at):%Y-%m-%d %H:%M:%S}",
        payer_account=payer[0],
        payer_name=payer[1],
        payer_bank=payer[2],
        payee_account=payee[0],
        payee_name=payee[1],
        payee_bank=payee[2],
        amount_fen=payment.amount_fen,
        fee_fen=payment.fee_fen,
        route=payment.route,
        purpose=payment.purpose or _purpose(payment, instruction),
        order=instruction.number,
    )


def _purpose(payment: Payment, instruction: Instruction) -> str:
    """What it was for as the order says; payments of a file bear it themselves."""
    items = instruction.content["items"]
    own = items[payment.place - 1].get("purpose") if items else ""
    return str(own or instruction.content.get("purpose") or "")


def payment_of_receipt(number: str) -> Payment | None:
    """The payment whose receipt bears a number, whoever's it is: asked by somebody who holds the paper."""
    found = Payment.objects.select_related("instruction__account", "instruction__enterprise")
    return found.filter(transfer=number).first()


def content_of(receipt: Receipt, *, bank: str, made_up: bool) -> dict[str, Any]:
    """What the paper says, each label in both languages."""
    number, amount = text_of_scaled(receipt.fee_fen, places=2), text_of_scaled(receipt.amount_fen, places=2)
    day, _time = receipt.moment.split(" ")
    return {
        "title": _both(_("Electronic receipt")),
        "bank": bank,
        "made_up": " ".join(_both(_("Made-up data: no bank, person or figure here is real"))) if made_up else "",
        "number_label": _both(_("Receipt no.")),
        "number": receipt.number,
        "day_label": _both(_("Booked at")),
        "moment": receipt.moment,
        "day": day,
        "payer": _side(_("Payer"), receipt.payer_account, name=receipt.payer_name, bank=receipt.payer_bank),
        "payee": _side(_("Payee"), receipt.payee_account, name=receipt.payee_name, bank=receipt.payee_bank),
        "amount_label": _both(_("Amount (yuan)")),
        "amount": f"¥ {spaced(amount)}",
        "capitals": f"人民币{in_capitals(receipt.amount_fen)}",
        "facts": [
            [_both(_("Purpose")), receipt.purpose or "—"],
            [_both(_("Route")), " ".join(_both(ROUTE_WORDS[Route(receipt.route)]))],
            [_both(_("Number of the order")), receipt.order],
            [_both(_("Fee (yuan)")), number],
        ],
        "code_label": _both(_("Verification code")),
        "code": receipt.code,
        "digest": receipt.digest,
        "remark": _both(_("The code proves amount, sides and day: check it on the desk. A copy is no second payment.")),
        "seal": _both(_("Electronic receipt seal")),
    }


def _side(words: str, account: str, *, name: str, bank: str) -> dict[str, Any]:
    rows = [[_both(_("Account name")), name], [_both(_("Account")), account], [_both(_("Bank")), bank or "—"]]
    return {"label": _both(words), "rows": rows}


def _both(words: str) -> list[str]:
    """Marked words in both languages of the paper."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(gettext(words))
    return said
