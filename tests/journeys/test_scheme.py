"""A scheme from its first line to its publication: drafted, checked, simulated, found to be played, mended, published.

Human resources write it; the branch head publishes it; a manager asks on a phone what a deposit would pay.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, house_of, told

pytestmark = pytest.mark.whatever_database

HR, HEAD, MANAGER = "HR01", "HEAD01", "RM001"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "schemes"
WORKED_MS = 120_000
PLAYED = re.compile(r"\[leg\.growth\].*?\n\n", re.DOTALL)


def test_a_scheme_is_written_simulated_mended_and_published(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="zh-hans") as house:
        text = (EXAMPLES / "loophole-parked-base.toml").read_text(encoding="utf-8").replace("2026-01-01", "2026-10-01")
        address = a_draft_is_written(house, text)
        it_is_simulated(house, address)
        it_can_be_played(house, address)
        it_is_mended(house, address, PLAYED.sub("", text))
        a_second_person_publishes(house, address)
        the_manager_asks_what_a_deposit_would_pay(house)


def a_draft_is_written(house: House, text: str) -> str:
    """The linter answers beside the text before anything is kept."""
    page = house.person(HR)
    page.goto("/schemes/new/")
    page.locator("textarea[name=text]").fill(text)
    page.locator("button[name=look]").click()
    expect(card(page, "检查结果")).to_be_visible()
    page.locator("button[name=keep]").click()
    page.wait_for_url(re.compile(r".*/schemes/\d+/$"))
    return page.url


def it_is_simulated(house: House, address: str) -> None:
    """By a program that the page begins; the page shows it when it is done."""
    page = house.person(HR)
    page.goto(address)
    page.get_by_role("link", name="测算", exact=True).first.click()
    page.get_by_role("button", name="测算").click()
    page.wait_for_url(re.compile(r".*/simulations/\d+/$"))
    expect(card(page, "各周期成本")).to_be_visible(timeout=WORKED_MS)
    house.look(page, "simulation")
    page.get_by_role("link", name="全部人员").first.click()
    expect(page.get_by_text(MANAGER)).to_be_visible()
    house.look(page, "people")


def it_can_be_played(house: House, address: str) -> None:
    page = loopholes(house, address)
    expect(page.get_by_text("甩掉流失客户的基数")).to_be_visible()
    house.look(page, "loopholes")


def loopholes(house: House, address: str) -> Page:
    page = house.person(HR)
    page.goto(address)
    page.get_by_role("link", name="漏洞", exact=True).click()
    return page


def it_is_mended(house: House, address: str, text: str) -> None:
    """The leg that could be played goes, and the search finds nothing any more."""
    page = house.person(HR)
    page.goto(f"{address}edit/")
    page.locator("textarea[name=text]").fill(text)
    page.locator("button[name=keep]").click()
    page.wait_for_url(address)
    expect(loopholes(house, address).get_by_text("未发现漏洞")).to_be_visible()


def a_second_person_publishes(house: House, address: str) -> None:
    page = house.person(HR)
    page.goto(address)
    page.locator("form[action$='/ask/'] textarea[name=reason]").fill("四季度起执行")
    page.locator("form[action$='/ask/'] button").click()
    page.wait_for_url("**/approvals/*/")
    house.agrees(HEAD, page.url)
    page.goto(address)
    told_state = page.locator(".lead .state")
    expect(told_state).to_have_text("已发布")


def the_manager_asks_what_a_deposit_would_pay(house: House) -> None:
    page = house.person(MANAGER, width="phone")
    page.goto("/estimate/")
    page.get_by_label("金额（元）").fill("5000000")
    page.get_by_label("天数").fill("90")
    page.get_by_role("button", name="估算").click()
    expect(page.locator("#added")).to_contain_text(re.compile(r"\d"))
    expect(page.get_by_text("不构成承诺").first).to_be_visible()
    house.look(page, "estimate")
    page.get_by_label("金额（元）").fill("0")
    page.get_by_role("button", name="估算").click()
    told(page, "金额须大于 0")
    house.troubles.clear()
