"""The rules of the cycle by cases: parts and wholes, periods, grades, plans, who is behind; and their laws."""

from datetime import date
from fractions import Fraction

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.spans import Span
from qiao.appraisal.rules.targets import TARGETED
from qiao.cycle.rules import cascade, cycle, following, grades, improving
from qiao.cycle.rules.cascade import Node, NodeKind, Place, read_amount
from qiao.cycle.rules.grades import PlanTerms
from qiao.cycle.rules.parameters import GRADES_BUILT_IN
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

UNITS = {"H": None, "B": "H", "T1": "B", "T2": "B", "E": "H", "OFFICE": "H"}
PEOPLE = {
    "wang": Place("T1", "rm"),
    "li": Place("T1", "rm"),
    "chen": Place("T1", "lead"),
    "zhao": Place("E", "rm"),
    "sun": Place("T2", "lead"),
}


def unit(key: str) -> Node:
    return Node(NodeKind.UNIT, key)


def someone(key: str) -> Node:
    return Node(NodeKind.PERSON, key)


def test_a_lead_stands_beside_the_team_and_units_with_nobody_are_left_out() -> None:
    tree = cascade.tree_of(UNITS, PEOPLE, root="H")
    assert tree == {
        "H": (unit("B"), unit("E")),
        "B": (someone("chen"), someone("sun"), unit("T1")),
        "T1": (someone("li"), someone("wang")),
        "E": (someone("zhao"),),
    }


def test_whose_unit_is_gone_stands_below_the_root_and_who_has_no_amount_is_a_gap() -> None:
    tree = cascade.tree_of({"H": None}, {"wang": Place("GONE", "rm"), "chen": Place("GONE", "lead")}, root="H")
    assert tree == {"H": (someone("chen"), someone("wang"))}
    amounts = {("deposits", unit("H")): 100, ("deposits", someone("wang")): 100}
    (gap,) = cascade.gaps_of(tree, amounts, measures=["deposits"], over_bp=0, root="H")
    assert (gap.missing_fen, gap.without, gap.is_of_people) == (0, 1, True)


def test_a_form_may_have_the_parts_of_the_widest_unit() -> None:
    assert cycle.MEMBERS_MOST * len(TARGETED) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"wang": 60, "li": 40}, ""),
        ({"wang": 60, "li": 45}, ""),
        ({"wang": 60, "li": 39}, "0.01 are missing"),
        ({"wang": 60, "li": 46}, "0.01 less"),
    ],
)
def test_parts_come_to_their_whole_or_a_little_more(parts: dict[str, int], says: str) -> None:
    laid = {someone(name): fen for name, fen in parts.items()}
    if not says:
        cascade.check_parts(100, laid, over_bp=500)
        return
    with pytest.raises(Refusal) as refused:
        cascade.check_parts(100, laid, over_bp=500)
    assert says in refused.value.words % refused.value.facts


@given(st.data(), st.integers(0, 10**15), st.integers(0, 2_000))
def test_what_is_laid_out_is_conserved_down_to_the_person(data: st.DataObject, whole: int, over_bp: int) -> None:
    """Every accepted laying-out hands down at least the whole, at most the reserve more on each level."""
    tree = cascade.tree_of(UNITS, PEOPLE, root="H")
    amounts = {("deposits", unit("H")): whole}
    for level in ("H", "B", "T1", "E"):
        mine = amounts["deposits", unit(level)]
        told = data.draw(st.integers(mine, cascade.most_of(mine, over_bp=over_bp)))
        cuts = sorted(
            data.draw(st.lists(st.integers(0, told), min_size=len(tree[level]) - 1, max_size=len(tree[level]) - 1))
        )
        parts = [after - before for before, after in zip([0, *cuts], [*cuts, told], strict=True)]
        laid = dict(zip(tree[level], parts, strict=True))
        cascade.check_parts(mine, laid, over_bp=over_bp)
        amounts |= {("deposits", node): fen for node, fen in laid.items()}
    people = sum(fen for (_measure, node), fen in amounts.items() if node.kind is NodeKind.PERSON)
    assert whole <= people <= whole * Fraction(10_000 + over_bp, 10_000) ** 3
    assert over_bp or people == whole
    assert cascade.gaps_of(tree, amounts, measures=["deposits"], over_bp=over_bp, root="H") == []


