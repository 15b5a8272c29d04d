"""Signatures of HTTP messages (RFC 9421) with digests of bodies (RFC 9530), by the library `http-message-signatures`.

The library reads and checks; what it leaves to its caller is done around it: the body is always given along, the clock
is the bank's, and a signature is taken in one way of writing it only.
"""

import base64
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureAlgorithm,
    HTTPSignatureKeyResolver,
)
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519, RSA_PSS_SHA512
from http_message_signatures.exceptions import HTTPMessageSignaturesException, InvalidSignature

from qiao.directlink.adapters.signing import PublicKey
from qiao.directlink.rules.message_signature import NUMBER_HEADER, TAG, required
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

HEADER_LETTERS_MOST = 4_000
LABEL = "qiao"


@dataclass(frozen=True, slots=True)
class Message:
    """A request as its signature sees it: `url` whole, as the client wrote it; names of headers in lower case."""

    method: str
    url: str
    headers: MutableMapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a signature says of itself, not yet believed."""

    keyid: object
    created: object
    expires: object
    nonce: object


class PrivateKey(Protocol):
    """A key that signs; of which kind the library finds out."""

    def public_key(self) -> Any:
        """Its other half."""


def claimed(message: Message) -> Claimed:
    """What the signature meant for this interface says of itself; refused where there is none or it is not read."""
    if not {"signature", "signature-input"} <= set(message.headers):
        raise Refusal("signature.missing", _("The request is not signed: Signature-Input and Signature are wanted."))
    if any(len(message.headers[name]) > HEADER_LETTERS_MOST for name in ("signature", "signature-input")):
        raise Refusal("signature.form", _("The signature's headers are incomplete or not in their form."))
    reader = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=None)
    try:
        ((_label, given, signature),) = reader._get_sig_inputs_and_signatures(message, expect_tag=TAG)  # type: ignore[no-untyped-call]  # noqa: SLF001  the keyid tells which algorithm to check by
    except (HTTPMessageSignaturesException, InvalidSignature, ValueError) as error:
        raise Refusal("signature.form", _("The signature's headers are incomplete or not in their form.")) from error
    _check_written_once(message.headers["signature"], bytes(signature.value))
    return Claimed(*(given.params.get(name) for name in ("keyid", "created", "expires", "nonce")))


def _check_written_once(header: str, raw: bytes) -> None:
    """Refuse idle bits of the last letter: they say nothing, and must not be free to change."""
    label, _equals, value = header.partition("=")
    if value.strip() != f":{base64.b64encode(raw).decode('ascii')}:" or label != label.strip():
        raise Refusal("signature.form", _("The signature's headers are incomplete or not in their form."))


def covered_by(message: Message, key: PublicKey) -> frozenset[str]:
    """The parts that a signature covers, checked with the key and the body; refused where anything does not fit."""
    verifier = _Verifier(signature_algorithm=algorithm_of(key), key_resolver=_One(key))
    needed = required(set(message.headers), has_body=bool(message.body))
    try:
        (found,) = verifier.verify(message, max_age=None, expect_tag=TAG, require_components=needed, body=message.body)
    except (HTTPMessageSignaturesException, InvalidSignature, ValueError) as error:
        raise Refusal("signature.wrong", _("The signature does not fit the message.")) from error
    return frozenset(name.strip('"') for name in found.covered_components)


def algorithm_of(key: object) -> type[HTTPSignatureAlgorithm]:
    """The algorithm that goes with a key; there is one for each kind."""
    if isinstance(key, ed25519.Ed25519PublicKey | ed25519.Ed25519PrivateKey):
        return ED25519
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return RSA_PSS_SHA512
    assert isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey), type(key)
    return ECDSA_P256_SHA256


def signed_headers(
    message: Message, key: PrivateKey, *, fingerprint: str, at: datetime, nonce: str
) -> Mapping[str, str]:
    """The headers that a client adds to its request: the body's digest where there is one, and the signature.

    Names are in lower case.
    """
    parts = ["@method", "@target-uri"]
    if NUMBER_HEADER in message.headers:
        parts.append(NUMBER_HEADER)
    before = set(message.headers)
    signer = HTTPMessageSigner(signature_algorithm=algorithm_of(key), key_resolver=_One(key))
    signer.sign(
        message,
        key_id=fingerprint,
        created=at,
        nonce=nonce,
        label=LABEL,
        tag=TAG,
        include_alg=False,
        covered_component_ids=tuple(parts),
        body=message.body or None,
    )
    return {name.lower(): value for name, value in message.headers.items() if name not in before}


class _Verifier(HTTPMessageVerifier):
    """The library's, without its own clock: the moment is judged by the bank's."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Nothing here: `rules.message_signature` does."""


class _One(HTTPSignatureKeyResolver):
    """One key, whatever its name."""

    def __init__(self, key: object) -> None:
        self.key = key

    def resolve_public_key(self, _key_id: str) -> Any:
        """The key to check by."""
        return self.key

    def resolve_private_key(self, _key_id: str) -> Any:
        """The key to sign with."""
        return self.key
