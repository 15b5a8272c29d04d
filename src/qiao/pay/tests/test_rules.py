"""The rules of pay as tables a banker can read."""

from datetime import date

import pytest

from qiao.appraisal.rules.scheme.scheme import Deferral, Rhythm
from qiao.ground.refusals import Refusal
from qiao.pay.rules.accrual import Charged, accrued
from qiao.pay.rules.deferral import Bar, Flags, bad_share_bp, bars_of, bp_text, due_days, left_of, state_of
from qiao.pay.rules.periods import read_period
from qiao.pay.rules.raw_carry import used_up
from qiao.pay.rules.recovery import reach_of, read_cause, read_ratio, read_said
from qiao.pay.rules.states import Entry, PartState
from qiao.pay.rules.steps import CarriedSum, OpenRecovery, PayInput, Step, StepKind, reckoned, withheld_now
from qiao.pay.rules.tax import IncomeKind, tax_terms

ON = date(2026, 10, 15)
LATER = date(2027, 10, 1)
FORTY = Deferral(400_000, 3)


def earned(fen: int, **more: object) -> PayInput:
    return PayInput(variable=(Step(StepKind.EARNED, fen, "2026-09"),), deferral=FORTY, **more)  # type: ignore[arg-type]  # as named


def test_three_hundred_thousand_at_forty_per_cent_is_a_hundred_and_eighty_now_and_three_times_forty() -> None:
    line = reckoned(earned(30_000_000), on=ON)
    assert (line.pay_fen, line.later_fen) == (18_000_000, (4_000_000, 4_000_000, 4_000_000))


def test_held_credit_is_neither_paid_nor_deferred_until_it_is_released() -> None:
    held = PayInput((Step(StepKind.EARNED, 1_000_000), Step(StepKind.HELD, -1_000_000)), deferral=FORTY)
    assert reckoned(held, on=ON).steps == held.variable
    released = reckoned(PayInput((Step(StepKind.RELEASED, 1_000_000, "1"),), deferral=FORTY), on=ON)
    assert (released.pay_fen, sum(released.later_fen)) == (600_000, 400_000)


def test_a_pay_below_zero_pays_nothing_and_is_carried_on() -> None:
    line = reckoned(earned(-5_000), on=ON)
    assert (line.pay_fen, line.carried_on_fen, line.later_fen) == (0, -5_000, ())


@pytest.mark.parametrize(
    ("case", "until", "taken"),
    [("all of it, where there is room", LATER, -5_000), ("nothing of it once its day has passed", ON, 0)],
)
def test_what_was_carried_is_taken_up(case: str, until: date, taken: int) -> None:
    line = reckoned(earned(100_000, carried=(CarriedSum(7, -5_000, until),)), on=ON)
    assert line.of(StepKind.CARRIED) == taken, case
    assert line.variable_fen == 100_000 + taken


def test_of_several_carried_sums_the_oldest_goes_first() -> None:
    carried = (CarriedSum(1, -600, LATER), CarriedSum(2, -600, LATER))
    line = reckoned(earned(1_000, carried=carried), on=ON)
    assert line.taken_up == ((1, -600), (2, -400))


def test_a_recovery_keeps_at_most_its_part_of_a_pay() -> None:
    given = earned(100_000, recoveries=(OpenRecovery(4, 50_000),), set_off_most_bp=2_000)
    line = reckoned(given, on=ON)
    assert line.of(StepKind.RECOVERED) == -12_000  # a fifth of the 60,000 that would be paid
    assert line.pay_fen == 48_000


@pytest.mark.parametrize(
    ("case", "withheld", "held", "confirmed", "stays"),
    [
        ("still held", 500, 500, 0, 500),
        ("released since", 500, 0, 0, 0),
        ("a part of it released", 500, 200, 0, 200),
        ("an open hold found after the payment takes nothing", 0, 300, 0, 0),
        ("a confirmed one is taken off later pay", 0, 300, 300, 300),
        ("held, and more confirmed since", 200, 500, 500, 500),
        ("held, and more found that nobody has decided", 200, 500, 100, 200),
    ],
)
def test_what_stays_left_out_of_an_earlier_pay(case: str, withheld: int, held: int, confirmed: int, stays: int) -> None:
    assert withheld_now(withheld, held_fen=held, confirmed_fen=confirmed) == stays, case


def test_parts_fall_due_a_year_after_another() -> None:
    assert due_days(date(2026, 10, 1), parts=3) == (date(2027, 10, 1), date(2028, 10, 1), date(2029, 10, 1))
    assert due_days(date(2028, 2, 29), parts=1) == (date(2029, 2, 28),)


@pytest.mark.parametrize(
    ("flags", "bars"),
    [
        (Flags(), []),
        (Flags(open_holds=2), [Bar.OPEN_HOLD]),
        (Flags(open_case=3), [Bar.OPEN_CASE]),
        (Flags(exit_open=True, bad_bp=250, limit_bp=200), [Bar.EXIT_OPEN, Bar.BAD_LOANS]),
        (Flags(bad_bp=200, limit_bp=200), []),
    ],
)
def test_what_keeps_a_part_back_is_told_with_every_reason(flags: Flags, bars: list[Bar]) -> None:
    assert [one.bar for one in bars_of(flags)] == bars


