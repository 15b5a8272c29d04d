"""Load of the managers: the worst part counts, the general norm fills in, units are staffed; who may see it."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qiao.contribution.queries import runs
from qiao.desk.queries.load import lines_of, norms_on, unit_lines
from qiao.desk.rules.load import State, load_of, units_below
from qiao.desk.rules.norms import BY_LEVEL, GENERAL, SERVICE, Norms
from qiao.ground.authority import Scope
from qiao.people.queries.staff import OrgUnit, Staff
from qiao.portfolio.queries.counting import served_counts, served_kinds
from qiao.portfolio.queries.serving import running
from qiao.portfolio.rules.balancing import Part
from qiao.portfolio.rules.staffing import Staffing
from tests.banks.served import Served, sheet_rows

ON = date(2026, 9, 20)
EVERYTHING = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())
STATEMENTS_MOST = 30


@pytest.mark.parametrize(
    ("held", "norm", "part", "whole", "state"),
    [
        ((30, 0, 0, 0), (40, 100, 100, 100), Part.CUSTOMERS, Fraction(3, 4), State.ROOM),
        ((30, 91, 0, 0), (40, 100, 100, 100), Part.DEPOSITS, Fraction(91, 100), State.NEARLY),
        ((40, 100, 100, 100), (40, 100, 100, 100), Part.CUSTOMERS, Fraction(1), State.NEARLY),
        ((30, 0, 101, 0), (40, None, 100, None), Part.LOANS, Fraction(101, 100), State.OVER),
        ((30, 0, 0, 121), (None, None, None, 100), Part.MINUTES, Fraction(121, 100), State.OVER),
    ],
)
def test_the_part_that_uses_most_of_its_norm_is_the_load(
    held: tuple[int, ...], norm: tuple[int | None, ...], part: Part, whole: Fraction, state: State
) -> None:
    load = load_of("RM001", held, norm)
    assert load.heaviest is not None
    assert (load.heaviest.part, load.whole, load.state) == (part, whole, state)


def test_without_any_norm_there_is_no_load() -> None:
    load = load_of("RM001", (30, 0, 0, 0), (None, 0, None, None))
    assert (load.heaviest, load.whole, load.state) == (None, None, None)


def test_a_level_without_a_line_of_its_own_has_the_general_norm() -> None:
    norms = Norms({part: {"初级": 7} for part in Part}, dict.fromkeys(Part, 9), {"person": 60})
    assert norms.of("初级") == (7, 7, 7, 7)
    assert norms.of("a level nobody named") == (9, 9, 9, 9)


def test_the_source_texts_figures_come_out() -> None:
    """Managers were halved while deposits grew to 3.98 times: each looks after 7.96 times as much."""
    found = Staffing(
        staff=10_000, managers=1_188, over=0, room=0, deposits_fen=398, managers_before=2_376, deposits_before_fen=100
    )
    assert found.share == Fraction(1_188, 10_000)
    assert found.grown == Fraction(796, 100)


@pytest.mark.parametrize(("managers", "managers_before", "before"), [(0, 5, 100), (5, 0, 100), (5, 5, None), (5, 5, 0)])
def test_without_managers_or_a_year_before_nothing_is_said_to_have_grown(
    managers: int, managers_before: int, before: int | None
) -> None:
    found = Staffing(
        staff=9,
        managers=managers,
        over=0,
        room=0,
        deposits_fen=5,
        managers_before=managers_before,
        deposits_before_fen=before,
    )
    assert found.grown is None


UNITS = "ABCDEF"


@given(st.dictionaries(st.sampled_from(UNITS), st.none() | st.sampled_from(UNITS), max_size=6))
def test_a_unit_holds_whatever_leads_up_to_it_rings_too(parents: dict[str, str | None]) -> None:
    below = units_below(parents)
    assert set(below) == set(parents)
    for unit, above in parents.items():
        assert unit in below[unit]
        if above in parents:
            assert unit in below[str(above)]


def test_kinds_of_customers_add_up_to_those_served(served_bank: Served) -> None:
    kinds, ids = served_kinds(None, on=ON), list(running(ON).values_list("staff_id", flat=True).distinct())
    assert {who: sum(own.values()) for who, own in kinds.items()} == served_counts(ids, on=ON)
    assert served_kinds(["RM001"], on=ON) == {"RM001": kinds["RM001"]}


def test_a_line_holds_the_days_customers_and_the_months_averages(served_bank: Served) -> None:
    run = runs.newest_run()
    lines = lines_of(run, EVERYTHING, "", on=ON)
    line = next(one for one in lines if one.person.staff_id == "RM001")
    kinds, norms = served_kinds(["RM001"], on=ON)["RM001"], norms_on(ON)
    held = {one.part: one.held for one in line.load.carried}
    assert held[Part.CUSTOMERS] == sum(kinds.values())
    assert held[Part.MINUTES] == sum(norms.minutes[kind] * count for kind, count in kinds.items())
    assert held[Part.DEPOSITS] > 0
    loads = [one.load.whole or 0 for one in lines]
    assert loads == sorted(loads, reverse=True)
    assert tuple(one.norm for one in line.load.carried) == norms.of(line.person.level)


def test_the_bank_is_staffed_by_everybody_in_post(served_bank: Served) -> None:
    run = runs.newest_run()
    lines = lines_of(run, EVERYTHING, "", on=ON)
    found = {one.unit.org_id: one.staffing for one in unit_lines(run, EVERYTHING, lines, on=ON)}
    root = OrgUnit.objects.get(parent=None).org_id
    in_post = [one for one in Staff.objects.all() if one.left_on is None or one.left_on >= ON]
    assert found[root].staff == len(in_post)
    assert found[root].managers == sum(one.post == "rm" for one in in_post)
    assert found[root].over == sum(one.load.state is State.OVER for one in lines)


@pytest.mark.parametrize(
    ("role", "status"),
    [("lead", 200), ("head", 200), ("auditor", 200), ("hr", 200), ("manager", 200), ("admin", 200), ("nobody", 403)],
)
def test_who_may_see_loads(served_bank: Served, role: str, status: int) -> None:
    browser = served_bank.as_role(role)
    assert browser.get("/load/").status_code == status
    assert browser.get("/load.csv").status_code == status


def test_a_manager_reads_the_own_load_and_rotation_and_nobody_else_s(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    page = browser.get("/load/", {"branch": ""}).content.decode()
    assert set(re.findall(r'href="/people/(RM[0-9]+)/"', page)) == {"RM001"}
    assert "/load/balance/" not in page
    assert "day by day to whoever had the customer then" in page
    assert [row["Person"] for row in sheet_rows(browser.get("/load.csv"))] == ["RM001"]
    assert browser.get("/duty/own/")["Location"] == "/duty/people/RM001/"
    own = browser.get("/duty/people/RM001/").content.decode()
    assert "What is due" in own
    assert 'href="/duty/"' not in own
    assert 'name="act"' not in own
    refused = browser.get("/duty/people/RM002/")
    assert refused.status_code == 403
    assert "Your post does not allow this; the administrator" in refused.content.decode()


def test_a_lead_sees_the_load_of_the_own_team_only(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    page = browser.get("/load/").content.decode()
    assert "/people/RM001/" in page
    assert "/people/RM048/" not in page
    foreign = Staff.objects.get(staff_id="RM048").org_id
    assert browser.get("/load/", {"branch": foreign}).status_code == 404
    assert "RM048" not in browser.get("/load.csv").content.decode()


def test_the_list_is_narrowed_by_state_and_says_so_in_the_file(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    whole = browser.get("/load.csv").content.decode().splitlines()
    over = browser.get("/load.csv?state=over").content.decode().splitlines()
    assert 2 < len(over) < len(whole)
    assert browser.get("/load/?state=nonsense").status_code == 200
    assert browser.get("/load/?page=99999").status_code == 200


def test_loads_ask_the_database_little(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    browser.get("/load/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/load/")
    assert len(asked) <= STATEMENTS_MOST


def test_every_norm_is_told_to_be_verified() -> None:
    assert not any(one.verified for one in [*BY_LEVEL.values(), *GENERAL.values(), SERVICE])
