"""When what a record says holds: the same as the record's own reading, of one customer and of merged ones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from qiao.profile.rules.standing import Known, Said, standing
from qiao.ties.rules.spells import Spell, spells

DAY, DAYS = date(2026, 1, 1), 6
PARTIES, ENTRIES = ("P1", "P2", "P3", "P4"), ("li", "wu")
TOLD = some.tuples(
    some.sampled_from(PARTIES),
    some.sampled_from(ENTRIES),
    some.integers(0, DAYS),
    some.none() | some.integers(0, 9),
)
MERGES = some.dictionaries(some.sampled_from(PARTIES[1:]), some.just(PARTIES[0]), max_size=3)
"""Whoever was merged, with the one who stands for it."""


def said_of(told: list[tuple[str, str, int, int | None]]) -> list[Said]:
    return [
        Said(party, "shareholder", entry, DAY + timedelta(days=since), number, None if share is None else {"n": share})
        for number, (party, entry, since, share) in enumerate(told, start=1)
    ]


def known_of(said: list[Said]) -> list[Known]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return [Known(one.number, one.item, one.entry, one.values, one.since, at, "", "") for one in said]


def running(found: list[Spell], party_id: str, *, on: date) -> dict[tuple[str, str], Any]:
    rows = [one for one in found if one.party_id == party_id and one.runs(on=on)]
    assert len({(one.item, one.entry) for one in rows}) == len(rows)
    return {(one.item, one.entry): one.values for one in rows}


@given(some.lists(TOLD, max_size=14), MERGES)
def test_spells_of_a_day_are_what_the_record_of_the_customer_has(
    told: list[tuple[str, str, int, int | None]], survivors: dict[str, str]
) -> None:
    said = said_of(told)
    found = list(spells(said, survivors=survivors))
    for party_id in PARTIES:
        family = [one for one in said if survivors.get(one.party_id, one.party_id) == party_id]
        for offset in range(DAYS + 2):
            day = DAY + timedelta(days=offset)
            stands = {key: one.values for key, one in standing(known_of(family), day=day).items()}
            assert running(found, party_id, on=day) == stands
