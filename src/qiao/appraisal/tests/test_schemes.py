"""Schemes on golden figures: the formula by all day bases, scoring, deferral, the real plan, the EVA gate."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from qiao.appraisal.rules.eva import Charges, Lent, LoanTerms, eva_of, worth_margin_micro
from qiao.appraisal.rules.scheme import scoring as ways
from qiao.appraisal.rules.scheme.deferring import Carried, carried_on, spread_of
from qiao.appraisal.rules.scheme.evaluate import evaluate, evaluate_over, pieces_of
from qiao.appraisal.rules.scheme.facts import PersonFacts
from qiao.appraisal.rules.scheme.scheme import Deferral
from qiao.appraisal.rules.scheme.scoring import Scoring, Way
from qiao.appraisal.tests.schemes import MICRO, YEAR, example, facts_by_class, facts_of, scheme_of
from qiao.ground.money import fen_of
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal

FORMULA = """
[leg.formula]
name = "公式"
plan = "built-in"
"""
DEPOSIT_LEG = """
[leg.deposits]
name = "存款"
of = ["deposit_days"]
rates = {{ "利差" = {{ value = "0.0125", unit = "part_a_year" }}, "P" = {{ value = "0.04", unit = "part" }} }}
day_basis = "{basis}"
"""


def formula_facts(*, npl: str = "0", days: int = 360, expense: str = "20000") -> dict[str, str]:
    """50 million at 2.40 % less 1.15 %, 30 million at 4.35 % less 2.65 %, by real days of 360."""
    return {
        "deposit_margin": str(Fraction(625_000 * days, 360)),
        "loan_margin": str(Fraction(510_000 * days, 360)),
        "loan_days": str(30_000_000 * days),
        "npl_days": str(Fraction(npl) * 30_000_000 * days),
        "expense": expense,
    }


class TestGoldenFormula:
    """Source: reference figures of the bonus formula, 50 million of deposits, 30 million of loans."""

    @pytest.mark.parametrize(
        ("npl", "bonus"),
        [("0.01", "30500.00"), ("0.02", "25400.00"), ("0.05", "5000.00"), ("0.06", "-7750.00")],
    )
    def test_the_formula_by_its_quality(self, npl: str, bonus: str) -> None:
        outcome = evaluate(scheme_of(FORMULA), facts_of(formula_facts(npl=npl)))
        assert outcome.raw == Fraction(bonus)
        assert outcome.variable_fen == max(0, fen_of(Fraction(bonus)))

    @pytest.mark.parametrize(("days", "bonus_fen"), [(360, 3_050_000), (365, 3_120_139), (366, 3_134_167)])
    def test_the_formula_by_real_days(self, days: int, bonus_fen: int) -> None:
        assert evaluate(scheme_of(FORMULA), facts_of(formula_facts(days=days))).variable_fen == bonus_fen

    def test_one_quarter_of_real_days(self) -> None:
        assert evaluate(scheme_of(FORMULA), facts_of(formula_facts(days=92, expense="5000"))).variable_fen == 790_556

    @pytest.mark.parametrize(
        ("basis", "period", "leg_fen"),
        [
            ("ACT_360", YEAR, 2_534_722),
            ("ACT_360", Period(date(2024, 1, 1), date(2025, 1, 1)), 2_541_667),
            ("FIXED_360", YEAR, 2_500_000),
            ("FIXED_360", Period(date(2024, 1, 1), date(2025, 1, 1)), 2_500_000),
            ("ACT_365", YEAR, 2_500_000),
        ],
    )
    def test_the_deposit_leg_by_each_day_basis(self, basis: str, period: Period, leg_fen: int) -> None:
        facts = facts_of({"deposit_days": str(50_000_000 * period.days)}, period=period)
        assert evaluate(scheme_of(DEPOSIT_LEG.format(basis=basis)), facts).variable_fen == leg_fen


class TestScoring:
    """Source: reference figures of scoring; a weight of 20 at 130 % and a cap of 1.2 is 24 points."""

    @pytest.mark.parametrize(
        ("actual", "target", "part"),
        [
            ("130", "100", "1.2"),
            ("90", "100", "0.9"),
            ("-50", "-100", "1.2"),
            ("-120", "-100", "0.8"),
            ("50", "100", "0"),
        ],
    )
    def test_completion_within_its_cap(self, actual: str, target: str, part: str) -> None:
        scoring = Scoring(Way.COMPLETION, cap_micro=1_200_000, nothing_below_micro=600_000)
        assert ways.by_completion(Fraction(actual), target=Fraction(target), scoring=scoring) == Fraction(part)

    @pytest.mark.parametrize(("whole", "points"), [(True, "6"), (False, "4.5")])
    def test_whole_steps_or_in_proportion(self, whole: bool, points: str) -> None:  # noqa: FBT001  a column
        scoring = Scoring(Way.EACH, each_micro=1_000, points_micro=3 * MICRO, most_micro=15 * MICRO, whole_steps=whole)
        part = ways.by_each(
            Fraction("0.0235"), target=Fraction("0.02"), scoring=scoring, more_is_better=False, weight=Fraction(15)
        )
        assert part * 15 == Fraction(points)

    @pytest.mark.parametrize(("actual", "part"), [("0.01", "1"), ("0.02", "1"), ("0.03", "0.5"), ("0.05", "0")])
    def test_less_is_better(self, actual: str, part: str) -> None:
        assert ways.by_negative(Fraction(actual), target=Fraction("0.02"), scoring=Scoring(Way.NEGATIVE)) == Fraction(
            part
        )

    @pytest.mark.parametrize(("value", "part"), [(50, "1"), (40, "0.7"), (30, "0.4"), (10, "0.2")])
    def test_who_ties_shares_the_mean_place(self, value: int, part: str) -> None:
        peers = [Fraction(one) for one in (50, 40, 40, 30, 10)]
        assert ways.by_rank(Fraction(value), peers=peers, more_is_better=True) == Fraction(part)

    @pytest.mark.parametrize(
        ("actual", "part"), [("0", "0.6"), ("50", "0.8"), ("100", "1"), ("200", "1"), ("-200", "0")]
    )
    def test_efficacy_between_least_and_best(self, actual: str, part: str) -> None:
        scoring = Scoring(Way.EFFICACY, least_micro=0, best_micro=100 * MICRO)
        assert ways.by_efficacy(Fraction(actual), scoring=scoring) == Fraction(part)

    @pytest.mark.parametrize(("value", "part"), [(4, "0.4"), (6, "0.6"), (5, "0.5")])
    def test_ten_points_a_standard_deviation(self, value: int, part: str) -> None:
        peers = [Fraction(one) for one in (4, 4, 6, 6)] + ([Fraction(5)] if value == 5 else [])
        assert ways.by_standard(Fraction(value), peers=peers, more_is_better=True) == Fraction(part)

    def test_steps_take_the_highest_that_is_reached(self) -> None:
        scoring = Scoring(Way.STEPS, steps=((900_000, 600_000), (MICRO, MICRO)))
        found = [ways.by_steps(Fraction(one, 100), scoring=scoring) for one in (89, 90, 99, 100)]
        assert found == [0, Fraction("0.6"), Fraction("0.6"), 1]


class TestPaying:
    def test_three_hundred_thousand_over_three_years(self) -> None:
        spread = spread_of(30_000_000, deferral=Deferral(400_000, 3))
        assert spread.now_fen == 18_000_000
        assert spread.later_fen == (4_000_000, 4_000_000, 4_000_000)

    def test_what_is_carried_expires(self) -> None:
        lines = [Carried(-100, date(2026, 6, 30)), Carried(-50, date(2027, 6, 30))]
        assert [carried_on(lines, on=day) for day in (date(2026, 1, 1), date(2026, 6, 30))] == [-150, -50]

    def test_score_and_gate_stand_between_the_formula_and_pay(self) -> None:
        body = (
            FORMULA
            + """
