"""The front-end agent as a process, between a system of an enterprise and a bank, over real TLS."""

import http.client
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qiao.directlink.rules.agent_messages import parsed
from qiao.directlink.tests.agents import NAME, certified, settings_of
from qiao.directlink.tests.wire import balance, message, payment
from qiao.project.cli import main
from tests.link.losing_bank import Bank, bank_behind
from tests.link.served import link_served
from tests.ports import SECONDS_MOST, free_port

pytestmark = pytest.mark.whatever_database

CLI = [sys.executable, "-m", "qiao.project.cli", "link"]
HELP_SECONDS_MOST = 1.0


@dataclass(frozen=True, slots=True)
class Running:
    """An agent that runs: where it listens, its folder, and what it said."""

    port: int
    folder: Path
    process: subprocess.Popen[str]
    said: tuple[str, ...]


def world(**more: str) -> dict[str, str]:
    """The surroundings of an enterprise's machine: no home and no database of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "DJANGO_", "DATABASE_"))}
    return {**kept, "QIAO_LANG": "en", "QIAO_HOME": "/nowhere/at/all", **more}


@contextmanager
def agent_at(folder: Path, settings: Path) -> Iterator[Running]:
    """`qiao link agent`, ended afterwards."""
    command = [*CLI, "agent", "--config", str(settings)]
    with subprocess.Popen(
        command, env=world(), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline(), process.stdout.readline()]
            port = re.search(r"127\.0\.0\.1:(\d+)", said[0])
            assert port, (said, process.stdout.read())
            yield Running(int(port[1]), folder, process, tuple(said))
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Scene:
    """A bank and an agent between it and us."""

    bank: Bank
    agent: Running


@pytest.fixture
def scene(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Scene]:
    with scene_in(tmp_path, **getattr(request, "param", {})) as made:
        yield made


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One scene for all that leaves bank and agent as they were."""
    with scene_in(tmp_path_factory.mktemp("quiet")) as made:
        yield made


@contextmanager
def scene_in(folder: Path, **more: object) -> Iterator[Scene]:
    """A bank that lets in the holders of a folder's authority, and an agent that waits a short while only."""
    certified(folder)
    with bank_behind(folder / "bank", operator=folder / f"{NAME}.pem") as bank:
        short: dict[str, object] = {
            "AnswerSeconds": 1,
            "AskSeconds": 3,
            "PauseSeconds": 1,
            "Listen": f"127.0.0.1:{free_port()}",
        }
        port = bank.server_address[1]
        settings = settings_of(folder, short | more, port=port, authority=folder / "bank")
        bank.operator_pem = (folder / f"{NAME}.pem").read_text("ascii")
        with agent_at(folder, settings) as agent:
            yield Scene(bank, agent)


