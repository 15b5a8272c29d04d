"""Who asks: the operator's password with its strikes, the address, and the signature with its number used once.

Source: fox.md 1.3 and 4 (a sign-on with each message; wrong passwords one after the other lock the operator).
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.utils.timezone import localtime

from qiao.directlink.actions.admitting import admit
from qiao.directlink.actions.journal import turn
from qiao.directlink.adapters import passwords, signing
from qiao.directlink.adapters.rows import Select, insert
from qiao.directlink.models import Certificate, Enterprise, Nonce, Operator
from qiao.directlink.queries import parties
from qiao.directlink.rules import parameters
from qiao.directlink.rules.signature import CLOCK_OFF_MOST, Signed, check_moment, text_to_sign
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office

SEEN_EVERY = timedelta(minutes=5)
"""An operator's last message is noted no more often than that: a mark on each would make every query a write."""
NONCE_KEPT = 4 * CLOCK_OFF_MOST
SIGNATURE_MISSING = _("The message is not signed; the enterprise has agreed to sign all of them.")
NO_CIPHER = _(
    "Passwords under {DES} are not taken: its key is known to all. Send the password in clear text within TLS."
)
CERTIFICATE = Select(
    Certificate, ("fingerprint", "operator", "public_pem", "since", "until", "revoked_at"), "fingerprint = %s"
)
KEY_SECONDS = 900
KEY = re.compile(r"(?P<customer>[0-9]{10})@(?P<operator>[0-9]{1,18}):(?P<told>[A-Za-z0-9+/]{24})", re.ASCII)
PASSWORD_LETTERS_LEAST, PASSWORD_LETTERS_MOST = 10, 30


@dataclass(frozen=True, slots=True)
class Entered:
    """An operator who has said the right password, with the enterprise."""

    enterprise: Enterprise
    operator: Operator


def sign_on(customer_number: str, name: str, *, password: str, address: str, at: datetime) -> Entered:
    """Let an operator in; a wrong password is counted, and the last that is allowed locks for good."""
    operator = parties.operator_of(customer_number, name)
    if operator is None or not operator.is_active:
        passwords.take_as_long(password)
        raise Refusal("sign_on.unknown", _("The user name or password is wrong."))
    admit(operator, address=address, at=at)
    if not passwords.is_right(operator.pk, password, kept=operator.password):
        if operator.locked_at is None:
            _strike(operator, at=at)
        raise Refusal("sign_on.wrong", _("The user name or password is wrong."))
    if operator.locked_at is not None:  # in the words of a wrong one: whoever guesses is not told that it was right
        raise Refusal("sign_on.locked", _("The user name or password is wrong."))
    if operator.failures or operator.seen_at is None or at - operator.seen_at > SEEN_EVERY:
        Operator.objects.filter(pk=operator.pk).update(failures=0, seen_at=at)
    return Entered(operator.enterprise, operator)


def _strike(operator: Operator, *, at: datetime) -> None:
    with turn(operator.enterprise_id, at=at, actor=operator.name) as taken:
        now = Operator.objects.get(pk=operator.pk)
        now.failures += 1
        if now.failures >= office.parameter(parameters.STRIKES.name, on=localtime(at).date()):
            now.locked_at, now.lock_reason = at, "wrong passwords"
        now.save(update_fields=["failures", "locked_at", "lock_reason"])
        taken.note("wrong_password", now.name, failures=now.failures, locked=now.locked_at is not None)


def check_signature(signed: Signed, operator: Operator, *, path: str, body: bytes, at: datetime) -> None:
    """Refuse a signature that is not this operator's over this message, or was made at another time."""
    check_moment(signed, at=at)
    bound = CERTIFICATE.first(signed.fingerprint)
    if bound is None or bound.operator_id != operator.pk:
        raise Refusal("signature.unknown", _("The certificate is not bound to this operator."))
    _check_made(signed, bound, path=path, body=body, at=at)


def check_certificate(signed: Signed, *, path: str, address: str, at: datetime) -> None:
    """Refuse a signature over nothing, by which an agent tries whether what it signs would be taken from there."""
    check_moment(signed, at=at)
    bound = bound_certificate(signed.fingerprint)
    _check_made(signed, bound, path=path, body=b"", at=at)
    holder_of(bound, address=address, at=at)


def bound_certificate(fingerprint: str) -> Certificate:
    """The certificate that was bound to an operator; refused where there is none."""
    bound = CERTIFICATE.first(fingerprint)
    if bound is None:
        raise Refusal("signature.unknown", _("The certificate is not bound to an operator."))
    return bound


