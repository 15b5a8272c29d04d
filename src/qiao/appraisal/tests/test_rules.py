"""The bonus formula on the golden figures, and the four readings it was chosen from."""

from datetime import date
from fractions import Fraction

import pytest

from qiao.appraisal.rules import readings
from qiao.appraisal.rules.bonus import Bonus, BonusFacts, BonusReason, Expense, bonus_of
from qiao.appraisal.rules.legend import LEGEND, is_symbol
from qiao.appraisal.rules.plan import Plan, in_force, step_for
from qiao.appraisal.rules.plan_file import BUILT_IN, BUILT_IN_TEXT, read_plan
from qiao.contribution.rules.basis import DayBasis, margin_divisor
from qiao.contribution.rules.leaf import leaf_micro
from qiao.ground.money import MICRO_A_YUAN, fen_of

DEPOSITS_FEN = 5_000_000_000  # 50 million
LOANS_FEN = 3_000_000_000  # 30 million
DEPOSIT_SPREAD = 24_000 - 11_500  # 2.40 % against 1.15 %
LOAN_SPREAD = 43_500 - 26_500  # 4.35 % against 2.65 %


def plan_with(**changes: str) -> Plan:
    text = BUILT_IN_TEXT.replace('"built-in"', '"test"')
    for old, new in changes.items():
        text = text.replace(old, new)
    return read_plan(text, file="test.toml").plan


def margin(fen: int, *, spread: int, days: int) -> int:
    return leaf_micro(fen * days, share_bp=10_000, factor=spread, divisor=margin_divisor(DayBasis.ACT_360, days=30))


def golden(*, days: int, npl_percent: int, expense_fen: int, plan: Plan = BUILT_IN) -> Bonus:
    facts = BonusFacts(
        deposit_margin_micro=margin(DEPOSITS_FEN, spread=DEPOSIT_SPREAD, days=days),
        loan_margin_micro=margin(LOANS_FEN, spread=LOAN_SPREAD, days=days),
        loan_days_micro=100 * MICRO_A_YUAN,
        npl_days_micro=npl_percent * MICRO_A_YUAN,
    )
    return bonus_of(plan, facts=facts, expenses=[Expense("E", 0, "marketing", expense_fen)])


class TestBonus:
    @pytest.mark.parametrize(
        ("npl_percent", "quality", "loan_leg", "raw_fen", "paid_fen"),
        [
            (1, 10_000, 25_500, 3_050_000, 3_050_000),
            (2, 8_000, 20_400, 2_540_000, 2_540_000),
            (5, 0, 0, 500_000, 500_000),
            (6, -5_000, -12_750, -775_000, 0),
        ],
    )
    def test_the_golden_table(self, npl_percent: int, quality: int, loan_leg: int, raw_fen: int, paid_fen: int) -> None:
        bonus = golden(days=360, npl_percent=npl_percent, expense_fen=2_000_000)
        assert (bonus.deposit_leg, bonus.loan_leg) == (Fraction(25_000), Fraction(loan_leg))
        assert bonus.quality_bp == quality
        assert bonus.expense_micro == 20_000 * MICRO_A_YUAN
        assert (bonus.raw_fen, bonus.paid_fen) == (raw_fen, paid_fen)

    @pytest.mark.parametrize(
        ("days", "expense_fen", "raw_fen"),
        [
            (360, 2_000_000, 3_050_000),
            (365, 2_000_000, 3_120_139),
            (366, 2_000_000, 3_134_167),
            (92, 500_000, 790_556),
        ],
    )
    def test_real_days_count_as_they_fall(self, days: int, expense_fen: int, raw_fen: int) -> None:
        assert golden(days=days, npl_percent=0, expense_fen=expense_fen).raw_fen == raw_fen

    def test_twelve_fixed_months_make_the_source_texts_year(self) -> None:
        lengths = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        for fen, spread, year in ((DEPOSITS_FEN, DEPOSIT_SPREAD, 625_000), (LOANS_FEN, LOAN_SPREAD, 510_000)):
            months = [
                leaf_micro(
                    fen * days, share_bp=10_000, factor=spread, divisor=margin_divisor(DayBasis.FIXED_360, days=days)
                )
                for days in lengths
            ]
            assert abs(sum(months) - year * MICRO_A_YUAN) <= len(months)  # a millionth of a yuan a leaf at most
            assert len(set(months)) == 1

    def test_without_a_floor_a_negative_bonus_is_paid_as_such(self) -> None:
        plan = plan_with(**{"floor_at_zero = true": "floor_at_zero = false"})
        bonus = golden(days=360, npl_percent=6, expense_fen=2_000_000, plan=plan)
        assert bonus.paid_fen == -775_000
        assert BonusReason.FLOORED not in bonus.reasons

    def test_under_a_floor_the_negative_bonus_is_still_shown(self) -> None:
        bonus = golden(days=360, npl_percent=6, expense_fen=2_000_000)
        assert bonus.reasons == (BonusReason.FLOORED,)
        assert bonus.raw == -7_750

    @pytest.mark.parametrize(("loans", "bad"), [(0, 0), (-100, 100)])
    def test_without_positive_loans_the_share_of_bad_ones_is_nothing(self, loans: int, bad: int) -> None:
        facts = BonusFacts(deposit_margin_micro=0, loan_margin_micro=0, loan_days_micro=loans, npl_days_micro=bad)
        bonus = bonus_of(BUILT_IN, facts=facts)
        assert (bonus.npl_ratio, bonus.quality_bp, bonus.reasons) == (Fraction(), 10_000, (BonusReason.NO_LOANS,))

    def test_a_kind_the_plan_names_is_charged_by_its_factor_and_any_other_in_full(self) -> None:
        plan = read_plan(
            BUILT_IN_TEXT.replace('"built-in"', '"test"') + '[bonus.expense]\nmarketing = "0.5"\n"招待" = "1.3333"\n',
            file="test.toml",
        ).plan
        facts = BonusFacts(deposit_margin_micro=10**12, loan_margin_micro=0, loan_days_micro=0, npl_days_micro=0)
        expenses = [
            Expense("a", 1, "marketing", 1_001),
            Expense("b", 1, "招待", 10_000),
            Expense("c", 1, "Marketing", 300, quota_fen=100),
        ]
        bonus = bonus_of(plan, facts=facts, expenses=expenses)
        assert [(line.micro, line.named) for line in bonus.expense_lines] == [
            (5_005_000, True),
            (133_330_000, True),
            (3_000_000, False),  # another word, and the quota enters no figure
        ]
        assert bonus.expense_fen == 14_134  # 141.335 is shown half away from zero
        assert bonus.raw == 40_000 - Fraction(141_335, 1_000)

    @pytest.mark.parametrize(("micro", "fen"), [(125_000, 1), (124_999, 0), (-125_000, -1)])
    def test_it_is_rounded_once_half_away_from_zero(self, micro: int, fen: int) -> None:
        facts = BonusFacts(deposit_margin_micro=micro, loan_margin_micro=0, loan_days_micro=0, npl_days_micro=0)
        assert bonus_of(BUILT_IN, facts=facts).raw_fen == fen  # 4 % of 0.125 is half a fen


