"""The reference of FOX on its page is that of the definitions; the command that makes it, as its users call it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.reading import read
from tests.databases.homes import world_of
from tests.house.pages import DOCS, text_of

pytestmark = pytest.mark.whatever_database
PAGE, DAY = DOCS / "fox.md", "2030-05-08"


def samples(folder: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    """The command with its arguments, in a home that it must not touch."""
    command = [sys.executable, "-m", "qiao.project.cli", "link", "samples", *more]
    world = {**world_of(folder / "never-used"), "QIAO_LANG": "en"}
    return subprocess.run(command, env=world, capture_output=True, check=False)


def test_the_page_is_what_the_definitions_say(tmp_path: Path) -> None:
    copy = tmp_path / "fox.md"
    shutil.copy(PAGE, copy)
    done = samples(tmp_path, "--day", DAY, "--page", str(copy))
    assert done.returncode == 0, done.stderr
    renew = f"renew it: qiao link samples --day {DAY} --page docs/fox.md"
    assert text_of(copy) == text_of(PAGE), renew
    assert f"`{renew.removeprefix('renew it: ')}`" in text_of(PAGE)
    assert not (tmp_path / "never-used").exists()


def test_samples_are_written_as_they_are_sent_and_answered(tmp_path: Path) -> None:
    done = samples(tmp_path, "--day", DAY, "--out", str(tmp_path / "samples"))
    assert done.stdout.decode() == f"23 requests with their answers are in {tmp_path / 'samples'}.\n"
    for name in interfaces.ALL:
        (request,) = read((tmp_path / "samples" / f"{name}.request.xml").read_bytes()).requests
        (reply,) = read_answer((tmp_path / "samples" / f"{name}.answer.xml").read_bytes()).replies
        assert (request.interface, request.fault, reply.interface, reply.status.code) == (name, None, name, 0)


def test_one_sample_goes_to_the_terminal(tmp_path: Path) -> None:
    (request,) = read(samples(tmp_path, "xfer", "--day", DAY).stdout).requests
    (reply,) = read_answer(samples(tmp_path, "XFER", "--answer", "--day", DAY).stdout).replies
    assert (request.trnuid, reply.trnuid, reply.state) == ("20300508-XFER", "20300508-XFER", "PAYOUT")


def test_without_a_name_the_interfaces_are_listed(tmp_path: Path) -> None:
    listed = samples(tmp_path).stdout.decode().splitlines()
    assert [line.split()[0] for line in listed] == list(interfaces.ALL)


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (["NOTHING"], 1, "There is no interface NOTHING"),
        (["--page", "{folder}/missing.md"], 1, "cannot be read"),
        (["--page", "{folder}/plain.md"], 1, "has no marks"),
        (["--out", "{folder}/plain.md"], 1, "cannot be written to"),
        (["--day", "2030-13-01"], 2, "is not a day"),
        (["--day", "0001-01-01"], 2, "is no day of a bank"),
    ],
)
def test_what_cannot_be_given_is_refused(tmp_path: Path, more: list[str], status: int, words: str) -> None:
    (tmp_path / "plain.md").write_text("# A page\n", "utf-8")
    done = samples(tmp_path, *(one.format(folder=tmp_path) for one in more))
    assert (done.returncode, words in done.stderr.decode()) == (status, True), done.stderr
