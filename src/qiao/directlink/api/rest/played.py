"""The REST interface of the simulated bank: the same application, behind the simulator's plain HTTP and its clock.

The clock of the simulated bank may be moved on; signatures are held against the machine's, so that a system that signs
by its own clock is let in all the same.
"""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from qiao.directlink.api.rest.door import BANK, TARGET, Bank
from qiao.directlink.rules.bounds import bytes_most, refused_length

OF_THE_HEAD = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def refused(line: BaseHTTPRequestHandler) -> HTTPStatus | None:
    """What is wrong with a request by its head: its body has no length, or is longer than its address takes."""
    if "Transfer-Encoding" in line.headers:
        return HTTPStatus.LENGTH_REQUIRED
    length = line.headers.get("Content-Length", "0")
    return None if length == "0" else refused_length(length, most=bytes_most(line.path.partition("?")[0]))


def body_of(line: BaseHTTPRequestHandler) -> bytes:
    """The body of a request whose head is good."""
    return line.rfile.read(int(line.headers.get("Content-Length", "0")))


def answer(line: BaseHTTPRequestHandler, bank: Bank, content: bytes) -> None:
    """Answer one request on its connection."""
    status, headers, body = _answered(_environ(line, bank, content))
    line.send_response(status)
    for name, value in headers:
        line.send_header(name, value)
    line.send_header("Content-Length", str(len(body)))
    line.end_headers()
    if line.command != "HEAD":
        line.wfile.write(body)


def _environ(line: BaseHTTPRequestHandler, bank: Bank, body: bytes) -> dict[str, Any]:
    path, _mark, query = line.path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": line.command,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": line.headers.get("Host", "").rpartition(":")[0],
        "SERVER_PORT": line.headers.get("Host", "").rpartition(":")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": str(line.client_address[0]),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        TARGET: line.path,
        BANK: bank,
    }
    for name, value in line.headers.items():
        key = OF_THE_HEAD.get(name.lower(), f"HTTP_{name.upper().replace('-', '_')}")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def _answered(environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _fault: object = None) -> Any:
        started.append((status, headers))

    parts = _application()(environ, start)
    body = b"".join(parts)
    parts.close()
    status, headers = started[-1]
    return int(status.partition(" ")[0]), [one for one in headers if one[0].lower() != "content-length"], body


_made: list[WSGIHandler] = []


def _application() -> WSGIHandler:
    """Made once, when it is asked for first: whoever plays FOX alone does without."""
    if not _made:
        _made.append(WSGIHandler())
    return _made[0]
