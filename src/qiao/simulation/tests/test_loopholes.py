"""The search for loopholes: three that were planted are found, a clean scheme has none, moves cost what they say."""

from dataclasses import replace

import pytest

from qiao.appraisal.rules.scheme.earning import PLANS
from qiao.appraisal.rules.scheme.library import Category
from qiao.appraisal.rules.scheme.lint import lint
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.simulation.rules.loopholes.moves import Kind, moves_of
from qiao.simulation.rules.loopholes.pair import worlds_of
from qiao.simulation.rules.loopholes.search import Loophole, loopholes
from qiao.simulation.rules.loopholes.terms import built_in
from qiao.simulation.rules.loopholes.words import DOES_WORDS, KIND_WORDS, MEND_WORDS
from qiao.simulation.rules.loopholes.world import PAIR, facts_of, pays_of, profit_micro
from qiao.simulation.tests.schemes import DAY, LAW, example, scheme_of

TERMS = built_in()


def found_in(scheme: Scheme) -> dict[Kind, Loophole]:
    return {one.kind: one for one in loopholes(scheme, plans=PLANS, terms=TERMS)}


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("loophole-key-date", Kind.KEY_DATE),
        ("loophole-cliff", Kind.CLIFF),
        ("loophole-parked-base", Kind.PARK),
    ],
)
def test_a_planted_loophole_is_found_with_its_figures(name: str, planted: Kind) -> None:
    found = found_in(example(name))[planted]
    assert found.gain_fen >= TERMS.gain_fen
    assert found.profit_fen <= 0
    assert found.cost_fen == found.gain_fen - found.profit_fen


def test_a_clean_scheme_has_none() -> None:
    assert found_in(example("clean")) == {}


def test_a_clean_scheme_is_clean_by_far_and_not_by_the_least_sum() -> None:
    """Whatever costs the bank nothing brings the pair less than a thousandth of their pay."""
    scheme = example("clean")
    for world in worlds_of(scheme, plans=PLANS, terms=TERMS):
        pays, profit = pays_of(world), profit_micro(world)
        for move in moves_of(world, TERMS):
            if profit_micro(move.world) <= profit:
                gain = pays_of(move.world, known=pays).total - pays.total
                assert gain * 1_000 < pays.total, (move.kind, move.facts)


def test_the_linter_has_nothing_to_refuse_in_the_clean_scheme() -> None:
    scheme = example("clean")
    assert [one.code for one in lint(scheme, LAW, on=DAY)] == []
    assert {one.axes.category for one in scheme.indicators} == set(Category)


@pytest.mark.parametrize("name", ["corporate-manager", "deposit-growth"])
def test_the_other_examples_are_not_clean(name: str) -> None:
    """The formula's steps of quality, rising tiers and growth over a base can be played."""
    found = found_in(example(name))
    assert Kind.PARK in found
    assert Kind.HAND_OVER in found


def test_money_that_brings_nothing_is_no_loophole_where_margin_is_paid() -> None:
    paid_by_margin = scheme_of(
        '[leg.m]\nname = "利差"\nof = ["deposit_margin"]\nrates = { "率" = { value = "0.05", unit = "part" } }\n'
    )
    paid_by_size = scheme_of(
        '[leg.s]\nname = "规模"\nof = ["deposit_average"]\nrates = { "率" = { value = "0.001", unit = "part" } }\n'
    )
    assert Kind.SIZE not in found_in(paid_by_margin)
    size = found_in(paid_by_size)[Kind.SIZE]
    assert size.gain_fen == 3 * DEPOSITS_TENTH * 100 // 1_000
    assert size.profit_fen == -3 * DEPOSITS_TENTH * 100 * 365 // 360 // 100


DEPOSITS_TENTH = 6_600_000
"""Of the usual manager: 60,000,000 and a customer that has gone with 6,000,000."""


def test_a_gain_below_the_least_sum_is_none() -> None:
    terms = replace(TERMS, gain_fen=10**12)
    assert loopholes(example("loophole-key-date"), plans=PLANS, terms=terms) == ()


def test_a_move_on_paper_leaves_the_bank_s_profit() -> None:
    on_paper = {Kind.HAND_OVER, Kind.PARK, Kind.SWAP, Kind.BAD_LOAN, Kind.TIMING, Kind.PRODUCT, Kind.COLLUDE}
    seen = set()
    for world in worlds_of(example("deposit-growth"), plans=PLANS, terms=TERMS):
        profit = profit_micro(world)
        for move in moves_of(world, TERMS):
            if move.kind in on_paper:
                assert abs(profit_micro(move.world) - profit) < 1_000_000, move.kind
                seen.add(move.kind)
    assert {Kind.HAND_OVER, Kind.PARK, Kind.TIMING, Kind.PRODUCT} <= seen


def test_handing_over_moves_figures_and_makes_none() -> None:
    world = next(worlds_of(example("deposit-growth"), plans=PLANS, terms=TERMS))
    period = world.periods(world.year)[0]

    def summed(of: object) -> dict[str, int]:
        sums: dict[str, int] = {}
        for manager in PAIR:
            for (name, _kind), value in facts_of(of, manager, period).figures.items():  # type: ignore[arg-type]  # a world
                sums[name] = sums.get(name, 0) + value
        return sums

    before = summed(world)
    handed = [one for one in moves_of(world, TERMS) if one.kind is Kind.HAND_OVER]
    assert len(handed) > 5
    assert all(summed(one.world) == before for one in handed)


def test_ranks_can_be_colluded_over() -> None:
    ranked = scheme_of(
        '[indicator.K4]\nweight = "100"\nscoring = { way = "rank" }\n'
        '[leg.formula]\nname = "公式"\nof = ["profit"]\nrates = { "率" = { value = "0.05", unit = "part" } }\n'
    )
    assert Kind.COLLUDE in found_in(ranked)


def test_accounts_that_are_paid_for_are_split() -> None:
    counted = scheme_of(
        '[leg.accounts]\nname = "开户"\nof = ["accounts_opened"]\n'
        'rates = { "每户" = { value = "500", unit = "yuan_each" } }\n'
    )
    found = found_in(counted)
    assert found[Kind.SPLIT].gain_fen == 5 * 50_000
    assert found[Kind.SPLIT].profit_fen == -5 * TERMS.account_fen
    assert Kind.REOPEN in found or TERMS.gain_fen > 50_000


def test_every_kind_says_what_it_does_and_what_to_mend() -> None:
    assert set(KIND_WORDS) == set(DOES_WORDS) == set(MEND_WORDS) == set(Kind)
    for name in ("corporate-manager", "deposit-growth", "loophole-cliff", "loophole-parked-base"):
        for one in found_in(example(name)).values():
            assert DOES_WORDS[one.kind] % dict(one.facts)
