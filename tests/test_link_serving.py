"""The direct link's own server, as processes."""

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.house_figures import ROOT
from qiao.ground.refusals import Refusal
from qiao.project import link_front, link_serving
from qiao.project.beside import KEEPER, Beside, is_orphan
from qiao.project.link_ways import is_message
from tests.databases.homes import world_of
from tests.link.served import link_served
from tests.ports import SECONDS_MOST

pytestmark = pytest.mark.whatever_database

SETUP_SECONDS_MOST = 1.0
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-fox\r\n"
CHILD = """
import os, socket, sys, threading
from qiao.project.beside import is_orphan
parent = os.getppid()
told = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
told.sendall(b"%d\\n" % os.getpid())
if sys.argv[2:] == ["dies"]:
    sys.exit(3)
while not is_orphan(parent):
    threading.Event().wait(0.05)
"""
PARENT = """
import sys
from qiao.project.beside import beside
with beside([[sys.executable, "-c", sys.argv[1], sys.argv[2]]]):
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with link_served(tmp_path_factory.mktemp("link"), "--plain") as (port, _process):
        yield port


class Listener:
    """Where a child tells that it has begun; its line ends when the child does."""

    def __init__(self, within: ExitStack) -> None:
        """Listen, and close every line at the end of the test."""
        self.within = within
        self.listening = within.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.listening.settimeout(SECONDS_MOST)
        self.port = str(self.listening.getsockname()[1])

    def begun(self) -> tuple[int, socket.socket]:
        """Wait for a child: its number and its line."""
        line = self.within.enter_context(self.listening.accept()[0])
        line.settimeout(SECONDS_MOST)
        with line.makefile() as told:
            return int(told.readline()), line


@pytest.fixture
def listener() -> Iterator[Listener]:
    with ExitStack() as within:
        yield Listener(within)


def posted(port: int, body: bytes, **headers: str) -> tuple[int, str | None, bytes]:
    """Status, kind and body of the answer to a message."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MOST)) as connection:
        connection.request("POST", "/", body, {"Content-Type": "application/x-fox", **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()


# What goes where


@pytest.mark.parametrize(
    ("method", "path", "kind", "message"),
    [
        ("POST", "/", "application/x-fox", True),
        ("POST", "/", "text/xml; charset=GBK", True),
        ("POST", "/", "", True),
        ("OPTIONS", "/", "", True),
        ("POST", "/", "application/x-www-form-urlencoded", False),
        ("POST", "/", "Multipart/Form-Data; boundary=x", False),
        ("GET", "/", "", False),
        ("POST", "/login/", "application/x-fox", False),
    ],
)
def test_a_message_is_posted_to_the_root_and_no_form(method: str, path: str, kind: str, *, message: bool) -> None:
    assert is_message({"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_TYPE": kind}) == message


def test_messages_and_pages_are_answered_by_one_process(served: int) -> None:
    status, kind, body = posted(served, b"<FOX/>")
    assert (status, kind) == (200, "application/x-fox; charset=GBK")
    assert b"<SONRS>" in body
    with closing(http.client.HTTPConnection("127.0.0.1", served, timeout=SECONDS_MOST)) as browser:
        browser.request("GET", "/nowhere/")
        assert browser.getresponse().status == 404


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Content-Length: 2000001\r\n", b"413"),
        (b"Content-Length: 0\r\n", b"400"),
        (b"Content-Length: -1\r\n", b"400"),
        (b"Content-Length: 3\r\nContent-Length: 4\r\n", b"400"),
        (b"", b"411"),
        (b"Transfer-Encoding: chunked\r\n", b"411"),
    ],
)
def test_a_head_without_a_good_length_is_answered_without_its_body(served: int, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served), timeout=SECONDS_MOST) as line:
        line.sendall(HEAD + head + b"\r\n")
        assert line.recv(100).split()[1] == status


def test_lines_that_broke_in_their_midst_keep_nobody_from_an_answer(served: int) -> None:
    broken = [socket.create_connection(("127.0.0.1", served)) for _ in range(3 * link_front.THREADS)]
    for line in broken:
        line.sendall(HEAD + b"Content-Length: 100\r\n\r\n<FOX>")
    assert posted(served, b"<FOX/>")[0] == 200
    for line in broken:
        line.close()


def test_a_body_that_does_not_end_is_given_up() -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"<FOX>"
        await asyncio.Event().wait()

    class Protocol:
        def __aiter__(self) -> AsyncIterator[bytes]:
            return endless()

        def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            answers.append((status, dict(headers)["connection"], body))

    answers: list[tuple[int, str, bytes]] = []
    scope = SimpleNamespace(method="POST", path="/", headers={"content-length": "100", "accept-language": "en"})
    asyncio.run(link_front.Front(body_seconds=0.01).__rsgi__(scope, Protocol()))  # type: ignore[arg-type]  # all that is asked of them
    assert answers == [(408, "close", b"The body took too long to arrive.\n")]


