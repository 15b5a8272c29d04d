"""The REST interface as a stranger meets it: the page's own examples run against a served sandbox."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.databases.homes import world_of
from tests.house.pages import DOCS, fenced
from tests.house.programs import needs_program
from tests.link.served import link_served, sandbox
from tests.ports import SECONDS_MOST

pytestmark = pytest.mark.whatever_database


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    for program in ("curl", "openssl"):
        needs_program(program)
    folder = tmp_path_factory.mktemp("stranger")
    with sandbox(folder) as port:
        yield folder, port


def ran(folder: Path, *command: str) -> str:
    world = world_of(folder / "never-used")
    world["PATH"] = f"{Path(sys.executable).parent}:{world['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=world, capture_output=True, text=True, timeout=SECONDS_MOST, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def example(language: str, holds: str, port: int) -> str:
    """The example of the page that holds a word, for the port that is served."""
    (found,) = [text for text in fenced(DOCS / "rest.md", language) if holds in text]
    return found.replace(":8010", f":{port}")


def test_the_examples_of_the_page_do_what_it_says(served: tuple[Path, int]) -> None:
    folder, port = served
    looked = json.loads(ran(folder, "sh", "-c", example("sh", "URL=http://127.0.0.1:8010/v1/accounts", port)))
    assert looked["accounts"][0]["account"] == "901010100100000018"
    ordering = example("sh", "order.json <<END", port)
    first, again = (json.loads(ran(folder, "sh", "-c", ordering)) for _ in range(2))
    assert (first["state"], first["replayed"], again["replayed"]) == ("paid", False, True)
    other = json.loads(ran(folder, "sh", "-c", ordering.replace("300.00", "300.01")))
    assert (other["status"], other["code"]) == (409, "order.other_content")


def test_openssl_alone_is_enough(served: tuple[Path, int]) -> None:
    folder, port = served
    (folder / "sign.sh").write_text(example("sh", "# sign.sh", port), "utf-8")
    url = f"http://127.0.0.1:{port}/v1/orders"
    (folder / "other.json").write_text(
        '{"form":"single","account":"901010100100000018","payments":'
        '[{"account":"901010100100000026","name":"白桦物流","amount":"1.00"}]}',
        "utf-8",
    )
    told = ran(
        folder,
        "sh",
        "-c",
        f"sh sign.sh POST {url} other.json INV-9 | curl --silent -H @- --data-binary @other.json {url}",
    )
    assert json.loads(told)["state"] == "paid"
    asking = example("sh", "sh sign.sh GET", port).replace("INV-1", "INV-9")
    assert json.loads(ran(folder, "sh", "-c", asking))["number"] == "INV-9"


def test_openssl_alone_signs_a_file_of_any_kind(served: tuple[Path, int]) -> None:
    folder, port = served
    (folder / "sign.sh").write_text(example("sh", "# sign.sh", port), "utf-8")
    sample = ran(folder, "qiao", "link", "profiles", "sap", "--sample")
    (folder / "pain001.xml").write_text(sample.replace("SAP-20300508-0001", "SIGNED-BY-OPENSSL"), "utf-8")
    told = json.loads(ran(folder, "sh", "-c", example("sh", "sh sign.sh POST", port)))
    assert (told.get("message_id"), told.get("kind")) == ("SIGNED-BY-OPENSSL", "pain.001"), told


def test_a_file_is_taken_and_its_report_says_what_became_of_it(served: tuple[Path, int]) -> None:
    folder, port = served
    taken = json.loads(ran(folder, "sh", "-c", example("sh", "orders.xml", port)))
    assert (taken["state"], taken["faults"], taken["replayed"]) == ("taken", [], False)
    asking = example("sh", "/v1/files/1/report", port).replace("files/1/", f"files/{taken['id']}/")
    report = etree.fromstring(ran(folder, "sh", "-c", asking).encode())
    assert etree.QName(report).namespace.endswith("pain.002.001.03")
    assert {one.text for one in report.iter("{*}TxSts")} <= {"ACSP", "ACSC", "ACTC", "PDNG"}


def test_python_is_enough(served: tuple[Path, int]) -> None:
    folder, port = served
    (folder / "ask.py").write_text(example("python", "urllib.request", port), "utf-8")
    first, second = ran(folder, sys.executable, "ask.py").split()
    assert first in {"sent", "paid"}
    assert second in {"sent", "paid"}


def test_a_webhook_is_told_and_its_signature_is_checked_as_the_page_says(served: tuple[Path, int]) -> None:
    folder, port = served
    came: list[tuple[str, bytes]] = []
    there = threading.Event()

    class Listener(BaseHTTPRequestHandler):
        """The enterprise's system."""

        def do_POST(self) -> None:
            """Take an event."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.headers["Qiao-Webhook-Signature"], body))
            self.send_response(204)
            self.end_headers()
            there.set()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Listener) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        hook = {"url": f"http://127.0.0.1:{listening.server_address[1]}/hook", "kinds": ["order"]}
        made = posted(folder, f"http://127.0.0.1:{port}/v1/webhooks", hook, who="admin01")
        assert made["secret"].startswith("whsec_"), made
        payment = {"account": "901010100100000026", "name": "白桦物流", "amount": "2.00"}
        order = {"form": "single", "account": "901010100100000018", "payments": [payment]}
        posted(folder, f"http://127.0.0.1:{port}/v1/orders", order, who="op01", number="INV-W")
        assert there.wait(SECONDS_MOST)
        listening.shutdown()
    world: dict[str, Any] = {}
    exec(example("python", "is_the_banks", port), world)  # noqa: S102  the page's own example
    header, body = came[0]
    assert world["is_the_banks"](header, body, made["secret"])
    assert not world["is_the_banks"](header, body + b" ", made["secret"])
    assert json.loads(body)["number"] == "INV-W"


def posted(folder: Path, url: str, said: object, *, who: str, number: str = "") -> dict[str, Any]:
    """The answer to a signed POST, by the command and curl."""
    (folder / "said.json").write_text(json.dumps(said), "utf-8")
    more = f"--number {number}" if number else ""
    sign = f"qiao link sign POST {url} --key keys/{who}.key --certificate keys/{who}.pem --body said.json {more}"
    told = json.loads(ran(folder, "sh", "-c", f"{sign} | curl --silent -H @- --data-binary @said.json {url}"))
    assert isinstance(told, dict)
    return told


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The link's own server."""
    with link_served(tmp_path_factory.mktemp("link") / "home", "--plain") as (port, _process):
        yield port


