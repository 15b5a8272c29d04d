"""Changes of a portfolio as a banker reads them, and their laws: every account-day stays whole, the past untouched."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.ground.refusals import Refusal
from qiao.portfolio.rules.lines import UNCLAIMED, WHOLE, Line, Lines, check_whole, credited, edges, in_order, merged
from qiao.portfolio.rules.shares import Act, Ask, Part, changed, check_day, concerned, ending
from qiao.portfolio.rules.stretches import Stretch, stretches

D = 100  # the day of the change
WANG = (Line(WHOLE, "wang", "lead", 0, None, 10_000),)
SHARED = (Line(WHOLE, "wang", "lead", 0, None, 6_000), Line(WHOLE, "li", "co", 0, None, 3_000))


def shares(lines: Lines, day: int, account: str = "A1") -> dict[str, int]:
    return credited(lines, account_id=account, day=day)


def test_a_transfer_credits_the_giver_up_to_the_day_before() -> None:
    after = changed(WANG, Ask(Act.TRANSFER, WHOLE, D, giver="wang", taker="li"))
    assert after == (Line(WHOLE, "li", "lead", D, None, 10_000), Line(WHOLE, "wang", "lead", 0, D, 10_000))
    assert [shares(after, day) for day in (D - 1, D)] == [{"wang": 10_000}, {"li": 10_000}]


def test_a_claim_takes_of_what_is_unclaimed_and_not_a_part_more() -> None:
    after = changed(SHARED, Ask(Act.CLAIM, WHOLE, D, parts=(Part("zhao", "co", 1_000),)))
    assert shares(after, D) == {"wang": 6_000, "li": 3_000, "zhao": 1_000}
    with pytest.raises(Refusal) as refused:
        changed(SHARED, Ask(Act.CLAIM, WHOLE, D, parts=(Part("zhao", "co", 1_001),)))
    assert refused.value.code == "shares.above_one"
    assert refused.value.facts["sum"] == "100.01"


def test_a_claim_of_one_account_leaves_the_others_part_of_it_alone() -> None:
    after = changed(SHARED, Ask(Act.CLAIM, "A1", D, parts=(Part("zhao", "product", 1_000),)))
    assert shares(after, D, "A1") == {"wang": 6_000, "li": 3_000, "zhao": 1_000}
    assert shares(after, D, "A2") == {"wang": 6_000, "li": 3_000, UNCLAIMED: 1_000}
    assert shares(after, D - 1, "A1") == shares(SHARED, D - 1, "A1")


def test_a_split_says_who_has_it_from_the_day_on() -> None:
    after = changed(WANG, Ask(Act.SPLIT, WHOLE, D, parts=(Part("wang", "lead", 7_000), Part("li", "co", 2_000))))
    assert shares(after, D) == {"wang": 7_000, "li": 2_000, UNCLAIMED: 1_000}
    assert shares(after, D - 1) == {"wang": 10_000}


def test_a_cover_ends_by_itself() -> None:
    after = changed(WANG, Ask(Act.COVER, WHOLE, D, until_day=D + 5, giver="wang", taker="li", share_bp=3_000))
    assert [shares(after, day) for day in (D - 1, D, D + 4, D + 5)] == [
        {"wang": 10_000},
        {"wang": 7_000, "li": 3_000},
        {"wang": 7_000, "li": 3_000},
        {"wang": 10_000},
    ]


def test_a_cover_without_a_share_is_service_and_no_credit() -> None:
    after = changed(WANG, Ask(Act.COVER, WHOLE, D, until_day=D + 5, giver="wang", taker="li"))
    assert shares(after, D) == {"wang": 10_000}
    assert Line(WHOLE, "li", "cover", D, D + 5, 0) in after


def test_a_referral_is_paid_of_the_leads_share_for_its_months() -> None:
    asked = Ask(Act.REFERRAL, WHOLE, D, until_day=D + 365, giver="wang", taker="li", share_bp=2_000)
    after = changed(WANG, asked)
    assert [shares(after, day) for day in (D, D + 365)] == [{"wang": 8_000, "li": 2_000}, {"wang": 10_000}]
    of_nobody = changed(SHARED, replace(asked, giver="", taker="zhao", share_bp=1_000))
    assert shares(of_nobody, D) == {"wang": 6_000, "li": 3_000, "zhao": 1_000}


def test_what_is_released_falls_to_nobody() -> None:
    after = changed(SHARED, Ask(Act.RELEASE, WHOLE, D, giver="wang"))
    assert shares(after, D) == {"li": 3_000, UNCLAIMED: 7_000}


def test_a_transfer_of_the_customer_moves_the_accounts_set_apart_too() -> None:
    apart = (*WANG, Line("A1", "wang", "product", 0, None, 5_000))
    after = changed(apart, Ask(Act.TRANSFER, WHOLE, D, giver="wang", taker="li"))
    assert [shares(after, D, account) for account in ("A1", "A2")] == [{"li": 5_000, UNCLAIMED: 5_000}, {"li": 10_000}]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (Ask(Act.CLAIM, WHOLE, D), "shares.nobody"),
        (Ask(Act.SPLIT, WHOLE, D, parts=(Part("li", "boss", 1),)), "shares.role"),
        (Ask(Act.SPLIT, WHOLE, D, parts=(Part("li", "lead", -1),)), "shares.share"),
        (Ask(Act.SPLIT, WHOLE, D, parts=(Part("li", "lead", 1), Part("li", "lead", 2))), "shares.twice"),
        (Ask(Act.SPLIT, WHOLE, D, parts=tuple(Part(str(n), "co", 1) for n in range(11))), "shares.many"),
        (Ask(Act.SPLIT, WHOLE, D, parts=(Part("li", "lead", 6_000), Part("wu", "co", 6_000))), "shares.above_one"),
        (Ask(Act.TRANSFER, WHOLE, D, giver="wang", taker="wang"), "shares.two"),
        (Ask(Act.TRANSFER, WHOLE, D, giver="li", taker="wu"), "shares.has_none"),
        (Ask(Act.RELEASE, WHOLE, D, giver="li"), "shares.has_none"),
        (Ask(Act.RELEASE, "A1", D, giver="wang"), "shares.falls_back"),
        (Ask(Act.COVER, WHOLE, D, until_day=D, giver="wang", taker="li"), "shares.until"),
        (Ask(Act.COVER, WHOLE, D, giver="wang", taker="li"), "shares.until"),
        (Ask(Act.SPLIT, WHOLE, 0, parts=(Part("wang", "lead", 10_000),)), "shares.same"),
    ],
)
def test_what_makes_no_sense_is_refused(ask: Ask, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        changed(WANG, ask)
    assert refused.value.code == code


def test_nobody_lends_more_than_there_is() -> None:
    with pytest.raises(Refusal) as refused:
        changed(SHARED, Ask(Act.COVER, WHOLE, D, until_day=D + 5, giver="li", taker="wu", share_bp=3_001))
    assert (refused.value.code, refused.value.facts["has"]) == ("shares.lends_more", "30")


@pytest.mark.parametrize(
    ("day", "open_from", "correction", "code"),
    [
        (100, None, False, None),
        (100, 100, False, None),
        (99, 100, False, "shares.settled"),
        (99, 100, True, None),
        (100, 100, True, "shares.not_settled"),
    ],
)
def test_a_settled_month_is_changed_by_a_correction_only(
    day: int, open_from: int | None, *, correction: bool, code: str | None
) -> None:
    try:
        check_day(day, open_from_day=open_from, correction=correction)
        found = None
    except Refusal as refusal:
        found = refusal.code
    assert found == code


@pytest.mark.parametrize("correction", [False, True])
def test_a_closed_month_takes_any_change_since_its_figures_stay(*, correction: bool) -> None:
    check_day(D - 1, open_from_day=D + 30, closed_until_day=D, correction=correction)
    with pytest.raises(Refusal) as refused:
        check_day(D, open_from_day=D + 30, closed_until_day=D, correction=False)
    assert refused.value.code == "shares.settled"


def test_who_is_concerned_signs() -> None:
    split = Ask(Act.SPLIT, WHOLE, D, parts=(Part("zhao", "lead", 5_000),))
    assert concerned(SHARED, split) == ("li", "wang", "zhao")
    assert concerned(SHARED, Ask(Act.COVER, WHOLE, D, D + 1, "wang", "zhao")) == ("wang", "zhao")


def test_what_a_leaver_still_stands_for_can_be_claimed_from_the_day_after_the_last() -> None:
    claim = Ask(Act.CLAIM, WHOLE, D, parts=(Part("li", "lead", 10_000),))
    with pytest.raises(Refusal):
        changed(WANG, claim)
    after = changed(WANG, claim, left_on_days={"wang": D - 10})
    assert [shares(after, day) for day in (D - 1, D)] == [{"wang": 10_000}, {"li": 10_000}]
    co = Ask(Act.CLAIM, WHOLE, D + 1, parts=(Part("zhao", "co", 4_000),))
    late = changed(SHARED, co, left_on_days={"li": D})
    assert shares(late, D + 1) == {"wang": 6_000, "zhao": 4_000}


def test_one_account_of_a_leaver_s_customer_can_be_claimed() -> None:
    """Wang left, and had the customer with Li; Zhao claims Wang's part of A1, and only of that."""
    claim = Ask(Act.CLAIM, "A1", D, parts=(Part("zhao", "lead", 6_000),))
    after = changed(SHARED, claim, left_on_days={"wang": D - 10})
    assert shares(after, D, "A1") == {"zhao": 6_000, "li": 3_000, UNCLAIMED: 1_000}
    assert shares(after, D, "A2") == {"wang": 6_000, "li": 3_000, UNCLAIMED: 1_000}
    assert shares(after, D - 1, "A1") == shares(SHARED, D - 1, "A1")
    alone = changed(WANG, claim, left_on_days={"wang": D - 10})
    assert shares(alone, D, "A1") == {"zhao": 6_000, UNCLAIMED: 4_000}


