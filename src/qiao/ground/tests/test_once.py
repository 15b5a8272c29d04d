import pytest

from qiao.ground.audit import note, recorded
from qiao.ground.once import forget, once, one_look

asked: list[tuple[int, int]] = []


@once
def read(one: int, *, other: int = 0) -> int:
    asked.append((one, other))
    return one + other


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    asked.clear()


@recorded
def act(*, actor: str) -> None:
    note("a thing", new="another")


def test_within_one_look_a_question_is_asked_once() -> None:
    with one_look():
        assert [read(1), read(1), read(1, other=2), read(1, other=2)] == [1, 1, 3, 3]
    assert asked == [(1, 0), (1, 2)]


def test_outside_of_a_look_everything_is_asked_anew() -> None:
    assert [read(1), read(1)] == [1, 1]
    assert asked == [(1, 0), (1, 0)]


def test_two_looks_know_nothing_of_each_other() -> None:
    for _look in range(2):
        with one_look():
            read(1)
    assert asked == [(1, 0), (1, 0)]


@pytest.mark.django_db(transaction=True)
def test_a_write_within_a_look_has_everything_read_anew() -> None:
    with one_look():
        read(1)
        act(actor="test")
        read(1)
    assert asked == [(1, 0), (1, 0)]


def test_forgetting_outside_of_a_look_is_harmless() -> None:
    forget()
    assert read(1) == 1
