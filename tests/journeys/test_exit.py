"""A manager leaves: what is still open, who takes over, when the access ends, what the final pay waits for.

卫小满 serves two customers alone, owes one of them an answer and has a key to bring back. The last day is a Friday;
from Saturday on the customers are another's.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, choice, house_of, told

pytestmark = pytest.mark.whatever_database

LEAVER, LEAVER_NAME, UNIT_HEAD, HEAD, HR, AUDITOR = "RM012", "卫小满", "HEAD0104", "HEAD01", "HR01", "AUD01"
TAKEN = (("C000037", "郑庚午", "RM014", "沈霜降"), ("C000065", "金壬辰", "RM011", "褚惊蛰"))
"""Customer and name, who takes it over and that one's name."""
PROMISE, TASK = "下周送上大额存单方案", "交回保险柜钥匙"
TO_LAST_DAY, TO_MONDAY = timedelta(days=4), timedelta(days=3)


def test_a_manager_leaves_and_the_final_pay_waits_until_all_is_closed(
    site: Site, kept_bank: Kept, tmp_path: Path
) -> None:
    with house_of(site, kept_bank, tmp_path, language="zh-hans") as house:
        house.gives_log_ins(LEAVER, UNIT_HEAD, *(taker for _party, _name, taker, _called in TAKEN))
        something_is_promised_and_to_be_done(house)
        address = an_exit_is_opened(house)
        for party, name, taker, called in TAKEN:
            a_customer_is_handed_over(house, party, name, taker=taker, called=called)
        the_leaver_does_what_is_left(house, address)
        the_access_ends_after_the_last_day(house)
        for party, name, taker, called in TAKEN:
            the_customer_is_introduced(house, party, name, taker=taker, called=called)
        the_promise_is_kept_by_who_took_over(house)
        each_step_is_signed_by_a_person_of_its_own(house, address)
        the_pay_goes_once_the_dossier_is_sealed(house, address)


def something_is_promised_and_to_be_done(house: House) -> None:
    page = house.person(LEAVER)
    contact(page, TAKEN[0][0], said="到期资金怎么续存", day=house.day.isoformat(), promise=PROMISE)
    page.goto("/tasks/")
    page.get_by_placeholder("记一项待办").fill(TASK)
    page.get_by_role("button", name="添加待办").click()
    expect(page.get_by_text(TASK)).to_be_visible()


def contact(page: Page, party: str, *, said: str, day: str, promise: str = "") -> None:
    page.goto(f"/customers/{party}/known/contact/")
    page.get_by_label("日期 (必填)").fill(day)
    page.get_by_label("形式 (必填)").select_option("visit")
    page.get_by_label("内容 (必填)").fill(said)
    if promise:
        page.get_by_label("下一步", exact=True).fill(promise)
        page.get_by_label("下一步日期").fill(day)
    page.get_by_label("资料来源").fill("拜访")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/known/")


def an_exit_is_opened(house: House) -> str:
    """HR names the last day on the page of the person; the exit says at once what is open, and the leaver is told."""
    page = house.person(HR)
    page.goto("/duty/")
    page.get_by_label("姓名或工号").fill(LEAVER)
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name=LEAVER_NAME).first.click()
    form = card(page, "启动离岗")
    form.get_by_label("最后在岗日").fill((house.day + TO_LAST_DAY).isoformat())
    form.get_by_label("原因").fill("个人原因辞职")
    house.look(page, "person")
    form.get_by_role("button", name="启动离岗").click()
    page.wait_for_url("**/duty/exits/*/")
    waits = page.locator(".notice", has_text="末次薪酬暂缓发放")
    for open_one in ("仍在管的客户 (2)", "尚未兑现的承诺", "未办事项", "最后在岗日尚未过去"):
        expect(waits).to_contain_text(open_one)
    expect(page.get_by_text(TAKEN[0][1])).to_have_count(0)
    house.look(page, "exit-opened")
    own = house.person(LEAVER)
    own.goto("/tasks/")
    own.get_by_role("link", name="请移交尚在名下的事项").click()
    expect(card(own, "仍在管的客户")).to_contain_text(TAKEN[0][1])
    return page.url


def a_customer_is_handed_over(house: House, party: str, name: str, *, taker: str, called: str) -> None:
    """The leaver lays the dossier down; who takes over signs on the phone, the head of the unit supervises."""
    page = house.person(LEAVER)
    page.goto(f"/customers/{party}/portfolio/")
    page.get_by_role("link", name="办理交接").click()
    choice(page, "监交人").select_option(UNIT_HEAD)
    page.get_by_label("接交人").fill(taker)
    page.get_by_label("接交生效日").fill((house.day + TO_LAST_DAY + timedelta(days=1)).isoformat())
    page.get_by_label("原因").fill("离岗交接")
    page.get_by_role("button", name="生成交接清单并提交三方签署").click()
    page.wait_for_url("**/handovers/*/")
    expect(page.locator(".lead")).to_contain_text(f"{LEAVER_NAME} → {called}")
    house.look(page, f"dossier-{party}")
    signs = house.person(taker, width="phone")
    signs.goto("/approvals/")
    card(signs, "待我审批").get_by_role("link").first.click()
    signs.get_by_role("link", name="查看并打印").click()
    expect(card(signs, "余额与合同").locator("tbody tr").first).to_be_visible()
    signs.get_by_role("link", name="签署").click()
    signs.get_by_role("button", name="签署", exact=True).click()
    expect(card(signs, "签署").locator("li.done")).to_have_count(2)
    house.agrees(UNIT_HEAD, signs.url)
    page.reload()
    expect(page.locator(".lead .state")).to_have_text("已生效")


