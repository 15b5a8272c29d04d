"""A morning of five people, each with one question and the page that answers it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Site, log_in

pytestmark = pytest.mark.whatever_database


def test_a_manager_finds_a_customer_by_two_key_strokes_and_initials(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="zh-hans", troubles=troubles)
    log_in(page, "RM001")
    page.keyboard.press("/")
    page.keyboard.type("yljx")
    page.locator("#finds a").first.click()
    expect(page.get_by_role("heading", name="云岚机械")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="快捷键")).to_be_visible()
    page.keyboard.press("?")
    assert troubles == []
    page.context.close()


def test_a_lead_narrows_the_list_keeps_it_and_walks_it_by_keys(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="zh-hans", troubles=troubles)
    log_in(page, "LEAD01")
    page.goto("/customers/?kind=company")
    page.get_by_label("将此列表存为").fill("企业客户")
    page.get_by_role("button", name="保存视图").click()
    expect(page.get_by_role("link", name="企业客户", exact=True)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.at")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/C*/")
    page.go_back()
    page.get_by_role("button", name="删除视图企业客户").click()
    expect(page.get_by_role("link", name="企业客户", exact=True)).to_have_count(0)
    assert troubles == []
    page.context.close()


def test_a_head_sees_the_curve_of_customers_drawn(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="zh-hans", troubles=troubles)
    log_in(page, "HEAD01")
    page.goto("/team/")
    expect(page.locator("[data-chart=lorenz] canvas").first).to_be_visible()
    assert troubles == []
    page.context.close()


def test_hr_reads_pay_and_no_customer(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="zh-hans", troubles=troubles)
    log_in(page, "HR01")
    page.goto("/league/")
    page.locator("table.book tbody a").first.click()
    expect(page.get_by_role("heading", name="奖金是怎么来的")).to_be_visible()
    assert page.locator('main a[href^="/customers/"]').count() == 0
    assert troubles == []
    page.context.close()


def test_an_auditor_sees_who_looked(site: Site) -> None:
    troubles: list[str] = []
    page = site.page(width="desk", language="zh-hans", troubles=troubles)
    log_in(page, "AUD01")
    page.goto("/customers/C000001/")
    page.goto("/audit/looks/")
    expect(page.get_by_text("C000001").first).to_be_visible()
    assert troubles == []
    page.context.close()
