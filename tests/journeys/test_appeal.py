"""A manager appeals a figure of a closed month and wins: the difference is booked, and the manager reads why.

C000002 is served by 60 % by RM001 and by 40 % by RM004. RM001 says that 80 % were agreed for August.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, house_of

pytestmark = pytest.mark.whatever_database

MANAGER, LEAD, HEAD, HR = "RM001", "LEAD01", "HEAD01", "HR01"
CUSTOMER, MONTH = "C000002", "2026-08"
MINUTES: FilePayload = {"name": "minutes 2026-08-01.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 made up"}
EXPECTED = "99999.00"


def test_a_manager_appeals_and_wins(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        the_month_is_closed(house)
        address = the_manager_appeals(house)
        human_resources_hear_and_decide(house, address=address)
        two_correct_who_served(house, address=address)
        the_manager_reads_the_difference(house, address=address)


def the_month_is_closed(house: House) -> None:
    page = house.person(HR)
    page.goto("/months/")
    page.get_by_role("row", name=MONTH).get_by_role("button", name="Close the month").click()
    expect(page.get_by_role("row", name=MONTH)).to_contain_text("closed")


def the_manager_appeals(house: House) -> str:
    """From the slip: what is wrong, what is expected, why, with a paper."""
    page = house.person(MANAGER)
    page.goto(f"/slips/{MONTH}/{MANAGER}/")
    page.get_by_role("link", name="Appeal this figure").click()
    expect(page.get_by_text("Stands now:")).to_be_visible()
    house.look(page, "form")
    page.get_by_label("What about it is wrong").select_option("shares")
    page.get_by_label("The figure you expect").fill(EXPECTED)
    page.get_by_label("Customer number, where it is about one").fill(CUSTOMER)
    page.get_by_label("Why: facts, days, who knows of it").fill("80 % were agreed for August, the minutes say so")
    page.get_by_label("Papers (at most five)").set_input_files([MINUTES])
    page.get_by_role("button", name="File the appeal").click()
    page.wait_for_url("**/appeals/*/")
    expect(page.locator(".lead .state").first).to_have_text("filed, to be heard")
    house.look(page, "filed")
    return page.url


def human_resources_hear_and_decide(house: House, *, address: str) -> None:
    """The appeal waits on Today; the facts are laid side by side without the customer's shares; it is upheld."""
    page = house.person(HR)
    page.goto("/tasks/")
    page.get_by_role("link", name=re.compile("appeals wait for a decision")).click()
    assert page.url == address
    page.get_by_label("What the hearing found").fill("The minutes of 1 August were read; both managers signed")
    page.get_by_role("button", name="Lay the facts side by side").click()
    expect(card(page, "Side by side")).to_contain_text("Loan leg")
    expect(card(page, "Side by side")).to_contain_text("Kept for who sees this customer")
    house.look(page, "heard")
    form = card(page, "Decide it")
    form.get_by_label("Outcome").select_option("upheld")
    form.get_by_label("The reason").fill("The minutes say 80 % from 1 August on")
    form.get_by_role("button", name="Decide the appeal").click()
    expect(page.locator(".lead .state").first).to_have_text("appeal upheld")
    expect(page.get_by_role("button", name="Decide the appeal")).to_have_count(0)


def two_correct_who_served(house: House, *, address: str) -> None:
    """The head sees the shares then and now and enters those of the minutes; the lead agrees."""
    page = house.person(HEAD)
    page.goto(address)
    expect(card(page, "Side by side").get_by_role("row", name="RM004")).to_contain_text("40 %")
    house.look(page, "side-by-side")
    page.get_by_role("link", name="Correct who served").click()
    page.get_by_label("Share, % 1").fill("80")
    page.get_by_label("Share, % 2").fill("20")
    page.get_by_role("button", name="See what it does").click()
    expect(card(page, "What would change")).to_contain_text("80 %")
    house.look(page, "correction")
    page.get_by_role("button", name="Ask a second person").click()
    page.wait_for_url("**/approvals/*/")
    house.agrees(LEAD, page.url)


def the_manager_reads_the_difference(house: House, *, address: str) -> None:
    """Booked in the open month, with its cause in one sentence, on the appeal and on the slip; then it is read."""
    page = house.person(MANAGER)
    page.goto("/")
    page.goto(address)
    right = card(page, "How it is put right")
    expect(right).to_contain_text("booked in 2026-09")
    sentence = right.locator("p", has_text=CUSTOMER).inner_text()
    assert "20 %" in sentence, sentence
    assert "RM004" in sentence, sentence
    house.look(page, "won")
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_role("button", name="I have read it")).to_have_count(0)
    page.goto(f"/slips/{MONTH}/{MANAGER}/")
    told_line = page.get_by_text(re.compile(r"moves 20 % of customer C000002"))
    expect(told_line.first).to_be_visible()
    house.look(page, "slip")
