"""Merged customers in the job and in what it kept: one record, one holder, one place, under whichever number told."""

import pytest

from qiao.customers.queries import Customer
from qiao.ground.models import User
from qiao.profile.actions.values import end_entry
from qiao.profile.queries.record import newest_number, record_of
from qiao.ties.actions.computing import work_out
from qiao.ties.models import TieFinding
from qiao.ties.queries import kept
from qiao.ties.queries.gathering import gather
from qiao.ties.rules.stakes import Oddity, usable
from qiao.ties.tests.test_actions import (
    ALPHA,
    AUTUMN,
    BETA,
    DELTA,
    EPS,
    GAMMA,
    SPRING,
    SUMMER,
    merge,
    parties,
    record,
    tie,
    told,
)

pytestmark = pytest.mark.django_db
OUTSIDER = "甲投资有限公司"
OUTSIDER_CODE = "91420102MA4KXXXX0A"


def shares_recorded(party_id: str) -> list[int]:
    held = record_of(party_id, day=AUTUMN).items()
    return sorted(one.values["share"] for (item, _entry), one in held if item == "shareholder" and one.values)


def shares_used(held: str) -> list[int]:
    used, _odd = usable(gather(on=AUTUMN).stakes)
    return sorted(one.share_bp for one in used if one.held == held)


def test_of_two_numbers_the_share_told_for_the_later_day_is_used() -> None:
    parties()
    record("shareholder", {"party_id": BETA, "name": OUTSIDER, "share": "60", "valid_from": SPRING})
    record("shareholder", {"party_id": GAMMA, "name": OUTSIDER, "share": "20", "valid_from": SUMMER})
    merge(GAMMA, into=BETA)
    assert shares_used(BETA) == shares_recorded(BETA) == [2_000]


def end(party_id: str, entry: str) -> None:
    seen = newest_number(party_id, "shareholder", entry)
    asked = {"source": "x", "seen": seen, "person": User(username="chen", post="rm"), "actor": "chen"}
    end_entry(party_id, "shareholder", entry, valid_from=SUMMER, **asked)  # type: ignore[arg-type]  # named facts


def test_an_end_told_of_the_survivor_ends_what_was_told_of_the_other() -> None:
    parties()
    for held in (BETA, GAMMA):
        record("shareholder", {"party_id": held, "name": ALPHA, "share": "60", "valid_from": SPRING})
    merge(GAMMA, into=BETA)
    ((_item, entry),) = record_of(BETA, day=AUTUMN)
    end(BETA, entry)
    work_out(on=AUTUMN, actor="job")
    assert (shares_recorded(BETA), told()) == ([], {})


def test_a_holder_told_with_a_code_under_one_number_only_is_one_holder() -> None:
    parties()
    line = {"name": OUTSIDER, "share": "60", "valid_from": SPRING}
    record("shareholder", line | {"party_id": BETA})
    record("shareholder", line | {"party_id": GAMMA, "credit_code": OUTSIDER_CODE})
    record("shareholder", line | {"party_id": DELTA, "credit_code": OUTSIDER_CODE})
    merge(GAMMA, into=BETA)
    work_out(on=AUTUMN, actor="job")
    (members,) = told().values()
    assert members[1:] == [BETA, DELTA]
    assert (shares_used(BETA), kept.findings_of([BETA])) == ([6_000], [])
    assert [one.edge.share_bp for one in kept.dated_round([BETA], on=AUTUMN)] == [6_000]


def by_trade(key: str, *, number: int) -> None:
    TieFinding.objects.create(what=Oddity.GUARANTOR.value, key=key, share_bp=number)


def test_a_guarantee_company_merged_since_is_told_under_its_survivor() -> None:
    parties()
    by_trade(ALPHA, number=300)
    by_trade(BETA, number=250)
    merge(ALPHA, into=EPS)
    assert kept.guarantee_companies() == [(EPS, 300), (BETA, 250)]
    assert kept.vouches_by_trade([EPS, DELTA]) == {EPS: 300}
    assert kept.guarantee_companies(among=Customer.objects.filter(pk=EPS).values("party_id")) == [(EPS, 300)]
    assert kept.guarantee_companies(among=Customer.objects.filter(pk=ALPHA).values("party_id")) == []


def test_two_guarantee_companies_that_became_one_are_told_once() -> None:
    parties()
    by_trade(ALPHA, number=300)
    by_trade(BETA, number=250)
    merge(ALPHA, into=BETA)
    assert kept.guarantee_companies() == [(BETA, 300)]
    assert kept.vouches_by_trade([BETA]) == {BETA: 300}


def test_whom_a_member_merged_since_controls_is_controlled_too() -> None:
    parties()
    tie(BETA, ALPHA, "parent", 10_000)
    tie(DELTA, GAMMA, "parent", 10_000)
    tie(EPS, DELTA, "shareholder", 6_000)
    work_out(on=SUMMER, actor="job")
    merge(GAMMA, into=BETA)
    late = kept.controlled_by([ALPHA])
    assert kept.controlled_by([GAMMA]) == [DELTA, EPS]
    work_out(on=SUMMER, actor="job")
    assert late == kept.controlled_by([ALPHA]) == [BETA, DELTA, EPS]


def test_two_holders_that_became_one_control_what_they_held_together() -> None:
    parties()
    for held, holder, share in ((BETA, ALPHA, 6_000), (GAMMA, ALPHA, 2_500), (GAMMA, BETA, 2_500)):
        tie(held, holder, "shareholder", share)
    work_out(on=SUMMER, actor="job")
    assert kept.controlled_by([BETA]) == []
    merge(ALPHA, into=DELTA)
    assert kept.controlled_by([DELTA]) == [BETA, GAMMA]


def test_a_company_told_twice_is_held_by_what_is_told_of_both() -> None:
    parties()
    tie(BETA, ALPHA, "parent", 1_000)
    tie(GAMMA, BETA, "shareholder", 6_000)
    tie(DELTA, ALPHA, "parent", 1_000)
    tie(EPS, DELTA, "shareholder", 6_000)
    work_out(on=SUMMER, actor="job")
    merge(EPS, into=GAMMA)
    assert kept.controlled_by([DELTA]) == kept.controlled_by([BETA]) == [GAMMA]


def test_one_holder_in_two_entries_of_one_company_is_told() -> None:
    parties()
    lines = [{"party_id": GAMMA, "name": holder, "share": "30", "valid_from": SPRING} for holder in (BETA, EPS)]
    record("shareholder", *lines)
    merge(EPS, into=BETA)
    work_out(on=AUTUMN, actor="job")
    assert (shares_recorded(GAMMA), shares_used(GAMMA)) == ([3_000, 3_000], [3_000])
    assert [(one.what, one.share_bp) for one in kept.shares_odd_of(GAMMA)] == [("twice", 6_000)]
    merge(GAMMA, into=DELTA)
    assert [one.key for one in kept.shares_odd_of(DELTA)] == [GAMMA]
