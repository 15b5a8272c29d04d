"""The front-end agent: takes messages of the enterprise's systems by plain HTTP inside, and carries them to the bank.

It is the only program that holds the operator's key. A request has half a minute to arrive whole, then its line is cut;
few lines are held at once; a browser's request, which bears an origin, is refused.
"""

import ipaddress
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from qiao.directlink.adapters.agent_settings import AgentSettings, Operator, is_over_soon, read_operator, read_settings
from qiao.directlink.adapters.bank_line import CONTENT_TYPE, BankLine
from qiao.directlink.adapters.courier import Courier
from qiao.directlink.adapters.draining import drain
from qiao.directlink.adapters.message_log import LoggedLine, MessageLog
from qiao.directlink.rules.bounds import NO_LENGTH, UNREAD, refused_length, too_large
from qiao.directlink.rules.signature import Standing
from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop as _

READ_SECONDS = 30.0
LINES_MOST = 64
ENDING = frozenset({signal.SIGINT, signal.SIGTERM})
HINDRANCES: Mapping[Standing, str] = {
    Standing.UNKNOWN: _(
        "The bank was reached and does not know this certificate: no signed message is taken until a clerk of the bank "
        "has bound it to the operator. Send the certificate's file to the bank; fingerprint %(fingerprint)s."
    ),
    Standing.ENDED: _("The bank was reached; there this certificate has ended or was revoked (%(fingerprint)s)."),
    Standing.CLOCK: _(
        "The bank was reached; this machine's clock and the bank's lie more than five minutes apart. Set the clock; "
        "certificate %(fingerprint)s."
    ),
    Standing.WRONG: _(
        "The bank was reached; it knows this certificate with another key, or under another address than the one in "
        "Address (%(fingerprint)s)."
    ),
    Standing.LOCKED: _(
        "The bank was reached and knows this certificate; its operator is locked or gone there. Ask the bank "
        "(%(fingerprint)s)."
    ),
    Standing.ADDRESS: _(
        "The bank was reached and knows this certificate; it takes nothing from this machine's address, which is not "
        "among those agreed on. Have the bank add the address that its journal shows (%(fingerprint)s)."
    ),
}
"""What the bank has against a certificate."""
log = logging.getLogger(__name__)


