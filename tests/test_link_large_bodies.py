"""Bodies that are too long or do not say how long they are, over real sockets: told in words, at every door."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from qiao.directlink.actions import signing_requests
from qiao.directlink.actions.signing_requests import Holder
from qiao.directlink.queries.profiles import profile_named, sample_in
from qiao.directlink.rules.bounds import BODY_BYTES_MOST
from qiao.directlink.rules.files import FILE_BYTES_MOST
from qiao.ground import clock
from tests.link.served import link_served, sandbox
from tests.ports import SECONDS_MOST

pytestmark = pytest.mark.whatever_database
LONG = b" " * (BODY_BYTES_MOST + 1_000_000)
PROBLEM = "application/problem+json"
WORDS = "text/plain; charset=utf-8"
Told = tuple[int, str, str]
"""Status, kind and body of an answer."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the simulated bank lays its keys."""
    return tmp_path_factory.mktemp("stranger")


@pytest.fixture(scope="module")
def doors(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """The ports of the simulated bank and of the link's own server."""
    with sandbox(folder) as simulated, link_served(tmp_path_factory.mktemp("link") / "home", "--plain") as (link, _):
        yield {"simulator": simulated, "link": link}


def sent(port: int, path: str, body: bytes, **headers: str) -> Told:
    """The answer to a body that was sent to its end."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MOST)) as line:
        line.request("POST", path, body, named)
        answer = line.getresponse()
        return answer.status, answer.headers["Content-Type"] or "", answer.read().decode()


def in_chunks(port: int, path: str) -> Told:
    """The answer to a body in chunks, which says no length."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MOST)) as line:
        line.request("POST", path, iter([b"{}"]), {"Accept-Language": "en"}, encode_chunked=True)
        answer = line.getresponse()
        return answer.status, answer.headers["Content-Type"] or "", answer.read().decode()


@pytest.mark.parametrize("door", ["simulator", "link"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "send many payments as a file to /v1/files"), ("zh", "付款多时，请用文件发到 /v1/files")],
)
def test_a_body_that_is_too_long_for_rest_is_told_the_bound_and_what_to_do(
    doors: dict[str, int], door: str, language: str, words: str
) -> None:
    status, kind, body = sent(doors[door], "/v1/orders", LONG, Accept_Language=language)
    told = json.loads(body)
    assert (status, kind, told["status"], told["code"]) == (413, PROBLEM, 413, "request.large")
    assert [one in told["detail"] for one in ("2,000,000", words)] == [True, True], told["detail"]


@pytest.mark.parametrize("door", ["simulator", "link"])
def test_a_file_that_is_too_long_is_told_before_it_is_read(doors: dict[str, int], door: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", doors[door], timeout=SECONDS_MOST)) as line:
        line.putrequest("POST", "/v1/files?effect=sign")
        line.putheader("Accept-Language", "en")
        line.putheader("Content-Length", str(FILE_BYTES_MOST + 1))
        line.endheaders()
        told = json.loads(line.getresponse().read())
    assert told["code"] == "request.large"
    assert [one in told["detail"] for one in ("67,108,864", "several files")] == [True, True], told["detail"]


@pytest.mark.parametrize("door", ["simulator", "link"])
def test_a_body_in_chunks_is_told_to_say_its_length(doors: dict[str, int], door: str) -> None:
    status, kind, body = in_chunks(doors[door], "/v1/orders")
    told = json.loads(body)
    assert (status, kind, told["code"], "Content-Length" in told["detail"]) == (411, PROBLEM, "request.length", True)


@pytest.mark.parametrize("door", ["simulator", "link"])
def test_the_door_of_messages_says_it_in_plain_words(doors: dict[str, int], door: str) -> None:
    status, kind, words = sent(doors[door], "/", LONG)
    assert (status, kind, "2,000,000" in words, "<" in words) == (413, WORDS, True, False)
    status, kind, words = in_chunks(doors[door], "/")
    assert (status, kind, "Content-Length" in words) == (411, WORDS, True)


def test_the_simulated_bank_takes_a_file_longer_than_a_message(doors: dict[str, int], folder: Path) -> None:
    sample = sample_in(profile_named("sap"))
    content = sample + b"\n" * (len(LONG) - len(sample))
    url = f"http://127.0.0.1:{doors['simulator']}/v1/files?effect=sign"
    holder = Holder(folder / "keys/op01.key", folder / "keys/op01.pem")
    headers = signing_requests.headers_for(holder, "POST", url, body=content, number="", at=clock.now())
    status, _kind, body = sent(doors["simulator"], "/v1/files?effect=sign", content, **headers)
    assert (status, json.loads(body)["kind"]) == (201, "pain.001"), body


@pytest.mark.parametrize("method", ["BREW", "GET"])
def test_the_simulated_bank_never_answers_a_program_with_a_page(doors: dict[str, int], method: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", doors["simulator"], timeout=SECONDS_MOST)) as line:
        line.request(method, "/v1/nowhere")
        answer = line.getresponse()
        told = json.loads(answer.read())
    assert (answer.headers["Content-Type"], told["status"]) == (PROBLEM, answer.status)
