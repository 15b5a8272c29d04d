"""Balancing: what a good spread is, why there is none, and that the solver finds the best, held against every plan."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.people.rules.authority import Authority
from qiao.portfolio.adapters.balancing import balance
from qiao.portfolio.rules.balancing import (
    NOTHING,
    Branch,
    Client,
    Move,
    Person,
    Worth,
    candidates,
    excess_bp,
    loads,
    moves_least,
    strain,
    troubles,
    used_bp,
    worth,
)
from qiao.portfolio.rules.planning import planned
from qiao.portfolio.rules.room import people_above, why_above, why_short

BOTH = frozenset({"company", "person"})


def person(
    name: str, most: int | None, *, segments: frozenset[str] | None = None, bars: tuple[str, ...] = ()
) -> Person:
    return Person(name, name, (most, None, None, None), segments=segments, bars=bars)


def client(
    party: str, holder: str, *, kind: str = "person", months: int = 0, group: str = "", locked: str = ""
) -> Client:
    return Client(party, holder, kind, (1, 0, 0, 0), months, group, locked)


def branch(*people: Person, held: str, **clients: Client) -> Branch:
    """`held` gives the holder of each plain customer: "AAB" are P0 and P1 of A and P2 of B."""
    plain = [client(f"P{number}", holder) for number, holder in enumerate(held)]
    return Branch("B", "Branch B", people, (*plain, *clients.values()))


@pytest.mark.parametrize(
    ("load", "norm", "used", "excess"),
    [
        ((30, 0, 0, 0), (40, None, None, None), (7_500, None, None, None), 0),
        ((41, 0, 0, 0), (40, None, None, None), (10_250, None, None, None), 250),
        ((10, 500, 0, 70), (40, 300, None, 60), (2_500, 16_667, None, 11_667), 6_667),
        ((2, 0, 0, 0), (0, None, None, None), (20_000, None, None, None), 20_000),
    ],
)
def test_a_load_is_as_heavy_as_its_worst_part(
    load: tuple[int, ...], norm: tuple[int | None, ...], used: tuple[int | None, ...], excess: int
) -> None:
    assert used_bp(load, norm) == used
    assert excess_bp(load, norm) == excess


def test_who_is_above_gives_as_few_as_will_do() -> None:
    bank = branch(person("A", 2), person("B", 3), held="AAAAB")
    found = balance(bank, seconds=5)
    assert (found.worth, found.proven) == (Worth(0, 2, 0), True)
    assert {move.giver for move in found.moves} == {"A"}
    assert loads(bank, found.moves)["A"][0] == 2


def test_among_equals_the_youngest_relationship_moves() -> None:
    bank = Branch(
        "B",
        "Branch B",
        (person("A", 1), person("B", 1)),
        (client("old", "A", months=120), client("new", "A", months=3)),
    )
    assert balance(bank, seconds=5).moves == (Move("new", "A", "B"),)


def test_a_group_stays_together_rather_than_a_short_relationship() -> None:
    bank = Branch(
        "B",
        "Branch B",
        (person("A", 2), person("B", 1)),
        (client("one", "A", group="G"), client("two", "A", group="G"), client("alone", "A", months=20)),
    )
    assert balance(bank, seconds=5).moves == (Move("alone", "A", "B"),)
    assert strain(bank, [Move("one", "A", "B")]) == 60


def test_a_customer_moves_to_make_room_for_another() -> None:
    """A may give companies to B only; B is full and can hand a person on to C."""
    bank = Branch(
        "B",
        "Branch B",
        (person("A", 1, segments=BOTH), person("B", 1, segments=BOTH), person("C", 1, segments=frozenset({"person"}))),
        (client("one", "A", kind="company"), client("two", "A", kind="company"), client("three", "B")),
    )
    found = balance(bank, seconds=5)
    assert (found.worth.excess_bp, found.worth.moves) == (0, 2)
    assert Move("three", "B", "C") in found.moves


@pytest.mark.parametrize(
    ("people", "clients", "told"),
    [
        (
            (person("A", 2), person("B", 2)),
            [client(f"P{number}", "A") for number in range(5)],
            "Branch B needs room for 5 person customers and has 4.",
        ),
        (
            (person("A", 1), person("B", 9, segments=frozenset({"person"}))),
            [client("one", "A", kind="company"), client("two", "A", kind="company")],
            "Branch B needs room for 2 company customers and has 1.",
        ),
        (
            (person("A", 1), person("B", 9)),
            [client("one", "A", locked="x"), client("two", "A", locked="x")],
            "A carries 2 (customers) that cannot move; the norm is 1.",
        ),
        (
            (Person("A", "A", (None, 50, None, None)), Person("B", "B", (None, 70, None, None))),
            [Client("big", "A", "person", (1, 90, 0, 0))],
            "Customer big alone weighs 90 (deposits); the largest norm of those who may serve it is 70.",
        ),
        (
            (Person("A", "A", (None, 50, None, None)), Person("B", "B", (None, 50, None, None))),
            [Client(f"C{number}", "A", "person", (1, 30, 0, 0)) for number in range(3)],
            "Branch B has room in sum, but the customers do not divide so that nobody is above: 1 stay above at least.",
        ),
    ],
)
def test_where_it_cannot_be_one_sentence_says_why(people: tuple[Person, ...], clients: list[Client], told: str) -> None:
    bank = Branch("B", "Branch B", people, tuple(clients))
    assert balance(bank, seconds=5).worth.excess_bp > 0
    why = why_above(bank, over=1)
    assert why.words % {**why.facts, "segments": " ".join(why.facts.get("segments", ()))} == told


def test_who_may_not_be_given_customers_is_given_none() -> None:
    bank = branch(person("A", 1), person("B", 9, bars=("certificate expired",)), person("C", 1), held="AAA")
    found = balance(bank, seconds=5)
    assert {move.taker for move in found.moves} == {"C"}
    assert troubles(bank, [Move("P0", "A", "B")]) == ((Move("P0", "A", "B"), "certificate expired"),)


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        (Move("gone", "A", "B"), "no manager of this unit holds the customer"),
        (Move("kept", "A", "B"), "awaits a decision"),
        (Move("P0", "B", "A"), "somebody else holds the customer now"),
        (Move("P0", "A", "X"), "who takes is no manager of this unit"),
        (Move("P0", "A", "A"), "who gives and who takes are one"),
        (Move("firm", "A", "B"), "the level of who takes does not cover such customers"),
    ],
)
def test_a_move_that_may_not_be_is_told_with_its_reason(move: Move, reason: str) -> None:
    bank = branch(
        person("A", 9),
        person("B", 9, segments=frozenset({"person"})),
        held="AB",
        firm=client("firm", "A", kind="company"),
        kept=client("kept", "A", locked="awaits a decision"),
    )
    assert troubles(bank, [move]) == ((move, reason),)


def test_a_customer_moves_once() -> None:
    bank = branch(person("A", 9), person("B", 9), held="A")
    twice = [Move("P0", "A", "B"), Move("P0", "A", "B")]
    assert troubles(bank, twice) == ((twice[1], "the customer is moved twice"),)


def test_a_branch_without_people_or_customers_is_balanced() -> None:
    empty = balance(Branch("B", "Branch B", (), ()), seconds=1)
    assert (empty.moves, empty.worth, empty.proven) == ((), Worth(0, 0, 0), True)
    assert why_short(Branch("B", "Branch B", (person("A", 1),), ())) is None


PLACES = st.sampled_from(["A", "B", "C"])
PEOPLE = st.tuples(
    *(
        st.builds(
            Person,
            st.just(name),
            st.just(name),
            st.tuples(st.none() | st.integers(0, 3), st.none() | st.integers(0, 20), st.none(), st.none()),
            st.tuples(st.integers(0, 1), st.integers(0, 3), st.just(0), st.just(0)),
            st.none() | st.sets(st.sampled_from(["person", "company"]), min_size=1).map(frozenset),
            st.sampled_from([(), (), (), ("suspended",)]),
        )
        for name in ("A", "B", "C")
    )
)
CLIENTS = st.lists(
    st.tuples(
        PLACES,
        st.sampled_from(["person", "company"]),
        st.integers(0, 12),
        st.integers(0, 300),
        st.sampled_from(["", "", "G"]),
        st.sampled_from(["", "", "", "locked"]),
    ),
    max_size=5,
).map(
    lambda rows: tuple(
        Client(f"P{number}", holder, kind, (1, deposits, 0, 0), months, group, locked)
        for number, (holder, kind, deposits, months, group, locked) in enumerate(rows)
    )
)


def every_plan(bank: Branch) -> list[list[Move]]:
    """Each way to leave or move the customers that breaks no rule, told without the solver and its candidates."""
    names = [who.person_id for who in bank.people]
    plans = []
    for holders in product(names, repeat=len(bank.clients)):
        pairs = zip(bank.clients, holders, strict=True)
        moves = [Move(one.party_id, one.holder, taker) for one, taker in pairs if taker != one.holder]
        if not troubles(bank, moves):
            plans.append(moves)
    return plans


@settings(max_examples=120, deadline=None)
@given(people=PEOPLE, clients=CLIENTS)
def test_no_plan_is_better_than_the_one_that_is_found(people: tuple[Person, ...], clients: tuple[Client, ...]) -> None:
    bank = Branch("B", "Branch B", people, clients)
    found, best = balance(bank, seconds=5), min(worth(bank, plan) for plan in every_plan(bank))
    assert troubles(bank, found.moves) == ()
    assert found.worth == worth(bank, found.moves)
    assert found.proven
    assert found.worth == best
    if best.excess_bp == 0:
        assert moves_least(bank) <= best.moves
        assert why_short(bank) is None
    assert balance(bank, seconds=5) == found


@given(people=PEOPLE, clients=CLIENTS)
def test_the_first_plan_lifts_nobody_above_a_norm(people: tuple[Person, ...], clients: tuple[Client, ...]) -> None:
    bank = Branch("B", "Branch B", people, clients)
    moves = planned(bank, candidates(bank, most=3))
    assert troubles(bank, moves) == ()
    before, after = loads(bank), loads(bank, moves)
    for who in people:
        assert excess_bp(after[who.person_id], who.norm) <= excess_bp(before[who.person_id], who.norm)


def test_who_is_above_is_counted() -> None:
    assert people_above(branch(person("A", 1), person("B", 1), held="AAB")) == 1
    assert NOTHING == (0, 0, 0, 0)


def level(most: int, propose_fen: int | None = None) -> Authority:
    return Authority((), most, 0, 0, propose_fen, alone=True)


def test_no_plan_gives_anybody_more_than_the_level_allows() -> None:
    """Wang has five where two are the norm; Li may serve two by level, though the norm would bear more over."""
    people = (person("wang", 2), replace(person("li", 2), level=level(2)))
    branch = Branch("B", "B", people, tuple(Client(f"P{n}", "wang", "person", (1, 0, 0, 0)) for n in range(5)))
    solved = balance(branch, seconds=5)
    assert len(solved.moves) == 2
    assert troubles(branch, solved.moves) == ()
    three = [Move(f"P{n}", "wang", "li") for n in range(3)]
    assert {why for _move, why in troubles(branch, three)} == {"the level of who takes allows fewer customers"}


def test_nobody_is_given_a_customer_who_owes_more_than_the_level_may_propose() -> None:
    people = (person("wang", 0), replace(person("li", 9), level=level(9, propose_fen=100)), person("zhao", 9))
    owing = Client("P", "wang", "person", (1, 0, 0, 0), owed_fen=101)
    branch = Branch("B", "B", people, (owing,))
    assert candidates(branch, most=3) == {"P": ("zhao",)}
    told = "the customer owes more than the level of who takes may propose"
    assert troubles(branch, [Move("P", "wang", "li")]) == ((Move("P", "wang", "li"), told),)
