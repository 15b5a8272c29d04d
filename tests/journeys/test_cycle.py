"""A quarter of a team: opened, laid out, signed, graded, talked over and signed by both; a plan for the one behind.

HR01 opens it and moves it on; HEAD01 lays the targets out; RM001 signs, LEAD01 after; LEAD01 grades, talks, plans.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.banks.served import Kept
from tests.databases.homes import world_of
from tests.journeys import later
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, house_of

pytestmark = pytest.mark.whatever_database

HR, HEAD, LEAD, MANAGER, BEHIND, TEAM = "HR01", "HEAD01", "LEAD01", "RM001", "RM002", "T0101"
MONTHS = ("2026-07", "2026-08", "2026-09")


def test_a_quarter_from_its_targets_to_a_plan(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        the_months_are_closed(house)
        address = human_resources_open_it(house)
        the_head_lays_the_targets_out(house, address)
        the_manager_signs_and_the_lead_after(house, address)
        grades_are_proposed_and_fixed(house, address)
        both_sign_the_interview(house, address)
        a_plan_is_written_for_the_one_behind(house, address)


def the_months_are_closed(house: House) -> None:
    """The first of them is settled by the night; human resources close all three."""
    world = world_of(house.home, **{later.VARIABLE: str(house.ahead)})
    command = [sys.executable, "-m", later.__name__, "settle", MONTHS[0]]
    subprocess.run(command, env=world, check=True, stdout=subprocess.DEVNULL)
    page = house.person(HR)
    for month in MONTHS:
        page.goto("/months/")
        page.get_by_role("row", name=month).get_by_role("button", name="Close the month").click()
        expect(page.get_by_role("row", name=month)).to_contain_text("closed")


def human_resources_open_it(house: House) -> str:
    page = house.person(HR)
    page.goto("/cycles/")
    house.look(page, "cycles-empty")
    page.get_by_role("link", name="Open a cycle").click()
    page.locator("[name=name]").fill("Third quarter")
    page.locator("[name=unit]").select_option(TEAM)
    page.locator("[name=period]").fill("2026-Q3")
    page.locator("[name=measure][value=deposits]").check()
    for name, day in zip(
        ("agree_by", "midterm_by", "appraise_by", "interview_by"),
        ("2026-07-20", "2026-08-20", "2026-12-15", "2026-12-31"),
        strict=True,
    ):
        page.locator(f"[name={name}]").fill(day)
    house.look(page, "cycle-new")
    page.get_by_role("button", name="Open the cycle").click()
    page.wait_for_url(re.compile(r"/cycles/\d+/$"))
    address = page.url
    page.goto(f"{address}targets/{TEAM}/")
    form = card(page, "The whole")
    form.locator("[name=whole-deposits]").fill("60,000,000")
    form.get_by_role("button", name="Set the whole").click()
    return address


def the_head_lays_the_targets_out(house: House, address: str) -> None:
    """A part too little is refused with what is missing."""
    page = house.person(HEAD)
    page.goto(f"{address}targets/{TEAM}/")
    fields = card(page, "Parts").locator("input[name^=deposits-]")
    count = fields.count()
    for place in range(count):
        fields.nth(place).fill("10,000,000")
    fields.nth(0).fill("9,999,999.99")
    card(page, "Parts").get_by_role("button", name="Lay out the parts").click()
    house.refuses(page, "0.01 are missing")
    card(page, "Parts").locator("input[name^=deposits-]").nth(0).fill("10,000,000")
    card(page, "Parts").get_by_role("button", name="Lay out the parts").click()
    expect(page.locator(".figure-card .state.risk")).to_have_count(0)
    house.look(page, "targets")
    page = house.person(HR)
    page.goto(address)
    goes_on(page, "")


def goes_on(page: Page, reason: str) -> None:
    form = card(page, "Go on")
    form.locator("[name=reason]").fill(reason)
    form.get_by_role("button", name=re.compile("Next stage")).click()
    expect(page.locator("[role=alert]")).to_have_count(0)


def the_manager_signs_and_the_lead_after(house: House, address: str) -> None:
    page = house.person(MANAGER)
    page.goto("/tasks/")
    page.get_by_role("link", name=re.compile("read your standards")).click()
    house.look(page, "standards")
    card(page, "Sign or object").get_by_role("button", name="Sign these standards").click()
    link = page.get_by_role("link", name=re.compile("awaits the second signature"))
    request = str(link.get_attribute("href"))
    house.agrees(LEAD, request)
    page.reload()
    expect(page.locator(".lead .state")).to_have_text("signed by both")
    page = house.person(HR)
    page.goto(address)
    goes_on(page, "the others sign when they are back")
    page.get_by_role("link", name="Progress").click()
    house.look(page, "progress")
    page.goto(address)
    goes_on(page, "")


def grades_are_proposed_and_fixed(house: House, address: str) -> None:
    """Without a scheme no grade follows, and each needs its reason; the lead's own is proposed by the head."""
    for proposer in (LEAD, HEAD):
        page = house.person(proposer)
        page.goto(f"{address}grades/")
        rows = page.locator("tbody tr").filter(has=page.locator("details"))
        ids = [text for text in rows.locator("th .mono").all_inner_texts() if LEAD in {proposer, text}]
        for staff_id in ids:
            grade = "E" if staff_id == BEHIND else "C"
            row = page.get_by_role("row", name=re.compile(rf"\b{staff_id}\b"))
            row.get_by_text("Propose", exact=True).click()
            row.locator("[name=grade]").first.select_option(grade)
            row.locator("[name=reason]").first.fill("as talked over in the team")
            row.get_by_role("button", name="Propose the grade").click()
            expect(page.locator("[role=alert]")).to_have_count(0)
    house.look(house.person(HEAD), "grades")
    page = house.person(HR)
    page.goto(address)
    goes_on(page, "")
    expect(page.locator(".lead .state")).to_have_text("talked over")
    house.look(page, "cycle")


