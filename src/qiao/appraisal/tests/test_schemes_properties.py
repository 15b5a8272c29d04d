"""What holds for any scheme: marginal tiers climb without a jump, pools and deferrals lose nothing, text comes back."""

from datetime import date
from fractions import Fraction

import hypothesis.strategies as st
from hypothesis import given

from qiao.appraisal.rules.scheme import scoring as ways
from qiao.appraisal.rules.scheme.deferring import spread_of
from qiao.appraisal.rules.scheme.facts import PersonFacts, part_of
from qiao.appraisal.rules.scheme.library import LIBRARY
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.pool import Node, Share, divided, gone_down, second
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import (
    Deferral,
    Gate,
    Indicator,
    Leg,
    PaidAs,
    Pay,
    Pool,
    Rate,
    Rhythm,
    Scheme,
    Score,
    Sector,
    Sort,
    Target,
    TargetFrom,
    Whom,
)
from qiao.appraisal.rules.scheme.scoring import Scoring, Way
from qiao.appraisal.rules.scheme.tiers import Counted, Tier, Tiers, cliffs, flaws, paid_by
from qiao.appraisal.rules.scheme.units import Unit
from qiao.appraisal.rules.scheme.writing import written
from qiao.appraisal.tests.schemes import YEAR
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.periods import Period

MICRO = 1_000_000
names = st.text(
    alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=20
).filter(lambda text: bool(text.strip()) and text.isprintable())
codes = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,10}", fullmatch=True)
amounts = st.integers(-(10**15), 10**15)
parts = st.integers(0, MICRO)
points = st.integers(0, 100 * MICRO)


@st.composite
def ladders(draw: st.DrawFn, *, counted: Counted | None = None, sums: bool = False) -> Tiers:
    """A sound table: bounds rise from 0, each tier ends where the next begins, the last has no end."""
    bounds = sorted(draw(st.sets(st.integers(1, 10**14), max_size=5)))
    rows = [
        Tier(begins, ends, draw(st.integers(0, 10**6)), draw(st.integers(0, 10**9)) if sums else 0)
        for begins, ends in zip([0, *bounds], [*bounds, None], strict=True)
    ]
    return Tiers(counted or draw(st.sampled_from(Counted)), tuple(rows))


@given(ladders(counted=Counted.MARGINAL), st.lists(st.integers(0, 10**15), min_size=2, max_size=6))
def test_marginal_tiers_climb_and_never_jump(tiers: Tiers, figures: list[int]) -> None:
    assert list(flaws(tiers)) == []
    assert list(cliffs(tiers)) == []
    paid = [paid_by(tiers, Fraction(one, MICRO)) for one in sorted(figures)]
    assert paid == sorted(paid)
    for bound in (Fraction(tier.from_micro, MICRO) for tier in tiers.rows[1:]):
        step = Fraction(1, 10**9)
        assert 0 <= paid_by(tiers, bound) - paid_by(tiers, bound - step) <= step * 1


@given(ladders(counted=Counted.WHOLE, sums=True))
def test_every_jump_of_a_whole_table_is_a_cliff_of_its_size(tiers: Tiers) -> None:
    step = Fraction(1, 10**12)
    jumps = {
        tier.from_micro: paid_by(tiers, Fraction(tier.from_micro, MICRO))
        - paid_by(tiers, Fraction(tier.from_micro, MICRO) - step)
        for tier in tiers.rows[1:]
    }
    told = {one.at_micro: one.size for one in cliffs(tiers)}
    assert all(abs(jump - told.get(at, Fraction(0))) <= step for at, jump in jumps.items())


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    """A bank, its branches, their teams, their people, with weights of any size."""
    below = draw(st.integers(0, 4)) if depth else 0
    children = tuple(draw(trees(depth - 1)) for _number in range(below))
    named = tuple(Node(f"{number}", one.weight, one.below) for number, one in enumerate(children))
    return Node("top", Fraction(draw(st.integers(0, 10**6)), draw(st.integers(1, 1000))), named)


def leaves(share: Share) -> list[int]:
    return [share.amount_fen] if not share.below else [one for below in share.below for one in leaves(below)]


