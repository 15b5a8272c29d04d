"""What is held is exact: the days of a leaf add up to it, a day is held once, the bonus is the plan's own."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qiao.appraisal.rules.bonus import Expense, bonus_of, facts_of
from qiao.appraisal.rules.gaming.held import HeldLine, HeldMeasure, day_parts, held_bonus_fen, held_lines, once, sums_of
from qiao.appraisal.rules.gaming.holding import HoldState, may_decide
from qiao.appraisal.rules.plan_file import BUILT_IN
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import credit_of_account
from qiao.contribution.rules.facts import AccountFacts, AssignmentRow, FeeRow, PriceMethod, RiskClass, RiskRow, Side
from qiao.ground.periods import Period
from qiao.people.rules.workdays import after_working_days

MONTH = Period(date(2026, 9, 1), date(2026, 10, 1))
FIRST = MONTH.since_day
DAYS = st.integers(FIRST, MONTH.until_day - 1)
AMOUNTS = st.integers(-(10**11), 10**13)


@st.composite
def accounts(draw: st.DrawFn) -> AccountFacts:
    """An account of one month with some changes, served by two people and nobody."""
    shares = draw(st.tuples(st.integers(0, 6_000), st.integers(0, 4_000)))
    day = draw(DAYS)
    return AccountFacts(
        account_id="A1",
        party_id="C1",
        side=draw(st.sampled_from([Side.DEPOSIT, Side.LOAN])),
        method=PriceMethod.POOL,
        tenor_days=1,
        opened_on_day=FIRST - 100,
        balances=tuple(draw(st.dictionaries(DAYS, AMOUNTS, max_size=6)).items()),
        rates=((FIRST - 50, draw(st.integers(0, 50_000))), (day, draw(st.integers(0, 50_000)))),
        prices=((FIRST - 50, draw(st.integers(0, 50_000))),),
        risks=(RiskRow(FIRST, RiskClass.NORMAL, 12_345, 450_000),),
        fees=(FeeRow("F1", day, draw(st.integers(0, 10**8))),),
        party_rows=(
            AssignmentRow("m", "lead", FIRST - 10, None, shares[0]),
            AssignmentRow("n", "co", day, None, shares[1]),
        ),
    )


@given(accounts(), st.sampled_from(list(DayBasis)))
def test_all_days_held_are_all_that_a_person_is_credited(facts: AccountFacts, basis: DayBasis) -> None:
    credit = credit_of_account(facts, period=MONTH, basis=basis)
    for person in credit.people:
        lines = held_lines(credit, staff_id=person.staff_id, days=range(FIRST, MONTH.until_day))
        sums = {line.measure: line.micro for line in lines}
        loan = facts.side is Side.LOAN
        assert sums.get(HeldMeasure.LOAN_MARGIN if loan else HeldMeasure.DEPOSIT_MARGIN, 0) == person.margin_micro
        assert sums.get(HeldMeasure.LOAN_DAYS if loan else HeldMeasure.DEPOSIT_DAYS, 0) == person.balance_days_micro
        assert sums.get(HeldMeasure.EXPECTED_LOSS, 0) == person.expected_loss_micro
        assert sums.get(HeldMeasure.FEE, 0) == person.fee_micro


@given(accounts())
def test_a_leafs_days_add_up_to_it(facts: AccountFacts) -> None:
    for leaf in credit_of_account(facts, period=MONTH, basis=DayBasis.ACT_360).leaves:
        assert sum(micro for _day, micro in day_parts(leaf)) == leaf.micro
        assert len(list(day_parts(leaf))) == leaf.days


@given(accounts(), st.lists(st.sets(DAYS, min_size=1), min_size=1, max_size=4))
def test_days_that_several_holds_name_are_held_once(facts: AccountFacts, named: list[set[int]]) -> None:
    credit = credit_of_account(facts, period=MONTH, basis=DayBasis.ACT_360)
    lines = [line for days in named for line in held_lines(credit, staff_id="m", days=days)]
    together = held_lines(credit, staff_id="m", days=set().union(*named))
    assert sums_of(once(lines)) == {line.measure: line.micro for line in together}
    assert len({day for _account, _measure, day in once(lines)}) <= len(set().union(*named))


@given(st.permutations([1, 2, 3, 4]), st.integers(0, 4))
def test_open_released_and_confirmed_are_all(order: list[int], cut: int) -> None:
    lines = [HeldLine("A1", HeldMeasure.DEPOSIT_MARGIN, ((FIRST + one, one * 100),)) for one in order]
    parts = [lines[:cut], lines[cut:]]
    whole = sums_of(once(lines))[HeldMeasure.DEPOSIT_MARGIN]
    assert sum(sums_of(once(part)).get(HeldMeasure.DEPOSIT_MARGIN, 0) for part in parts) == whole


SUMS = {
    "deposit_margin_micro": 625_000_000_000,
    "loan_margin_micro": 510_000_000_000,
    "loan_balance_days_micro": 10**15,
    "npl_days_micro": 0,
}


def test_what_is_held_means_its_part_of_the_plan() -> None:
    held = {HeldMeasure.DEPOSIT_MARGIN: 25_000_000_000, HeldMeasure.DEPOSIT_DAYS: 10**15}
    assert held_bonus_fen(BUILT_IN, sums=SUMS, expenses=(), held=held) == 25_000 * 4


def test_a_hold_takes_no_more_than_is_paid_and_never_adds() -> None:
    spent = [Expense("E1", FIRST, "marketing", 5_000_000)]
    paid = bonus_of(BUILT_IN, facts=facts_of(SUMS), expenses=spent).paid_fen
    everything = {HeldMeasure.DEPOSIT_MARGIN: SUMS["deposit_margin_micro"], HeldMeasure.LOAN_MARGIN: 510_000_000_000}
    assert held_bonus_fen(BUILT_IN, sums=SUMS, expenses=spent, held=everything) == paid
    assert held_bonus_fen(BUILT_IN, sums=SUMS, expenses=spent, held={HeldMeasure.DEPOSIT_MARGIN: -(10**9)}) == 0


def test_ten_working_days_leave_out_weekends_and_days_off() -> None:
    assert after_working_days(date(2026, 9, 21), days=10, days_off={"10-01": 1, "10-02": 1}) == date(2026, 10, 7)


def test_nobody_decides_of_oneself_or_of_a_peer() -> None:
    assert may_decide("head", staff_id="h", held_post="rm", held_id="m")
    assert not may_decide("head", staff_id="h", held_post="rm", held_id="h")
    assert not may_decide("head", staff_id="h", held_post="head", held_id="k")
    assert not may_decide("lead", staff_id="l", held_post="rm", held_id="m")
    assert {state.value for state in HoldState} == {"open", "released", "confirmed"}
