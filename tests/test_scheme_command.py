"""`qiao scheme`: the linter, the worked example and the draft from the terminal, on the house's own examples."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.terminal.calling import called, done
from tests.terminal.stage import at_home

pytestmark = pytest.mark.whatever_database

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "schemes"


@pytest.fixture
def home(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with at_home(tmp_path / "home", django_db_blocker) as made:
        yield made


def test_a_sound_scheme_can_be_published(home: Path) -> None:
    said = done("scheme", "check", EXAMPLES / "corporate-manager.toml")
    assert home.is_dir()
    assert said.out.endswith("can be published; 0 findings to be considered.\n")


def test_a_gap_is_told_with_its_line_and_refuses(home: Path) -> None:
    said = called("scheme", "check", EXAMPLES / "tier-gap.toml")
    assert home.is_dir()
    assert (said.status, said.err) == (1, "")
    gap = next(line for line in said.out.splitlines() if "pays nothing between" in line)
    assert "line 16: not allowed: sales pays nothing between 100,000.00 and 100,001.00" in gap
    assert "(to be verified)" not in gap
    assert "[by Guidelines on performance appraisal of banks (CBRC 2012 no. 34)" in said.out


def test_the_terminal_speaks_chinese(home: Path) -> None:
    said = called("scheme", "check", EXAMPLES / "tier-gap.toml", language="zh")
    assert home.is_dir()
    assert "第 16 行：不予通过" in said.out


def test_the_example_of_the_published_plan_is_worked_out(home: Path) -> None:
    said = done("scheme", "example", EXAMPLES / "deposit-growth.toml").out
    assert home.is_dir()
    assert "385,000.00" in said  # 0.35 % of 110 million, the middle of its second tier
    assert "paid now 240240.00, later 53386.67 + 53386.66 + 53386.67" in said


def test_a_scheme_is_put_on_file_once_as_a_draft(home: Path) -> None:
    assert home.is_dir()
    assert "is on file as a draft, no. 1" in done("scheme", "add", EXAMPLES / "corporate-manager.toml").out
    again = called("scheme", "add", EXAMPLES / "corporate-manager.toml")
    assert "there is already a scheme corporate-manager-2026" in again.refusal


def test_a_table_with_a_gap_is_not_put_on_file(home: Path) -> None:
    assert home.is_dir()
    assert "line 16" in called("scheme", "add", EXAMPLES / "tier-gap.toml").refusal
