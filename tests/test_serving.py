"""How many processes answer."""

import os

import pytest

from qiao.project.serving import WORKERS_USUAL, workers


@pytest.mark.parametrize(("given", "answered"), [("1", 1), ("3", 3), ("64", 64)])
def test_as_many_workers_as_are_asked_for(monkeypatch: pytest.MonkeyPatch, given: str, answered: int) -> None:
    monkeypatch.setenv("QIAO_WORKERS", given)
    assert workers() == answered


@pytest.mark.parametrize("given", ["", "0", "-1", "65", "many", "９"])
def test_what_is_no_number_of_workers_is_one_a_core(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("QIAO_WORKERS", given)
    assert workers() == min(os.cpu_count() or 1, WORKERS_USUAL)