ASKED: tuple[tuple[str, str, dict[str, str], int], ...] = (
    ("GET", "/v1/openapi.json", {}, 200),
    ("GET", "/v1/accounts", {}, 401),
    ("GET", "/v1/account%73", {}, 401),
    ("DELETE", "/v1/webhooks/1", {}, 401),
    ("POST", "/v1/orders", {"Content-Length": "2000001"}, 413),
    ("POST", "/v1/orders", {"Transfer-Encoding": "chunked"}, 411),
    ("GET", "/v1/nowhere", {}, 404),
    ("GET", "/v1/accounts?x=1", {}, 422),
    ("GET", "/v1/accounts", {"Host": "elsewhere.example"}, 400),
)


@pytest.mark.parametrize(("method", "path", "headers", "status"), ASKED)
def test_the_links_own_server_never_answers_a_program_with_a_page(
    link: int, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    with closing(HTTPConnection("127.0.0.1", link, timeout=SECONDS_MOST)) as line:
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        told = json.loads(answer.read())
    kind = "application/json" if status == 200 else "application/problem+json"
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (status, kind), told
    assert told.get("status", 200) == status


def test_codes_of_the_page_are_codes_of_the_interface() -> None:
    text = (DOCS / "rest.md").read_text("utf-8")
    product = (DOCS.parent / "src/qiao/directlink").rglob("*.py")
    source = "".join(path.read_text("utf-8") for path in product if "tests" not in path.parts)
    table = text.split("## How it says no")[1].split("## Webhooks")[0]
    codes = re.findall(r"`([a-z]+\.[a-z_]+)`", table)
    assert len(codes) > 20
    assert [code for code in codes if f'"{code}"' not in source] == []
