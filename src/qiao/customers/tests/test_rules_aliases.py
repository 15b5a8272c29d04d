"""Merged customers as a forest: who stands for whom after any merges and splits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.customers.rules.aliases import closed, family_in, merged, moved, split, survivor_in, survivors_in
from qiao.ground.refusals import Refusal

CUSTOMERS = [f"C{number}" for number in range(6)]
STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from(CUSTOMERS), st.sampled_from(CUSTOMERS)), max_size=20)


def forest(steps: list[tuple[bool, str, str]]) -> dict[str, str]:
    """The forest after these merges and splits; what is refused changes nothing."""
    edges: dict[str, str] = {}
    for merges, party_id, into in steps:
        try:
            edges = merged(edges, party_id, into=into) if merges else split(edges, party_id)
        except Refusal:
            continue
    return edges


def test_two_are_one_and_a_third_follows_them() -> None:
    edges = merged(merged({}, "B", into="A"), "A", into="C")
    assert survivors_in(edges) == {"A": "C", "B": "C"}
    assert family_in(edges, "B") == ("C", "A", "B")
    assert moved(edges, split(edges, "A")) == {"A": "A", "B": "A"}


@pytest.mark.parametrize(
    ("party_id", "into", "code"),
    [("A", "A", "customers.same"), ("B", "C", "customers.merged"), ("A", "B", "customers.ring")],
)
def test_a_merge_that_makes_no_sense_is_refused(party_id: str, into: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        merged({"B": "A"}, party_id, into=into)
    assert refused.value.code == code


def test_who_is_not_merged_cannot_be_split() -> None:
    with pytest.raises(Refusal, match="is not merged"):
        split({"B": "A"}, "A")


@given(STEPS)
def test_every_customer_has_one_survivor_that_stands_for_itself(steps: list[tuple[bool, str, str]]) -> None:
    edges = forest(steps)
    for party_id in CUSTOMERS:
        survivor = survivor_in(edges, party_id)
        assert survivor not in edges
        assert party_id in family_in(edges, party_id)
    families = {family_in(edges, party_id) for party_id in CUSTOMERS}
    assert sorted(one for family in families for one in family) == CUSTOMERS


@given(STEPS, st.sampled_from(CUSTOMERS), st.sampled_from(CUSTOMERS))
def test_a_split_gives_back_what_was_there(steps: list[tuple[bool, str, str]], party_id: str, into: str) -> None:
    edges = forest(steps)
    try:
        after = merged(edges, party_id, into=into)
    except Refusal:
        return
    assert split(after, party_id) == edges
    back, there = moved(after, edges), moved(edges, after)
    assert back.keys() == there.keys()


@given(STEPS, st.sets(st.sampled_from(CUSTOMERS)))
def test_closing_adds_whole_families_and_nobody_else(steps: list[tuple[bool, str, str]], asked: set[str]) -> None:
    edges = forest(steps)
    assert closed(asked, survivors_in(edges)) == {one for party_id in asked for one in family_in(edges, party_id)}
