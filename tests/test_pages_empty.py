"""Pages before the first load and settlement: each says why it is empty and what to do, and none breaks."""

from pathlib import Path

import pytest
from django.test import Client

from qiao.ground.models import User

PAGES = {
    "/": "The book waits for its first settlement",
    "/customers/": "No customers yet",
    "/league/": "No month has been settled",
    "/unclaimed/": "No month has been settled",
    "/units/": "No unit to show",
    "/people/": "Nobody found",
    "/runs/": "Nothing settled yet",
    "/loads/": "Nothing loaded yet",
    "/quarantine/": "Nothing in quarantine",
    "/products/": "No product yet",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "words"), PAGES.items())
def test_an_empty_page_teaches(empty_home: Path, address: str, words: str) -> None:
    browser = Client()
    browser.cookies["django_language"] = "en"
    browser.force_login(User.objects.create_user(username="auditor", post="auditor"))
    answer = browser.get(address)
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("post", ["rm", "lead", "head", "desk", "hr", "auditor", "trainer", "admin", ""])
def test_no_post_meets_a_broken_page(empty_home: Path, post: str) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.create_user(username="somebody", post=post, staff_id="S1"))
    answers = {address: browser.get(address).status_code for address in [*PAGES, "/slip/", "/slips/2026-09/S1/"]}
    assert {address: status for address, status in answers.items() if status not in {200, 302, 403, 404}} == {}


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_words(empty_home: Path) -> None:
    browser = Client()
    browser.force_login(User.objects.create_user(username="somebody", post="rm"))
    answer = browser.get("/nowhere/")
    assert answer.status_code == 404
    assert "这里没有可供您查看的内容" in answer.content.decode()


@pytest.mark.django_db
def test_a_real_banks_log_in_page_shows_no_log_ins(empty_home: Path) -> None:
    page = Client().get("/login/").content.decode()
    assert "qiao-demo" not in page
    assert "演示数据" not in page


@pytest.mark.django_db
def test_the_unit_of_money_is_remembered_and_leads_back_to_us_only(empty_home: Path) -> None:
    browser = Client()
    browser.force_login(User.objects.create_user(username="somebody", post="rm"))
    answer = browser.post("/unit/", {"unit": "yi", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
    assert browser.cookies["qiao_unit"].value == "yi"
    assert browser.get("/unit/").status_code == 405