def test_a_split_for_some_days_leaves_what_was_agreed_for_later() -> None:
    """Wang has the customer, Li from day 200 on; a split from day 100 on ends there, or on the day it names."""
    later = changed(WANG, Ask(Act.TRANSFER, WHOLE, 2 * D, giver="wang", taker="li"))
    split = Ask(Act.SPLIT, WHOLE, D, parts=(Part("wang", "lead", 7_000), Part("zhao", "co", 3_000)))
    ended = ending(later, split, open_from_day=None)
    assert ended.until_day == 2 * D
    after = changed(later, ended)
    assert [shares(after, day) for day in (D - 1, D, 2 * D - 1, 2 * D)] == [
        {"wang": 10_000},
        {"wang": 7_000, "zhao": 3_000},
        {"wang": 7_000, "zhao": 3_000},
        {"li": 10_000},
    ]
    named = replace(split, until_day=D + 30)
    assert ending(later, named, open_from_day=None) == named
    assert shares(changed(later, named), D + 30) == {"wang": 10_000}
    assert ending(WANG, split, open_from_day=None).until_day is None


def test_a_correction_ends_before_the_first_day_not_settled() -> None:
    correction = Ask(Act.CORRECTION, WHOLE, D, parts=(Part("li", "lead", 10_000),))
    assert ending(WANG, correction, open_from_day=D + 30).until_day == D + 30
    one_month = changed(WANG, ending(WANG, correction, open_from_day=D + 30))
    assert [shares(one_month, day) for day in (D, D + 29, D + 30)] == [{"li": 10_000}, {"li": 10_000}, {"wang": 10_000}]


