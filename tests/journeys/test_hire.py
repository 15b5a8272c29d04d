"""From an opening to the first customer: who competes, who judges, what the new manager sees before and after.

The bank has no ladder yet: it adopts one first. 林知夏 comes from outside, a trainer competes from inside; 冯寒露
guides the new manager and hands the first customer on.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, choice, house_of, told

pytestmark = pytest.mark.whatever_database

HR, HEAD, LEAD, RELATED, JUDGE = "HR01", "HEAD01", "LEAD02", "LEAD01", "HEAD0101"
INSIDE, MENTOR, NEW, NAME = "TRN01", "RM009", "RM061", "林知夏（虚构）"
CERTIFICATE = "客户经理岗位资格"
FIRST, FIRST_NAME, OTHER = "C000064", "华辛卯", "C000187"
"""The mentor's customers: the one that is handed on, and one that stays."""
FORTNIGHT, PROBATION_DAYS = timedelta(days=14), timedelta(days=190)


def test_a_manager_is_hired_and_given_the_first_customer(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="zh-hans") as house:
        house.gives_log_ins(LEAD, JUDGE, INSIDE, MENTOR)
        a_ladder_is_adopted_by_two(house)
        opening = places_are_opened(house)
        outside, inside = two_compete(house, opening)
        the_checks_have_gates(house, outside, inside)
        an_exam_ends_the_way_of_one(house, outside, inside)
        the_panel_scores_each_alone(house, opening, outside)
        a_notice_stands_and_is_objected_to(house, opening, outside)
        house.comes_to(house.day + FORTNIGHT)
        training_and_certificate_follow(house, outside)
        appointed = an_appointment_needs_a_number_of_the_book_and_two_persons(house, outside)
        before_the_first_customer_nothing_is_seen(house)
        the_mentor_hands_one_on(house)
        after_it_that_one_is_seen(house)
        probation_is_confirmed_when_it_is_over(house, outside, appointed=appointed)


def submit(page: Page, heading: str, fields: dict[str, str], *, button: str) -> None:
    """Fill the form of a card by its labels and press its button."""
    form = card(page, heading)
    for label, text in fields.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role("button", name=button, exact=True).click()


def a_ladder_is_adopted_by_two(house: House) -> None:
    page = house.person(HR)
    page.goto("/people/ladders/neutral/")
    submit(page, "申请采用", {"原因": "全行采用六级制"}, button="提交复核")
    page.wait_for_url("**/approvals/*/")
    house.agrees(HEAD, page.url)
    page.goto("/people/ladders/neutral/")
    submit(page, "申请变更授权", {"原因": "按等级授权"}, button="提交复核")
    page.wait_for_url("**/approvals/*/")
    house.look(page, "matrix-asked")
    house.agrees(HEAD, page.url)
    page.goto("/people/ladders/")
    expect(page.get_by_role("row", name="助理客户经理")).to_contain_text(CERTIFICATE)
    house.look(page, "ladders")


def places_are_opened(house: House) -> str:
    page = house.person(HR)
    page.goto("/people/openings/")
    page.get_by_role("link", name="发布岗位").click()
    choice(page, "等级").select_option(label="助理客户经理 · 六级制（通用）")
    choice(page, "机构").select_option("T0102")
    for label, text in {
        "报名截止": (house.day + timedelta(days=10)).isoformat(),
        "证书": CERTIFICATE,
        "面试评委登录名，以逗号分隔": f"{RELATED}, {LEAD}, {HEAD}，{JUDGE}",
        "原因": "小企业团队扩编",
    }.items():
        page.get_by_label(label, exact=True).fill(text)
    house.look(page, "opening-new")
    page.get_by_role("button", name="开放报名").click()
    expect(page.get_by_text("名额 1 个，余 1 个")).to_be_visible()
    return page.url


def two_compete(house: House, opening: str) -> tuple[str, str]:
    """HR takes the one from outside in; the one from inside applies for herself, on the phone."""
    page = house.person(INSIDE, width="phone")
    page.goto("/people/openings/?open=1")
    page.get_by_role("link", name="助理客户经理").click()
    page.get_by_label("报名理由").fill("教了八年产品，想到一线去")
    page.get_by_role("button", name="提交报名").click()
    told(page, "报名")
    page.goto("/people/openings/")
    card(page, "我的报名").get_by_role("link").click()
    page.wait_for_url("**/candidates/*/")
    own = page.url
    house.look(page, "own-application")
    page = house.person(HR)
    page.goto(opening)
    submit(
        page,
        "登记报名",
        {"或姓名（外部人员）": NAME, "电话或邮箱": "13800002468", "原因": "六年小企业信贷经验"},
        button="登记报名",
    )
    page.get_by_role("link", name=NAME).click()
    page.wait_for_url("**/candidates/*/")
    return page.url, own


