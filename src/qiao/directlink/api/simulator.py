"""The simulated bank behind plain HTTP: it answers by the bank's own endpoint and does to answers what scripts say.

Its clock runs with the machine's and is moved on: a quarter of an hour with every question, to the day that an order
waits for with the second, to the evening by the script of the night. Where messages are signed it is left alone, since
a signature's moment is held against it.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import connections
from django.utils.timezone import localtime

from qiao.directlink.actions import delivering, working
from qiao.directlink.adapters.draining import drain
from qiao.directlink.adapters.played_core import PlayedCore
from qiao.directlink.api import unread
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.api.fox import CONTENT_TYPE, signed_of
from qiao.directlink.api.rest import door as rest
from qiao.directlink.api.rest import played
from qiao.directlink.models import Instruction
from qiao.directlink.rules.bounds import is_rest, refused_length
from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.messages import Reply, Request
from qiao.directlink.rules.fox.parts import EMPTY
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.judging import Exchange, Finding, Kind, findings, is_done
from qiao.directlink.rules.signature import HEADERS, Signed
from qiao.directlink.rules.simulating import Script, Treatment, content_of, dressed, script_of, treatment_of, words_of
from qiao.directlink.rules.states import State
from qiao.ground import clock
from qiao.ground.refusals import Refusal

ADDRESS = "127.0.0.1"
LINE_SECONDS = 60
QUESTION_STEP = timedelta(minutes=15)
EVENING, MORNING_HOUR, EVENING_MINUTES = 18, 9, 30
DAYS_MOST = 35
ROUNDS_MOST = 50
MOVES_NOTHING = frozenset({"ELECTRONICRECEIPT", "BATCHCHECK"})
"""Instructions without money: no script is used up by them, and their answers are not lost."""


@dataclass(slots=True)
class Simulator:
    """The bank of one run, with what came to it so far; one message is answered at a time."""

    scripts: Sequence[Script]
    with_statement: bool
    wait_seconds: float
    is_signed: bool
    ahead: timedelta = timedelta()
    seen: list[Exchange] = field(default_factory=list)
    played: dict[str, Script] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    done: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    core: PlayedCore = field(init=False)

    def __post_init__(self) -> None:
        """A core that looks the script of a payment up here."""
        self.core = PlayedCore(lambda number: self.played.get(number, Script.GOOD), self.today)

    def now(self) -> datetime:
        """The bank's clock."""
        return clock.now() + self.ahead

    def today(self) -> date:
        """The bank's day."""
        return localtime(self.now()).date()

    def findings(self) -> tuple[Finding, ...]:
        """What the run has shown so far."""
        return findings(self.seen, self.scripts, with_statement=self.with_statement)

    def answered(self, body: bytes, signed: Signed | None) -> bytes | None:
        """The answer to a message; None where it is lost on its way."""
        with self.lock:
            requests = _requests(body)
            treatment = self._prepare(requests)
            told = answer(body, signed, ADDRESS, bank=Bank(self.core, self.now))
            if treatment.twice:
                again = answer(body, signed, ADDRESS, bank=Bank(self.core, self.now))
                told = told if self.is_signed else again
            self._note(requests, read_answer(told).replies, is_sent=not treatment.loses)
            if is_done(self.findings()):
                self.done.set()
        if treatment.waits:
            self.ended.wait(self.wait_seconds)
        if treatment.loses:
            return None
        return dressed(told) if treatment.is_old else told

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """One request that is no message, answered alone; the worker goes its round before and after it."""
        with self.lock:
            self._work()
            yield
            self._work()

    def _prepare(self, requests: Sequence[Request]) -> Treatment:
        """Choose the script of a new order, move the clock, let the worker work; how the exchange is treated."""
        treatment = Treatment()
        for request in requests:
            kind, number = kind_of(request), number_of(request)
            if kind is Kind.ORDER and number not in self.played:
                given = sum(bool(one.state) for one in self._firsts())
                self.played[number] = script_of(words_of(request), self.scripts, given=given)
            if kind in {Kind.ORDER, Kind.QUESTION} and number in self.played:
                script, earlier = self.played[number], sum(one.number == number for one in self.seen)
                treatment = treatment_of(script, is_order=kind is Kind.ORDER, earlier=earlier)
                self._move_on(script, number, earlier=earlier)
        self._work()
        return treatment

    def _firsts(self) -> Iterator[Exchange]:
        """The first exchange about each order."""
        met = set[str]()
        for one in self.seen:
            if one.kind is Kind.ORDER and one.number not in met:
                met.add(one.number)
                yield one

    def _move_on(self, script: Script, number: str, *, earlier: int) -> None:
        if self.is_signed:
            return
        if script is Script.NIGHT and not earlier:
            self._to_evening()
        elif earlier > 1 and (script is Script.NIGHT or self._waits_for_its_day(number)):
            self._to_morning(number)
        elif earlier and script is not Script.NIGHT:
            self.ahead += QUESTION_STEP

    def _to_evening(self) -> None:
        local = localtime(self.now())
        evening = local.replace(hour=EVENING, minute=EVENING_MINUTES)
        self.ahead += max(evening - local, timedelta())

    def _to_morning(self, number: str) -> None:
        """The next day, and the next, until the order is due."""
        for _day in range(DAYS_MOST):
            local = localtime(self.now())
            self.ahead += (local + timedelta(days=1)).replace(hour=MORNING_HOUR, minute=0) - local
            self._work()
            if not self._waits_for_its_day(number):
                return

    def _waits_for_its_day(self, number: str) -> bool:
        return Instruction.objects.filter(number=number, state=State.SCHEDULED.value).exists()

    def _work(self) -> None:
        for _round in range(ROUNDS_MOST):
            if not working.work_once(self.core, now=self.now):
                return

    def _note(self, requests: Sequence[Request], replies: Sequence[Reply], *, is_sent: bool) -> None:
        """Write down what was asked and answered; a refused sign-on leaves no replies."""
        for request, reply in zip(requests, replies, strict=False):
            script = self.played.get(number_of(request))
            span = _span(request) if request.interface == "SCUSTSTMT" else ("", 0)
            self.seen.append(
                Exchange(
                    at=localtime(self.now()).isoformat(timespec="seconds"),
                    kind=kind_of(request),
                    number=number_of(request),
                    script=script.value if script else "",
                    content=content_of(request) if kind_of(request) is Kind.ORDER else "",
                    code=reply.status.code,
                    state=reply.state.value if reply.state and reply.status.is_done else "",
                    is_final=bool(reply.state and reply.state.is_final and reply.status.is_done),
                    is_sent=is_sent,
                    span=span[0],
                    page=span[1],
                    more=reply.part.text("TRANLIST/@MORE") == "Y",
                )
            )