@given(st.integers(0, 10**15), trees())
def test_a_pool_goes_down_and_nothing_is_lost(total: int, tree: Node) -> None:
    gone = gone_down(total, node=tree)
    assert sum(leaves(gone)) == total
    assert min(leaves(gone)) >= 0


@given(st.integers(0, 10**12), st.dictionaries(codes, st.integers(0, 10**9), min_size=1, max_size=30))
def test_nobody_is_a_fen_from_the_exact_part(total: int, weights: dict[str, int]) -> None:
    found = divided(total, weights={name: Fraction(weight) for name, weight in weights.items()})
    whole = sum(weights.values())
    if whole:
        assert all(abs(found[name] - Fraction(total * weight, whole)) < 1 for name, weight in weights.items())
    assert sum(found.values()) == total


@given(st.integers(1_000, 10**9), st.integers(0, MICRO))
def test_a_branch_moves_within_its_bound(amount: int, most: int) -> None:
    first = {"a": amount, "b": amount}
    moved = amount * most // MICRO
    assert (
        second(first, wished={"a": amount + moved, "b": amount - moved}, moved_most_micro=most)["a"] == amount + moved
    )


@st.composite
def deferrals(draw: st.DrawFn) -> Deferral:
    years = draw(st.integers(1, 6))
    cuts = sorted(draw(st.lists(parts, min_size=years - 1, max_size=years - 1)))
    uneven = tuple(after - before for before, after in zip([0, *cuts], [*cuts, MICRO], strict=True))
    return Deferral(draw(parts), years, uneven if draw(st.booleans()) else (), draw(st.just("") | names))


@given(st.integers(0, 10**12), deferrals())
def test_parts_paid_later_sum_to_the_whole(variable: int, deferral: Deferral) -> None:
    spread = spread_of(variable, deferral=deferral)
    assert spread.now_fen + sum(spread.later_fen) == variable
    assert min((spread.now_fen, *spread.later_fen)) >= 0
    if not deferral.parts:
        assert max(spread.later_fen) - min(spread.later_fen) <= 1


@given(
    st.fractions(-(10**9), 10**9), st.fractions(-(10**9), 10**9), st.integers(0, MICRO), st.integers(MICRO, 2 * MICRO)
)
def test_a_score_stays_between_floor_and_cap(actual: Fraction, target: Fraction, floor: int, cap: int) -> None:
    scoring = Scoring(Way.COMPLETION, cap_micro=cap, floor_micro=floor)
    found = ways.by_completion(actual, target=target, scoring=scoring)
    assert found is None or Fraction(floor, MICRO) <= found <= Fraction(cap, MICRO)
    less = ways.by_negative(actual, target=target, scoring=scoring)
    assert less is None or 0 <= less <= Fraction(cap, MICRO)


@given(st.lists(st.fractions(-1000, 1000), min_size=5, max_size=30), st.booleans())
def test_ranks_sum_to_what_places_sum_to(peers: list[Fraction], more: bool) -> None:  # noqa: FBT001  drawn
    ranks = [ways.mean_rank(one, peers=peers, more_is_better=more) for one in peers]
    assert sum(ranks) == Fraction(len(peers) * (len(peers) + 1), 2)
    assert all(0 < ways.by_rank(one, peers=peers, more_is_better=more) <= 1 for one in peers)
    assert all(0 <= ways.by_standard(one, peers=peers, more_is_better=more) <= 1 for one in peers)


@given(st.integers(-(10**18), 10**18), st.integers(1, 364))
def test_pieces_of_a_period_sum_to_the_whole(value: int, cut: int) -> None:
    facts = PersonFacts("manager", YEAR, {("fees", ""): value})
    at = date.fromordinal(YEAR.since.toordinal() + cut)
    pieces = [part_of(facts, piece).figures[("fees", "")] for piece in (Period(YEAR.since, at), Period(at, YEAR.until))]
    assert sum(pieces) == value