def check_in_force(bound: Certificate, *, at: datetime) -> None:
    """Refuse a certificate that is over; told to nobody but who has the key, after what it signed was looked at."""
    if bound.revoked_at is not None or not bound.since <= at < bound.until:
        raise Refusal("signature.expired", _("The certificate has expired or was revoked."))


def holder_of(bound: Certificate, *, address: str, at: datetime) -> Operator:
    """Whose certificate it is; refused where nobody may ask by it any more, or not from the address."""
    operator = parties.operator_by_id(bound.operator_id)
    assert operator is not None, "a certificate is bound to an operator"
    if not operator.is_active or operator.locked_at is not None:
        raise Refusal("sign_on.locked", _("The operator is locked or gone; ask the bank."))
    admit(operator, address=address, at=at)
    return operator


def _check_made(signed: Signed, bound: Certificate, *, path: str, body: bytes, at: datetime) -> None:
    text = text_to_sign(
        signed.effect, path, body_sha256=hashlib.sha256(body).hexdigest(), time=signed.time, nonce=signed.nonce
    )
    if not signing.verify(signing.public_key_of(bound.public_pem), signed.signature, text=text):
        raise Refusal("signature.wrong", _("The signature does not fit the message."))
    check_in_force(bound, at=at)


def claim_nonce(signed: Signed, *, at: datetime) -> None:
    """Use a signature's number up; refused where it was used before. Within the transaction of what it lets happen."""
    use_up(signed.fingerprint, signed.nonce, at=at)


def use_up(fingerprint: str, nonce: str, *, at: datetime) -> None:
    """Use a number of a certificate up, whichever form of signature bore it."""
    try:
        insert([Nonce(certificate_id=fingerprint, nonce=nonce, at=at)])
    except IntegrityError as error:
        raise Refusal("signature.replayed", _("This very message was sent before; sign it anew.")) from error


def forget_nonces(*, at: datetime) -> int:
    """Let go of numbers whose signatures would be refused for their age alone."""
    return Nonce.objects.filter(at__lt=at - NONCE_KEPT).delete()[0]


def check_password_form(password: str) -> None:
    """Refuse a new password that is too short or longer than the interface carries."""
    if not PASSWORD_LETTERS_LEAST <= len(password) <= PASSWORD_LETTERS_MOST or not password.isascii():
        raise Refusal("operator.password", _("A password has 10 to 30 letters, digits and signs of ASCII."))


def change_password(entered: Entered, old: str, *, new: str, at: datetime) -> None:
    """Let an operator change the own password."""
    operator = entered.operator
    check_password_form(new)
    if not passwords.is_right(operator.pk, old, kept=operator.password):
        _strike(operator, at=at)
        raise Refusal("sign_on.wrong", _("The user name or password is wrong."))
    with turn(operator.enterprise_id, at=at, actor=operator.name) as taken:
        Operator.objects.filter(pk=operator.pk).update(password=passwords.stored(new), failures=0)
        taken.note("password_changed", operator.name)


def key_for(operator: Operator, *, at: datetime) -> tuple[str, datetime]:
    """A key that stands for the operator's password for a quarter of an hour, and its end.

    Nothing is kept of it: it is signed by the house, and a changed password ends it.
    """
    until = int(at.timestamp()) + KEY_SECONDS
    told = base64.b64encode(_key_bytes(operator, until)).decode("ascii")
    return f"{operator.enterprise_id}@{operator.pk}:{told}", datetime.fromtimestamp(until, UTC)


def enter_by_key(customer_number: str, key: str, *, address: str, at: datetime) -> Entered:
    """Let an operator in by a key of an earlier answer."""
    wrong = Refusal("sign_on.key", _("The session key is wrong or has ended; sign on with the password."))
    found = KEY.fullmatch(key)
    if found is None or found["customer"] != customer_number:
        raise wrong
    rows = Operator.objects.select_related("enterprise").filter(enterprise_id=customer_number)
    operator = rows.filter(pk=int(found["operator"]), is_active=True, locked_at=None).first()
    told = base64.b64decode(found["told"])
    until = int.from_bytes(told[:4], "big")
    if operator is None or until <= at.timestamp() or not hmac.compare_digest(told, _key_bytes(operator, until)):
        raise wrong
    admit(operator, address=address, at=at)
    return Entered(operator.enterprise, operator)


def _key_bytes(operator: Operator, until: int) -> bytes:
    """Eighteen bytes: until when (4) and what only the house can have made of it and the operator's password (14)."""
    end = until.to_bytes(4, "big")
    said = f"{operator.enterprise_id}|{operator.pk}|{operator.password}".encode() + end
    return end + hmac.digest(settings.SECRET_KEY.encode(), b"directlink.key|" + said, "sha256")[:14]
