"""What granian calls for the direct link: bodies are awaited here, within bounds, before a thread is taken.

Of a WSGI application granian would let a body that never ends hold a thread for ever, and after a few broken lines
nobody would be answered. Here a request waits without a thread until its body is whole or its time is over.
"""

import asyncio
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian.rsgi import Scope

from qiao.directlink.api.unread import told
from qiao.directlink.rules.bounds import (
    BODY_BYTES_MOST,
    BODY_SECONDS_MOST,
    DRAIN_SECONDS_MOST,
    FILE_BODY_SECONDS_MOST,
    FILES_UNDER_WAY_MOST,
    UNREAD,
    Drain,
    bytes_most,
    refused_length,
)
from qiao.project.beside import is_orphan, keeper
from qiao.project.link_wsgi import application as answering

THREADS = 8  # a message waits for the database's one writer more than for the processor
UNDER_WAY_MOST = 200
"""Requests that one process keeps; more are told to come again, since each may hold two megabytes."""
PARENT_SECONDS = 2
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
Answer = tuple[int, list[tuple[str, str]], bytes]
log = logging.getLogger(__name__)


class Front:
    """One process of the link's server; it counts what is under way."""

    def __init__(self, body_seconds: float = BODY_SECONDS_MOST) -> None:
        """Threads are made as they are needed."""
        self.body_seconds = body_seconds
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="link")
        self.under_way = self.files_under_way = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look after the process above: a server whose keeper was killed would hold the address for ever."""
        self._watch(loop, keeper())

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer one request."""
        self.under_way += 1
        try:
            status, headers, body = await self._answered(scope, protocol)
            protocol.response_bytes(status, headers, body)
            if status in UNREAD:
                await _drained(protocol)
        finally:
            self.under_way -= 1

    async def _answered(self, scope: Scope, protocol: HTTPProtocol) -> Answer:
        if self.under_way > UNDER_WAY_MOST:
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, scope)
        if scope.method in WITHOUT_BODY:
            return await self._handed_on(scope, b"")
        refused = refused_length(scope.headers.get("content-length"), most=bytes_most(scope.path))
        if refused and not _is_without_body(scope):
            return _refused(refused, scope)
        is_file = int(scope.headers.get("content-length") or 0) > BODY_BYTES_MOST
        if is_file and self.files_under_way >= FILES_UNDER_WAY_MOST:
            return _refused(HTTPStatus.SERVICE_UNAVAILABLE, scope)
        self.files_under_way += is_file
        try:
            async with asyncio.timeout(FILE_BODY_SECONDS_MOST if is_file else self.body_seconds):
                body = await _whole(protocol, most=bytes_most(scope.path))
            return await self._handed_on(scope, body)
        except TimeoutError:
            return _refused(HTTPStatus.REQUEST_TIMEOUT, scope)
        finally:
            self.files_under_way -= is_file

    async def _handed_on(self, scope: Scope, body: bytes) -> Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, _answer, environ_of(scope, body))

    def _watch(self, loop: asyncio.AbstractEventLoop, parent: int) -> None:
        if is_orphan(parent):
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            loop.call_later(PARENT_SECONDS, self._watch, loop, parent)


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """A request as WSGI hands it over; a header that came twice is joined, and so is not believed as one."""
    address, _, _port = scope.client.rpartition(":")
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "RAW_URI": f"{scope.path}?{scope.query_string}" if scope.query_string else scope.path,
        "SERVER_NAME": name.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address.strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for header, value in scope.headers.items():
        if "_" in header:  # it would pass for another one, which a proxy may have set
            continue
        plain = header.upper().replace("-", "_")
        key = plain if plain in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{plain}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


async def _drained(protocol: HTTPProtocol) -> None:
    """Let the rest of a body come that nobody reads, so that its sender comes to read the answer."""
    drain = Drain()
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS_MOST):
            while drain.takes(await anext(aiter(protocol), b"")):
                pass


async def _whole(protocol: HTTPProtocol, *, most: int) -> bytes:
    """The body; one that is longer than its head said is cut off, and the length then tells."""
    parts: list[bytes] = []
    size = 0
    async for part in protocol:
        parts.append(part)
        size += len(part)
        if size > most:
            break
    return b"".join(parts)


def _is_without_body(scope: Scope) -> bool:
    """A browser's form without a field has no body, nor has many a request of a program; that is no fault."""
    length, coded = scope.headers.get("content-length"), scope.headers.get("transfer-encoding")
    return scope.path != "/" and (length == "0" or (length is None and coded is None))


def _answer(environ: dict[str, Any]) -> Answer:
    """What the application answers, whole; what it could not is told in the log and by a status."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
        started.append((status, headers))

    try:
        parts = answering(environ, start)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
    except Exception:
        log.exception("A request of the link failed.")
        wished = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        return _no(HTTPStatus.INTERNAL_SERVER_ERROR, environ["PATH_INFO"], wished=wished)
    status, headers = started[-1]
    return int(status.split(" ", 1)[0]), headers, body


def _refused(status: HTTPStatus, scope: Scope) -> Answer:
    return _no(status, scope.path, wished=scope.headers.get("accept-language") or "")


def _no(status: HTTPStatus, path: str, *, wished: str) -> Answer:
    """What the application does not come to answer: a problem to the REST interface, else plain words."""
    headers, body = told(status, path, wished=wished)
    headers = [*headers, ("Content-Length", str(len(body))), ("Connection", "close")]
    return status.value, [(name.lower(), value) for name, value in headers], body


application = Front()
