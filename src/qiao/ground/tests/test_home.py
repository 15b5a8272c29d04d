"""One writer at a time, and what a killed writer leaves is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qiao.ground import home
from qiao.ground.refusals import Refusal

HOLDER = "import os\nfrom qiao.ground import home\nwith home.locked('x'), home.marked('load of /bank'):"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_HOME", str(tmp_path / "home"))


def test_a_second_writer_is_told_who_is_writing() -> None:
    holder = HOLDER + "\n  print('in', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "in\n"
        with pytest.raises(Refusal, match="load of /bank"), home.locked("settlement of 2026-09"):
            pass
        other.communicate("\n")
    with home.locked("settlement of 2026-09"):
        assert home.left_behind() is None


def test_a_killed_writer_leaves_its_mark_and_frees_the_lock() -> None:
    holder = HOLDER + "\n  os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", holder], check=False)
    assert killed.returncode == -9
    with home.locked("next"):
        left = home.left_behind()
        assert left is not None
        assert left.what == "load of /bank"
        home.clear_mark()
        assert home.left_behind() is None


def test_a_mark_that_cannot_be_read_is_no_mark() -> None:
    (home.home() / home.MARKER_FILE).write_text("{", encoding="utf-8")
    assert home.left_behind() is None


def test_a_file_is_laid_whole_over_what_stood_there_and_for_its_owner_alone() -> None:
    place = home.home() / "papers" / "ab" / "one.csv"
    draft = place.with_suffix(home.DRAFT_ENDING)
    home.lay(place, b"before")
    draft.touch(home.FILE_OF_OWNER)
    draft.write_bytes(b"what a killed writer left, and longer")
    home.lay(place, b"after")
    assert (place.read_bytes(), draft.exists()) == (b"after", False)
    assert [path.stat().st_mode & 0o077 for path in (place, place.parent)] == [0, 0]


def test_scratch_is_gone_afterwards_even_when_the_job_fails() -> None:
    folder = home.home() / home.SCRATCH_FOLDER / "token"
    with pytest.raises(FileExistsError), home.scratch("token"):
        folder.mkdir()
    assert not folder.exists()


def test_a_home_that_cannot_be_made_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("QIAO_HOME", os.fspath(tmp_path / "file" / "below"))
    with pytest.raises(Refusal, match="QIAO_HOME"):
        home.home()