def kind_of(request: Request) -> Kind:
    """What a request is about; an interface that asks again does so without a body."""
    known = interfaces.ALL.get(request.interface)
    if known is None:
        return Kind.OTHER
    if known.is_instruction and request.interface not in MOVES_NOTHING:
        return Kind.QUESTION if known.asks_again and request.body is None else Kind.ORDER
    if request.interface == "SCUSTSTMT":
        return Kind.STATEMENT
    return Kind.QUESTION if (request.body or EMPTY).text("CLIENTREF") else Kind.OTHER


def number_of(request: Request) -> str:
    """The number of the order that a request is about, else the request's own."""
    return (request.body or EMPTY).text("CLIENTREF") or request.trnuid


def _span(request: Request) -> tuple[str, int]:
    body = request.body or EMPTY
    span = body.part("INCTRAN")
    days = "|".join((body.text("ACCTFROM/ACCTID"), span.text("DTSTART"), span.text("DTEND"), span.text("TRNTYPE")))
    page = span.text("PAGE")
    return days, int(page) if page.isdigit() else 1


def _requests(body: bytes) -> tuple[Request, ...]:
    try:
        return read(body).requests
    except Refusal:
        return ()


# The line


@contextmanager
def served(simulator: Simulator, port: int) -> Iterator[int]:
    """Answer on a port of this machine (0: any), and give it."""

    class Desk(BaseHTTPRequestHandler):
        """One connection of the enterprise's system."""

        protocol_version = "HTTP/1.1"
        timeout = LINE_SECONDS

        def do_POST(self) -> None:
            """Answer one message."""
            if is_rest(self.path):
                self.do_rest()
                return
            refused = refused_length(self.headers.get("Content-Length"))
            if refused:
                self.send_error(refused.value)
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                told = simulator.answered(body, signed_of(_environ(self.headers.get)))
            finally:
                connections.close_all()
            if told is None:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def do_rest(self) -> None:
            """Answer one request to the REST interface."""
            refused = played.refused(self)
            if refused:
                self.send_error(refused.value)
                return
            content = played.body_of(self)
            try:
                with simulator.at_work():
                    played.answer(self, rest.Bank(simulator.core, simulator.now, clock.now), content)
            finally:
                connections.close_all()

        do_GET = do_HEAD = do_DELETE = do_PUT = do_PATCH = do_rest  # noqa: N815  the library's own names

        def send_error(self, code: int, *_words: object, **_more: object) -> None:
            """Say no in the door's own words, where the library would send a page; what is still on its way comes."""
            _turn_away(self, code)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing: the report says what came."""

    with _Server((ADDRESS, port), Desk) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        telling = threading.Thread(target=delivering.run_forever, args=(simulator.ended,), daemon=True)
        thread.start()
        telling.start()
        try:
            yield int(server.server_address[1])
        finally:
            simulator.ended.set()
            server.shutdown()
            thread.join()
            telling.join()


def _turn_away(line: BaseHTTPRequestHandler, code: int) -> None:
    """A no in HTTP; an unknown method is one that the address does not know."""
    status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
    headers = getattr(line, "headers", None) or {}
    path = getattr(line, "path", "").partition("?")[0]
    more, body = unread.told(status, path, wished=headers.get("Accept-Language", ""))
    line.close_connection = True
    line.send_response(status)
    for name, value in more:
        line.send_header(name, value)
    line.send_header("Content-Length", str(len(body)))
    line.send_header("Connection", "close")
    line.end_headers()
    line.wfile.write(body)
    drain(line.connection)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that the other side has cut is nothing to write about."""


def _environ(header: Callable[[str], str | None]) -> dict[str, Any]:
    return {"HTTP_" + name.upper().replace("-", "_"): header(name) or "" for name in HEADERS}
