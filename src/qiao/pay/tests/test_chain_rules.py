"""The golden case of features 2.4: three people, two transfers, one restructure, and a loan that turns bad.

An brought loan L1 in (January), Bo took the customer over on 1 March, L1 was restructured into L2 on 1 May, Cai took
over on 1 July, and L2 turned substandard on 15 September 2026.
"""

from datetime import date

from qiao.contribution.rules.facts import RiskClass
from qiao.ground.periods import day_number
from qiao.pay.rules.chain import EarnedOn, LoanFacts, Made, Moment, RiskSince, Stretch, concerned, linked, moments


def day(month: int, number: int = 1) -> int:
    return day_number(date(2026, month, number))


FIRST = LoanFacts("L1", day(1, 10), day(5, 3))
SECOND = LoanFacts("L2", day(5), None)
OTHER = LoanFacts("L9", day(2), day(12, 1))  # another loan of the customer, which it did not replace
LINES = (("an", day(1), day(3)), ("bo", day(3), day(7)), ("cai", day(7), None))
STRETCHES = tuple(
    Stretch(who, account, since, until, 10_000) for account in ("L1", "L2") for who, since, until in LINES
)
RISKS = (
    RiskSince("L1", day(1, 10), RiskClass.NORMAL, 0),
    RiskSince("L2", day(5), RiskClass.NORMAL, 0),
    RiskSince("L2", day(8, 20), RiskClass.SPECIAL, 35),
    RiskSince("L2", day(9, 15), RiskClass.SUBSTANDARD, 91),
)
EARNED = tuple(
    EarnedOn(who, f"2026-{month:02d}", account, 0, 1_000_000_000, 0, 0, 4_000)
    for who, month, account in (
        *(("an", 1, "L1"), ("an", 2, "L1"), ("bo", 3, "L1"), ("bo", 4, "L1"), ("bo", 5, "L2"), ("bo", 6, "L2")),
        *(("cai", 7, "L2"), ("cai", 8, "L2"), ("cai", 9, "L2")),
    )
)
CHAIN = (FIRST, SECOND)


def test_a_loan_is_followed_back_to_the_one_it_replaced() -> None:
    assert linked([OTHER, SECOND, FIRST], account_id="L2") == CHAIN
    assert linked([OTHER, SECOND, FIRST], account_id="L9") == (OTHER,)


def test_the_days_that_made_it_are_told_with_the_shares_of_each() -> None:
    found = moments(CHAIN, STRETCHES, RISKS)
    assert [(one.day, one.made, one.account_id, one.shares) for one in found] == [
        (day(1, 10), Made.OPENED, "L1", (("an", 10_000),)),
        (day(3), Made.HANDED, "L1", (("bo", 10_000),)),
        (day(5), Made.RENEWED, "L2", (("bo", 10_000),)),
        (day(7), Made.HANDED, "L2", (("cai", 10_000),)),
        (day(8, 20), Made.WATCHED, "L2", (("cai", 10_000),)),
        (day(9, 15), Made.BAD, "L2", (("cai", 10_000),)),
    ]


def test_who_brought_it_in_stays_in_the_chain_whoever_earned_most() -> None:
    found = concerned(CHAIN, STRETCHES, EARNED, brought={"an": 10_000}, until_day=day(10))
    assert [(one.staff_id, one.brought_bp, one.days, len(one.months), one.bonus_fen) for one in found] == [
        ("bo", 0, 122, 4, 16_000),
        ("cai", 0, 92, 3, 12_000),
        ("an", 10_000, 50, 2, 8_000),
    ]
    assert sum(one.margin_micro for one in found) == 9_000_000_000


def test_a_loan_that_recovers_and_turns_bad_again_tells_both_days() -> None:
    risks = (
        RiskSince("L2", day(5, 20), RiskClass.DOUBTFUL, 100),
        RiskSince("L2", day(6, 20), RiskClass.NORMAL, 0),
        RiskSince("L2", day(7, 20), RiskClass.LOSS, 120),
    )
    found = [one for one in moments((SECOND,), STRETCHES, risks) if one.made is Made.BAD]
    assert found == [
        Moment(day(5, 20), Made.BAD, "L2", (("bo", 10_000),)),
        Moment(day(7, 20), Made.BAD, "L2", (("cai", 10_000),)),
    ]