def check(page: Page, *, conduct: bool) -> None:
    form = card(page, "资格审查")
    choice(form, "学历（已核实）").select_option("bachelor")
    form.get_by_label("从业月数").fill("72")
    form.get_by_label("已申报利益冲突（亲属为客户等）").check()
    form.get_by_label("从业行为评估", exact=True).fill("无不良记录（虚构）")
    form.get_by_label("从业行为评估通过").set_checked(conduct)
    form.get_by_role("button", name="通过审查").click()


def the_checks_have_gates(house: House, *candidates: str) -> None:
    page = house.person(HR)
    for address in candidates:
        page.goto(address)
        house.look(page, "checks")
        check(page, conduct=False)
        told(page, "审查未通过：从业行为评估未通过")
        check(page, conduct=True)
        expect(page.locator("li[aria-current=step]")).to_have_text("笔试")


def an_exam_ends_the_way_of_one(house: House, outside: str, inside: str) -> None:
    page = house.person(HR)
    for address, score in ((outside, "88"), (inside, "55")):
        page.goto(address)
        submit(page, "笔试", {"得分": score}, button="保存成绩")
    expect(page.locator(".lead")).to_contain_text("笔试未达及格线")
    own = house.person(INSIDE)
    own.goto(inside)
    expect(own.locator(".lead .state")).to_have_text("已淘汰")
    expect(own.get_by_text("55")).to_have_count(0)


def the_panel_scores_each_alone(house: House, opening: str, outside: str) -> None:
    """One of the panel is related and does not score; nobody reads the others' scores; three are needed."""
    related = house.person(RELATED)
    related.goto(opening)
    told(related, "您是评委")
    related.get_by_role("link", name=NAME).click()
    related.get_by_label("我与该候选人有关联").fill("曾为同事")
    related.get_by_role("button", name="申报回避").click()
    expect(card(related, "您的评分")).to_have_count(0)
    hr = house.person(HR)
    for judge, score in ((LEAD, "86"), (HEAD, "81")):
        score_of(house, judge, outside, score)
    hr.goto(outside)
    hr.get_by_role("button", name="结束面试").click()
    told(hr, "已有 2 份评分，至少需要 3 份")
    score_of(house, JUDGE, outside, "90")
    house.look(house.person(JUDGE), "scored-alone")
    expect(card(house.person(JUDGE), "办理记录").get_by_text("86")).to_have_count(0)
    hr.goto(outside)
    hr.get_by_role("button", name="结束面试").click()
    expect(hr.locator("li[aria-current=step]")).to_have_text("公示")


def score_of(house: House, judge: str, candidate: str, score: str) -> None:
    """The member of the panel finds the candidate among the tasks."""
    page = house.person(judge)
    page.goto("/tasks/")
    page.get_by_role("link", name="号候选人").click()
    assert page.url == candidate
    submit(page, "您的评分", {"得分": score, "原因": "沟通清楚，案例扎实"}, button="提交评分")


def a_notice_stands_and_is_objected_to(house: House, opening: str, outside: str) -> None:
    """Everybody reads the name; who objects is answered; five working days have to pass."""
    hr = house.person(HR)
    hr.goto(outside)
    hr.get_by_role("button", name="开始公示").click()
    page = house.person(INSIDE)
    page.goto(opening)
    notice = page.locator("article.candidate", has_text=NAME)
    notice.get_by_text("提出异议").click()
    notice.get_by_label("反对聘任的理由").fill("从业年限请再核实")
    notice.get_by_role("button", name="提交异议").click()
    told(page, "异议")
    house.look(page, "board")
    hr.goto(outside)
    hr.get_by_role("button", name="结束公示").click()
    told(hr, "第 1 号异议尚未答复")
    submit(hr, "答复第 1 号异议", {"回答": "已向原单位核实，从业满六年"}, button="保存答复")
    hr.get_by_role("button", name="结束公示").click()
    told(hr, "公示已满 0 个工作日，应满 5 个")
    house.look(hr, "notice")


def training_and_certificate_follow(house: House, outside: str) -> None:
    page = house.person(HR)
    page.goto(outside)
    page.get_by_role("button", name="结束公示").click()
    for hours, what in (("24", "产品与合规"), ("16", "信贷流程")):
        submit(page, "岗前培训", {"学时": hours, "培训内容": what}, button="保存学时")
    fields = {
        "编号": "Y2026-0061",
        "发证日": house.day.isoformat(),
        "有效期至": (house.day + timedelta(days=1095)).isoformat(),
    }
    submit(page, "证书", fields, button="保存证书")
    expect(page.locator("li[aria-current=step]")).to_have_text("聘任")
    house.look(page, "to-appoint")


