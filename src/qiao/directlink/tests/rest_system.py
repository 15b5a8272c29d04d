"""An enterprise's own system at the REST interface: it signs what it asks, as the cast's people."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.http.response import HttpResponseBase
from django.test import Client

from qiao.directlink.adapters.message_signatures import Message, signed_headers
from qiao.directlink.tests.at_desk import Scene
from qiao.directlink.tests.cast import AT, COMPANY
from qiao.directlink.tests.keys import bind

HOST = "127.0.0.1"
KEYS: dict[str, Any] = {
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "rsa": rsa.generate_private_key(public_exponent=65537, key_size=2048),
}
_numbers = count(1)


@dataclass(slots=True)
class System:
    """Who asks: an operator with a key that the bank knows by a certificate; the scene's clock is its own."""

    scene: Scene
    name: str = "op04"
    company: str = COMPANY
    kind: str = "ed25519"
    fingerprint: str = ""
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __post_init__(self) -> None:
        """Have the bank bind a certificate to the operator."""
        if not self.fingerprint:
            self.fingerprint = f"{next(_numbers):064x}"
            public = KEYS[self.kind].public_key()
            bind(public, self.fingerprint, at=AT, name=self.name, company=self.company, days=365)

    def signed(
        self, method: str, path: str, body: bytes = b"", *, at: datetime | None = None, nonce: str = "", **said: str
    ) -> dict[str, str]:
        """The headers of a request."""
        headers = {name.replace("_", "-").lower(): value for name, value in said.items()}
        message = Message(method, f"http://{HOST}{path}", dict(headers), body)
        nonce = nonce or f"nonce-of-a-test-{next(_numbers)}"
        made = signed_headers(
            message, KEYS[self.kind], fingerprint=self.fingerprint, at=at or self.scene.at, nonce=nonce
        )
        return {**headers, **made}

    def send(
        self, method: str, path: str, body: bytes = b"", *, headers: dict[str, str], kind: str = "application/json"
    ) -> HttpResponseBase:
        """One request as it is; `kind` is that of its body."""
        kind = kind if body else ""
        return self.browser.generic(
            method, path, body, content_type=kind, headers={"host": HOST, "accept-language": "en", **headers}
        )

    def get(self, path: str, *, language: str = "en", **how: Any) -> Any:
        """Ask, in a language."""
        return self.send("GET", path, headers={**self.signed("GET", path, **how), "accept-language": language})

    def post(self, path: str, said: Any = None, *, language: str = "en", **how: Any) -> Any:
        """Tell, in a language."""
        body = b"" if said is None else json.dumps(said).encode()
        headers = {**self.signed("POST", path, body, **how), "accept-language": language}
        return self.send("POST", path, body, headers=headers)

    def order(self, number: str, said: Any, **how: Any) -> Any:
        """Give an order under a number."""
        return self.post("/v1/orders", said, idempotency_key=number, **how)
