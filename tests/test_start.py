"""The quick start is run as it stands: what the page shows is what the commands say."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases.homes import world_of
from tests.house.pages import DOCS, ROOT, fenced, text_of
from tests.house.programs import needs_program

pytestmark = pytest.mark.whatever_database

ENGLISH, CHINESE = DOCS / "start.md", DOCS / "start.zh-CN.md"


def steps(page: Path) -> list[tuple[str, str]]:
    """Every command of the page with what it is said to print."""
    parts = (part for text in fenced(page, "console") for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:])
    return [(call, said) for call, _, said in (part.partition("\n") for part in parts)]


def said_by(call: str, *, folder: Path) -> str:
    """What a line of the page prints when a person types it in this folder."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    world = world_of(folder / "home", PATH=path)
    ran = subprocess.run(
        [needs_program("bash"), "-c", call], cwd=folder, env=world, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


def test_the_quick_start_runs_as_it_stands(tmp_path: Path) -> None:
    for text in fenced(ENGLISH, "sh"):
        assert said_by(text, folder=tmp_path) == ""
    for call, expected in steps(ENGLISH):
        said = said_by(call, folder=tmp_path)
        assert doctest.OutputChecker().check_output(expected, said, doctest.ELLIPSIS), f"{call}\n{said}"


def test_both_languages_show_the_same_bank_and_commands() -> None:
    assert fenced(ENGLISH, "sh") == fenced(CHINESE, "sh")
    assert [call for call, _ in steps(ENGLISH)] == [call for call, _ in steps(CHINESE)]


def test_the_slip_on_the_first_screen_is_that_of_the_quick_start() -> None:
    shown = "".join(said for _, said in steps(ENGLISH)).splitlines()
    slip = fenced(ROOT / "README.md", "text")[0].splitlines()
    assert len(slip) == 8
    assert [line for line in slip if line not in shown] == []
    assert "2,395.83" in text_of(CHINESE)