def posted(port: int, body: bytes, **headers: str) -> tuple[int, bytes]:
    """What an enterprise's system is answered."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_MOST)) as connection:
        connection.request("POST", "/", body, {"Content-Type": "application/x-fox", **headers})
        response = connection.getresponse()
        return response.status, response.read()


def state_of(body: bytes) -> str | None:
    root = parsed(body)
    return root.findtext(".//XFERPRCCODE") or root.findtext("SECURITIES_MSGSRSV1/*/STATUS/CODE")


# Instructions


@pytest.mark.parametrize(
    ("foretold", "told", "instructed", "run"),
    [
        ([], "PAYOUT", 1, 1),
        (["loses the answer"], "PAYOUT", 1, 1),
        (["breaks off"], "PAYOUT", 1, 1),
        (["is busy"], "PAYOUT", 1, 1),
        (["is late"], "PAYOUT", 1, 1),
        (["loses the message"], "PAYOUT", 2, 1),
        (["loses the message", "answers", "loses the answer"], "PAYOUT", 2, 1),
        (["loses the message", "loses the answer", "loses the answer"], "PENDING", 1, 0),
    ],
)
def test_no_instruction_is_lost_or_run_twice(
    scene: Scene, foretold: list[str], told: str, instructed: int, run: int
) -> None:
    scene.bank.foretold.extend(foretold)
    body = message(payment("20300508P0002"))
    status, answer = posted(scene.agent.port, body)
    assert (status, state_of(answer)) == (200, told)
    assert scene.bank.instructed == [body] * instructed
    assert len(scene.bank.instructed) <= 1 + scene.bank.denied
    assert scene.bank.run == ["20300508P0002"] * run
    nonces = [one.nonce for one in scene.bank.signed]
    assert len(set(nonces)) == len(nonces)


@pytest.mark.parametrize(
    ("scene", "effect"), [({"EnableSign": "YES"}, "sign"), ({"EnableSign": "NO"}, "lodge")], indirect=["scene"]
)
def test_the_settings_say_whether_an_instruction_takes_effect_at_once(scene: Scene, effect: str) -> None:
    assert state_of(posted(scene.agent.port, message(payment("P1")))[1]) == "PAYOUT"
    assert [one.effect.value for one in scene.bank.signed] == [effect]
    assert ("at once" in scene.agent.said[1]) == (effect == "sign")


@pytest.mark.parametrize("scene", [{"EnableLog": "YES"}], indirect=True)
def test_the_log_holds_messages_without_passwords(scene: Scene) -> None:
    said = said_after_loss(scene)
    kept = (scene.agent.folder / "agent.log").read_text("utf-8")
    assert "geheim" not in kept + said
    assert kept.count("<CLIENTREF>P1</CLIENTREF>") == 2  # asked of the bank, and handed on
    assert "bytes that are no FOX message" not in kept  # what is no message is not sent, and its answer says so
    assert stat.S_IMODE((scene.agent.folder / "agent.log").stat().st_mode) == 0o600


def test_without_a_log_nothing_of_a_message_is_kept_or_said(scene: Scene) -> None:
    said = said_after_loss(scene)
    assert "P1: unknown" in said
    assert not re.search("geheim|<FOX|op01|9010101", said)
    assert not (scene.agent.folder / "agent.log").exists()


def said_after_loss(scene: Scene) -> str:
    """What the agent says from a lost answer on until its end."""
    scene.bank.foretold.append("loses the answer")
    posted(scene.agent.port, message(payment("P1")))
    posted(scene.agent.port, message(balance("S1"))[:-5])
    scene.agent.process.send_signal(signal.SIGTERM)
    assert scene.agent.process.stdout is not None
    return scene.agent.process.stdout.read()


def test_where_nobody_listens_it_is_said_that_nothing_was_sent(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, {"Listen": f"127.0.0.1:{free_port()}"}, port=free_port())
    with agent_at(tmp_path, settings) as agent:
        status, answer = posted(agent.port, message(payment("P1")))
    assert (status, state_of(answer)) == (200, "1740")
    assert "未发送" in answer.decode("gbk")


def test_a_query_is_asked_again_and_an_answer_comes(scene: Scene) -> None:
    scene.bank.foretold.append("loses the answer")
    asked = "<XFERINQTRNRQ><TRNUID>Q7</TRNUID><XFERINQRQ><CLIENTREF>P1</CLIENTREF></XFERINQRQ></XFERINQTRNRQ>"
    assert state_of(posted(scene.agent.port, message(asked))[1]) == "2000"
    assert len(scene.bank.signed) == 2


def test_what_is_under_way_is_answered_before_the_end(scene: Scene) -> None:
    scene.bank.foretold.append("loses the message")
    with socket.create_connection(("127.0.0.1", scene.agent.port), timeout=SECONDS_MOST) as line:
        body = message(payment("P1"))
        line.sendall(b"POST / HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        assert scene.agent.process.stdout is not None
        assert "P1: unknown" in scene.agent.process.stdout.readline()
        scene.agent.process.send_signal(signal.SIGTERM)
        with line.makefile("rb") as answer:
            assert b"<XFERPRCCODE>PENDING</XFERPRCCODE>" in answer.read()
    assert scene.agent.process.wait(SECONDS_MOST) == 0


# The inside


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000001\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -2\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nOrigin: http://elsewhere.example\r\nContent-Length: 1\r\n\r\nx", b"403"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        (b"OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n", b"405"),
        (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
        (b"POST / HTTP/1.0\r\nContent-Length: 6\r\n\r\n<FOX/>", b"200"),
    ],
)
def test_the_inside_answers_messages_only(quiet: Scene, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", quiet.agent.port), timeout=SECONDS_MOST) as line:
        line.sendall(head)
        assert line.recv(100).split()[1] == status
    assert quiet.bank.signed == []


def test_several_messages_go_over_one_line(quiet: Scene) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", quiet.agent.port, timeout=SECONDS_MOST)) as connection:
        for number in ("P1", "P2", "P1"):
            connection.request("POST", "/", message(payment(number)), {"Expect": "100-continue"})
            assert state_of(connection.getresponse().read()) == "PAYOUT"
    assert quiet.bank.run == ["P1", "P2"]


# Starting


def test_help_is_there_at_once() -> None:
    script = (
        "import time\nfrom qiao.project.cli import main\n"
        "try:\n main(['link', 'agent', '--help'])\nfinally:\n print(time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", script], env=world(), capture_output=True, text=True, check=False)
    assert "--config" in done.stdout
    assert float(done.stdout.splitlines()[-1]) < HELP_SECONDS_MOST


def test_an_agent_needs_neither_a_home_nor_a_database(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, port=free_port())
    script = (
        "import sys\nfrom qiao.project.cli import main\nstatus = main(sys.argv[1:])\n"
        "print(status, sorted(name for name in sys.modules if name.endswith('.models') and 'qiao' in name))"
    )
    command = [sys.executable, "-c", script, "link", "agent", "--config", str(settings), "--check"]
    done = subprocess.run(command, env=world(), cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "1 []\n"
    assert "was not reached" in done.stderr
    assert not (tmp_path / "var").exists()


# TLS with the bank's own server


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an authority and a server's certificate."""
    folder = tmp_path_factory.mktemp("home")
    certified(tmp_path_factory.mktemp("operator"), authority=folder / "link")
    return folder


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[int]:
    with link_served(home) as (port, _process):
        yield port


