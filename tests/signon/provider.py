"""A small provider of OpenID Connect: discovery, consent, code with PKCE, token, userinfo, keys. It can lie too."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from qiao.ground import clock

CLIENT, SECRET, KEY_ID = "qiao", "a secret of two houses", "key-1"


@dataclass
class House:
    """The provider: who is logged in there, and what it answers so far."""

    address: str
    person: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: rsa.RSAPrivateKey | None = None

    def discovery(self) -> dict[str, Any]:
        ways = {
            "authorization_endpoint": "ask",
            "token_endpoint": "token",
            "userinfo_endpoint": "who",
            "jwks_uri": "keys",
        }
        return {"issuer": self.address, **{name: f"{self.address}/{way}" for name, way in ways.items()}}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def who(self) -> dict[str, Any]:
        return {"sub": self.person.get("sub"), "name": "not used"}

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        )
        rightly = (
            form["client_secret"] == SECRET and challenge == self.asked["code_challenge"] and form["code"] == "one"
        )
        if not rightly:
            return {"error": "invalid_grant"}
        now = int(clock.now().timestamp())
        told = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person, **self.lies}
        signed = jwt.encode(told, self.signs_with or self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return {"access_token": "entry", "token_type": "Bearer", "id_token": signed}


class Answers(BaseHTTPRequestHandler):
    """What the house says to a browser and to us."""

    house: House

    def do_GET(self) -> None:
        way = urlsplit(self.path)
        if way.path == "/ask":
            self.house.asked = {name: values[0] for name, values in parse_qs(way.query).items()}
            back = urlencode({"code": "one", "state": self.house.asked["state"]})
            page = f'<a href="{self.house.asked["redirect_uri"]}?{back}">Yes, it is me</a>'
            self._say(page.encode(), "text/html")
            return
        told = {
            "/.well-known/openid-configuration": self.house.discovery,
            "/keys": self.house.keys,
            "/who": self.house.who,
        }.get(way.path)
        self._say(json.dumps(told() if told else {}).encode(), "application/json")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._say(json.dumps(self.house.token(form)).encode(), "application/json")

    def _say(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def opened_house() -> Iterator[House]:
    """Serve a house on loopback for as long as it lasts."""
    kind = type("AnswersOfOne", (Answers,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    house = kind.house = House(f"http://127.0.0.1:{server.server_address[1]}")  # type: ignore[attr-defined]  # made above
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
