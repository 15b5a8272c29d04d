"""A team is rated from all sides: three colleagues and the lead answer, the head calibrates, the manager reads it.

RM001 is rated by RM002, RM003, RM004 and by LEAD01; nobody reads who said what.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, house_of

pytestmark = pytest.mark.whatever_database

HR, HEAD, LEAD, MANAGER, NAME = "HR01", "HEAD01", "LEAD01", "RM001", "赵立春"
PEERS = {"RM002": 82, "RM003": 80, "RM004": 5}
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "reviews" / "service.toml"


def test_a_manager_is_rated_from_all_sides(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        house.gives_log_ins(*PEERS)
        address = human_resources_open_a_round(house)
        for name, points in ({LEAD: 90} | PEERS).items():
            one_answers(house, name, points=points)
        no_more_answers_are_taken(house, address=address)
        the_head_calibrates(house, address=address)
        the_manager_reads_it(house)


def human_resources_open_a_round(house: House) -> str:
    page = house.person(HR)
    page.goto("/reviews/new/")
    page.get_by_label("Short name").fill("service")
    page.get_by_label("Text: name, and for each item words, weight and anchors").fill(EXAMPLE.read_text("utf-8"))
    page.get_by_role("button", name="Keep the questionnaire").click()
    page.get_by_label("Unit").select_option("T0101")
    page.get_by_label("Period").fill("2026-Q3")
    page.get_by_label("Answers until").fill((house.day + timedelta(days=7)).isoformat())
    house.look(page, "new")
    page.get_by_role("button", name="Open the round").click()
    expect(page.locator(".lead .state")).to_have_text("collecting answers")
    expect(page.get_by_text("Scores are shown once no more answers are taken")).to_be_visible()
    return page.url


def one_answers(house: House, name: str, *, points: int) -> None:
    """By the list of those to be rated; the next one follows by itself."""
    page = house.person(name, width="phone")
    page.goto("/reviews/")
    page.get_by_role("link", name=NAME).click()
    for field in page.locator("input[type=number]").all():
        field.fill(str(points))
    if name == LEAD:
        house.look(page, "rate")
    page.get_by_role("button", name="Hand in the answers").click()
    expect(page.get_by_role("heading", name=NAME)).to_have_count(0)


def no_more_answers_are_taken(house: House, *, address: str) -> None:
    page = house.person(HR)
    page.goto(address)
    page.get_by_label("Why before the day").fill("Everybody in question has answered")
    page.get_by_role("button", name="End collecting").click()
    expect(card(page, "People").get_by_role("row", name=NAME)).to_contain_text("1")
    house.look(page, "round")


def the_head_calibrates(house: House, *, address: str) -> None:
    """The head reads groups and the outlier without a name, and sets another score with the reason."""
    page = house.person(HEAD)
    page.goto(address)
    page.get_by_role("link", name=NAME).click()
    groups = card(page, "By who rated")
    expect(groups.get_by_role("row", name="colleagues of the same post").locator(".state.care")).to_have_count(1)
    expect(page.get_by_text("RM004")).to_have_count(0)
    form = card(page, "Calibrate")
    form.get_by_label("Score").fill("83")
    form.get_by_label("Why").fill("One answer is far off all others and about another matter")
    form.get_by_role("button", name="Set the calibrated score").click()
    expect(page.locator(".lead")).to_contain_text("83.00")
    house.look(page, "calibrated")
    hr = house.person(HR)
    hr.goto(address)
    hr.get_by_role("button", name="Close the round").click()
    expect(hr.locator(".lead .state")).to_have_text("round closed")


def the_manager_reads_it(house: House) -> None:
    """Both scores with the reason, and the figure that was handed in for the quarter."""
    page = house.person(MANAGER)
    page.goto("/reviews/")
    card(page, "What came of it for you").get_by_role("link", name="2026-Q3").click()
    expect(card(page, "Calibrated")).to_contain_text("One answer is far off")
    page.goto("/figures/")
    expect(page.get_by_role("row", name=NAME)).to_contain_text("83")
    house.look(page, "figures")
