"""What has to be signed on a request to the REST interface, by the standard for signatures of HTTP messages (RFC 9421).

Source: piece 7 (operations are protected by certificates and signatures). Method, address and body are covered always,
the order's number where one is given: so no part can be changed, and the number used once lets nothing run twice.
"""

import re
from datetime import UTC, datetime

from qiao.directlink.rules.signature import CLOCK_OFF_MOST, FINGERPRINT
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

TAG = "qiao-link"
"""Says of a signature that it is meant for this interface and no other."""
MESSAGE_NONCE = re.compile(r"[0-9A-Za-z_-]{16,32}", re.ASCII)
WHOLE_ADDRESS = frozenset({"@target-uri"})
PARTED_ADDRESS = frozenset({"@authority", "@path", "@query"})
NUMBER_HEADER = "idempotency-key"
DIGEST_HEADER = "content-digest"


def required(headers: "frozenset[str] | set[str]", *, has_body: bool) -> tuple[str, ...]:
    """What a signature has to cover besides the address; `headers` are the names that came, in lower case."""
    parts = ["@method"]
    if has_body or DIGEST_HEADER in headers:
        parts.append(DIGEST_HEADER)
    if NUMBER_HEADER in headers:
        parts.append(NUMBER_HEADER)
    return tuple(parts)


def check_covered(covered: "frozenset[str] | set[str]") -> None:
    """Refuse a signature that leaves a part of the address open to change."""
    if not (covered >= WHOLE_ADDRESS or covered >= PARTED_ADDRESS):
        raise Refusal(
            "signature.parts", _("The signature has to cover @target-uri, or @authority with @path and @query.")
        )


def checked_keyid(keyid: object) -> str:
    """The fingerprint that a signature names; refused where it is none."""
    if not isinstance(keyid, str) or not FINGERPRINT.fullmatch(keyid):
        raise Refusal("signature.form", _("keyid has to be the certificate's SHA-256 fingerprint, 64 letters of hex."))
    return keyid


def checked_nonce(nonce: object) -> str:
    """The number used once; refused where there is none or in another form."""
    if not isinstance(nonce, str) or not MESSAGE_NONCE.fullmatch(nonce):
        raise Refusal("signature.form", _("nonce has to be 16 to 32 letters, digits, - or _, used once."))
    return nonce


def check_created(created: object, *, expires: object, at: datetime) -> None:
    """Refuse a signature made too long ago, ahead of the bank's clock, or over by its signer's own word."""
    if not isinstance(created, int) or not 0 <= created < 2**33:
        raise Refusal("signature.form", _("created has to be the moment of signing in seconds since 1970."))
    made = datetime.fromtimestamp(created, UTC)
    is_over = isinstance(expires, int) and expires < at.timestamp()
    if abs(at - made) > CLOCK_OFF_MOST or is_over:
        raise Refusal(
            "signature.moment",
            _("The signature is of %(time)s and the bank's clock shows %(now)s; set the clock and sign anew."),
            time=made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            now=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
