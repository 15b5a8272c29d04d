"""The main way: from the log-in to the one day of one account that a figure of the bonus is made of."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import WIDTHS, Site, log_in

pytestmark = pytest.mark.whatever_database


def sideways(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_a_manager_opens_the_slip_down_to_the_day(site: Site, width: str, tmp_path: Path) -> None:
    troubles: list[str] = []
    page = site.page(width=width, language="zh-hans", troubles=troubles)
    log_in(page, "RM001")
    expect(page.get_by_text("演示数据").first).to_be_visible()
    page.screenshot(path=tmp_path / f"today-{width}.png", full_page=True)
    page.locator("a.figure-card", has_text="我的奖金").click()
    expect(page.get_by_role("heading", name="奖金是怎么来的")).to_be_visible()
    opener = page.locator(".opener", has_text="A00000101")
    opener.click()
    opened = page.locator(".opening")
    expect(opened.get_by_role("heading", name="利差收益")).to_be_visible()
    opened.get_by_text("逐日明细").click()
    expect(opened.get_by_text("2026-09-30").last).to_be_visible()
    assert sideways(page) == 0
    page.screenshot(path=tmp_path / f"slip-{width}.png", full_page=True)
    opener.click()
    expect(opened).to_have_count(0)
    assert troubles == []
    page.context.close()


@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_an_auditor_reads_every_page_without_a_sideways_scroll(site: Site, width: str) -> None:
    troubles: list[str] = []
    page = site.page(width=width, language="en", troubles=troubles)
    log_in(page, "AUD01")
    addresses = ("/", "/customers/", "/customers/C000007/", "/league/", "/unclaimed/", "/units/", "/people/", "/runs/")
    wide = {}
    for address in (*addresses, "/runs/1/", "/runs/1/against/2/", "/loads/", "/loads/1/", "/quarantine/", "/products/"):
        page.goto(address)
        wide[address] = sideways(page)
    assert {address: pixels for address, pixels in wide.items() if pixels} == {}
    assert troubles == []
    page.context.close()


def test_language_and_unit_are_chosen_and_remembered(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="zh-hans", troubles=troubles)
    log_in(page, "HEAD01")
    page.get_by_role("button", name="Switch to English").click()
    expect(page.get_by_text("Highest bonuses")).to_be_visible()
    page.get_by_role("button", name="yuan", exact=True).click()
    expect(page.get_by_role("button", name="yuan", exact=True)).to_have_attribute("aria-pressed", "true")
    page.goto("/league/")
    expect(page.get_by_role("button", name="yuan", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("heading", name="业绩排行")).to_be_visible()
    assert troubles == []
    page.context.close()


def test_a_chart_is_drawn_from_the_figures_beside_it(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="en", troubles=troubles)
    log_in(page, "AUD01")
    page.goto("/customers/C000007/")
    expect(page.locator("[data-chart=curve] canvas")).to_be_visible()
    page.get_by_text("As a table").first.click()
    expect(page.locator(".chart details table").first).to_be_visible()
    assert troubles == []
    page.context.close()


def test_the_log_ins_of_the_made_up_bank_fill_the_form(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="en", troubles=troubles)
    page.goto("/login/")
    page.get_by_role("button", name="Use").first.click()
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Good day")).to_be_visible()
    assert troubles == []
    page.context.close()
