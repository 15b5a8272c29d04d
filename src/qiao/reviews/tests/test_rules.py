"""Reviews without a database: the questionnaire, who rates whom, anonymity, trimmed means, outliers."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.ground.refusals import Refusal
from qiao.reviews.rules.questionnaire import read_answers, read_questionnaire, score_of
from qiao.reviews.rules.rounds import PEERS_MOST, Colleague, raters_of, read_score
from qiao.reviews.rules.scoring import KNOWN, Relation, Terms, deviations, result_of, severities, trimmed_mean

EXAMPLE = Path(__file__).resolve().parents[4] / "examples" / "reviews" / "service.toml"
TERMS = Terms(3, {"lead": 40, "peer": 30, "report": 10, "service": 20}, 2_000, 300, 10)
POINTS = st.integers(0, 100).map(Fraction)


def points(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


def test_the_example_is_read_and_scored_exactly() -> None:
    read = read_questionnaire(EXAMPLE.read_text("utf-8"))
    assert [item.weight for item in read.items] == [40, 30, 30]
    assert [number for number, _words in read.items[0].anchors] == [0, 60, 100]
    answers = read_answers(read, {"service": "81", "cooperation": "70", "compliance": "100"})
    assert score_of(read, answers) == Fraction(834, 10)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight = 40", "weight = 41"),
        ("weight = 40", 'weight = "40"'),
        ("weight = 40", "weight = true"),
        ("weight = 40", "weight = 40\nextra = 1"),
        ('"0" = "经常', '"1" = "经常'),
        ('"60" = "一般', '"160" = "一般'),
        ('"60" = "一般', '"x" = "一般'),
        ("name =", "title ="),
        ("[item.service]", "[item.service"),
    ],
)
def test_a_questionnaire_with_one_wrong_line_is_refused(old: str, new: str) -> None:
    with pytest.raises(Refusal):
        read_questionnaire(EXAMPLE.read_text("utf-8").replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "101", "-1", "7.5", "1e1", "٣", "x"])
def test_an_answer_is_a_whole_number_of_the_scale(text: str) -> None:
    read = read_questionnaire(EXAMPLE.read_text("utf-8"))
    with pytest.raises(Refusal):
        read_answers(read, {"service": text, "cooperation": "1", "compliance": "1"})


TEAM = [Colleague(name, "T", "rm") for name in "abcdefghijkl"] + [
    Colleague("chen", "T", "lead"),
    Colleague("zhao", "E", "rm"),
]


def test_a_manager_is_rated_by_the_lead_eight_peers_and_who_is_served() -> None:
    raters = raters_of(TEAM[0], TEAM, served=["desk", "chen"])
    assert raters["a"] is Relation.SELF
    assert raters["chen"] is Relation.LEAD
    assert raters["desk"] is Relation.SERVICE
    assert sum(one is Relation.PEER for one in raters.values()) == PEERS_MOST
    assert "zhao" not in raters


def test_everybody_of_a_team_is_asked_as_often() -> None:
    asked = [
        rater for one in TEAM[:12] for rater, as_ in raters_of(one, TEAM, served=()).items() if as_ is Relation.PEER
    ]
    assert {asked.count(one.staff_id) for one in TEAM[:12]} == {PEERS_MOST}


def test_a_lead_is_rated_by_those_who_are_led() -> None:
    raters = raters_of(TEAM[12], TEAM, served=())
    assert sum(one is Relation.REPORT for one in raters.values()) == 12


@given(st.dictionaries(st.sampled_from(list(Relation)), st.lists(POINTS, min_size=1, max_size=9)))
def test_no_group_that_could_tell_who_said_what_is_shown_or_counted(scores: dict[Relation, list[Fraction]]) -> None:
    found = result_of(scores, terms=TERMS)
    small = {one for one, own in scores.items() if one not in KNOWN and len(own) < TERMS.raters_least}
    assert {group.relation for group in found.groups if not group.is_shown} == small
    rest = {one: own for one, own in scores.items() if one not in small}
    assert found.score == result_of(rest, terms=TERMS).score
    assert all(not group.outliers for group in found.groups if not group.is_shown)


@given(st.dictionaries(st.sampled_from(list(Relation)), st.lists(POINTS, min_size=3, max_size=9), min_size=1), POINTS)
def test_ones_own_view_moves_nothing(scores: dict[Relation, list[Fraction]], own: Fraction) -> None:
    assert result_of(scores | {Relation.SELF: [own]}, terms=TERMS).score == result_of(scores, terms=TERMS).score


@given(st.lists(POINTS, min_size=1, max_size=20), st.integers(0, 4_900))
def test_a_trimmed_mean_lies_within_and_ignores_the_order(scores: list[Fraction], trim_bp: int) -> None:
    mean = trimmed_mean(scores, trim_bp=trim_bp)
    assert min(scores) <= mean <= max(scores)
    assert mean == trimmed_mean(scores[::-1], trim_bp=trim_bp)


def test_one_grudge_among_five_is_trimmed_and_shown_as_an_outlier() -> None:
    found = result_of({Relation.PEER: points(80, 82, 84, 86, 5)}, terms=TERMS)
    (group,) = found.groups
    assert group.score == Fraction(80 + 82 + 84, 3)
    assert len(group.outliers) == 1
    assert group.outliers[0] < -3


def test_answers_that_agree_make_no_outlier_of_a_few_points() -> None:
    assert max(abs(one) for one in deviations(points(80, 80, 80, 80, 90))) == 2


def test_a_hard_rater_is_told_without_a_name() -> None:
    easy = {"x": Fraction(85), "y": Fraction(85), "hard": Fraction(60)}
    found = severities({"a": easy, "b": easy, "c": easy}, terms=TERMS)
    assert found == [(Fraction(-25), 3)]
    assert severities({"a": easy, "b": easy}, terms=TERMS) == []


@pytest.mark.parametrize("text", ["", "101", "-0.1", "nan", "1e400", "99.9999999"])
def test_a_calibrated_score_is_one_of_the_scale(text: str) -> None:
    with pytest.raises(Refusal):
        read_score(text)