def test_who_signs_reads_every_stretch_that_would_be_different() -> None:
    later = changed(WANG, Ask(Act.TRANSFER, WHOLE, 2 * D, giver="wang", taker="li"))
    for_good = changed(later, Ask(Act.SPLIT, WHOLE, D, parts=(Part("wang", "lead", 7_000),)))
    wang, li = ("", "wang", "lead"), ("", "li", "lead")
    assert stretches(later, for_good, since_day=D) == (
        Stretch(D, 2 * D, ((wang, 10_000, 7_000),)),
        Stretch(2 * D, None, ((wang, None, 7_000), (li, 10_000, None))),
    )


def test_a_split_leaves_cover_and_referral_alone() -> None:
    """Li stands in for Wang for some days, Wu brought the customer; the split is between Wang and Zhao."""
    lent = (
        Line(WHOLE, "wang", "lead", 0, None, 8_000),
        Line(WHOLE, "wu", "referral", 0, D + 300, 2_000),
        Line(WHOLE, "li", "cover", D, D + 10, 0),
    )
    split = Ask(Act.SPLIT, WHOLE, D + 5, parts=(Part("wang", "lead", 5_000), Part("zhao", "co", 3_000)))
    assert concerned(lent, split) == ("wang", "zhao")
    assert ending(lent, split, open_from_day=None).until_day is None
    after = changed(lent, split)
    assert set(lent[1:]) < set(after)
    assert shares(after, D + 5) == {"wang": 5_000, "zhao": 3_000, "wu": 2_000}
    with pytest.raises(Refusal) as refused:
        changed(lent, replace(split, parts=(Part("li", "cover", 0), Part("wang", "lead", 5_000))))
    assert refused.value.code == "shares.lent"


