"""Whom somebody is held against: peers of the branch, all whom the scheme takes where these are few, the own team."""

from dataclasses import replace
from fractions import Fraction

import pytest

from qiao.appraisal.rules.scheme.beside import Stand, among_peers, asks_base, asks_eva, with_teams
from qiao.appraisal.tests.schemes import example, facts_of, scheme_of

pytestmark = pytest.mark.whatever_database

RANKED = scheme_of('[indicator.K2]\nweight = "100"\nscoring = { way = "rank" }\n', strict=False)
NORTH = {"An": 90, "Bo": 80, "Cai": 70, "Deng": 60, "Er": 50}
SOUTH = {"Fang": 95, "Gu": 10}
STANDS = {who: Stand("N1" if who in {"An", "Bo"} else "N2", "north") for who in NORTH} | dict.fromkeys(
    SOUTH, Stand("S1", "south")
)
PEOPLE_OF = {
    "N1": {"An": 90, "Bo": 80},
    "N2": {"Cai": 70, "Deng": 60, "Er": 50},
    "S1": SOUTH,
}
SHARED = scheme_of(
    """[indicator.shared]
name = "团队存款"
measure = "deposit_average"
direction = "more"
category = "growth"
nature = "counted"
horizon = "short"
bearer = "team"
weight = "100"
scoring = { way = "rank" }
""",
    strict=False,
)
PEOPLE = {
    who: replace(facts_of({"deposit_days": str(365 * amount)}), staff_id=who)
    for who, amount in {**NORTH, **SOUTH}.items()
}


@pytest.mark.parametrize(
    ("who", "least", "among"),
    [
        ("An", 5, NORTH),
        ("Gu", 2, SOUTH),
        ("Gu", 3, {**NORTH, **SOUTH}),
        ("An", 6, {**NORTH, **SOUTH}),
    ],
)
def test_a_rank_is_among_the_branch_or_where_it_is_small_among_all(who: str, least: int, among: dict[str, int]) -> None:
    found = among_peers(RANKED.indicators, PEOPLE, stands=STANDS, peers_least=least)
    assert sorted(found[who]["K2"]) == sorted(Fraction(amount) for amount in among.values())


def test_whoever_has_no_value_is_among_nobody() -> None:
    unknown = {**PEOPLE, "Hou": replace(facts_of({}), staff_id="Hou")}
    found = among_peers(RANKED.indicators, unknown, stands={**STANDS, "Hou": STANDS["An"]}, peers_least=5)
    assert found["Hou"] == {}
    assert len(found["An"]["K2"]) == len(NORTH)


def test_what_a_team_bears_is_ranked_among_units() -> None:
    """The value of a team is that of all its people, for each of them; two units are too few, three are not."""
    found = with_teams(SHARED.indicators, PEOPLE, stands=STANDS)
    ranks = among_peers(SHARED.indicators, found, stands=STANDS, peers_least=3)
    units = [Fraction(sum(PEOPLE_OF[unit].values())) for unit in ("N1", "N2", "S1")]
    assert all(sorted(ranks[who]["shared"]) == sorted(units) for who in PEOPLE)
    assert found["An"].team == found["Bo"].team != found["Cai"].team


@pytest.mark.parametrize(
    ("scheme", "eva", "base"),
    [(RANKED, False, False), (example("clean"), True, False), (example("corporate-manager"), True, True)],
)
def test_what_is_dear_is_asked_only_where_a_scheme_needs_it(scheme: object, *, eva: bool, base: bool) -> None:
    assert (asks_eva([scheme]), asks_base([scheme])) == (eva, base)  # type: ignore[list-item]  # a scheme of the table
