"""Who controls whom: named cases, and laws that hold for any web of shares."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.ties.rules.control import Control, control_of
from qiao.ties.rules.effective import effective
from qiao.ties.rules.stakes import Oddity, Stake

A, B, C, D, X, Y = "ABCDXY"


def web(text: str) -> list[Stake]:
    """`A 60 B, P parent C`: who has how many per cent of whom, or is named as its parent."""
    lines = [line.split() for line in text.split(",") if line.strip()]
    return [
        Stake(
            holder,
            held,
            0 if share in {"parent", "owner"} else round(float(share) * 100),
            declared=share == "parent",
            owner=share == "owner",
        )
        for holder, share, held in lines
    ]


def told(control: Control) -> dict[str, str]:
    return {head: "".join(one.key for one in members[1:]) for head, members in control.groups.items()}


@pytest.mark.parametrize(
    ("case", "stakes", "told_bp"),
    [
        ("two entries of the record", [Stake(A, B, 3_000, recorded=True), Stake(A, B, 3_500, recorded=True)], [6_500]),
        ("one of the record, one of the contract", [Stake(A, B, 3_000, recorded=True), Stake(A, B, 3_500)], []),
        ("two of the contract", [Stake(A, B, 3_000), Stake(A, B, 3_000)], []),
        ("of two companies", [Stake(A, B, 3_000, recorded=True), Stake(A, C, 3_000, recorded=True)], []),
        (
            "holder and owner in the end",
            [Stake(A, B, 3_000, recorded=True), Stake(A, B, owner=True, recorded=True, stated_bp=5_000)],
            [],
        ),
    ],
)
def test_one_holder_in_two_entries_of_the_record_is_told(case: str, stakes: list[Stake], told_bp: list[int]) -> None:
    control = control_of(stakes)
    twice = [one for one in control.findings if one.what is Oddity.TWICE]
    assert [one.share_bp for one in twice] == told_bp, case
    assert {one.key for one in twice} <= {B}
    assert control == control_of(reversed(stakes))


@pytest.mark.parametrize(
    ("case", "text", "groups"),
    [
        ("sixty of sixty per cent is control all the way", "A 60 B, B 60 C", {A: "BC"}),
        ("thirty and thirty through two controlled ones are sixty", "A 60 B, A 60 C, B 30 D, C 30 D", {A: "BCD"}),
        ("the head's own share is added to that of those it controls", "A 51 B, A 20 C, B 30 C", {A: "BC"}),
        ("forty-nine and more of one not controlled are none", "A 49 B, B 60 C", {B: "C"}),
        ("fifty exactly is control", "A 50 B", {A: "B"}),
        ("just below fifty is none", "A 49.99 B", {}),
        ("of two halves the smaller key has it", "Y 50 C, X 50 C, X 60 A", {X: "AC"}),
        ("a named parent controls without a share", "A parent B, B 51 C", {A: "BC"}),
        ("a named parent goes before a larger holder", "A parent C, B 60 C", {A: "C"}),
        ("shares over a hundred per cent are not used", "A 60 B, C 60 B", {}),
        ("a parent stays named where shares are over", "A parent B, C 60 B, D 60 B", {A: "B"}),
        ("who holds itself is controlled by others all the same", "A 40 A, B 55 A", {B: "A"}),
        ("two who hold each other are one group, the smaller key at its head", "B 60 A, A 60 B", {A: "B"}),
        ("a ring with somebody above it is his", "A 60 B, B 60 A, D parent A", {D: "AB"}),
        ("a ring held by half from outside is the outsider's", "A 60 B, B 50 A, D 50 A", {D: "AB"}),
        ("one pair told by two sources is one share", "A 30 B, A 30 B", {}),
        ("of two sources the larger counts", "A 30 B, A 55 B", {A: "B"}),
        ("control by step is found behind a sum", "A 60 B, B 30 C, A 30 C, C 100 D", {A: "BCD"}),
        ("one owner in the end holds two together", "X owner A, X owner B", {X: "AB"}),
        ("an owner in the end takes a chain by its top and breaks none", "A 60 B, X owner A, X owner B", {X: "AB"}),
        ("an owner does not take what another controls", "A 60 B, X owner B", {A: "B"}),
        ("nobody holds anything", "", {}),
    ],
)
def test_who_belongs_together(case: str, text: str, groups: dict[str, str]) -> None:
    assert told(control_of(web(text))) == groups, case


@pytest.mark.parametrize(
    ("text", "what", "key"),
    [
        ("A 60 B, C 60 B", Oddity.OVER, B),
        ("A 10 A", Oddity.ITSELF, A),
        ("X 50 C, Y 50 C", Oddity.JOINT, C),
        ("A parent C, B 60 C", Oddity.JOINT, C),
        ("A 60 B, B 60 A", Oddity.CIRCULAR, A),
    ],
)
def test_what_is_odd_is_told(text: str, what: Oddity, key: str) -> None:
    assert [(one.what, one.key) for one in control_of(web(text)).findings] == [(what, key)]


def test_a_member_is_told_with_the_shares_that_bring_it_in() -> None:
    members = control_of(web("A 60 B, A 60 C, B 20 D, C 30 D")).groups[A]
    last = members[-1]
    assert (last.key, last.step) == (D, 2)
    assert [(one.holder, one.share_bp) for one in last.by] == [(C, 3_000), (B, 2_000)]


@pytest.mark.parametrize(
    ("text", "share_ppm"),
    [
        ("A 60 B, B 60 C", 360_000),
        ("A 60 B, A 60 D, B 30 C, D 30 C", 360_000),
        ("A parent C", None),
        ("A parent B, B 60 C", None),
        ("A 60 B, A parent D, B 60 C, D 20 C", None),
    ],
)
def test_the_effective_share_is_the_product_along_each_way(text: str, share_ppm: int | None) -> None:
    stakes = web(text)
    members = control_of(stakes).groups[A]
    held = {key: [one for one in stakes if one.held == key] for key in "BCD"}
    assert effective(members, held)[C] == share_ppm


@pytest.mark.parametrize(
    ("text", "stated_bp", "share_ppm"),
    [("", 7_500, 750_000), ("A 100 B, B 60 C", 6_000, 600_000), ("A 60 B, B 20 C", 8_000, 800_000), ("", 0, None)],
)
def test_who_is_named_as_owner_has_the_share_that_is_stated(text: str, stated_bp: int, share_ppm: int | None) -> None:
    stakes = [*web(text), Stake(A, C, owner=True, stated_bp=stated_bp)]
    members = control_of(stakes).groups[A]
    held = {key: [one for one in stakes if one.held == key] for key in "BC"}
    assert effective(members, held)[C] == share_ppm


def test_the_effective_share_through_a_ring_comes_to_rest() -> None:
    stakes = web("A 60 B, B 50 C, C 40 B")
    members = control_of(stakes).groups[A]
    shares = effective(members, {key: [one for one in stakes if one.held == key] for key in "BC"})
    assert abs((shares[B] or 0) - 750_000) <= 1  # 60 % / (1 - 50 % x 40 %)


def test_a_chain_of_a_hundred_thousand_is_walked_at_once() -> None:
    chain = [Stake(f"{place:06d}", f"{place + 1:06d}", 6_000) for place in range(100_000)]
    groups = control_of(chain).groups
    assert [len(members) for members in groups.values()] == [100_001]
    assert groups["000000"][-1].step == 100_000


KEYS = st.sampled_from("ABCDEFGH")
SHARES = st.sampled_from([0, 1, 2_500, 3_000, 4_999, 5_000, 5_001, 6_000, 10_000])
YES = st.booleans()
WEBS = st.lists(st.builds(Stake, KEYS, KEYS, SHARES, YES, YES), max_size=24)


@given(WEBS)
def test_nobody_is_in_two_groups_and_every_group_has_two(stakes: list[Stake]) -> None:
    members = [one.key for group in control_of(stakes).groups.values() for one in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 and group[0].key == head for head, group in control_of(stakes).groups.items())


@given(WEBS, st.randoms(use_true_random=False))
def test_the_order_of_stakes_changes_nothing(stakes: list[Stake], chance: object) -> None:
    other = list(stakes)
    chance.shuffle(other)  # type: ignore[attr-defined]  # hypothesis' own random
    assert control_of(other) == control_of(stakes)


@given(WEBS)
def test_whoever_belongs_to_a_group_is_held_by_half_or_named(stakes: list[Stake]) -> None:
    for group in control_of(stakes).groups.values():
        inside = {one.key for one in group}
        for one in group[1:]:
            assert (
                one.by[0].declared
                or any(stake.owner for stake in one.by)
                or sum(stake.share_bp for stake in one.by) >= 5_000
            )
            assert {stake.holder for stake in one.by} <= inside
            assert one.step >= 1


@given(WEBS)
def test_who_has_more_than_half_with_his_own_always_has_the_company(stakes: list[Stake]) -> None:
    control = control_of(stakes)
    head_of = {one.key: head for head, group in control.groups.items() for one in group}
    over = {one.key for one in control.findings if one.what is Oddity.OVER}
    pairs: dict[tuple[str, str], int] = {}
    for one in stakes:
        pairs[one.holder, one.held] = max(one.share_bp, pairs.get((one.holder, one.held), 0))
    named = {one.held for one in stakes if one.declared}
    for held in {held for _holder, held in pairs} - over - named:
        sums: dict[str, int] = {}
        for (holder, company), share_bp in pairs.items():
            if company == held and holder != held:
                sums[head_of.get(holder, holder)] = sums.get(head_of.get(holder, holder), 0) + share_bp
        for head, share_bp in sums.items():
            assert share_bp <= 5_000 or head_of.get(held, held) == head


@given(WEBS)
def test_effective_shares_are_shares(stakes: list[Stake]) -> None:
    for group in control_of(stakes).groups.values():
        held = {one.key: list(one.by) for one in group}
        assert all(share is None or 0 <= share <= 1_000_000 for share in effective(group, held).values())


@pytest.mark.parametrize(
    ("case", "contract", "record", "heads"),
    [
        ("one source alone has a majority", "A 60 B", "C 45 B", {A: "B"}),
        ("both sources have the same majority", "A 60 B", "A 55 B, C 45 B", {A: "B"}),
        ("each source has another", "A 60 B", "C 60 B", {}),
        ("the other source is over by itself", "A 60 B", "A 60 B, C 60 B", {A: "B"}),
        ("half is no majority", "A 50 B", "C 60 B", {C: "B"}),
    ],
)
def test_over_all_of_it_a_majority_of_one_source_stays(
    case: str, contract: str, record: str, heads: dict[str, str]
) -> None:
    stakes = web(contract) + [replace(one, recorded=True) for one in web(record)]
    control = control_of(stakes)
    assert told(control) == heads, case
    assert [one.what for one in control.findings] in ([Oddity.OVER], []), case
