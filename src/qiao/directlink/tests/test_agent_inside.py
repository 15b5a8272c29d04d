"""The agent's inside: who may come, and how long somebody may take to hand in a message."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from qiao.directlink.api import agent

pytestmark = pytest.mark.whatever_database

HERE = ipaddress.IPv4Network("127.0.0.0/8")
ELSEWHERE = ipaddress.IPv4Network("10.1.4.0/24")
SECONDS_MOST = 60


@contextmanager
def line_to(allow: ipaddress.IPv4Network, *, read_seconds: float = SECONDS_MOST) -> Iterator[socket.socket]:
    """A line to an agent that answers every message with itself."""
    inside = agent.Inside(("127.0.0.1", 0), lambda body: body, allow=(allow,), read_seconds=read_seconds)
    with inside:
        serving = threading.Thread(target=inside.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            with socket.create_connection(("127.0.0.1", inside.server_address[1]), timeout=SECONDS_MOST) as line:
                yield line
        finally:
            inside.shutdown()
            serving.join()


def test_whoever_is_named_is_answered() -> None:
    with line_to(HERE) as line:
        line.sendall(b"POST / HTTP/1.0\r\nContent-Length: 6\r\n\r\n<FOX/>")
        with line.makefile("rb") as answer:
            assert answer.read().endswith(b"\r\n\r\n<FOX/>")


def test_whoever_is_not_named_is_not_heard() -> None:
    with line_to(ELSEWHERE) as line:
        assert line.recv(1) == b""


@pytest.mark.parametrize("begun", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n<FOX>"])
def test_a_request_that_does_not_arrive_is_cut_off(begun: bytes) -> None:
    with line_to(HERE, read_seconds=0.05) as line:
        line.sendall(begun)
        with line.makefile("rb") as answer:
            assert b" 200 " not in answer.read()


@pytest.mark.parametrize(
    ("head", "status", "words"),
    [
        (b"Content-Length: 3000000\r\n", b"413", "2,000,000"),
        (b"Transfer-Encoding: chunked\r\n", b"411", "Content-Length"),
    ],
)
def test_a_message_that_is_too_long_is_told_the_bound_though_it_is_sent_to_its_end(
    head: bytes, status: bytes, words: str
) -> None:
    with line_to(HERE) as line:
        line.sendall(b"POST / HTTP/1.1\r\n" + head + b"\r\n" + b" " * 3_000_000)
        line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as answer:
            told = answer.read()
    assert (told.split()[1], words in told.decode()) == (status, True)
