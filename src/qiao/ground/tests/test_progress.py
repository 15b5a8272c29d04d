"""What a reader is told of a job under way, and what of one that was killed."""

from pathlib import Path

import pytest

from qiao.ground import home, progress
from qiao.ground.progress import Teller, under_way
from qiao.ground.stages import Stage


def test_a_job_is_told_stage_by_stage(empty_home: Path) -> None:
    with home.locked("a settlement"), home.marked("a settlement") as token:
        tell = Teller(token)
        tell(Stage("batch", 1, 2))
        tell(Stage("batch", 2, 2))
        job = under_way()
        assert job is not None
        assert job.what == "a settlement"
        assert [one.stage for one in job.stages] == [Stage("batch", 1, 2), Stage("batch", 2, 2)]
        assert all(one.seconds >= 0 for one in job.stages)
        tell.end()
    assert under_way() is None


def test_a_job_that_has_told_nothing_yet_is_under_way_all_the_same(empty_home: Path) -> None:
    with home.locked("a load"), home.marked("a load"):
        job = under_way()
        assert job is not None
        assert job.stages == ()


def test_the_mark_of_a_killed_job_is_no_job(empty_home: Path) -> None:
    with home.marked("a load") as token:  # nobody holds the pen: the process that did is gone
        Teller(token)(Stage("read"))
        assert under_way() is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"token": "another", "stages": []}',
        '{"stages": 1}',
        '{"token": "TOKEN", "stages": [["dance", 0, 0, 1]]}',
    ],
)
def test_a_broken_or_foreign_file_tells_nothing(empty_home: Path, content: str) -> None:
    with home.locked("a load"), home.marked("a load") as token:
        (empty_home / progress.PROGRESS_FILE).write_text(content.replace("TOKEN", token), "utf-8")
        job = under_way()
        assert job is not None
        assert job.stages == ()
