"""What goes when a simulated bank ends: its own folder, and never a home that somebody named."""

import errno
import os
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import override_settings

from qiao.ground.refusals import Refusal
from qiao.project.commands import link_samples
from qiao.project.simulated_bank import SETTINGS, simulated_bank

pytestmark = pytest.mark.whatever_database


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that somebody has named, with the house's state in it."""
    named = tmp_path / "home"
    named.mkdir()
    (named / "qiao.sqlite3").write_text("the bank's book", "utf-8")
    monkeypatch.setenv("QIAO_HOME", str(named))
    return named


def ended(*, well: bool) -> None:
    """What a command does within."""
    if not well:
        raise Refusal("simulate.not_passed", "Not passed.")


@pytest.mark.parametrize("ends_well", [True, False])
def test_the_simulators_own_folder_goes_and_the_home_stays(home: Path, tmp_path: Path, *, ends_well: bool) -> None:
    made = tmp_path / "qiao-link-simulate-x"
    (made / "keys").mkdir(parents=True)
    own = override_settings(SETTINGS_MODULE=SETTINGS, SIMULATOR_FOLDER=str(made))
    with own, suppress(Refusal), simulated_bank():
        assert made.is_dir()
        ended(well=ends_well)
    assert (made.exists(), [one.name for one in home.iterdir()]) == (False, ["qiao.sqlite3"])


@pytest.mark.parametrize("folder", ["", "named"])
def test_under_other_settings_nothing_is_begun_and_nothing_goes(home: Path, folder: str) -> None:
    named = str(home) if folder else ""
    begun = []
    other = pytest.raises(RuntimeError, match="settings of its own")
    with override_settings(SIMULATOR_FOLDER=named), other, simulated_bank():
        begun.append(folder)
    assert (begun, [one.name for one in home.iterdir()]) == ([], ["qiao.sqlite3"])


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "fox.md"
    page.write_text("before", "utf-8")

    def full(*_said: object, **_more: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(Refusal) as refusal:
        link_samples._keep(page, "after")  # noqa: SLF001  the command around it asks the whole bank
    assert (refusal.value.code, refusal.value.facts["file"]) == ("samples.page_kept", str(page))
    assert page.read_text("utf-8") == "before"
