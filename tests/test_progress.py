"""A settlement under way as the page tells it: seen from another process, stage after stage, until it has ended."""

from pathlib import Path

import pytest

from qiao.ground import home
from qiao.ground.progress import Teller
from qiao.ground.stages import Stage
from tests.banks.served import Kept, Served


def test_nothing_under_way_is_told_as_nothing(served_bank: Served) -> None:
    answer = served_bank.as_role("auditor").get("/progress/")
    assert answer.status_code == 200
    assert "delay:8s" in answer.content.decode()
    assert "stages" not in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "第 3 批，共 15 批"), ("en", "batch 3 of 15")])
def test_a_settlement_is_told_in_the_readers_language(
    served_bank: Served, kept_bank: Kept, language: str, words: str
) -> None:
    with home.locked("settlement of 2026-09"), home.marked("settlement of 2026-09") as token:
        tell = Teller(token)
        for number in range(1, 4):
            tell(Stage("batch", number, 15))
        page = served_bank.as_role("auditor", language=language).get("/progress/").content.decode()
        tell.end()
    assert words in page
    assert f"seen={token}" in page


def test_whoever_watched_a_job_is_told_that_it_has_ended(served_bank: Served) -> None:
    page = served_bank.as_role("auditor").get("/progress/?seen=abc").content.decode()
    assert "The job has ended." in page


def test_a_settlement_leaves_no_file_behind(kept_bank: Kept) -> None:
    left = {path.name for path in Path(kept_bank.home).iterdir()}
    assert not {"progress.json", "progress.draft", "pending.json"} & left
