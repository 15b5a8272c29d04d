"""What is known of a customer on its page: kept by a form, handed in by a sheet, as it stood on any day."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from qiao.ground.models import User
from qiao.profile.queries.record import newest_number, record_of
from qiao.profile.queries.sheets import sheets_of
from tests.banks.served import Served

MINE = "C000001"
WAY = f"/customers/{MINE}/known/"


@pytest.fixture(autouse=True)
def nothing_remains(served_bank: Served) -> Iterator[None]:
    """What a test keeps is gone after it: others look at the same bank."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def keep(bank: Served, item: str, *, by: str = "manager", **typed: str) -> HttpResponse:
    form = {"valid_from": "2026-03-01", "source": "a visit", "seen": "0", "entry": "", **typed}
    answer = bank.as_role(by).post(f"{WAY}{item}/", form)
    assert isinstance(answer, HttpResponse)
    return answer


def page(bank: Served, query: str = "", *, role: str = "manager") -> str:
    return bank.as_role(role).get(f"{WAY}{query}").content.decode()


def test_a_manager_keeps_a_value_and_the_page_shows_it_with_its_source(served_bank: Served) -> None:
    assert "not known" in page(served_bank)
    assert keep(served_bank, "need", product="working capital loan", amount="1,200,000").status_code == 302
    shown = page(served_bank)
    assert "working capital loan" in shown
    assert "1,200,000.00" in shown
    assert "a visit" in shown


def test_the_record_is_shown_as_it_stood_on_a_day(served_bank: Served) -> None:
    keep(served_bank, "need", product="guarantee")
    before, since = page(served_bank, "?day=2026-02-28"), page(served_bank, "?day=2026-03-01")
    assert before.count("guarantee") + 1 == since.count("guarantee")  # the history names it on both
    assert "not to be changed" in before


def test_what_was_typed_comes_back_with_every_trouble(served_bank: Served) -> None:
    answer = keep(served_bank, "need", product="", amount="a lot", use="<b>steel</b>")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="a lot"' in shown
    assert "no sum of money" in shown
    assert "is missing" in shown
    assert "&lt;b&gt;steel&lt;/b&gt;" in shown


def test_the_second_of_two_is_told_what_stands_and_may_save_again(served_bank: Served) -> None:
    keep(served_bank, "need", product="leasing", amount="1")
    answer = keep(served_bank, "need", product="leasing", amount="2", entry="leasing", seen="0")
    assert answer.status_code == 409
    assert "such an entry already" in answer.content.decode()
    seen = str(newest_number(MINE, "need", "leasing"))
    assert keep(served_bank, "need", product="leasing", amount="2", entry="leasing", seen=seen).status_code == 302


def test_a_secret_is_masked_never_filled_in_and_stays_where_it_is_left_empty(served_bank: Served) -> None:
    assert keep(served_bank, "office", name="Plant", address="Road 1", phone="13900001234").status_code == 302
    seen = str(newest_number(MINE, "office", "plant"))
    again = keep(served_bank, "office", name="Plant", address="Road 2", entry="plant", seen=seen)
    assert again.status_code == 302
    shown = page(served_bank)
    assert "Road 2" in shown
    assert "13900001234" not in shown
    assert record_of(MINE, day=date(2026, 3, 1))["office", "plant"].values == {
        "name": "Plant",
        "address": "Road 2",
        "phone": "13900001234",
    }
    assert "13900001234" not in served_bank.as_role("manager").get(f"{WAY}office/?entry=plant").content.decode()


def test_another_role_is_another_entry(served_bank: Served) -> None:
    keep(served_bank, "officer", name="Li", role="director")
    seen = str(newest_number(MINE, "officer", "li · director"))
    answer = keep(served_bank, "officer", name="Li", role="chair", entry="li · director", seen=seen)
    assert (answer.status_code, "end that one" in answer.content.decode()) == (409, True)


def test_the_key_of_an_entry_stays_as_it_is(served_bank: Served) -> None:
    keep(served_bank, "need", product="escrow")
    form = served_bank.as_role("manager").get(f"{WAY}need/?entry=escrow").content.decode()
    assert re.findall(r'name="(\w+)"[^>]* readonly', form) == ["product"]


@pytest.mark.parametrize("since", ["0001-01-01", "9999-12-31", "x"])
def test_a_day_that_no_database_knows_is_asked_for_again(served_bank: Served, since: str) -> None:
    assert keep(served_bank, "need", product="card", valid_from=since).status_code == 422
    assert served_bank.as_role("manager").get(f"{WAY}?day={since}&at={since}").status_code == 409


