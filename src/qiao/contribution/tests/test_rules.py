"""Credit of one account: the cases a branch manager would put on paper."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.contribution.rules.arithmetic import day_lines, exact_text
from qiao.contribution.rules.basis import DayBasis, basis_text, day_fraction, expected_loss_divisor, margin_divisor
from qiao.contribution.rules.credit import PersonCredit, credit_of_account, credit_of_party_fees
from qiao.contribution.rules.facts import (
    AccountFacts,
    AssignmentRow,
    FeeRow,
    PriceMethod,
    RiskClass,
    RiskRow,
    Side,
)
from qiao.contribution.rules.leaf import INT64_MAX, Measure, leaf_micro, rho_of
from qiao.contribution.rules.lost import curves_lost
from qiao.contribution.rules.shares import Scope, ShareReason, share_pieces, shares_by_person
from qiao.contribution.rules.spells import Spell, carried_forward, missing_price, price_spells
from qiao.ground.money import half_away
from qiao.ground.periods import Period, day_number, month_period
from qiao.ground.refusals import Refusal

SEPTEMBER = month_period("2026-09")
FIRST = SEPTEMBER.since_day
LONG_AGO = day_number(date(2020, 1, 1))
MANAGER, COLLEAGUE, UNCLAIMED = "the manager", "the colleague", ""


def whole(
    person: str, *, since_day: int = LONG_AGO, until_day: int | None = None, share_bp: int = 10_000
) -> AssignmentRow:
    return AssignmentRow(person, "lead", since_day, until_day, share_bp)


DEPOSIT = AccountFacts(
    account_id="A",
    party_id="P",
    side=Side.DEPOSIT,
    method=PriceMethod.POOL,
    tenor_days=0,
    opened_on_day=LONG_AGO,
    balances=((LONG_AGO, 10_000_000),),  # 100,000.00
    rates=((LONG_AGO, 11_500),),  # 1.15 %
    prices=((LONG_AGO, 24_000),),  # 2.40 %
    party_rows=(whole(MANAGER),),
)
LOAN = replace(DEPOSIT, side=Side.LOAN, rates=((LONG_AGO, 43_500),), prices=((LONG_AGO, 26_500),))


def credited(facts: AccountFacts, *, period: Period = SEPTEMBER) -> dict[str, PersonCredit]:
    credit = credit_of_account(facts, period=period, basis=DayBasis.ACT_360)
    return {person.staff_id: person for person in credit.people}


class TestDayBasis:
    @pytest.mark.parametrize(
        ("basis", "days", "divisor"),
        [
            (DayBasis.ACT_360, 30, 360_000_000),
            (DayBasis.ACT_365, 30, 365_000_000),
            (DayBasis.FIXED_360, 28, 336_000_000),
            (DayBasis.FIXED_360, 29, 348_000_000),
            (DayBasis.FIXED_360, 30, 360_000_000),
            (DayBasis.FIXED_360, 31, 372_000_000),
        ],
    )
    def test_each_basis_has_its_divisor(self, basis: DayBasis, days: int, divisor: int) -> None:
        assert margin_divisor(basis, days=days) == divisor
        assert expected_loss_divisor(basis, days=days) == 100 * divisor

    @pytest.mark.parametrize("days", [28, 29, 30, 31])
    def test_a_fixed_month_is_a_twelfth_of_a_year_whatever_its_days(self, days: int) -> None:
        assert day_fraction(DayBasis.FIXED_360, days=days) * days == Fraction(1, 12)

    def test_the_basis_is_written_as_a_person_writes_it(self) -> None:
        assert [basis_text(basis, days=31) for basis in DayBasis] == ["/ 360", "/ 365", "× 30 / (360 × 31)"]


class TestLeaf:
    @pytest.mark.parametrize(
        ("balance_days_fen", "factor", "micro"),
        [(18_000, 1, 1), (17_999, 1, 0), (-18_000, 1, -1), (18_000, -1, -1), (-18_000, -1, 1), (0, 5, 0)],
    )
    def test_a_half_goes_away_from_zero(self, balance_days_fen: int, factor: int, micro: int) -> None:
        divisor = margin_divisor(DayBasis.ACT_360, days=30)
        assert leaf_micro(balance_days_fen, share_bp=10_000, factor=factor, divisor=divisor) == micro

    @pytest.mark.parametrize("days", [28, 29, 30, 31])
    @pytest.mark.parametrize("basis", list(DayBasis))
    def test_the_largest_leaf_fits_64_bits(self, basis: DayBasis, days: int) -> None:
        most = 10**13 * 31  # fen-days: 10^11 yuan for a month
        for divisor, factor in (
            (margin_divisor(basis, days=days), 2_000_000),
            (expected_loss_divisor(basis, days=days), 10**8),
        ):
            assert most * 10_000 <= INT64_MAX
            assert leaf_micro(-most, share_bp=10_000, factor=factor, divisor=divisor) < 0  # asserts its bounds inside

    @given(
        st.integers(-(10**13) * 31, 10**13 * 31),
        st.integers(0, 10_000),
        st.integers(-2_000_000, 2_000_000),
        st.sampled_from([336_000_000, 348_000_000, 360_000_000, 365_000_000, 372_000_000]),
    )
    @settings(max_examples=200, deadline=None)
    def test_the_steps_give_what_one_division_would(self, days_fen: int, share: int, factor: int, divisor: int) -> None:
        exact = Fraction(days_fen * share * factor, divisor)
        assert leaf_micro(days_fen, share_bp=share, factor=factor, divisor=divisor) == half_away(exact)

    @pytest.mark.parametrize(
        ("pd", "lgd", "rho"),
        [
            (12_000, 450_000, 540_000),  # 1.2 % x 45 % = 0.54 %
            (1_000_000, 1_000_000, 100_000_000),
            (1, 5_000, 1),  # 0.5 of the last place goes up
            (1, 4_999, 0),
            (None, 450_000, 0),
            (12_000, None, 0),
        ],
    )
    def test_the_rate_of_expected_loss_has_eight_decimals(self, pd: int | None, lgd: int | None, rho: int) -> None:
        assert rho_of(pd, lgd_ppm=lgd) == rho


class TestSpells:
    def test_a_value_holds_until_the_next_row_and_equal_rows_are_one_spell(self) -> None:
        rows = [(FIRST + 5, 7), (FIRST - 3, 4), (FIRST + 9, 7), (FIRST + 20, 4), (SEPTEMBER.until_day, 1)]
        assert carried_forward(rows, period=SEPTEMBER, before=0) == (
            Spell(FIRST, FIRST + 5, 4),
            Spell(FIRST + 5, FIRST + 20, 7),
            Spell(FIRST + 20, SEPTEMBER.until_day, 4),
        )

    def test_before_the_first_row_there_is_nothing(self) -> None:
        spells = carried_forward([(FIRST + 1, 9)], period=SEPTEMBER, before=0)
        assert spells[0] == Spell(FIRST, FIRST + 1, 0)

    def test_a_pool_price_changes_within_the_month_and_a_matched_one_never(self) -> None:
        curve = [(LONG_AGO, 20_000), (FIRST + 10, 30_000)]
        pool, matched = (
            price_spells(curve, method=method, opened_on_day=FIRST + 9, period=SEPTEMBER) for method in PriceMethod
        )
        assert [spell.value for spell in pool] == [20_000, 30_000]
        assert [spell.value for spell in matched] == [20_000]

    def test_a_matched_price_is_that_of_the_opening_day_itself(self) -> None:
        curve = [(LONG_AGO, 20_000), (FIRST + 10, 30_000)]
        spells = price_spells(curve, method=PriceMethod.MATCHED, opened_on_day=FIRST + 10, period=SEPTEMBER)
        assert [spell.value for spell in spells] == [30_000]

    def test_a_price_is_missed_only_where_there_is_a_balance(self) -> None:
        late = replace(DEPOSIT, prices=((FIRST + 10, 24_000),))
        missing = missing_price(late, period=SEPTEMBER)
        assert missing is not None
        assert (missing.side, missing.tenor_days, missing.first_day, missing.days) == (Side.DEPOSIT, 0, FIRST, 10)
        assert missing_price(replace(late, balances=((FIRST + 10, 1),)), period=SEPTEMBER) is None
        assert missing_price(replace(late, side=Side.FEE), period=SEPTEMBER) is None

    def test_without_its_price_an_account_is_refused_in_words(self) -> None:
        with pytest.raises(Refusal, match="no deposit transfer price for 0 days is in force on 30 of its days"):
            credit_of_account(replace(DEPOSIT, prices=()), period=SEPTEMBER, basis=DayBasis.ACT_360)


class TestShares:
    def test_account_rows_replace_the_customers_only_while_one_of_them_runs(self) -> None:
        own = AssignmentRow(COLLEAGUE, "lead", FIRST + 10, FIRST + 20, 4_000)
        pieces = share_pieces([whole(MANAGER)], account_rows=[own], left_on_days={}, period=SEPTEMBER)
        assert [piece.scope for piece in pieces] == [Scope.PARTY, Scope.ACCOUNT, Scope.PARTY]
        shares = shares_by_person(pieces)
        assert [(spell.since_day - FIRST, spell.days) for spell in shares[MANAGER]] == [(0, 10), (20, 10)]
        assert shares[COLLEAGUE] == (Spell(FIRST + 10, FIRST + 20, 4_000),)
        assert shares[UNCLAIMED] == (Spell(FIRST + 10, FIRST + 20, 6_000),)

    def test_a_row_of_no_share_still_replaces(self) -> None:
        nothing = whole(COLLEAGUE, share_bp=0)
        pieces = share_pieces([whole(MANAGER)], account_rows=[nothing], left_on_days={}, period=SEPTEMBER)
        assert list(shares_by_person(pieces)) == [UNCLAIMED]

    def test_a_row_that_ends_where_it_begins_never_runs(self) -> None:
        empty = whole(COLLEAGUE, since_day=FIRST + 3, until_day=FIRST + 3)
        pieces = share_pieces([whole(MANAGER)], account_rows=[empty], left_on_days={}, period=SEPTEMBER)
        assert shares_by_person(pieces) == {MANAGER: (Spell(FIRST, SEPTEMBER.until_day, 10_000),)}

    def test_a_leavers_row_runs_on_but_its_share_is_unclaimed_from_the_day_after(self) -> None:
        pieces = share_pieces(
            [whole(MANAGER)],
            account_rows=[whole(COLLEAGUE, share_bp=3_000)],
            left_on_days={COLLEAGUE: FIRST + 9},
            period=SEPTEMBER,
        )
        assert shares_by_person(pieces) == {
            UNCLAIMED: (Spell(FIRST, FIRST + 10, 7_000), Spell(FIRST + 10, SEPTEMBER.until_day, 10_000)),
            COLLEAGUE: (Spell(FIRST, FIRST + 10, 3_000),),
        }
        assert [part.reason for part in pieces[1].parts] == [ShareReason.LEFT, ShareReason.REST]

    def test_a_barred_share_is_unclaimed_with_a_reason_of_its_own(self) -> None:
        rows = [
            AssignmentRow(MANAGER, "lead", LONG_AGO, FIRST + 10, 6_000),
            AssignmentRow(MANAGER, "lead", FIRST + 10, None, 0, barred_bp=6_000),
            AssignmentRow(COLLEAGUE, "co", LONG_AGO, None, 3_000),
        ]
        pieces = share_pieces(rows, left_on_days={}, period=SEPTEMBER)
        told = sorted((part.reason, part.credited_to, part.share_bp, part.staff_id) for part in pieces[1].parts)
        assert told == sorted(
            [
                (ShareReason.ASSIGNED, COLLEAGUE, 3_000, COLLEAGUE),
                (ShareReason.BARRED, UNCLAIMED, 6_000, MANAGER),
                (ShareReason.REST, UNCLAIMED, 1_000, ""),
            ]
        )

    def test_two_roles_of_one_person_are_added(self) -> None:
        rows = [
            AssignmentRow(MANAGER, "lead", LONG_AGO, FIRST + 10, 3_333),
            AssignmentRow(MANAGER, "support", LONG_AGO, None, 1_667),
            AssignmentRow(MANAGER, "referral", FIRST + 10, None, 3_333),
            AssignmentRow(COLLEAGUE, "lead", LONG_AGO, None, 5_000),
        ]
        pieces = share_pieces(rows, left_on_days={}, period=SEPTEMBER)
        assert {person: [spell.value for spell in spells] for person, spells in shares_by_person(pieces).items()} == {
            COLLEAGUE: [5_000],
            MANAGER: [5_000],  # one spell, though the roles changed
        }


class TestCredit:
    def test_a_deposit_earns_the_price_less_the_rate(self) -> None:
        # 100,000 x 30 x 1.25 % / 360
        assert credited(DEPOSIT)[MANAGER] == PersonCredit(
            MANAGER, balance_days_micro=3_000_000_000_000, margin_micro=104_166_667
        )

    def test_a_loan_earns_the_rate_less_the_price_and_bears_its_expected_loss(self) -> None:
        risky = replace(
            LOAN,
            risks=(
                RiskRow(LONG_AGO, RiskClass.NORMAL, pd_ppm=12_000, lgd_ppm=450_000),
                RiskRow(FIRST + 20, RiskClass.LOSS),
            ),
        )
        assert credited(risky)[MANAGER] == PersonCredit(
            MANAGER,
            balance_days_micro=3_000_000_000_000,
            margin_micro=141_666_667,  # 100,000 x 30 x 1.70 % / 360
            expected_loss_micro=30_000_000,  # 100,000 x 20 x 0.54 % / 360; then the rates are unknown
            npl_days_micro=1_000_000_000_000,  # the last ten days
        )

    def test_a_negative_balance_earns_the_other_way_round(self) -> None:
        overdrawn = replace(DEPOSIT, balances=((LONG_AGO, -10_000_000),))
        assert credited(overdrawn)[MANAGER].margin_micro == -104_166_667

    def test_a_fee_account_has_no_margin_and_no_days(self) -> None:
        assert credited(replace(DEPOSIT, side=Side.FEE)) == {}

    def test_a_rate_and_a_price_that_move_together_still_end_a_leaf(self) -> None:
        moved = replace(
            DEPOSIT,
            rates=((LONG_AGO, 11_500), (FIRST + 10, 12_500)),
            prices=((LONG_AGO, 24_000), (FIRST + 10, 25_000)),
        )
        leaves = credit_of_account(moved, period=SEPTEMBER, basis=DayBasis.ACT_360).leaves
        assert [leaf.days for leaf in leaves] == [10, 20]
        assert credited(moved)[MANAGER].margin_micro == 34_722_222 + 69_444_444  # one less than in one leaf

    def test_thirds_and_the_rest_make_the_whole(self) -> None:
        split = replace(
            DEPOSIT,
            party_rows=(whole(MANAGER, share_bp=3_333), whole(COLLEAGUE, share_bp=1_667)),
            fees=(FeeRow("F", FIRST, 1),),
        )
        credit = credit_of_account(split, period=SEPTEMBER, basis=DayBasis.ACT_360)
        assert [(p.staff_id, p.margin_micro, p.fee_micro) for p in credit.people] == [
            (UNCLAIMED, 52_083_333, 5_000),
            (COLLEAGUE, 17_364_583, 1_667),
            (MANAGER, 34_718_750, 3_333),
        ]
        assert (credit.total.margin_micro, credit.total.fee_micro) == (104_166_666, 10_000)

    def test_a_hand_over_in_the_quarter_counts_by_day(self) -> None:
        """4,000 from 1 January, 6,000 from the 20th, 3,000 from 15 February; handed over on 1 March: 60 and 31 days."""
        quarter = Period(date(2024, 1, 1), date(2024, 4, 1))
        march = day_number(date(2024, 3, 1))
        handed_over = replace(
            DEPOSIT,
            balances=(
                (quarter.since_day, 400_000),
                (day_number(date(2024, 1, 20)), 600_000),
                (day_number(date(2024, 2, 15)), 300_000),
            ),
            party_rows=(whole(MANAGER, until_day=march), whole(COLLEAGUE, since_day=march)),
        )
        people = credited(handed_over, period=quarter)
        assert people[MANAGER].balance_days_micro == 277_000_000_000
        assert people[COLLEAGUE].balance_days_micro == 93_000_000_000
        averages = [Fraction(people[who].balance_days_micro, 91 * 10_000) for who in (MANAGER, COLLEAGUE)]
        assert [half_away(fen) for fen in averages] == [304_396, 102_198]
        assert half_away(sum(averages, Fraction())) == 406_593

    def test_a_balance_outside_the_accounts_life_counts_and_is_found(self) -> None:
        closed = replace(DEPOSIT, opened_on_day=FIRST + 2, closed_on_day=FIRST + 27)
        credit = credit_of_account(closed, period=SEPTEMBER, basis=DayBasis.ACT_360)
        assert credit.total.margin_micro == 104_166_667
        assert credit.outside_life == (
            Spell(FIRST, FIRST + 2, 10_000_000),
            Spell(FIRST + 28, SEPTEMBER.until_day, 10_000_000),
        )

    def test_a_fee_of_another_month_is_not_this_months(self) -> None:
        dated = replace(DEPOSIT, fees=(FeeRow("before", FIRST - 1, 1), FeeRow("after", SEPTEMBER.until_day, 1)))
        assert credit_of_account(dated, period=SEPTEMBER, basis=DayBasis.ACT_360).fee_lines == ()

    def test_a_customers_own_fee_follows_the_customers_shares_of_its_day(self) -> None:
        rows = (whole(MANAGER, until_day=FIRST + 15, share_bp=6_000), whole(COLLEAGUE, since_day=FIRST + 15))
        fees = (FeeRow("one", FIRST + 14, 10_001), FeeRow("two", FIRST + 15, 10_001))
        credit = credit_of_party_fees("P", fees=fees, party_rows=rows, left_on_days={}, period=SEPTEMBER)
        assert {person.staff_id: person.fee_micro for person in credit.people} == {
            UNCLAIMED: 40_004_000,
            COLLEAGUE: 100_010_000,
            MANAGER: 60_006_000,
        }


class TestArithmetic:
    def test_a_line_opens_to_days_that_a_person_can_repeat(self) -> None:
        split = replace(DEPOSIT, party_rows=(whole(MANAGER, share_bp=3_333),))
        (line,) = day_lines(split, staff_id=MANAGER, measure=Measure.MARGIN, period=SEPTEMBER, basis=DayBasis.ACT_360)
        assert line.written == "100000.00 × 30 × 0.3333 × (0.024000 − 0.011500) / 360 = 34.718750"
        assert len(line.days) == 30
        assert {day.part_micro for day in line.days} == {Fraction(34_718_750, 30)}
        assert line.rounding_micro == 0

    def test_a_rounding_is_shown(self) -> None:
        (line,) = day_lines(DEPOSIT, staff_id=MANAGER, measure=Measure.MARGIN, period=SEPTEMBER, basis=DayBasis.ACT_360)
        assert line.written.endswith("= 104.166666666666… ≈ 104.166667")
        assert line.rounding_micro == Fraction(1, 3)

    def test_a_negative_rate_and_a_fixed_month_are_written_out(self) -> None:
        october = month_period("2026-10")
        odd = replace(LOAN, rates=((LONG_AGO, -5_000),))
        (line,) = day_lines(odd, staff_id=MANAGER, measure=Measure.MARGIN, period=october, basis=DayBasis.FIXED_360)
        assert line.written == ("100000.00 × 31 × ((-0.005000) − 0.026500) × 30 / (360 × 31) = -262.500000")

    def test_an_expected_loss_is_written_with_its_rate(self) -> None:
        risky = replace(LOAN, risks=(RiskRow(LONG_AGO, RiskClass.NORMAL, pd_ppm=12_000, lgd_ppm=450_000),))
        (line,) = day_lines(
            risky, staff_id=MANAGER, measure=Measure.EXPECTED_LOSS, period=SEPTEMBER, basis=DayBasis.ACT_360
        )
        assert line.written == "100000.00 × 30 × 0.00540000 / 360 = 45.000000"

    @pytest.mark.parametrize(
        ("micro", "text"),
        [(Fraction(-5, 2), "-0.000002500000"), (Fraction(-1, 3), "-0.000000333333…"), (Fraction(12), "0.000012")],
    )
    def test_exact_parts_are_told_without_rounding(self, micro: Fraction, text: str) -> None:
        assert exact_text(micro) == text


@pytest.mark.parametrize(
    ("key", "hit"),
    [
        ("loan:365", {("loan", 365)}),
        ("loan:*", {("loan", 365), ("loan", 0)}),
        ("*:0", {("loan", 0), ("deposit", 0)}),
        ("*:*", {("loan", 365), ("loan", 0), ("deposit", 0)}),
        ("loan:36", set()),
    ],
)
def test_a_lost_price_bears_on_every_curve_it_may_have_been_for(key: str, hit: set[tuple[str, int]]) -> None:
    used = [("loan", 365), ("loan", 0), ("deposit", 0), ("fee", 0), ("fee", 365)]
    assert curves_lost({key}, used=used) == hit
