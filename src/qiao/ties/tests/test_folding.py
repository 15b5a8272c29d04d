"""One holder under two numbers of a customer, with and without a code: named cases, and what holds of any telling."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.standing import Said
from qiao.ties.rules.folding import folded, folds_of
from qiao.ties.rules.spells import Spell, spells

DAY, DAYS = date(2026, 1, 1), 6
MERGED = {"P2": "P1", "P3": "P1"}
ONE, OTHER = "ONE", "OTHER"
Line = tuple[str, str, int, int | None, int | None]
"""Of whom told, the code of Li that is told, from which day, the share (None = ended), the sheet."""


def said_of(told: list[Line]) -> list[Said]:
    return [
        Said(
            party,
            "shareholder",
            f"li · {code.casefold()}" if code else "li",
            DAY + timedelta(days=since),
            number,
            None if share is None else {"name": "Li", "credit_code": code, "share": share},
            sheet,
        )
        for number, (party, code, since, share, sheet) in enumerate(told, start=1)
    ]


def found_of(told: list[Line], *, survivors: dict[str, str]) -> list[Spell]:
    said = said_of(told)
    folds = folds_of(said, survivors=survivors, items=BY_CODE)
    return list(folded(spells(said, survivors=survivors), folds))


def held_on(found: list[Spell], offset: int) -> list[tuple[str, int]]:
    running = [one for one in found if one.runs(on=DAY + timedelta(days=offset))]
    return sorted((str(one.values["credit_code"] or ""), int(one.values["share"])) for one in running)


@pytest.mark.parametrize(
    ("case", "told", "held"),
    [
        ("a code under one number only", [("P1", "", 0, 60, None), ("P2", ONE, 0, 60, None)], [(ONE, 60)]),
        ("the code came first", [("P2", ONE, 0, 60, None), ("P1", "", 0, 60, None)], [(ONE, 60)]),
        ("the later day holds", [("P1", "", 3, 20, None), ("P2", ONE, 0, 60, None)], [(ONE, 20)]),
        ("two codes are two", [("P1", OTHER, 0, 20, None), ("P2", ONE, 0, 60, None)], [(ONE, 60), (OTHER, 20)]),
        (
            "who it is of two nobody knows",
            [("P1", ONE, 0, 20, None), ("P2", OTHER, 0, 30, None), ("P3", "", 0, 40, None)],
            [("", 40), (ONE, 20), (OTHER, 30)],
        ),
        (
            "two lines of one sheet are two",
            [("P1", "", 0, 20, 1), ("P1", ONE, 0, 30, 1), ("P2", ONE, 0, 40, 2)],
            [("", 20), (ONE, 40)],
        ),
        (
            "two lines of one sheet about two customers are one",
            [("P1", "", 0, 20, 1), ("P2", ONE, 0, 30, 1)],
            [(ONE, 30)],
        ),
        (
            "what was placed of one customer stays placed",
            [("P1", "", 0, 20, None), ("P1", ONE, 0, 30, None), ("P2", ONE, 0, 40, None)],
            [("", 20), (ONE, 40)],
        ),
        (
            "of two entries of one holder one ended: the other holds on",
            [("P1", "", 0, 60, None), ("P2", ONE, 0, 60, None), ("P1", ONE, 2, None, None)],
            [(ONE, 60)],
        ),
        (
            "both ended",
            [
                ("P1", "", 0, 60, None),
                ("P2", ONE, 0, 60, None),
                ("P1", ONE, 2, None, None),
                ("P1", "", 2, None, None),
            ],
            [],
        ),
    ],
)
def test_one_holder_is_one(case: str, told: list[Line], held: list[tuple[str, int]]) -> None:
    assert held_on(found_of(told, survivors=MERGED), DAYS) == held, case
    apart = found_of(told, survivors={})
    assert len(apart) == len(list(spells(said_of(told), survivors={}))), case


LINES = some.lists(
    some.tuples(
        some.sampled_from(["P1", "P2", "P3"]),
        some.sampled_from(["", ONE, OTHER]),
        some.integers(0, DAYS),
        some.none() | some.integers(0, 100),
        some.none() | some.integers(1, 3),
    ),
    max_size=14,
)


@given(LINES, some.integers(0, DAYS + 1))
def test_folding_adds_no_share_and_loses_no_holder(told: list[Line], offset: int) -> None:
    found, plain = found_of(told, survivors=MERGED), list(spells(said_of(told), survivors=MERGED))
    day = DAY + timedelta(days=offset)
    runs: list[Any] = [one for one in found if one.runs(on=day)]
    record = [one for one in plain if one.runs(on=day)]
    assert len({one.entry for one in runs}) == len(runs) <= len(record)
    assert {one.number for one in runs} <= {one.number for one in record}
    codes = {one.values["credit_code"] for one in record if one.values["credit_code"]}
    assert codes <= {one.values["credit_code"] for one in runs}
    assert bool(runs) == bool(record)


@given(LINES)
def test_nothing_is_folded_of_whom_nobody_was_merged_into(told: list[Line]) -> None:
    said = said_of(told)
    assert folds_of(said, survivors={}, items=BY_CODE) == {}
    assert folds_of(said, survivors={"P9": "P8"}, items=BY_CODE) == {}