def test_the_bad_part_of_the_loans_brought_in_is_by_what_is_owed_and_by_share() -> None:
    loans = [(1_000_000, 10_000, False), (1_000_000, 5_000, True)]
    assert bad_share_bp(loans) == 3_333
    assert bad_share_bp([]) == 0
    assert bp_text(3_333) == "33.33 %"


def test_a_part_is_what_its_entries_say() -> None:
    first = (Entry.DEFERRED, 100)
    assert state_of([first]) is PartState.WAITING
    assert state_of([first, (Entry.HELD, 0)]) is PartState.HELD
    assert state_of([first, (Entry.HELD, 0), (Entry.RELEASED, 0)]) is PartState.WAITING
    assert state_of([first, (Entry.TAKEN_BACK, -40), (Entry.PAID, -60)]) is PartState.PAID
    assert state_of([first, (Entry.FORFEITED, -100)]) is PartState.FORFEITED
    assert left_of([first, (Entry.TAKEN_BACK, -40)]) == 60


def test_a_case_reaches_the_ratio_of_each_part_and_of_what_was_paid() -> None:
    reach = reach_of([(1, 40_001), (2, 3)], paid_fen=180_000, ratio_bp=5_000)
    assert reach.parts == ((1, 20_001), (2, 2))
    assert (reach.deferred_fen, reach.paid_fen) == (20_003, 90_000)


@pytest.mark.parametrize(("text", "found"), [("50", 5_000), ("100 %", 10_000), ("0.01", 1), ("33.3", 3_330)])
def test_a_ratio_is_read(text: str, found: int) -> None:
    assert read_ratio(text) == found


@pytest.mark.parametrize("text", ["0", "101", "-5", "1e2", "50.001", "", "½", "٥", "9" * 40])
def test_what_is_no_ratio_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_ratio(text)


def test_causes_and_words_are_read() -> None:
    assert read_said("  a   plain reason ") == "a plain reason"
    for bad in ("", "no", "x" * 1_001):
        with pytest.raises(Refusal):
            read_said(bad)
    with pytest.raises(Refusal):
        read_cause("because")


@pytest.mark.parametrize(
    ("name", "rhythm", "months"),
    [
        ("2026-09", Rhythm.MONTH, ("2026-09",)),
        ("2026-Q3", Rhythm.QUARTER, ("2026-07", "2026-08", "2026-09")),
        ("2026", Rhythm.YEAR, tuple(f"2026-{number:02d}" for number in range(1, 13))),
    ],
)
def test_a_period_is_read_by_its_name(name: str, rhythm: Rhythm, months: tuple[str, ...]) -> None:
    found = read_period(name)
    assert (found.rhythm, found.months) == (rhythm, months)


@pytest.mark.parametrize("name", ["", "2026-13", "2026-Q5", "9", "1899", "2026-9", "x" * 500])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        read_period(name)


def test_sums_carried_within_a_formula_are_used_up_oldest_first() -> None:
    carried = (CarriedSum(1, -300, LATER), CarriedSum(2, -300, LATER))
    assert used_up(carried, raw_fen=-200, carried_fen=-600) == (((1, -300), (2, -100)), 0)
    assert used_up(carried, raw_fen=-650, carried_fen=-600) == ((), -50)


def test_a_yearly_run_may_be_a_one_off_bonus_and_is_taxed_when_it_is_paid() -> None:
    day = date(2027, 2, 10)
    found = tax_terms(Rhythm.YEAR, pay_day=day, one_off=True)
    assert (found.kind, found.since, found.last) == (IncomeKind.ONE_OFF, date(2027, 2, 1), date(2027, 2, 28))
    assert tax_terms(Rhythm.YEAR, pay_day=day, one_off=False).kind is IncomeKind.WAGES
    assert tax_terms(Rhythm.MONTH, pay_day=day, one_off=True).kind is IncomeKind.WAGES


def test_the_rows_for_finance_sum_to_the_run() -> None:
    lines = [
        Charged("B1", 1_000, ((2027, 200), (2028, 200)), 50, 10, 640),
        Charged("B1", 500, (), 0, 0, 500),
        Charged("B2", 0, (), 70, 0, 70),
    ]
    rows = accrued(lines)
    assert [(one.org_id, one.cost_fen, one.now_fen, one.pay_fen) for one in rows] == [
        ("B1", 1_500, 1_100, 1_140),
        ("B2", 0, 0, 70),
    ]
    assert sum(one.pay_fen for one in rows) == sum(one.pay_fen for one in lines)


def test_what_an_undone_recovery_took_is_paid_back_whole_and_is_no_new_variable_pay() -> None:
    """It was deferred and taken once already: nothing of it is deferred, carried or set off again."""
    returned = (Step(StepKind.RETURNED, 1_000_000, "7"),)
    given = PayInput(
        variable=(Step(StepKind.EARNED, -200),),
        returned=returned,
        recoveries=(OpenRecovery(1, 5_000),),
        deferral=Deferral(400_000, 3),
        set_off_most_bp=2_000,
    )
    line = reckoned(given, on=ON)
    assert (line.pay_fen, line.variable_fen, line.carried_on_fen) == (1_000_000, 0, -200)
    assert (line.recovered_fen, line.later_fen) == (-1_000_000, ())
