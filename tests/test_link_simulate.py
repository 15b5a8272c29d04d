"""The certification kit as its users run it: a process, real HTTP, a system that behaves and one that does not."""

import hashlib
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from qiao.directlink.adapters import signing
from qiao.directlink.api import samples
from qiao.directlink.queries.profiles import profiles, sample_in
from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.profiles import Profile
from qiao.ground import clock
from tests.databases.homes import world_of
from tests.link import erps
from tests.link.erps import Line
from tests.ports import SECONDS_MOST, free_port

pytestmark = pytest.mark.whatever_database
SCRIPTS = ("good", "slow", "lost-reply", "duplicate", "late-reject", "night", "old-version")


@dataclass(slots=True)
class Kit:
    """A running kit: its line, what it printed of its bank, and how it ended so far."""

    process: subprocess.Popen[str]
    line: Line
    printed: str
    out: Path

    def end(self, number: signal.Signals | None = None) -> tuple[int, str]:
        """Wait for its end, or ask for it; status and what it wrote on standard error."""
        if number is not None:
            self.process.send_signal(number)
        _out, fault = self.process.communicate(timeout=SECONDS_MOST)
        return self.process.returncode, fault

    @property
    def day(self) -> str:
        """The day of the long statement, as it was printed."""
        found = re.search(r"two pages +(\S+)", self.printed)
        assert found is not None
        return found[1]

    @property
    def report(self) -> dict[str, Any]:
        """The report, once it is written."""
        told = json.loads((self.out / "link-report.json").read_text("utf-8"))
        assert isinstance(told, dict)
        return told

    def faults(self) -> dict[str, list[str]]:
        """What was wrong, by script."""
        return {one["script"]: [fault["fault"] for fault in one["faults"]] for one in self.report["scripts"]}