[indicator.K12]
weight = "100"
target = "100"
scoring = { way = "completion" }
[gate.red_line]
name = "底线"
measure = "red_lines"
steps = [["0", "1"], ["1", "0.5"], ["2", "0"]]
"""
        )
        facts = formula_facts(npl="0.01") | {"service": "80"}
        paid = [evaluate(scheme_of(body), facts_of(facts | {"red_lines": str(n)})).variable_fen for n in (0, 1, 2)]
        assert paid == [2_440_000, 1_220_000, 0]

    def test_a_veto_takes_the_score(self) -> None:
        facts = corporate_facts(red_lines="1")
        outcome = evaluate(example("corporate-manager"), facts)
        assert outcome.score == Fraction(0)
        assert outcome.variable_fen == 0

    def test_below_nothing_is_paid_and_the_rest_is_carried(self) -> None:
        scheme = scheme_of(FORMULA + "[pay]\ncarry_forward = true\ncarry_months = 12\n")
        first = evaluate(scheme, facts_of(formula_facts(npl="0.06")))
        assert (first.variable_fen, first.carried_fen) == (0, -775_000)
        then = replace(facts_of(formula_facts(npl="0.01")), carried_fen=first.carried_fen)
        assert evaluate(scheme, then).variable_fen == 3_050_000 - 775_000

    def test_a_figure_nobody_handed_in_is_not_taken_for_nothing(self) -> None:
        with pytest.raises(Refusal) as refused:
            evaluate(scheme_of(FORMULA), facts_of({"deposit_margin": "1"}))
        assert refused.value.code == "scheme.figure_missing"

    def test_a_scheme_that_changes_pays_each_piece_by_what_was_in_force(self) -> None:
        old = scheme_of(FORMULA + '[pay]\ndraw = "0"\n')
        new = replace(scheme_of(FORMULA.replace("公式", "新公式")), code="new", since=date(2026, 7, 2))
        new = replace(new, pay=replace(new.pay, cap_fen=100))
        pieces = pieces_of([old, new], period=YEAR)
        assert [(piece.days, scheme.code) for piece, scheme in pieces] == [(182, "test"), (183, "new")]
        facts = facts_of(formula_facts(npl="0.01", days=365, expense="0"))
        paid = [one.variable_fen for one in evaluate_over([old, new], facts)]
        assert paid == [fen_of(Fraction(50_500 * 182, 360)), 100]


def corporate_facts(**changes: str) -> PersonFacts:
    quarter = Period(date(2026, 7, 1), date(2026, 10, 1))
    figures = formula_facts(npl="0.01", days=92, expense="5000") | {
        "loan_margin_worth": "0",
        "fees": "150000",
        "deposit_days": str(60_000_000 * 92),
        "deposit_base_days": str(50_000_000 * 92),
        "breaches": "0",
        "interest_due": "100",
        "interest_collected": "98",
        "checks_due": "20",
        "checks_done": "19",
        "expected_loss": "10000",
        "eva": "250000",
        "new_customers": "6",
        "products_held": "30",
        "customers": "10",
        "learning": "10",
        "service": "90",
        "complaints": "1",
        "red_lines": "0",
    }
    facts = facts_of(figures | changes, period=quarter)
    return replace(facts, targets={"K4": 300_000 * MICRO, "K1": 10_000_000 * MICRO})


class TestCorporateManager:
    def test_every_step_of_a_quarter(self) -> None:
        outcome = evaluate(example("corporate-manager"), corporate_facts())
        points = {one.indicator.code: one.points for one in outcome.indicators}
        assert points["K11"] == 4  # 95 % of the checks: 0.8 of 5
        assert points["K9"] == 6  # 6 of 5 customers: 1.2
        assert points["K15"] == 4  # one complaint
        assert points["K6"] == 4  # half way to the best: 80 %
        legs = {one.leg.code: one.amount for one in outcome.legs}
        assert legs["fees"] == 9_000  # 5,000 + 8 % of 50,000
        assert legs["deposits"] == Fraction(10_000_000 * 92 * 5, 360 * 10_000)
        assert outcome.grade == "A"
        assert outcome.variable_fen == outcome.spread.now_fen + sum(outcome.spread.later_fen)
        assert str(outcome.steps[-1]) == "8,666.67 x 100.5 / 100 x 1 = 8,710.00"


class TestRealPlan:
    """Source: a published plan of a bank; its figures are marked in examples/schemes/deposit-growth.toml."""

    @pytest.mark.parametrize(
        ("balance", "bonus", "expenses"),
        [
            ("19999999", "0", "0"),
            ("20000000", "70000", "20000"),
            ("100000000", "350000", "100000"),
            ("200000000", "700000", "100000"),
            ("500000000", "700000", "100000"),
        ],
    )
    def test_in_proportion_from_twenty_million_to_seven_hundred_thousand(
        self, balance: str, bonus: str, expenses: str
    ) -> None:
        scheme = example("deposit-growth")
        facts = facts_by_class(
            {("deposit_days", "对公"): str(Fraction(balance) * 365), ("deposit_base_days", "对公"): "0"}
        )
        legs_only = replace(scheme, indicators=(), gates=())
        outcome = evaluate(legs_only, facts)
        assert outcome.raw == Fraction(bonus)
        assert [one.amount for one in outcome.allowances] == [Fraction(expenses)]

    def test_a_stock_customer_counts_by_coefficient_less_the_balance_of_december(self) -> None:
        scheme = replace(example("deposit-growth"), indicators=(), gates=())
        facts = facts_by_class(
            {
                ("deposit_days", "对公"): str(80_000_000 * 365),
                ("deposit_days", "保证金"): str(100_000_000 * 365),
                ("deposit_base_days", "对公"): str(40_000_000 * 365),
                ("deposit_base_days", "保证金"): str(10_000_000 * 365),
            }
        )
        leg = evaluate(scheme, facts).legs[0]
        assert leg.figure == 80_000_000 + 30_000_000 - 50_000_000  # the base as it stood, without coefficient
        assert leg.amount == 60_000_000 * Fraction("0.0035")


GOLDEN_LOAN = LoanTerms(
    exposure=Fraction(30_000_000),
    rate_ppm=43_500,
    transfer_price_ppm=26_500,
    default_ppm=12_000,
    loss_ppm=400_000,
)
GOLDEN_CHARGES = Charges(
    added_tax_ppm=60_000,
    surcharge_ppm=120_000,
    income_tax_ppm=250_000,
    operating_cost_ppm=4_000,
    risk_weight_ppm=1_000_000,
    capital_ppm=105_000,
    capital_cost_ppm=110_000,
)


class TestEva:
    """Source: reference figures of economic capital; a loan that pays 25,500 and destroys 224,049.06."""

    @pytest.mark.parametrize(
        ("step", "fen"),
        [
            ("interest", 130_500_000),
            ("net_interest", 123_113_208),
            ("funds", 79_500_000),
            ("operating_cost", 12_000_000),
            ("expected_loss", 14_400_000),
            ("surcharge", 886_415),
            ("before_tax", 16_326_792),
            ("after_tax", 12_245_094),
            ("capital", 315_000_000),
            ("eva", -22_404_906),
        ],
    )
    def test_the_golden_loan_to_the_cent(self, step: str, fen: int) -> None:
        assert fen_of(getattr(eva_of(GOLDEN_LOAN, charges=GOLDEN_CHARGES), step)) == fen

    def test_its_return_on_capital(self) -> None:
        assert round(eva_of(GOLDEN_LOAN, charges=GOLDEN_CHARGES).raroc * 10_000) == 389

    @pytest.mark.parametrize(("worth", "paid_fen"), [("false", 2_550_000), ("true", 0)])
    def test_the_gate_takes_its_bonus(self, worth: str, paid_fen: int) -> None:
        eva = eva_of(GOLDEN_LOAN, charges=GOLDEN_CHARGES).eva
        lent = [Lent("golden", 510_000 * MICRO, int(eva * MICRO))]
        figures = formula_facts(npl="0.01", expense="0") | {
            "deposit_margin": "0",
            "loan_margin_worth": str(Fraction(worth_margin_micro(lent), MICRO)),
        }
        assert evaluate(scheme_of(FORMULA + f"worth = {worth}\n"), facts_of(figures)).variable_fen == paid_fen