class Inside(ThreadingHTTPServer):
    """The server for the enterprise's systems."""

    daemon_threads = True
    request_queue_size = LINES_MOST

    def __init__(
        self,
        address: tuple[str, int],
        answering: Callable[[bytes], bytes],
        *,
        allow: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...],
        read_seconds: float = READ_SECONDS,
    ) -> None:
        """Listen; nothing is answered before `serve_forever`."""
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.answering, self.allow, self.read_seconds = answering, allow, read_seconds
        self._free = threading.BoundedSemaphore(LINES_MOST)
        super().__init__(address, Exchange)

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002  the library calls it so
        """Whether whoever comes may hand in messages, and there is room."""
        came_from = ipaddress.ip_address(client_address[0].partition("%")[0])
        if not any(came_from in network for network in self.allow):
            log.warning("%s is not allowed to hand in messages.", came_from)
            return False
        return self._free.acquire(blocking=False)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """One line, in a thread of its own."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  the library calls it so
        """A line that was cut is no failure of ours; anything else is told."""
        log.warning("A line inside ended early.", exc_info=not _is_cut())


class Exchange(BaseHTTPRequestHandler):
    """One line inside: requests one after the other, each with its answer."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "qiao-agent", ""
    timeout = READ_SECONDS
    server: Inside

    def handle_one_request(self) -> None:
        """Read one request within its time, however slowly its parts drip in, and answer it."""
        self.watch = threading.Timer(self.server.read_seconds, self._cut)
        self.watch.daemon = True
        self.watch.start()
        try:
            super().handle_one_request()
        finally:
            self.watch.cancel()

    def do_POST(self) -> None:
        """A message."""
        refused = self._refused()
        if refused:
            self._plain(refused)
            return
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        self.watch.cancel()
        if len(body) != length:
            self._plain(HTTPStatus.BAD_REQUEST)
            return
        answer = self.server.answering(body)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        """Nothing is read here."""
        self._plain(HTTPStatus.METHOD_NOT_ALLOWED)

    do_PUT = do_HEAD = do_DELETE = do_OPTIONS = do_GET  # noqa: N815  the library's own names

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
        """Requests are told by the log of messages, if one is kept."""

    def _refused(self) -> HTTPStatus | None:
        if self.headers.get("Origin"):
            return HTTPStatus.FORBIDDEN
        lengths = self.headers.get_all("Content-Length") or []
        if self.headers.get("Transfer-Encoding") or len(lengths) > 1:
            return HTTPStatus.LENGTH_REQUIRED
        return refused_length(lengths[0] if lengths else None)

    def _plain(self, status: HTTPStatus) -> None:
        """A no in HTTP; what may still come of a body is not read, so the line ends."""
        words = f"{_words(status)}\n".encode() if status in UNREAD else b""
        self.close_connection = True
        self.send_response(status)
        if words:
            self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(words)))
        self.send_header("Connection", "close")
        self.end_headers()
        if words:
            self.wfile.write(words)
            drain(self.connection)  # within the time of the request, after which its line is cut

    def _cut(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("The line was gone already.")


def _words(status: HTTPStatus) -> str:
    """Why a message is not read, and what to do."""
    return say(too_large("/")) if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else gettext(NO_LENGTH)


class Agent:
    """An agent that is ready: key and certificate read, TLS prepared."""

    def __init__(self, file: Path) -> None:
        """Read the settings and what they name; refused here rather than at the first message."""
        self.settings: AgentSettings = read_settings(file)
        self.operator: Operator = read_operator(self.settings, at=clock.now())
        self.line = BankLine(self.settings, self.operator)

    @property
    def is_over_soon(self) -> bool:
        """Whether the certificate ends within a month."""
        return is_over_soon(self.operator, at=clock.now())

    def check(self) -> None:
        """Try the way to the bank, and ask whether it takes our certificate; refused with its fault."""
        fault = self.line.fault()
        if fault:
            raise Refusal(
                "link.way",
                _("The bank %(host)s:%(port)s was not reached (%(cause)s)."),
                host=self.settings.bank_host,
                port=self.settings.bank_port,
                cause=fault,
            )
        words = self.hindrance()
        if words:
            raise Refusal("link.certificate", words, fingerprint=self.operator.certificate.fingerprint)

    def hindrance(self) -> str:
        """Why the bank would not take what is signed, with a place for the fingerprint; empty where it does not say."""
        return HINDRANCES.get(self.line.standing(), "")

    def serve(self, *, tell: Callable[[str, int], None]) -> None:
        """Serve until stopped by Ctrl-C or a signal; instructions under way are answered first."""
        stopped = threading.Event()
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # else any thread may get it, and this one would sleep on
        messages = MessageLog(self.settings.log_file)
        courier = Courier(
            LoggedLine(self.line, messages),
            ask_seconds=self.settings.ask_seconds,
            first_pause=self.settings.pause_seconds,
            pause=stopped.wait,
        )

        def answering(body: bytes) -> bytes:
            answer = courier.deliver(body)
            messages.write("answered:", answer)
            return answer

        with self._listening(answering) as inside:
            threading.Thread(target=inside.serve_forever, daemon=True).start()
            tell(self.settings.host, inside.server_address[1])
            signal.sigwait(ENDING)
            stopped.set()
            inside.shutdown()
            courier.wait_until_idle(self.settings.answer_seconds)
        messages.close()

    def _listening(self, answering: Callable[[bytes], bytes]) -> Inside:
        settings = self.settings
        try:
            return Inside((settings.host, settings.port), answering, allow=settings.allow)
        except OSError as error:
            raise Refusal(
                "link.listen",
                _("Cannot listen on %(host)s:%(port)s (%(cause)s); name another address in Listen."),
                host=settings.host,
                port=settings.port,
                cause=error.strerror or str(error),
            ) from error


def _is_cut() -> bool:
    return isinstance(sys.exc_info()[1], OSError)