def handshake(port: int, *, authority: Path, operator: Path | None, at_most: ssl.TLSVersion) -> bytes:
    """The first bytes of an answer over TLS, or the fault that came instead."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(authority)
    context.minimum_version, context.maximum_version = min(at_most, ssl.TLSVersion.TLSv1_2), at_most
    if operator:
        context.load_cert_chain(operator / f"{NAME}.pem", operator / f"{NAME}.key")
    with ExitStack() as within:
        line = within.enter_context(socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MOST))
        sealed = within.enter_context(context.wrap_socket(line, server_hostname="127.0.0.1"))
        sealed.sendall(b"OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n")
        return sealed.recv(100)


VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


@pytest.mark.parametrize("kind", ["p256", "ed25519"])
@pytest.mark.parametrize("version", VERSIONS)
def test_an_operator_is_let_in(served: int, home: Path, tmp_path: Path, *, kind: str, version: ssl.TLSVersion) -> None:
    certified(tmp_path, authority=home / "link", kind=kind)
    answer = handshake(served, authority=home / "link" / "authority.pem", operator=tmp_path, at_most=version)
    assert answer.startswith(b"HTTP/1.1 204")


@pytest.mark.parametrize("who", ["nobody", "expired", "not yet", "foreign"])
@pytest.mark.parametrize("version", VERSIONS)
def test_whoever_the_authority_does_not_vouch_for_is_not(
    served: int, home: Path, tmp_path: Path, *, who: str, version: ssl.TLSVersion
) -> None:
    made = {"expired": -90, "not yet": 2}
    bank = None if who == "foreign" else home / "link"
    certified(tmp_path, authority=bank, made=datetime.now(UTC) + timedelta(days=made.get(who, 0)))
    with pytest.raises(OSError, match=r"(?i)ssl|eof|reset|alert|certificate"):
        handshake(
            served,
            authority=home / "link" / "authority.pem",
            operator=None if who == "nobody" else tmp_path,
            at_most=version,
        )


def test_an_older_tls_is_not_spoken(served: int, home: Path, tmp_path: Path) -> None:
    certified(tmp_path, authority=home / "link")
    with socket.create_connection(("127.0.0.1", served), timeout=SECONDS_MOST) as line:
        hello = bytes.fromhex("1603010031 0100002d 0302" + "00" * 32 + "00 0006 c013 002f 00ff 01 00".replace(" ", ""))
        line.sendall(hello)
        assert line.recv(1) in {b"\x15", b""}


def test_the_agent_speaks_with_the_server_and_says_what_is_wrong(served: int, home: Path, tmp_path: Path) -> None:
    settings = settings_of(tmp_path, port=served, authority=home / "link")
    check = [*CLI, "agent", "--config", str(settings), "--check"]
    unbound = subprocess.run(check, env=world(), capture_output=True, text=True, check=False)
    assert (unbound.returncode, "until a clerk of the bank has bound it" in unbound.stderr) == (1, True), unbound.stderr
    certified(tmp_path, authority=tmp_path / "another")
    foreign = subprocess.run(check, env=world(), capture_output=True, text=True, check=False)
    assert foreign.returncode == 1
    assert re.search(r"was not reached \(TLS: .*self-signed|unable to get", foreign.stderr), foreign.stderr
    (tmp_path / "authority.pem").write_bytes((home / "link" / "authority.pem").read_bytes())
    with agent_at(tmp_path, listening(settings)) as agent:
        status, answer = posted(agent.port, message(payment("P1")))
    assert (status, state_of(answer)) == (200, "1740")
    assert "未发送" in answer.decode("gbk")


@pytest.mark.parametrize(
    ("says", "status", "words"),
    [
        ("", 0, "are good"),
        ("bound", 0, "are good"),
        ("unknown", 1, "until a clerk of the bank has bound it"),
        ("expired", 1, "has ended or was revoked"),
        ("moment", 1, "Set the clock"),
        ("wrong", 1, "with another key"),
    ],
)
def test_a_check_says_what_the_bank_has_against_the_certificate(
    quiet: Scene, says: str, status: int, words: str
) -> None:
    quiet.bank.says_of_certificate = says
    check = [*CLI, "agent", "--config", str(quiet.agent.folder / "agent.ini"), "--check"]
    done = subprocess.run(check, env=world(), capture_output=True, text=True, check=False)
    assert (done.returncode, words in done.stdout + done.stderr) == (status, True), (done.stdout, done.stderr)


def test_an_agent_says_after_its_start_that_its_certificate_is_not_bound(tmp_path: Path) -> None:
    certified(tmp_path)
    with bank_behind(tmp_path / "bank", operator=tmp_path / f"{NAME}.pem") as bank:
        bank.says_of_certificate = "unknown"
        settings = settings_of(
            tmp_path,
            {"Listen": f"127.0.0.1:{free_port()}"},
            port=bank.server_address[1],
            authority=tmp_path / "bank",
        )
        with agent_at(tmp_path, settings) as agent:
            assert agent.process.stdout is not None
            assert "has bound it to the operator" in agent.process.stdout.readline()


def listening(settings: Path) -> Path:
    """The same settings, on a port that is free."""
    text = re.sub(r"Listen = .*", f"Listen = 127.0.0.1:{free_port()}", settings.read_text("utf-8"))
    settings.write_text(text, "utf-8")
    return settings


def test_certificates_are_made_by_commands(
    empty_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = str(tmp_path / f"{NAME}.csr")
    assert main(["link", "certify", "authority", "--name", "made-up bank"]) == 0
    assert main(["link", "certify", "server", "127.0.0.1", "link.bank.example"]) == 0
    assert main(["link", "certify", "request", NAME, "--out", str(tmp_path), "--kind", "ed25519"]) == 0
    assert main(["link", "certify", "sign", request]) == 0
    assert main(["link", "certify", "sign", request]) == 1
    assert "--anew" in capsys.readouterr().err
    assert main(["link", "certify", "sign", request, "--anew", "--days", "30"]) == 0
    assert main(["link", "certify", "request", "trial", "--out", str(tmp_path), "--self-signed"]) == 0
    assert {path.name for path in tmp_path.glob("*.*")} >= {f"{NAME}.pem", f"{NAME}.key", "trial.pem", "trial.key"}
    assert {path.name for path in (empty_home / "link").iterdir()} == {
        *("authority.pem", "authority.key", "server.pem", "server.key")
    }