def the_leaver_does_what_is_left(house: House, address: str) -> None:
    """Only the promise, the signatures and the last days are open then; nobody can close it yet."""
    page = house.person(LEAVER)
    page.goto("/tasks/")
    page.get_by_role("button", name=f"标记为已办：{TASK}").click()
    page = house.person(HR)
    page.goto(address)
    waits = page.locator(".notice", has_text="末次薪酬暂缓发放")
    expect(waits).not_to_contain_text("仍在管的客户")
    expect(waits).not_to_contain_text("未办事项")
    expect(waits).to_contain_text("尚未兑现的承诺")
    expect(card(page, "办结离岗")).to_have_count(0)


def the_access_ends_after_the_last_day(house: House) -> None:
    """On Friday the leaver still comes in and serves; on Monday the log-in says since when it is over."""
    house.comes_to(house.day + TO_LAST_DAY)
    last = house.day.isoformat()
    page = house.person(LEAVER)
    page.goto("/customers/")
    expect(page.get_by_role("link", name=TAKEN[0][1])).to_be_visible()
    house.comes_to(house.day + TO_MONDAY)
    page = house.window()
    page.goto("/login/")
    page.get_by_label("登录名").fill(LEAVER)
    page.get_by_label("密码", exact=True).fill(house.password_of(LEAVER))
    page.get_by_role("button", name="登录", exact=True).click()
    told(page, f"您的权限已终止：最后在岗日为 {last}")
    house.look(page, "access-ended")
    page.context.close()


def the_customer_is_introduced(house: House, party: str, name: str, *, taker: str, called: str) -> None:
    """A task until the customer knows; the customer's page tells who served until when, and who since when."""
    since = (house.day - timedelta(days=2)).isoformat()
    page = house.person(taker, width="phone")
    page.goto("/tasks/")
    page.get_by_role("link", name=f"请向客户 {party} 作移交介绍").click()
    form = card(page, "向客户作移交介绍")
    choice(form, "方式").select_option(label="共同拜访")
    form.get_by_label("客户方确认人").fill(name)
    house.look(page, f"introduces-{party}")
    form.get_by_role("button", name="客户已知晓").click()
    expect(card(page, "签署")).to_contain_text(f"确认人：{name}")
    page.goto("/customers/")
    page.get_by_role("link", name=name).click()
    serving = card(page, "管户关系")
    expect(serving.get_by_role("row", name=LEAVER_NAME)).to_contain_text(since)
    expect(serving.get_by_role("row", name=called)).to_contain_text(f"{since}进行中")
    house.look(page, f"customer-{party}")
    serving.get_by_role("link", name="历史与变更").click()
    expect(card(page, "交接记录")).to_contain_text("已介绍")


def the_promise_is_kept_by_who_took_over(house: House) -> None:
    party, _name, taker, _called = TAKEN[0]
    contact(house.person(taker), party, said="大额存单方案已送达", day=house.day.isoformat())


def each_step_is_signed_by_a_person_of_its_own(house: House, address: str) -> None:
    """The head of the branch could sign two of the four and signs one; the slip says meanwhile that the pay waits."""
    page = house.person(HR)
    page.goto(f"/slips/2026-09/{LEAVER}/")
    told(page, "末次薪酬暂缓发放")
    steps = {
        HEAD: "费用已结清，无欠款",
        UNIT_HEAD: "客户、承诺与待办已移交",
        HR: "资格证件、钥匙、印章、设备已交回",
        AUDITOR: "离岗审计已完成",
    }
    for signer, words in steps.items():
        page = house.person(signer)
        page.goto(address)
        row = card(page, "办理事项").get_by_role("row", name=words)
        row.get_by_label("备注").fill("已核对")
        row.get_by_role("button", name="签署").click()
        expect(row).to_contain_text("已核对")
        expect(card(page, "办理事项").get_by_role("button", name="签署", exact=True)).to_have_count(0)
    house.look(page, "all-signed")


def the_pay_goes_once_the_dossier_is_sealed(house: House, address: str) -> None:
    page = house.person(HR)
    page.goto(address)
    told(page, "已无未了事项，可以办结。")
    form = card(page, "办结离岗")
    form.get_by_label("原因").fill("手续齐全")
    form.get_by_role("button", name="办结并封存卷宗").click()
    expect(page.locator(".lead .state")).to_have_text("离岗已办结")
    expect(card(page, "办理经过").locator(".digest")).to_have_text(re.compile(r"^[0-9a-f]{64}$"))
    house.look(page, "sealed")
    page.goto(f"/slips/2026-09/{LEAVER}/")
    expect(page.get_by_text("末次薪酬暂缓发放")).to_have_count(0)
    page.goto(f"/people/{LEAVER}/career/")
    expect(page.get_by_text("离岗").first).to_be_visible()