@contextmanager
def running(out: Path, *more: str) -> Iterator[Kit]:
    """A kit that is served, and gone afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "qiao.project.cli", "link", "simulate", "--port", str(port), "--out", str(out)]
    world = {**world_of(out / "never-used"), "QIAO_LANG": "en"}
    asked = [*command, "--slow-seconds", "0", "--minutes", "5", *more]
    with subprocess.Popen(asked, env=world, stdout=PIPE, stderr=PIPE, text=True, encoding="utf-8") as process:
        try:
            assert process.stdout is not None
            printed: list[str] = []
            while not printed or (printed[-1] and "Ctrl-C" not in printed[-1]):
                printed.append(process.stdout.readline())
            yield Kit(process, Line(port), "".join(printed), out)
        finally:
            process.kill()


def test_a_system_that_behaves_passes_every_script(tmp_path: Path) -> None:
    with running(tmp_path, "--until-done") as kit:
        ends = [erps.behaves(kit.line, f"货款 {script}", yuan=f"{place}.50") for place, script in enumerate(SCRIPTS, 1)]
        assert ends == ["PAYOUT", "PAYOUT", "PAYOUT", "PAYOUT", "FAIL", "PAYOUT", "PAYOUT"]
        assert erps.reads_all(kit.line, kit.day) == 150
        assert kit.end() == (0, "")
    assert (kit.report["passed"], {*map(bool, kit.faults().values())}) == (True, {False})
    assert len(kit.faults()) == len(SCRIPTS) + 1
    bare = {key: value for key, value in kit.report.items() if key != "digest"}
    plain = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert kit.report["digest"] == hashlib.sha256(plain.encode()).hexdigest()
    assert "lost-reply: passed" in (tmp_path / "link-report.txt").read_text("utf-8")
    assert not (tmp_path / "never-used").exists()


def test_a_system_that_names_no_script_is_led_through_them_in_turn(tmp_path: Path) -> None:
    with running(tmp_path, "--until-done") as kit:
        ends = [erps.behaves(kit.line, "货款", yuan=f"{place}.00", is_far=True) for place in range(len(SCRIPTS))[1:]]
        ends.append(erps.behaves(kit.line, "货款", yuan="2000000.00", is_far=True))
        erps.reads_all(kit.line, kit.day)
        assert kit.end()[0] == 0
    assert (ends.count("FAIL"), ends.count("PAYOUT")) == (1, 6)
    played = [one["script"] for one in kit.report["exchanges"] if one["kind"] == "order"]
    assert played == list(SCRIPTS)


def test_a_system_that_does_not_behave_is_told_what_it_did(tmp_path: Path) -> None:
    with running(tmp_path) as kit:
        erps.uses_twice(kit.line, "good", yuan="1.00")
        erps.pays_anew(kit.line, "slow", yuan="2.00")
        erps.pays_anew(kit.line, "lost-reply", yuan="3.00")
        erps.behaves(kit.line, "duplicate", yuan="4.00")
        erps.sends_on(kit.line, "late-reject", yuan="5.00")
        erps.gives_up(kit.line, "night", yuan="6.00")
        kit.line.page(kit.day, 1)
        status, fault = kit.end(signal.SIGINT)
    assert (status, fault.startswith("qiao: Not passed, 7 of 8: good, slow, lost-reply")) == (1, True)
    assert kit.faults() == {
        "good": ["other-content"],
        "slow": ["new-number", "stopped"],
        "lost-reply": ["new-number", "never-asked"],
        "duplicate": [],
        "late-reject": ["after-failure"],
        "night": ["stopped"],
        "old-version": ["not-seen"],
        "statement": ["page-missing"],
    }
    assert kit.report["passed"] is False


def test_where_signatures_are_demanded_an_unsigned_order_is_not_taken(tmp_path: Path) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    certificate = self_signed(key)
    path = tmp_path / "operator.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    with running(tmp_path, "--signed", str(path), "--script", "good", "--until-done") as kit:
        request = erps.payment("S1", "good", yuan="1.00")
        assert kit.line.post(request) is None
        reply = kit.line.post(request, **signed(key, certificate, erps.message(request)))
        assert reply is not None
        assert reply.state == "PAYOUT"
        assert kit.end() == (0, "")


def test_every_sample_is_answered_as_it_is_sent(tmp_path: Path) -> None:
    with running(tmp_path) as kit:
        told = {name: posted(kit, samples.request_of(name, on=clock.today())) for name in interfaces.ALL}
        unsigned = {"ICTRANSFER": 2005, "ASYNBATCHTRSFR": 2005, "ICTRANSFERINQ": 2000}
        assert told == {**dict.fromkeys(interfaces.ALL, 0), **unsigned}
        assert kit.end(signal.SIGINT)[0] == 1


@pytest.mark.parametrize("profile", [one for one in profiles() if one.channel == "fox"], ids=lambda one: one.name)
def test_what_a_system_sends_is_answered_as_it_is(tmp_path: Path, profile: Profile) -> None:
    with running(tmp_path, "--script", "good") as kit:
        assert posted(kit, sample_in(profile)) == 0


def posted(kit: Kit, body: bytes) -> int:
    """The code of the answer to a message of one request."""
    with closing(HTTPConnection("127.0.0.1", kit.line.port, timeout=SECONDS_MOST)) as connection:
        connection.request("POST", "/", body)
        (reply,) = read_answer(connection.getresponse().read()).replies
    return reply.status.code


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--script", "night", "--signed", "{folder}/any.pem"], "signatures forbid"),
        (["--signed", "{folder}/missing.pem"], "is no certificate in PEM"),
        (["--out", "{folder}/missing"], "There is no folder"),
    ],
)
def test_what_cannot_be_simulated_is_refused(tmp_path: Path, more: list[str], words: str) -> None:
    (tmp_path / "any.pem").write_text("a certificate", "ascii")
    command = [sys.executable, "-m", "qiao.project.cli", "link", "simulate", "--port", str(free_port())]
    world = {**world_of(tmp_path / "never-used"), "QIAO_LANG": "en"}
    asked = [*command, *(one.format(folder=tmp_path) for one in more)]
    ended = subprocess.run(asked, env=world, capture_output=True, text=True, check=False, timeout=SECONDS_MOST)
    assert (ended.returncode, words in ended.stderr) == (1, True), ended.stderr


def self_signed(key: ed25519.Ed25519PrivateKey) -> x509.Certificate:
    """A certificate of a day for a key."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "1000000001-op01")])
    now = clock.now()
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    return dated.serial_number(x509.random_serial_number()).sign(key, None)


def signed(key: ed25519.Ed25519PrivateKey, certificate: x509.Certificate, body: bytes) -> dict[str, str]:
    """The headers of a message that takes effect at once."""
    fingerprint = signing.read_certificate(certificate.public_bytes(serialization.Encoding.PEM).decode()).fingerprint
    return signing.sign_message(key, body, fingerprint=fingerprint, at=clock.now(), nonce="0" * 32).headers
