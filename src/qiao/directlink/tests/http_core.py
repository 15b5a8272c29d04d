"""A core system behind HTTP, as a bank may have one: it keeps bookings by number and answers as the contract says.

Faults of the line are told to it one a request: an answer that is lost, garbage, another status, or too slow.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

WAIT_SECONDS = 60.0


class Fault(StrEnum):
    """What goes wrong with one answer; the request itself has arrived, unless it says otherwise."""

    LOST = "the answer is lost"
    UNHEARD = "the request is lost"
    GARBAGE = "the answer is no JSON"
    LIST = "the answer is a list"
    ODD_STATE = "the answer has a state that nobody knows"
    UNHEARD_STATE = "the answer says unheard with status 200"
    BUSY = "status 503"
    CONFLICT = "status 409"
    ERROR_BOOKED = "status 500 with a body that says booked"
    SLOW = "the answer comes too late"


@dataclass(slots=True)
class Book:
    """The core's own book so far, what it is asked to do wrong next, and who asked for what."""

    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    refuses_next: str = ""
    waits_next: bool = False
    ended: Event = field(default_factory=Event)

    def put(self, number: str, content: dict[str, Any]) -> tuple[int, dict[str, str]]:
        """Book once; another content under the number is a matter for people."""
        if number in self.kept and self.kept[number] != content:
            return 409, {"state": "refused", "words": "another booking"}
        if number not in self.kept and number not in self.refused:
            if self.refuses_next:
                self.refused[number], self.refuses_next = self.refuses_next, ""
            else:
                self.kept[number] = content
                self.times[number] = self.times.get(number, 0) + 1
                if self.waits_next:
                    self.pending.add(number)
                    self.waits_next = False
        return self.get(number)

    def get(self, number: str) -> tuple[int, dict[str, str]]:
        """What became of a number."""
        if number in self.refused:
            return 200, {"state": "refused", "words": self.refused[number]}
        if number not in self.kept:
            return 404, {}
        return 200, {"state": "pending" if number in self.pending else "booked"}


@contextmanager
def served(book: Book) -> Iterator[str]:
    """Serve a core on this machine; gives its address."""

    class Desk(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(content)

        def do_GET(self) -> None:
            self._answer(None)

        def _answer(self, content: dict[str, Any] | None) -> None:
            number = self.path.rpartition("/bookings/")[2]
            book.asked.append((self.command, number))
            book.keys.add(self.headers.get("Authorization", ""))
            fault = book.faults.pop(0) if book.faults else None
            if fault is Fault.UNHEARD:
                self.close_connection = True
                return
            status, told = book.get(number) if content is None else book.put(number, content)
            self._tell(fault, status, told)

        def _tell(self, fault: Fault | None, status: int, told: dict[str, str]) -> None:
            body = json.dumps(told).encode()
            if fault is Fault.LOST:
                self.close_connection = True
                return
            if fault is Fault.SLOW:
                book.ended.wait(WAIT_SECONDS)
                self.close_connection = True
                return
            status, body = REPLIES.get(fault, (status, body)) if fault else (status, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output to itself."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/core"
        finally:
            book.ended.set()
            server.shutdown()
            thread.join()


REPLIES = {
    Fault.GARBAGE: (200, b"<html>"),
    Fault.LIST: (200, b"[]"),
    Fault.ODD_STATE: (200, b'{"state": "perhaps"}'),
    Fault.UNHEARD_STATE: (200, b'{"state": "unheard"}'),
    Fault.BUSY: (503, b""),
    Fault.CONFLICT: (409, b'{"state": "refused"}'),
    Fault.ERROR_BOOKED: (500, b'{"state": "booked"}'),
}