def both_sign_the_interview(house: House, address: str) -> None:
    page = house.person(LEAD)
    page.goto(f"{address}people/{MANAGER}/interview/")
    form = card(page, "Note the interview")
    for name in ("strengths", "improve", "steps"):
        form.locator(f"[name={name}]").fill("keeps customers close, calls back, visits three a week")
    form.get_by_role("button", name="Note and sign").click()
    page = house.person(MANAGER)
    page.goto(f"{address}people/{MANAGER}/interview/")
    form = card(page, "Your words and your signature")
    form.locator("[name=words]").fill("Agreed; I ask for one course")
    form.get_by_role("button", name="Sign the interview").click()
    expect(page.locator(".lead .state")).to_have_text("signed by both")
    house.look(page, "interview")


def a_plan_is_written_for_the_one_behind(house: House, address: str) -> None:
    page = house.person(LEAD)
    page.goto("/tasks/")
    page.get_by_role("link", name=re.compile(f"improvement plan of {BEHIND}")).click()
    form = card(page, "Write the plan")
    form.locator("[name=goals]").fill("average deposits of 3 million by the end of the year")
    form.locator("[name=help]").fill("a talk each week, visits together")
    year = house.day.year + 1
    form.locator("[name=reviews]").fill(f"{year}-01-05")
    form.locator("[name=until]").fill(f"{year}-02-01")
    form.get_by_role("button", name="Write and sign").click()
    expect(card(page, "Reviews of the plan").locator("tbody tr")).to_have_count(1)
    house.look(page, "plan")
    page.goto(f"{address}people/{BEHIND}/uses/")
    form = card(page, "Propose")
    form.locator("[name=sort]").select_option("training")
    form.locator("[name=words]").fill("how customers are won")
    form.locator("[name=topic]").fill("Calls and visits")
    form.locator("[name=hours]").fill("16")
    form.get_by_role("button", name="Ask a second person").click()
    link = page.get_by_role("link", name=re.compile("Request no"))
    house.agrees(HEAD, str(link.get_attribute("href")))
    page.reload()
    expect(page.locator("tbody .state").first).to_have_text("use agreed to")
    house.look(page, "uses")
