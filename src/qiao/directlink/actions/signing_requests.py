"""The headers of a signed request, for whoever calls the REST interface by hand; an enterprise has no database."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from qiao.directlink.adapters import authority, keeping
from qiao.directlink.adapters.message_signatures import Message, signed_headers
from qiao.directlink.rules.message_signature import NUMBER_HEADER


@dataclass(frozen=True, slots=True)
class Holder:
    """Where a key and its certificate lie."""

    key: Path
    certificate: Path


def kind_of(body: bytes) -> str:
    """The kind of what is sent: a file of orders begins as XML does, everything else is JSON."""
    return "application/xml" if body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else "application/json"


def headers_for(holder: Holder, method: str, url: str, *, body: bytes, number: str, at: datetime) -> Mapping[str, str]:
    """The headers that the request is sent with."""
    passphrase = os.environ.get("QIAO_LINK_PASSPHRASE", "")
    read = authority.read_holder(
        keeping.secret_of(holder.key), keeping.content_of(holder.certificate), passphrase=passphrase
    )
    headers = {"content-type": kind_of(body)} if body else {}
    if number:
        headers[NUMBER_HEADER] = number
    message = Message(method.upper(), url, dict(headers), body)
    fingerprint = read.certificate.fingerprint(hashes.SHA256()).hex()
    return headers | dict(
        signed_headers(message, read.key, fingerprint=fingerprint, at=at, nonce=secrets.token_urlsafe(16))
    )
