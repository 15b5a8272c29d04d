"""What is signed on a message between an enterprise's front-end agent and the bank, letter by letter.

Source: piece 7 (operations are protected by certificates and signatures). The form is the product's own: the bank
whose interface it speaks publishes none. A signature covers what is to happen (sign or lodge), the address, the body's
digest, the moment and a number used once; so no part can be changed and nothing can be sent a second time.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SCHEME = "qiao-link-1"
CLOCK_OFF_MOST = timedelta(minutes=5)
"""How far the two clocks may lie apart; a number used once is kept for longer than that."""
NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)
FINGERPRINT = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ", re.ASCII)
SIGNATURE_LETTERS_MOST = 200


STATE_HEADER = "Qiao-Certificate-State"
"""In the answer to a signed OPTIONS: whether the bank would take what this certificate signs."""


class Standing(StrEnum):
    """What the bank says of a certificate before any message is sent; the words are the codes of its refusals.

    Unknown and wrong are told apart to whoever asks: an agent's people do another thing about each, and a fingerprint
    is known to those alone who were shown the certificate.
    """

    BOUND = "bound"
    UNKNOWN = "unknown"
    ENDED = "expired"
    CLOCK = "moment"
    WRONG = "wrong"
    LOCKED = "locked"
    ADDRESS = "address"
    UNSAID = ""


def standing_of(told: str | None) -> Standing:
    """What the header says; a bank that does not know it says nothing."""
    return Standing(told) if told in set(Standing) else Standing.UNSAID


class Effect(StrEnum):
    """What an operator's front-end agent asks for: at once by signature, or lodged for others to authorise."""

    SIGN = "sign"
    LODGE = "lodge"


HEADERS = ("Qiao-Certificate", "Qiao-Effect", "Qiao-Time", "Qiao-Nonce", "Qiao-Signature")


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature that came with a message: whose, to what effect, when, its number, and the signature in Base64."""

    fingerprint: str
    effect: Effect
    time: str
    nonce: str
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        """The five headers that a message bears."""
        values = (self.fingerprint, self.effect.value, self.time, self.nonce, self.signature)
        return dict(zip(HEADERS, values, strict=True))


def text_to_sign(effect: Effect, path: str, *, body_sha256: str, time: str, nonce: str) -> bytes:
    """The letters that are signed, ASCII, one fact a line."""
    return f"{SCHEME}\nPOST\n{path}\n{effect.value}\n{body_sha256}\n{time}\n{nonce}".encode("ascii")


def read_signed(fingerprint: str, effect: str, *, time: str, nonce: str, signature: str) -> Signed:
    """The five headers as a signature; refused where one of them has not its form."""
    formed = (
        FINGERPRINT.fullmatch(fingerprint),
        effect in set(Effect),
        MOMENT.fullmatch(time),
        NONCE.fullmatch(nonce),
        0 < len(signature) <= SIGNATURE_LETTERS_MOST,
    )
    if not all(formed):
        raise _formless()
    _moment(time)
    return Signed(fingerprint, Effect(effect), time, nonce, signature)


def _moment(time: str) -> datetime:
    """When a signature was made; refused where no calendar or clock shows such a moment."""
    try:
        return datetime.fromisoformat(time)
    except ValueError as error:
        raise _formless() from error


def _formless() -> Refusal:
    return Refusal("signature.form", _("The signature's headers are incomplete or not in their form."))


def check_moment(signed: Signed, *, at: datetime) -> None:
    """Refuse a signature made too long ago, or ahead of the bank's clock."""
    made = _moment(signed.time)
    if abs(at - made) > CLOCK_OFF_MOST:
        raise Refusal(
            "signature.moment",
            _("The signature is of %(time)s and the bank's clock shows %(now)s; set the clock and sign anew."),
            time=signed.time,
            now=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