@given(st.integers(0, 10**15), st.integers(1, 4))
def test_a_target_over_several_spans_keeps_its_sum_and_its_average(fen: int, spells: int) -> None:
    assert sum(cascade.spread_over(Measure.FEES, fen, spells=spells)) == fen
    assert set(cascade.spread_over(Measure.DEPOSITS, fen, spells=spells)) == {fen}


@pytest.mark.parametrize(
    ("name", "days", "spells"),
    [("2026", 365, ("2026",)), ("2026-H2", 184, ("2026-Q3", "2026-Q4")), ("2026-Q3", 92, ("2026-Q3",))],
)
def test_a_cycle_is_a_year_a_half_or_a_quarter(name: str, days: int, spells: tuple[str, ...]) -> None:
    found = cycle.read_cycle_period(name)
    assert (found.period.days, found.spells) == (days, spells)


@pytest.mark.parametrize(
    ("name", "span", "pieces"),
    [
        ("2026-Q3", Span.MONTH, ("2026-07", "2026-08", "2026-09")),
        ("2026-H2", Span.QUARTER, ("2026-Q3", "2026-Q4")),
        ("2026-H2", Span.YEAR, ()),
        ("2026", Span.YEAR, ("2026",)),
    ],
)
def test_the_pieces_of_a_cycle_by_which_schemes_are_paid(name: str, span: Span, pieces: tuple[str, ...]) -> None:
    assert cycle.read_cycle_period(name).pieces(span) == pieces


@pytest.mark.parametrize("name", ["2026-09", "2026-H3", "2026-Q5", "", "last year", "２０２６"])
def test_what_is_no_period_of_a_cycle_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        cycle.read_cycle_period(name)


@pytest.mark.parametrize(
    ("score", "scheme_grade", "follows"),
    [
        ("95", "", "A"),
        ("94.999999", "", "B"),
        ("-3", "", "E"),
        ("40", "B", "B"),
        ("84", "very good", "C"),
        (None, "", ""),
    ],
)
def test_the_grade_that_follows(score: str | None, scheme_grade: str, follows: str) -> None:
    exact = None if score is None else Fraction(score)
    assert grades.suggested(exact, scheme_grade=scheme_grade, grades=GRADES_BUILT_IN) == follows


@pytest.mark.parametrize(
    ("grade", "earlier", "asks"),
    [
        ("E", [], True),
        ("D", [], False),
        ("D", ["D"], True),
        ("D", ["E", "A"], True),
        ("D", ["C", "D"], False),
        ("C", ["E"], False),
    ],
)
def test_when_a_plan_is_asked_for(grade: str, earlier: list[str], asks: bool) -> None:  # noqa: FBT001  a column of the table
    assert grades.asks_plan(grade, earlier, grades=GRADES_BUILT_IN, terms=PlanTerms(1, 2)) is asks


@pytest.mark.parametrize(
    ("measure", "value", "behind"),
    [(Measure.FEES, 40, False), (Measure.FEES, 39, True), (Measure.DEPOSITS, 90, False), (Measure.DEPOSITS, 89, True)],
)
def test_who_is_behind_half_way(measure: Measure, value: int, behind: bool) -> None:  # noqa: FBT001  a column of the table
    way = following.Way(measure, Fraction(value), 100, Fraction(1, 2))
    assert way.behind(tolerance_bp=1_000) is behind
    assert way.ahead_micro == (value if measure is Measure.DEPOSITS else 2 * value)


def test_a_plan_has_a_review_between_and_is_extended_once() -> None:
    on, until = date(2026, 10, 1), date(2026, 12, 31)
    assert improving.read_reviews("2026-11-15，2026-10-31", until=until, on=on)[0] == [
        date(2026, 10, 31),
        date(2026, 11, 15),
    ]
    for text in ("", "2026-12-31", "2026-09-30", "soon"):
        with pytest.raises(Refusal):
            improving.read_reviews(text, until=until, on=on)
    assert improving.check_ending("extended", held=[on], is_extended=False) is improving.Ending.EXTENDED
    for ending, held, is_extended in (("extended", [on], True), ("met", [], False), ("ended", [on], False)):
        with pytest.raises(Refusal):
            improving.check_ending(ending, held=held, is_extended=is_extended)


@pytest.mark.parametrize("text", ["-5", "1e9", "abc", "1.001", "", "９"])
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="two decimals"):
        read_amount(text)
