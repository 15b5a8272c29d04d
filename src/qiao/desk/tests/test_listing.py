"""The list of customers: pages that fit together, filters, columns, views, the file, and what is not for everybody."""

import base64
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from qiao.contribution.queries.shelf import party_figures
from qiao.customers.queries import Customer
from qiao.desk.rules.listing import USUAL, Column, Place, wish_of
from qiao.ground.money import text_of_scaled
from qiao.profile.actions.industries import take_in_industries
from tests.banks.served import Served

STATEMENTS_MOST = 11  # ten of the list, and whether the access of who asks rests, which every page asks
WITH_TEXT_MOST = 13  # names to put in order, then the rows of the first
ROW = re.compile(r'scope="row"><a href="/customers/(C\d+)/')
NEXT, BEFORE = re.compile(r'rel="next" href="([^"]+)"'), re.compile(r'rel="prev" href="([^"]+)"')


def ids(page: str) -> list[str]:
    return ROW.findall(page)


def page_of(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/customers/{query}".replace("&amp;", "&"))
    assert answer.status_code == 200
    return answer.content.decode()


def walk(browser: Client, query: str) -> list[list[str]]:
    """All pages from the first to the last."""
    page, pages = page_of(browser, query), []
    while True:
        pages.append(ids(page))
        way = NEXT.search(page)
        if way is None:
            return pages
        page = page_of(browser, way[1])


@pytest.mark.parametrize("query", ["", "?sort=deposits", "?sort=loans&order=rising", "?sort=fees", "?sort=name"])
def test_the_pages_together_are_the_whole_list_once(served_bank: Served, query: str) -> None:
    pages = walk(served_bank.as_role("auditor"), query)
    listed = [one for page in pages for one in page]
    everybody = Customer.objects.all() if "name" in query else party_figures()
    assert len(listed) == len(set(listed))
    assert set(listed) == set(everybody.values_list("party_id", flat=True))
    assert [len(page) for page in pages[:-1]] == [50] * (len(pages) - 1)


def test_the_largest_come_first_and_the_way_back_is_the_way_there(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    first = page_of(browser)
    figures = dict(party_figures().values_list("party_id", "contribution_micro"))
    shown = [figures[one] for one in ids(first)]
    assert shown == sorted(figures.values(), reverse=True)[:50]
    second = page_of(browser, NEXT.search(first)[1])  # type: ignore[index]  # there are two hundred customers
    third = page_of(browser, NEXT.search(second)[1])  # type: ignore[index]  # there are two hundred customers
    assert ids(page_of(browser, BEFORE.search(third)[1])) == ids(second)  # type: ignore[index]  # one came from there
    back = page_of(browser, BEFORE.search(second)[1])  # type: ignore[index]  # one came from there
    assert ids(back) == ids(first)
    assert BEFORE.search(back) is None


@pytest.mark.parametrize(
    "place", ["after=!!!", "after=W10", "before=bnVsbA", "after=eyJhIjoxfQ", "after=WyJhIiwgImIiXQ", "page=99999999"]
)
def test_a_place_that_is_none_is_the_beginning(served_bank: Served, place: str) -> None:
    browser = served_bank.as_role("auditor")
    assert ids(page_of(browser, f"?{place}")) == ids(page_of(browser))


@pytest.mark.parametrize(
    "made", ['["\\ud800", "x"]', '["a\\u0000", "x"]', '["a", "\\udfff"]', "[" * 3_000, '[[], "x"]']
)
def test_a_crafted_place_is_none(served_bank: Served, made: str) -> None:
    place = base64.urlsafe_b64encode(made.encode()).decode()
    assert wish_of({"sort": "name", "after": place}).place is None
    browser = served_bank.as_role("manager")
    assert browser.get("/customers/", {"sort": "name", "after": place}).status_code == 200


def test_a_place_of_the_longest_name_comes_back_whole() -> None:
    place = Place("云" * 200, "C" * 64)
    assert wish_of({"sort": "name", "after": place.text()}).place == place


def test_a_place_says_what_it_was_made_of() -> None:
    place = Place(-5, "C1")
    assert wish_of({"after": place.text()}).place == place
    assert wish_of({"sort": "name", "after": Place("云", "C1").text()}).place == Place("云", "C1")
    assert wish_of({"after": Place(1 << 63, "C1").text()}).place is None


def test_filters_narrow_and_say_what_they_leave(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    companies = {one for page in walk(browser, "?kind=company") for one in page}
    assert companies
    assert set(Customer.objects.filter(party_id__in=companies).values_list("kind", flat=True)) == {"company"}
    assert "No customer you serve" in page_of(browser, "?industry=nothing")
    own = {one for page in walk(browser, "?manager=RM001") for one in page}
    assert own == {one for page in walk(served_bank.as_role("manager"), "") for one in page}


def test_an_industry_is_meant_by_its_code_or_its_name(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    take_in_industries({"C": "制造业"}, file="a table", actor="operator")
    try:
        by_code, by_name = (
            [one for page in walk(browser, f"?industry={text}") for one in page] for text in ("c", "制造")
        )
    finally:
        take_in_industries({}, file="no table", actor="operator")
    assert by_code == by_name != []


def test_columns_are_chosen_and_the_others_left_out(served_bank: Served) -> None:
    page = page_of(served_bank.as_role("auditor"), "?columns=loss&columns=industry&columns=nonsense")
    heads = re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)
    assert heads
    assert "Expected loss" in heads[1]
    assert "Industry" in heads[1]
    assert "Average deposits" not in heads[1]
    assert wish_of({}, columns=("nonsense",)).columns == USUAL
    assert wish_of({}, columns=("loss", "loss")).columns == (Column.LOSS,)


def test_a_view_is_kept_renewed_and_taken_out(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    for query in ("kind=company", "kind=person&sort=loans"):
        assert browser.post("/customers/views/", {"name": " 我的 企业 ", "query": query}).status_code == 302
    page = page_of(browser)
    assert page.count("我的 企业") >= 1
    assert "kind=person&amp;sort=loans" in page
    assert "kind=company" not in page
    number = re.search(r"/customers/views/(\d+)/", page)
    assert number
    assert served_bank.as_role("head").post(f"/customers/views/{number[1]}/").status_code == 404
    assert browser.post(f"/customers/views/{number[1]}/").status_code == 302
    assert browser.post(f"/customers/views/{number[1]}/").status_code == 404
    assert "我的 企业" not in page_of(browser)


@pytest.mark.parametrize(("name", "query"), [("", ""), ("x" * 41, ""), ("a", "b=" + "c" * 1_000)])
def test_a_view_that_cannot_be_kept_is_refused_in_words(served_bank: Served, name: str, query: str) -> None:
    answer = served_bank.as_role("lead").post("/customers/views/", {"name": name, "query": query})
    assert answer.status_code == 409


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_file_has_every_page_of_what_is_shown(served_bank: Served, form: str) -> None:
    browser = served_bank.as_role("lead")
    answer = browser.get(f"/customers.{form}?sort=deposits&columns=id&columns=deposits")
    assert answer.status_code == 200
    if form == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        listed = [line.split(",")[1] for line in lines[2:]]
    else:
        sheet = load_workbook(io.BytesIO(answer.content), read_only=True).worksheets[0]
        listed = [str(row[1]) for row in list(sheet.iter_rows(values_only=True))[2:]]
    assert listed == [one for page in walk(browser, "?sort=deposits") for one in page]


@pytest.mark.parametrize("role", ["hr", "admin"])
def test_who_sees_no_customers_has_no_list(served_bank: Served, role: str) -> None:
    browser = served_bank.as_role(role)
    assert {browser.get(address).status_code for address in ("/customers/", "/customers.csv", "/customers.xlsx")} == {
        403
    }


@pytest.mark.parametrize("role", ["manager", "lead", "auditor"])
@pytest.mark.parametrize("query", ["", "?sort=name", "?kind=company&manager=RM001", "?text=云岚"])
def test_a_list_asks_the_database_little(served_bank: Served, role: str, query: str) -> None:
    browser = served_bank.as_role(role)
    page_of(browser, query)
    with CaptureQueriesContext(connection) as asked:
        page_of(browser, query)
    assert len(asked) <= (WITH_TEXT_MOST if "text=" in query else STATEMENTS_MOST)


def test_a_figure_that_does_not_fit_the_database_is_shown_as_the_run_has_it(served_bank: Served) -> None:
    row = party_figures().order_by("-contribution_micro")[0]
    exact = row.margin_micro
    party_figures().filter(pk=row.pk).update(margin_micro=2**63 - 1, beyond=1)
    try:
        lines = (
            served_bank.as_role("auditor").get("/customers.csv?columns=id&columns=margin").content.decode("utf-8-sig")
        )
    finally:
        party_figures().filter(pk=row.pk).update(margin_micro=exact, beyond=0)
    told = next(line for line in lines.splitlines() if f",{row.party_id}," in line)
    assert told.endswith(f",{text_of_scaled(exact, places=6)}")
