"""A small made-up bank behind real TLS that runs each number once, and whose line does what is foretold."""

import hashlib
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from qiao.directlink.adapters.signing import public_key_of, read_certificate, verify
from qiao.directlink.rules.agent_messages import parsed
from qiao.directlink.rules.signature import HEADERS, STATE_HEADER, Signed, read_signed, text_to_sign
from qiao.directlink.tests.wire import answer, found, not_found, paid

LATE_SECONDS = 30
"""More than any agent of the tests waits."""


class Bank(ThreadingHTTPServer):
    """Keeps what came to it and what it ran so far."""

    daemon_threads = True

    def __init__(self, operator_pem: str) -> None:
        """Listen on a port of this machine's choosing."""
        super().__init__(("127.0.0.1", 0), Exchange)
        self.operator_pem = operator_pem
        self.foretold: deque[str] = deque()
        self.came: list[tuple[str, bytes]] = []
        self.signed: list[Signed] = []
        self.run: list[str] = []
        self.denied = 0
        self.says_of_certificate = ""
        self.ended = threading.Event()

    @property
    def instructed(self) -> list[bytes]:
        """The instructions that came, whatever became of them."""
        return [body for method, body in self.came if method == "POST" and b"<XFERRQ" in body]

    def fate(self, body: bytes) -> bytes:
        """Run what is new, tell of what is known."""
        root = parsed(body)
        number = root.findtext(".//XFERTRNRQ/TRNUID")
        if number:
            if number not in self.run:
                self.run.append(number)
            return answer(paid(number))
        query, number = (root.findtext(f".//XFERINQTRNRQ/{path}") for path in ("TRNUID", "XFERINQRQ/CLIENTREF"))
        if number in self.run:
            return answer(found(str(query)))
        self.denied += 1
        return answer(not_found(str(query)))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that was cut is what the tests are about."""


class Exchange(BaseHTTPRequestHandler):
    """One exchange."""

    protocol_version = "HTTP/1.1"
    server: Bank

    def do_OPTIONS(self) -> None:
        self.server.came.append(("OPTIONS", b""))
        self.send_response(204)
        if self.headers.get(HEADERS[0]) and self.server.says_of_certificate:
            self.send_header(STATE_HEADER, self.server.says_of_certificate)
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append(("POST", body))
        self.server.signed.append(self._signed(body))
        happens = self.server.foretold.popleft() if self.server.foretold else "answers"
        if happens == "loses the message":
            self.connection.close()
            self.close_connection = True
            return
        told = self.server.fate(body)
        if happens == "loses the answer":
            self.close_connection = True
            return
        if happens == "is late":
            self.server.ended.wait(LATE_SECONDS)
        self.send_response(503 if happens == "is busy" else 200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told[: len(told) // 2] if happens == "breaks off" else told)
        self.close_connection = happens == "breaks off"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
        pass

    def _signed(self, body: bytes) -> Signed:
        fingerprint, effect, time, nonce, signature = (self.headers[name] for name in HEADERS)
        signed = read_signed(fingerprint, effect, time=time, nonce=nonce, signature=signature)
        certificate = read_certificate(self.server.operator_pem)
        digest = hashlib.sha256(body).hexdigest()
        text = text_to_sign(signed.effect, self.path, body_sha256=digest, time=time, nonce=nonce)
        assert certificate.fingerprint == signed.fingerprint
        assert verify(public_key_of(certificate.public_pem), signature, text=text)
        return signed


@contextmanager
def bank_behind(folder: Path, *, operator: Path) -> Iterator[Bank]:
    """The bank, with the server's certificate of a folder; only holders of the authority's are let in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.load_verify_locations(folder / "authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    bank = Bank(operator.read_text("ascii"))
    bank.socket = context.wrap_socket(bank.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=bank.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield bank
    finally:
        bank.ended.set()
        bank.shutdown()
        thread.join()
        bank.server_close()