@st.composite
def scorings(draw: st.DrawFn) -> Scoring:
    way = draw(st.sampled_from(Way))
    if way is Way.COMPLETION:
        return Scoring(
            way, cap_micro=draw(st.integers(MICRO, 2 * MICRO)), floor_micro=draw(parts), nothing_below_micro=draw(parts)
        )
    if way is Way.NEGATIVE:
        return Scoring(way, cap_micro=draw(parts))
    if way is Way.STEPS:
        bounds = sorted(draw(st.sets(amounts, min_size=1, max_size=4)))
        return Scoring(way, steps=tuple((one, draw(parts)) for one in bounds))
    if way is Way.EACH:
        return Scoring(
            way,
            each_micro=draw(st.integers(1, 10**9)),
            points_micro=draw(points),
            most_micro=draw(points),
            whole_steps=draw(st.booleans()),
        )
    if way is Way.EFFICACY:
        least = draw(amounts)
        return Scoring(way, least_micro=least, best_micro=draw(amounts.filter(lambda one: one != least)))
    return Scoring(way)


@st.composite
def indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    """Some of the library, whose weights sum to 100."""
    listed = draw(st.lists(st.sampled_from(sorted(LIBRARY)), min_size=1, max_size=4, unique=True))
    cuts = sorted(draw(st.lists(points, min_size=len(listed) - 1, max_size=len(listed) - 1)))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 100 * MICRO], strict=True)]
    target = st.builds(Target, st.just(TargetFrom.FIXED), amounts) | st.just(Target(TargetFrom.SHEET))
    target |= st.builds(Target, st.just(TargetFrom.BASE), st.integers(0, 5 * MICRO))
    return tuple(
        Indicator(
            code,
            LIBRARY[code].name,
            LIBRARY[code].measure,
            LIBRARY[code].axes,
            weight,
            draw(target),
            draw(scorings()),
            listed=True,
        )
        for code, weight in zip(listed, weights, strict=True)
    )


@st.composite
def legs(draw: st.DrawFn) -> Leg:
    """Any leg that is no plan's."""
    fen = st.none() | st.integers(0, 10**12)
    rates = st.builds(Rate, codes, st.integers(-(10**12), 10**12), st.sampled_from(Unit))
    return Leg(
        code=draw(codes),
        name=draw(names),
        measures=tuple(draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=3, unique=True))),
        weights=tuple(draw(st.dictionaries(names, st.integers(0, 100 * MICRO), max_size=3)).items()),
        base_weighted=draw(st.booleans()),
        base_on=draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        rates=tuple(draw(st.lists(rates, max_size=2, unique_by=lambda one: one.name))),
        day_basis=draw(st.none() | st.sampled_from(DayBasis)),
        tiers=draw(st.none() | ladders(sums=True)),
        cap_fen=draw(fen),
        floor_fen=draw(fen),
        worth=draw(st.booleans()),
        paid_as=draw(st.sampled_from(PaidAs)),
    )


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Any scheme that can be written: library indicators, a leg, a gate, pay, deferral and pool."""
    limits = sorted(draw(st.sets(amounts, min_size=1, max_size=3)))
    gate = Gate(
        draw(codes),
        draw(names),
        draw(st.sampled_from(sorted(MEASURES))),
        tuple((one, draw(parts)) for one in limits),
        veto=draw(st.booleans()),
    )
    sums = st.integers(0, 10**9)
    return Scheme(
        code=draw(codes),
        name=draw(names),
        since=date(2026, 1, 1),
        until=draw(st.none() | st.dates(date(2026, 1, 2), date(2100, 1, 1))),
        whom=Whom(*(tuple(draw(st.lists(names, max_size=2))) for _key in range(3))),
        rhythm=draw(st.sampled_from(Rhythm)),
        sector=draw(st.sampled_from(Sector)),
        sort=draw(st.sampled_from(Sort)),
        issued_by=draw(st.just("") | names),
        under="",
        follows=draw(st.just("") | codes),
        authorised=draw(st.just("") | names),
        indicators=draw(indicators()),
        gates=(gate,),
        legs=(draw(legs()),),
        score=Score(draw(points)),
        pay=Pay(
            draw_fen=draw(sums),
            cap_fen=draw(st.none() | sums),
            carry_forward=draw(st.booleans()),
            carry_months=draw(st.integers(0, 120)),
            base_part_micro=draw(st.none() | parts),
        ),
        deferral=draw(st.none() | deferrals()),
        pool=draw(st.none() | st.builds(Pool, parts)),
        remark=draw(st.just("") | names),
    )


@given(schemes())
def test_what_is_written_is_read_back_the_same(scheme: Scheme) -> None:
    assert read_scheme(written(scheme), file="again.toml") == scheme
