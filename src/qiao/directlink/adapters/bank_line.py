"""The way from a front-end agent to the bank: mutual TLS, one connection a message, and what became of the message.

An instruction is written only after the way has just answered on the same connection: with TLS 1.3 a server that does
not take our certificate says so after our first bytes, and an instruction must not be among them.
"""

import http.client
import secrets
import ssl
from collections.abc import Callable
from datetime import datetime

from qiao.directlink.adapters.agent_settings import AgentSettings, Operator
from qiao.directlink.adapters.signing import sign_message
from qiao.directlink.rules.agent import Reply, Sending, sending_of
from qiao.directlink.rules.signature import STATE_HEADER, Standing, standing_of
from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ANSWER_BYTES_MOST = 32_000_000
PART_BYTES = 65_536
CONTENT_TYPE = "application/x-fox; charset=GBK"
FAILURES = (OSError, http.client.HTTPException)


class BankLine:
    """The way to one bank, with one operator's certificate."""

    def __init__(self, settings: AgentSettings, operator: Operator, *, now: Callable[[], datetime] = clock.now) -> None:
        """Prepare TLS; nothing is reached yet."""
        self.settings, self.operator, self.now = settings, operator, now
        self.context = _context(settings, operator)

    def send(self, body: bytes, *, tried: bool) -> Reply:
        """Send one message, signed anew; `tried`: only over a connection that has just answered."""
        connection = self._connection()
        try:
            self._open(connection, tried=tried)
        except FAILURES as error:
            connection.close()
            return Reply(Sending.NOT_SENT, cause=_cause(error))
        try:
            connection.request("POST", self.settings.path, body, self.headers(body))
            response = connection.getresponse()
            answer = self._whole(response)
        except FAILURES as error:
            return Reply(Sending.UNKNOWN, cause=_cause(error))
        finally:
            connection.close()
        sending = sending_of(response.status)
        return Reply(sending, answer, cause="" if sending == Sending.ANSWERED else f"HTTP {response.status}")

    def fault(self) -> str:
        """What is wrong with the way, in the words of the machine; nothing where it answers."""
        connection = self._connection()
        try:
            self._open(connection, tried=True)
        except FAILURES as error:
            return _cause(error)
        finally:
            connection.close()
        return ""

    def standing(self) -> Standing:
        """What the bank says of our certificate, asked by a signature over nothing; unsaid where it does not answer."""
        connection = self._connection()
        try:
            self._open(connection, tried=False)
            connection.request("OPTIONS", self.settings.path, headers=self.headers(b""))
            response = connection.getresponse()
            self._whole(response)
        except FAILURES:
            return Standing.UNSAID
        finally:
            connection.close()
        return standing_of(response.headers.get(STATE_HEADER))

    def headers(self, body: bytes) -> dict[str, str]:
        """The signature over a body that is sent now, and what else a message bears."""
        signed = sign_message(
            self.operator.key,
            body,
            fingerprint=self.operator.certificate.fingerprint,
            at=self.now(),
            nonce=secrets.token_hex(16),
            effect=self.settings.effect,
            path=self.settings.path,
        )
        return {"Content-Type": CONTENT_TYPE, **signed.headers}

    def _connection(self) -> http.client.HTTPSConnection:
        bank = self.settings
        return http.client.HTTPSConnection(
            bank.bank_host, bank.bank_port, timeout=bank.connect_seconds, context=self.context
        )

    def _open(self, connection: http.client.HTTPSConnection, *, tried: bool) -> None:
        connection.connect()
        if tried:
            connection.request("OPTIONS", self.settings.path)
            self._whole(connection.getresponse())
            if connection.sock is None:
                connection.connect()  # the bank answered, and closes after each answer: it takes our certificate
        connection.auto_open = 0  # a connection lost from here on is never opened anew behind our back
        assert connection.sock is not None
        connection.sock.settimeout(self.settings.answer_seconds)

    def _whole(self, response: http.client.HTTPResponse) -> bytes:
        """The body, if it arrives whole within the time: a part that keeps coming does not put the end off."""
        parts: list[bytes] = []
        until, size = clock.ticks() + self.settings.answer_seconds, 0
        while part := response.read1(PART_BYTES):
            parts.append(part)
            size += len(part)
            if size > ANSWER_BYTES_MOST or clock.ticks() > until:
                raise TimeoutError("the answer does not end")
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        response.read()  # at its end: the connection is free for the next request
        return b"".join(parts)


def _context(settings: AgentSettings, operator: Operator) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(settings.authority)
        # Without a passphrase the library would ask for one at the terminal, where nobody sits.
        context.load_cert_chain(settings.certificate, settings.key, operator.passphrase or "none")
    except (OSError, ssl.SSLError) as error:
        raise Refusal(
            "link.tls", _("Authority, certificate or key cannot be used for TLS (%(cause)s)."), cause=_cause(error)
        ) from error
    return context


def _cause(error: Exception) -> str:
    """What happened, on one line, without the inside of the program."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"TLS: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason or error.strerror or 'the connection was ended'}"
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return type(error).__name__
