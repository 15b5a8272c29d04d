"""A month is paid: reckoned, looked through, approved by two, read by the manager; a leaver's deferred pay is held.

HR01 closes August and reckons the branch; HR02 and the head approve; RM001 takes the statement; RM002 leaves.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, house_of

pytestmark = pytest.mark.whatever_database

HR, SECOND, HEAD, MANAGER = "HR01", "HR02", "HEAD01", "RM001"
MONTH, BRANCH = "2026-08", "B01"
SUM = re.compile(r"[\d,]+\.\d\d")


def test_a_month_is_paid_and_a_leaver_s_deferred_pay_is_held(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        house.gives_log_ins(SECOND)
        the_month_is_closed(house)
        address = the_branch_is_reckoned_and_looked_through(house)
        two_others_approve(house, address)
        it_is_paid_and_the_files_are_taken(house, address)
        the_manager_reads_the_statement_and_takes_the_paper(house)
        leaver = somebody_leaves(house, address)
        the_leaver_s_parts_are_held(house, leaver)


def the_month_is_closed(house: House) -> None:
    page = house.person(HR)
    page.goto("/months/")
    page.get_by_role("row", name=MONTH).get_by_role("button", name="Close the month").click()
    expect(page.get_by_role("row", name=MONTH)).to_contain_text("closed")


def the_branch_is_reckoned_and_looked_through(house: House) -> str:
    page = house.person(HR)
    page.goto("/pay/")
    house.look(page, "runs-empty")
    form = card(page, "Reckon a run")
    form.locator("[name=period]").fill(MONTH)
    form.locator("[name=unit]").select_option(BRANCH)
    form.locator("[name=day]").fill(house.day.isoformat())
    form.get_by_role("button", name="Reckon").click()
    page.wait_for_url(re.compile(r"/pay/\d+/$"))
    house.look(page, "run-reckoned")
    form = card(page, "Look through it")
    form.locator("[name=words]").fill("compared with the slips of five people")
    form.get_by_role("button", name="I have looked through it").click()
    form = card(page, "Have it approved")
    form.locator("[name=words]").fill("pay of August")
    form.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("Two persons who did not reckon it")).to_be_visible()
    return page.url


def two_others_approve(house: House, address: str) -> None:
    """Whoever reckoned it finds no place to sign; the second signature fixes the run."""
    page = house.person(HR)
    page.goto(address)
    page.get_by_role("link", name=re.compile("Request no")).click()
    request = page.url
    expect(page.locator("button[name=answer][value=approve]")).to_have_count(0)
    for name in (SECOND, HEAD):
        house.agrees(name, request)
    page.goto(address)
    expect(page.locator(".lead .state")).to_have_text("approved by two")


def it_is_paid_and_the_files_are_taken(house: House, address: str) -> None:
    page = house.person(HR)
    form = card(page, "Note the payment")
    form.locator("[name=day]").fill(house.day.isoformat())
    form.get_by_role("button", name="It was paid").click()
    expect(page.locator(".lead .state")).to_have_text("paid out")
    house.look(page, "run-paid")
    for link in card(page, "Files").get_by_role("link").all():
        with page.expect_download() as taken:
            link.click()
        assert Path(taken.value.path()).stat().st_size > 0
    assert page.url == address


def the_manager_reads_the_statement_and_takes_the_paper(house: House) -> None:
    page = house.person(MANAGER)
    page.goto("/pay/mine/")
    house.look(page, "my-pay")
    card(page, "Statements").get_by_role("link", name=MONTH).click()
    house.look(page, "statement")
    steps = card(page, "Step by step").locator("tbody td.num").all_inner_texts()
    sums = [fen_of(text) for text in steps]
    assert sum(sums[:-1]) == sums[-1] > 0
    with page.expect_download() as taken:
        page.get_by_role("link", name="Statement as PDF").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF-")
    page.get_by_role("link", name=MONTH, exact=True).first.click()
    page.wait_for_url(f"**/slips/{MONTH}/{MANAGER}/")


def fen_of(text: str) -> int:
    found = SUM.search(text)
    assert found is not None, text
    fen = int(found.group().replace(",", "").replace(".", ""))
    return -fen if "\N{MINUS SIGN}" in text else fen


def somebody_leaves(house: House, address: str) -> str:
    """Another manager of the run with something deferred: human resources open the exit."""
    page = house.person(HR)
    page.goto(address)
    ids = card(page, "People").locator("tbody th .mono").all_inner_texts()
    leaver = next(one for one in ids if one.startswith("RM") and one != MANAGER)
    page.goto(f"/duty/people/{leaver}/")
    form = card(page, "Open an exit")
    form.locator("[name=last]").fill((house.day + timedelta(days=1)).isoformat())
    form.locator("[name=reason]").fill("leaves the bank")
    form.get_by_role("button").click()
    page.wait_for_url("**/duty/exits/*/")
    expect(card(page, "Deferred pay that pay still owes").locator("tbody tr")).to_have_count(3)
    return leaver


def the_leaver_s_parts_are_held(house: House, leaver: str) -> None:
    page = house.person(HR)
    page.goto(f"/pay/people/{leaver}/")
    ticks = page.locator("input[name=part]")
    expect(ticks).to_have_count(3)
    for place in range(3):
        ticks.nth(place).check()
    house.look(page, "leaver")
    page.locator("textarea[name=reason]").fill("the loans of that month are looked into")
    page.get_by_role("button", name="Ask a second person").click()
    page.wait_for_url("**/approvals/*/")
    house.agrees(HEAD, page.url)
    page.goto(f"/pay/people/{leaver}/")
    held(page)


def held(page: Page) -> None:
    rows = card(page, "Deferred parts").locator("tbody tr")
    expect(rows).to_have_count(3)
    for row in rows.all():
        expect(row.locator(".state")).to_have_text("kept back")
