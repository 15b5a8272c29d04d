"""Certificates and signatures by the `cryptography` library: Ed25519, ECDSA on P-256 with SHA-256, or RSA-PSS.

The front-end agent signs by the first two; RSA is for systems of enterprises that sign by themselves (RFC 9421).
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from qiao.directlink.rules.signature import Effect, Signed, text_to_sign
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

CERTIFICATE_BYTES_MOST = 20_000
PRIVATE = "PRIVATE KEY"
ALONE = re.compile(r"\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]*-----END CERTIFICATE-----\s*")
RSA_BITS_LEAST, RSA_BITS_MOST = 2_048, 4_096
"""Below it a key can be broken, above it (NIST SP 800-57) each check costs what nobody needs."""
PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Read:
    """A certificate that was read: its fingerprint (SHA-256 of the DER, hex), name, and the time it holds.

    `pem` is the certificate as it is written here: nothing of what was handed in beside it is kept.
    """

    pem: str
    fingerprint: str
    subject: str
    since: datetime
    until: datetime
    public_pem: str


def read_certificate(pem: str) -> Read:
    """Read a certificate in PEM; refused where it is none, does not come alone, or its key is of another kind."""
    _check_alone(pem)
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode("ascii"))
        key = certificate.public_key()
        public = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        subject = certificate.subject.rfc4514_string()
    except (ValueError, UnicodeEncodeError) as error:
        raise Refusal("certificate.form", _("This is no certificate in PEM.")) from error
    public_key_of(public.decode())
    return Read(
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        certificate.fingerprint(hashes.SHA256()).hex(),
        subject,
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        public.decode(),
    )


def _check_alone(pem: str) -> None:
    """Refuse what is handed in with a certificate, a private key above all: it would be kept for ever."""
    if PRIVATE in pem.upper():
        words = _(
            "There is a private key in this text. Nobody but its holder may have it: treat it as lost, have a new"
            " one made with its certificate, and send the certificate alone. Nothing of it was kept."
        )
        raise Refusal("certificate.private_key", words)
    if len(pem) > CERTIFICATE_BYTES_MOST or "-----BEGIN CERTIFICATE-----" not in pem:
        raise Refusal("certificate.form", _("This is no certificate in PEM."))
    if not ALONE.fullmatch(pem):
        words = _("Send the certificate alone: from its line BEGIN to its line END, and nothing before or after.")
        raise Refusal("certificate.alone", words)


@lru_cache(maxsize=1_000)
def public_key_of(pem: str) -> PublicKey:
    """The key of a certificate that was read."""
    key = serialization.load_pem_public_key(pem.encode("ascii"))
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, rsa.RSAPublicKey) and RSA_BITS_LEAST <= key.key_size <= RSA_BITS_MOST:
        return key
    raise Refusal("certificate.key", _("The certificate's key has to be Ed25519, P-256 or RSA of 2048 to 4096 bits."))


def verify(key: PublicKey, signature: str, *, text: bytes) -> bool:
    """Whether a signature in Base64 is this key's over the text; each signature is written in one way only."""
    try:
        raw = base64.b64decode(signature, validate=True)
        if base64.b64encode(raw).decode("ascii") != signature:
            return False  # the last letter's idle bits say nothing, and must not be free to change
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(raw, text)
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(raw, text, padding.PSS(padding.MGF1(hashes.SHA512()), salt_length=64), hashes.SHA512())
        else:
            key.verify(raw, text, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def sign(key: PrivateKey, text: bytes) -> str:
    """The signature over a text, in Base64."""
    raw = key.sign(text) if isinstance(key, ed25519.Ed25519PrivateKey) else key.sign(text, ec.ECDSA(hashes.SHA256()))
    return base64.b64encode(raw).decode("ascii")


def sign_message(
    key: PrivateKey,
    body: bytes,
    *,
    fingerprint: str,
    at: datetime,
    nonce: str,
    effect: Effect = Effect.SIGN,
    path: str = "/",
) -> Signed:
    """The signature of a message that is sent to a path at a moment (UTC), as a front-end agent makes it."""
    time, digest = at.strftime("%Y-%m-%dT%H:%M:%SZ"), hashlib.sha256(body).hexdigest()
    text = text_to_sign(effect, path, body_sha256=digest, time=time, nonce=nonce)
    return Signed(fingerprint, effect, time, nonce, sign(key, text))