def an_appointment_needs_a_number_of_the_book_and_two_persons(house: House, outside: str) -> date:
    """The night's extract brings the number; until two persons appointed her nobody gives her a customer."""
    page = house.person(HR)
    submit(page, "关联工号", {"员工工号（数据导入后）": NEW}, button="关联")
    told(page, f"账册中尚无 {NEW}")
    house.takes_in_people(
        {"staff_id": NEW, "name": NAME, "org_id": "T0102", "post": "rm", "hired_on": house.day.isoformat()}
    )
    page.goto(outside)
    submit(page, "关联工号", {"员工工号（数据导入后）": NEW}, button="关联")
    mentor = house.person(MENTOR)
    transfer(mentor)
    mentor.get_by_role("button", name="提交当事人签署").click()
    house.refuses(mentor, "未被聘任到现行等级表的等级")
    submit(page, "聘任", {"带教人工号": MENTOR, "原因": "竞聘第一名"}, button="提交复核")
    page.get_by_role("link", name="查看申请").click()
    house.look(page, "appointment-asked")
    house.agrees(HEAD, page.url)
    page.goto(outside)
    expect(page.locator("li[aria-current=step]")).to_have_text("见习期")
    expect(card(page, "当前情况")).to_contain_text("冯寒露")
    return house.day


def before_the_first_customer_nothing_is_seen(house: House) -> None:
    """A log-in, a file with term, probation and authority; no customer, not by address either."""
    house.gives_log_ins(NEW)
    page = house.person(NEW, width="phone")
    page.goto("/customers/")
    expect(page.get_by_text("还没有客户")).to_be_visible()
    for party in (FIRST, OTHER):
        assert page.request.get(f"/customers/{party}/").status == 404
    page.goto("/people/career/")
    expect(page.locator(".lead")).to_contain_text("助理客户经理")
    expect(page.locator(".lead")).to_contain_text("见习")
    expect(page.locator(".lead")).to_contain_text("聘期至")
    expect(card(page, "授权")).to_contain_text("60")
    expect(card(page, "岗位证书")).to_contain_text("Y2026-0061")
    house.look(page, "career")


def transfer(page: Page) -> None:
    """The mentor finds the customer in the own list and fills the form of a transfer."""
    page.goto("/customers/")
    page.get_by_role("link", name=FIRST_NAME).click()
    page.get_by_role("link", name="历史与变更").click()
    card(page, "申请变更").get_by_role("link", name="移交", exact=True).click()
    page.get_by_label("接交人").fill(NEW)
    page.get_by_label("原因").fill("见习期内首户，由带教人移交")


def the_mentor_hands_one_on(house: House) -> None:
    """Looked at with its effect on both, asked for, signed by who takes over and by a lead."""
    mentor = house.person(MENTOR)
    transfer(mentor)
    mentor.get_by_role("button", name="查看影响").click()
    effect = card(mentor, "对 2026-09 的影响测算")
    expect(effect.get_by_role("row", name="冯寒露")).to_contain_text("→ 0.00")
    expect(effect.get_by_role("row", name=NAME)).to_contain_text("0.00 →")
    expect(card(mentor, "签署人").locator("li")).to_have_count(3)
    house.look(mentor, "transfer-looked-at")
    mentor.get_by_role("button", name="提交当事人签署").click()
    mentor.wait_for_url("**/approvals/*/")
    page = house.person(NEW)
    page.goto("/approvals/")
    card(page, "待我审批").get_by_role("link").first.click()
    expect(page.get_by_text("您以接交人身份签署")).to_be_visible()
    house.look(page, "signs")
    page.get_by_role("button", name="签署", exact=True).click()
    assert page.request.get(f"/customers/{FIRST}/").status == 404
    house.agrees(LEAD, mentor.url)


def after_it_that_one_is_seen(house: House) -> None:
    """The customer stands in the new manager's list, the mentor's others do not; the history tells both."""
    page = house.person(NEW)
    page.goto("/customers/")
    expect(page.locator("main table tbody tr")).to_have_count(1)
    house.look(page, "first-customer-in-the-list")
    page.get_by_role("link", name=FIRST_NAME).click()
    expect(card(page, "管户关系").get_by_role("row", name=NAME)).to_contain_text(house.day.isoformat())
    expect(card(page, "管户关系").get_by_role("row", name="冯寒露")).to_contain_text(house.day.isoformat())
    house.look(page, "first-customer")
    assert page.request.get(f"/customers/{OTHER}/").status == 404
    page.goto(f"/people/{NEW}/")
    expect(card(page, "当前管户")).to_contain_text(FIRST_NAME)


def probation_is_confirmed_when_it_is_over(house: House, outside: str, *, appointed: date) -> None:
    page = house.person(HR)
    page.goto(outside)
    submit(page, "见习期满", {"带教人评价": "独立完成首户服务"}, button="转正")
    told(page, "见习期至")
    house.comes_to(appointed + PROBATION_DAYS)
    page = house.person(HR)
    page.goto("/tasks/")
    page.get_by_role("link", name="届时请办理转正或终止").click()
    assert page.url == outside
    submit(page, "见习期满", {"带教人评价": "独立完成首户服务，合格"}, button="转正")
    expect(page.locator(".lead .state")).to_have_text("已转正")
    house.look(page, "confirmed")
    page = house.person(NEW, width="phone")
    page.goto("/people/career/")
    expect(card(page, "任职经历")).to_contain_text("转正")
    expect(page.locator(".lead")).not_to_contain_text("见习")