def test_one_leads_a_customer() -> None:
    two = Ask(Act.SPLIT, WHOLE, D, parts=(Part("wang", "lead", 4_000), Part("li", "lead", 4_000)))
    with pytest.raises(Refusal) as refused:
        changed(WANG, two)
    assert (refused.value.code, refused.value.facts["people"]) == ("shares.two_leads", "li、wang")
    with pytest.raises(Refusal):
        changed(SHARED, Ask(Act.CLAIM, WHOLE, D, parts=(Part("zhao", "lead", 1_000),)))
    given = (Line(WHOLE, "wang", "lead", 0, None, 5_000), Line(WHOLE, "li", "lead", 0, None, 5_000))
    after = changed(given, Ask(Act.TRANSFER, WHOLE, D, giver="li", taker="zhao"))
    assert shares(after, D) == {"wang": 5_000, "zhao": 5_000}


# ---- laws ----

PEOPLE, ACCOUNTS, DAYS = ("a", "b", "c"), ("", "A1", "A2"), st.integers(0, 30)
SHARE = st.sampled_from([0, 1, 2_500, 3_333, 5_000, 10_000])
PARTS = st.lists(
    st.builds(Part, st.sampled_from(PEOPLE), st.sampled_from(["lead", "co", "product"]), SHARE), max_size=3
)
ASKS = st.builds(
    Ask,
    st.sampled_from([act for act in Act if act is not Act.EXTRACT]),
    st.sampled_from(ACCOUNTS),
    DAYS,
    until_day=st.one_of(st.none(), DAYS),
    giver=st.sampled_from(("", *PEOPLE)),
    taker=st.sampled_from(PEOPLE),
    share_bp=SHARE,
    parts=PARTS.map(tuple),
)
LINE = st.builds(
    Line,
    st.sampled_from(ACCOUNTS),
    st.sampled_from(PEOPLE),
    st.sampled_from(["lead", "co", "a word of the bank's"]),
    DAYS,
    st.one_of(st.none(), st.integers(0, 40)),
    SHARE,
)


def _valid(lines: list[Line]) -> bool:
    try:
        check_whole(lines)
    except Refusal:
        return False
    return all(line.until_day is None or line.until_day >= line.since_day for line in lines)


BOOKS = st.lists(LINE, max_size=4, unique_by=lambda line: (line.account_id, line.staff_id, line.role, line.since_day))


def _check_day(lines: Lines, after: Lines, ask: Ask, *, account: str, day: int) -> None:
    before, whole = (credited(one, account_id=account, day=day) for one in (lines, after))
    assert sum(whole.values()) == 10_000
    assert min(whole.values()) > 0
    if day < ask.since_day:
        assert whole == before
    if ask.act in {Act.SPLIT, Act.CORRECTION} and ask.until_day is not None and day >= ask.until_day:
        assert whole == before
    if ask.act in {Act.TRANSFER, Act.HAND_OVER}:
        assert whole.get(UNCLAIMED) == before.get(UNCLAIMED)


def _looks(lines: Lines, *more: int) -> list[int]:
    return sorted({day + step for day in (*edges(lines), *more) for step in (-1, 0, 1)})


@given(BOOKS.filter(_valid), st.lists(ASKS, min_size=1, max_size=6))
def test_any_sequence_of_changes_keeps_every_account_day_whole_and_the_past_as_it_was(
    book: list[Line], asks: list[Ask]
) -> None:
    lines: Lines = in_order(book)
    for ask in asks:
        try:
            after = changed(lines, ask)
        except Refusal:
            continue
        for account, day in product(ACCOUNTS, _looks((*lines, *after), ask.since_day)):
            _check_day(lines, after, ask, account=account, day=day)
        keys = [(one.account_id, one.staff_id, one.role, one.since_day) for one in after]
        assert len(set(keys)) == len(keys)
        lines = after


@given(BOOKS.filter(_valid))
def test_putting_lines_of_one_key_together_moves_no_share(book: list[Line]) -> None:
    doubled = [replace(line, share_bp=line.share_bp // 2) for line in book for _twice in range(2)]
    together = tuple(merged(doubled))
    for account in ACCOUNTS:
        for day in _looks((*together, *book)):
            assert credited(together, account_id=account, day=day) == credited(doubled, account_id=account, day=day)