class TestQuality:
    @pytest.mark.parametrize(
        ("ratio", "coefficient"),
        [
            ("0", 10_000),
            ("0.01", 10_000),
            ("0.0100001", 8_000),
            ("0.05", 0),
            ("1", -5_000),
            ("1.5", -5_000),
            ("-1", 10_000),
        ],
    )
    def test_the_first_row_whose_limit_is_not_exceeded_counts(self, ratio: str, coefficient: int) -> None:
        assert step_for(BUILT_IN, ratio=Fraction(ratio)).coefficient_bp == coefficient

    def test_above_the_last_limit_the_last_row_counts_and_says_so(self) -> None:
        facts = BonusFacts(deposit_margin_micro=0, loan_margin_micro=0, loan_days_micro=10, npl_days_micro=11)
        assert bonus_of(BUILT_IN, facts=facts).reasons == (BonusReason.ABOVE_LAST_LIMIT,)


class TestReadings:
    """50,000,000 of deposits at 2.40 % against 1.15 %, of which 4 % is paid."""

    AMOUNT, SPREAD, SHARE = Fraction(50_000_000), Fraction("0.0125"), Fraction("0.04")

    def test_reading_a_gives_the_source_texts_round_figure(self) -> None:
        assert readings.reading_a(self.AMOUNT, spread=self.SPREAD, share=self.SHARE) == 25_000

    @pytest.mark.parametrize(("days", "fen"), [(360, 2_500_000), (365, 2_534_722), (366, 2_541_667)])
    def test_ours_counts_real_days_and_reading_b_is_the_same_figure(self, days: int, fen: int) -> None:
        ours = readings.reading_a_by_day(self.AMOUNT, spread=self.SPREAD, share=self.SHARE, days=days)
        assert fen_of(ours) == fen
        assert readings.reading_b(self.AMOUNT, spread=self.SPREAD, share=self.SHARE, days=days) == ours

    def test_the_literal_reading_is_absurd(self) -> None:
        assert readings.reading_c(self.AMOUNT, spread=self.SPREAD, share=self.SHARE) == 9_000_000

    def test_ours_is_what_the_settlement_pays(self) -> None:
        ours = readings.reading_a_by_day(self.AMOUNT, spread=self.SPREAD, share=self.SHARE, days=365)
        assert fen_of(golden(days=365, npl_percent=0, expense_fen=0).deposit_leg) == fen_of(ours)


class TestLegend:
    def test_every_symbol_of_the_formula_has_a_meaning_and_a_unit(self) -> None:
        assert {symbol.name for symbol in LEGEND} == {"R", "D", "IL", "IC", "L", "IA", "IB", "P", "Q", "N", "F", "K"}
        assert all(symbol.meaning and symbol.unit and is_symbol(symbol.name) for symbol in LEGEND)


class TestInForce:
    def test_the_latest_begun_plan_is_in_force(self) -> None:
        old, new = plan_with(**{"1900-01-01": "2026-01-01"}), plan_with(**{"1900-01-01": "2026-09-30"})
        assert in_force([new, old], on=date(2026, 9, 29)) == old
        assert in_force([new, old], on=date(2026, 9, 30)) == new
        assert in_force([new, old], on=date(2025, 12, 31)) is None