def test_a_value_is_taken_back_with_a_reason(served_bank: Served) -> None:
    keep(served_bank, "need", product="payroll")
    number = newest_number(MINE, "need", "payroll")
    browser = served_bank.as_role("manager")
    assert browser.post(f"{WAY}{number}/back/", {"reason": "misheard"}).status_code == 302
    assert "taken back by" in page(served_bank)
    assert newest_number(MINE, "need", "payroll") == 0


@pytest.mark.parametrize(("role", "status"), [("stranger", 404), ("hr", 403), ("admin", 403), ("auditor", 403)])
def test_nobody_else_keeps_it(served_bank: Served, role: str, status: int) -> None:
    assert keep(served_bank, "need", by=role, product="x").status_code == status


def sheet(*rows: list[str]) -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([["party_id", "valid_from", "product", "amount"], *rows])
    return SimpleUploadedFile("needs.csv", text.getvalue().encode())


def test_a_sheet_is_checked_taken_in_and_taken_back(served_bank: Served) -> None:
    head = served_bank.as_role("head")
    rows = ([MINE, "2026-03-01", "loan", "5"], [MINE, "", "card", "many"])
    checked = head.post("/register/need/hand-in/", {"sheet": sheet(*rows)}).content.decode()
    assert "1 row is good" in checked
    assert "no sum of money" in checked
    assert sheets_of("need") == []
    head.post("/register/need/hand-in/", {"sheet": sheet(*rows), "take": "1"})
    (taken,) = sheets_of("need")
    assert (taken.rows, taken.refused) == (1, 1)
    assert "loan" in page(served_bank)
    head.post(f"/register/sheets/{taken.pk}/back/", {"reason": "the wrong file"})
    assert newest_number(MINE, "need", "loan") == 0


def test_a_sheet_reaches_only_whom_its_reader_sees(served_bank: Served) -> None:
    blind = Client()
    blind.cookies["django_language"] = "en"
    blind.force_login(User.objects.create(username="head-without-sight", post="head"))
    rows = ([MINE, "2026-03-01", "loan", "5"], ["C-NOBODY", "2026-03-01", "loan", "5"])
    checked = blind.post("/register/need/hand-in/", {"sheet": sheet(*rows)}).content.decode()
    assert checked.count("the book does not know the customer") == len(rows)
    blind.post("/register/need/hand-in/", {"sheet": sheet(*rows), "take": "1"})
    assert newest_number(MINE, "need", "loan") == 0
    served_bank.as_role("head").post("/register/need/hand-in/", {"sheet": sheet(rows[0]), "take": "1"})
    taken = sheets_of("need")[0]
    assert taken.rows == 1
    assert f"/register/sheets/{taken.pk}/back/" not in blind.get("/register/need/").content.decode()
    assert blind.post(f"/register/sheets/{taken.pk}/back/", {"reason": "mine"}).status_code == 404
    assert newest_number(MINE, "need", "loan") > 0


def test_a_file_that_is_no_sheet_is_refused_in_words(served_bank: Served) -> None:
    broken = SimpleUploadedFile("needs.xlsx", b"PK\x03\x04 not a sheet")
    answer = served_bank.as_role("head").post("/register/need/hand-in/", {"sheet": broken})
    assert answer.status_code == 409
    assert "cannot be read as a spreadsheet" in answer.content.decode()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_template_is_handed_out(served_bank: Served, form: str) -> None:
    answer = served_bank.as_role("head").get(f"/register/need/template.{form}")
    assert answer.status_code == 200
    assert len(answer.content) > 30


def test_the_register_tells_every_item(served_bank: Served) -> None:
    shown = served_bank.as_role("manager").get("/register/").content.decode()
    assert "Credit elsewhere" in shown
    assert "Collected twice" in shown


def test_the_register_tells_at_once_what_became_known_and_was_taken_back(served_bank: Served) -> None:
    def known() -> int:
        shown = served_bank.as_role("head").get("/register/").context["reckoned"].gaps
        return next(int(gap.known) for gap in shown if gap.item.code == "office")

    before = known()
    keep(served_bank, "office", name="厂区", address="某路1号")
    assert known() == before + 1
    (value,) = record_of(MINE, day=date(2026, 3, 1)).values()
    served_bank.as_role("manager").post(f"{WAY}{value.number}/back/", {"reason": "another firm's"})
    assert known() == before


@pytest.mark.parametrize("field", ["product", "source", "seen"])
def test_a_letter_that_no_database_keeps_is_refused_in_words(served_bank: Served, field: str) -> None:
    answer = keep(served_bank, "need", **{"product": "loan", field: "a\0b"})
    assert (answer.status_code, "cannot be kept (NUL)" in answer.content.decode()) == (400, True)


def test_nor_is_it_taken_from_a_program(served_bank: Served) -> None:
    answer = served_bank.as_role("manager").post("/api/v1/questions", {"by": "a\0"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