@pytest.mark.parametrize("path", ["/v1/orders", "/"])
def test_who_comes_while_too_many_are_there_is_told_when_to_come_again(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    class Protocol:
        def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            answers.append((status, dict(headers), body))

    answers: list[tuple[int, dict[str, str], bytes]] = []
    monkeypatch.setattr(link_front, "UNDER_WAY_MOST", 0)
    scope = SimpleNamespace(method="POST", path=path, headers={"accept-language": "en"})
    asyncio.run(link_front.Front().__rsgi__(scope, Protocol()))  # type: ignore[arg-type]  # all that is asked of them
    ((status, headers, body),) = answers
    assert (status, headers["retry-after"], headers["connection"]) == (503, "1", "close")
    assert (headers["content-length"], len([one for one in headers if one == "content-type"])) == (str(len(body)), 1)


def test_a_header_that_came_twice_is_not_believed_as_one() -> None:
    scope = SimpleNamespace(
        method="POST",
        path="/%C3%A9",
        query_string="a=1",
        scheme="https",
        http_version="1.1",
        client="[::1]:5",
        server="127.0.0.1:8443",
        headers={"qiao-effect": "sign"},
    )
    twice = SimpleNamespace(items=lambda: [("qiao-effect", "lodge"), ("qiao-effect", "sign"), ("content-length", "3")])
    environ = link_front.environ_of(SimpleNamespace(**vars(scope) | {"headers": twice}), b"abc")  # type: ignore[arg-type]  # the same
    assert (environ["HTTP_QIAO_EFFECT"], environ["CONTENT_LENGTH"], environ["REMOTE_ADDR"]) == (
        "lodge,sign",
        "3",
        "::1",
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/é"


# Who may be served, and without what


def test_without_tls_only_this_machine_is_served() -> None:
    assert link_serving.chosen_chain("127.0.0.1", plain=True) is None
    with pytest.raises(Refusal) as refusal:
        link_serving.chosen_chain("0.0.0.0", plain=True)  # noqa: S104  it is refused
    assert refusal.value.code == "link.plain"


def test_without_certificates_nothing_is_served_by_mistake(empty_home: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        link_serving.chosen_chain("127.0.0.1", plain=False)
    assert refusal.value.code == "link.uncertified"


def test_a_key_that_others_can_read_is_not_used(empty_home: Path) -> None:
    (empty_home / "link").mkdir()
    for name in ("server.pem", "server.key", "authority.pem"):
        (empty_home / "link" / name).write_text("", "ascii")
    (empty_home / "link" / "server.key").chmod(0o640)
    with pytest.raises(Refusal) as refusal:
        link_serving.chosen_chain("127.0.0.1", plain=False)
    assert refusal.value.code == "link.key_open"


# Processes


def test_the_link_starts_with_few_parts_of_the_house(empty_home: Path) -> None:
    script = "import django, time; django.setup(); print(time.process_time())"
    assert float(ran(script, home=empty_home, settings="link_settings").stdout) < SETUP_SECONDS_MOST


def test_what_the_house_signed_is_not_believed_by_the_link(empty_home: Path) -> None:
    tell = "from django.core import signing; print(signing.dumps('session'))"
    believe = "import sys; from django.core import signing; print(signing.loads(sys.argv[1]))"
    signed = ran(tell, home=empty_home, settings="settings").stdout.strip()
    assert ran(believe, signed, home=empty_home, settings="settings").stdout == "session\n"
    assert "BadSignature" in ran(believe, signed, home=empty_home, settings="link_settings").stderr


def ran(script: str, *arguments: str, home: Path, settings: str) -> subprocess.CompletedProcess[str]:
    """A script under one of the two settings, in a process of its own."""
    world = world_of(home) | {"DJANGO_SETTINGS_MODULE": f"qiao.project.{settings}"}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, env=world, capture_output=True, text=True, check=False)


def test_a_server_whose_keeper_was_killed_lets_the_address_go(tmp_path: Path) -> None:
    with link_served(tmp_path, "--plain") as (port, process), ExitStack() as within:
        held = within.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MOST))
        process.kill()
        assert held.recv(1) == b""


def test_a_program_beside_is_begun_anew_when_it_dies_and_ends_with_us(listener: Listener) -> None:
    one = Beside([sys.executable, "-c", CHILD, listener.port], first_pause=0.01)
    one.start()
    first, line = listener.begun()
    os.kill(first, signal.SIGKILL)
    assert line.recv(1) == b""
    second, line = listener.begun()
    assert second != first
    one.stop()
    assert line.recv(1) == b""
    assert one.process is not None
    assert one.process.poll() == -signal.SIGTERM


def test_a_program_that_dies_at_once_is_stopped_too(listener: Listener) -> None:
    one = Beside([sys.executable, "-c", CHILD, listener.port, "dies"], first_pause=0.01)
    one.start()
    numbers = [listener.begun()[0] for _ in range(2)]
    one.stop()
    assert numbers[0] != numbers[1]
    assert one.process is not None
    assert one.process.poll() in {3, -signal.SIGTERM}


def test_a_program_beside_ends_when_we_are_killed(listener: Listener) -> None:
    command = [sys.executable, "-c", PARENT, CHILD, listener.port]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT / "src") as parent:
        number, line = listener.begun()
        assert number != parent.pid
        parent.kill()
        assert line.recv(1) == b""


FRONT = """
import asyncio
from qiao.project.link_front import Front
loop = asyncio.new_event_loop()
Front().__rsgi_init__(loop)
loop.run_forever()
"""


@pytest.mark.parametrize("command", [("-c", FRONT), ("-m", "qiao.project.cli", "link", "work", "--with-parent")])
def test_a_process_whose_keeper_died_before_it_looked_around_ends(tmp_path: Path, command: tuple[str, ...]) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    world = world_of(tmp_path) | {"DJANGO_SETTINGS_MODULE": "qiao.project.link_settings", KEEPER: str(gone.pid)}
    ran = subprocess.run([sys.executable, *command], env=world, capture_output=True, timeout=SECONDS_MOST, check=False)
    assert ran.returncode in {0, -signal.SIGTERM}, ran.stderr


def test_an_orphan_knows_it() -> None:
    assert not is_orphan(os.getppid())
    assert is_orphan(os.getpid())
