"""Masked numbers are shown for a reason that is kept, and who opens what is another's is on record."""

import pytest
from django.test import Client

from qiao.customers.queries import Customer
from qiao.ground.looks import looked
from qiao.ground.models import Look, User
from tests.banks.served import Served

WAY = "/customers/C000001/masked/id_no/"
PIECE = {"HX-Request": "true"}


def number() -> str:
    return str(Customer.objects.get(party_id="C000001").id_no)


def browser_of(bank: Served, role: str) -> Client:
    Look.objects.all().delete()
    return bank.as_role(role)


def test_a_number_is_shown_with_a_reason_which_is_kept(served_bank: Served) -> None:
    browser = browser_of(served_bank, "manager")
    assert number() not in browser.get("/customers/C000001/").content.decode()
    piece = browser.post(WAY, {"reason": "calls about the renewal"}, headers=PIECE).content.decode()
    assert number() in piece
    assert "<html" not in piece
    look = Look.objects.get(kind="revealed")
    assert (look.actor, look.subject, look.reason) == ("RM001", "customer C000001", "calls about the renewal")
    assert look.detail == {"field": "id_no"}
    assert number() not in browser.get(WAY, headers=PIECE).content.decode()
    assert number() in browser.post(WAY, {"reason": "without scripts"}).content.decode()


def test_without_a_reason_nothing_is_shown(served_bank: Served) -> None:
    answer = browser_of(served_bank, "manager").post(WAY, {"reason": "  "}, headers=PIECE)
    assert answer.status_code == 400
    assert "Say what you need" in answer.content.decode()
    assert number() not in answer.content.decode()
    assert not Look.objects.filter(kind="revealed").exists()


@pytest.mark.parametrize(("role", "status"), [("stranger", 404), ("hr", 403), ("admin", 403), ("auditor", 200)])
def test_who_may_not_see_the_customer_sees_no_number(served_bank: Served, role: str, status: int) -> None:
    answer = browser_of(served_bank, role).post(WAY, {"reason": "x"})
    assert answer.status_code == status
    assert (number() in answer.content.decode()) is (status == 200)


def test_a_field_that_is_not_masked_is_not_found(served_bank: Served) -> None:
    assert served_bank.as_role("manager").post("/customers/C000001/masked/name/", {"reason": "x"}).status_code == 404


def test_the_days_shown_numbers_run_out(served_bank: Served) -> None:
    browser, person = browser_of(served_bank, "manager"), User.objects.get(username="RM001")
    for count in range(50):
        looked(person, kind="revealed", subject=f"customer {count}", reason="x")
    answer = browser.post(WAY, {"reason": "one more"}, headers=PIECE)
    assert answer.status_code == 429
    assert number() not in answer.content.decode()


def test_who_opens_what_is_anothers_is_on_record_once_a_day(served_bank: Served) -> None:
    browser = browser_of(served_bank, "lead")
    for _time in range(2):
        browser.get("/customers/C000001/")
        browser.get("/slips/2026-09/RM001/")
    assert sorted(Look.objects.values_list("actor", "kind", "subject")) == [
        ("LEAD01", "opened", "customer C000001"),
        ("LEAD01", "opened", "slip 2026-09 RM001"),
    ]


def test_who_opens_ones_own_is_not(served_bank: Served) -> None:
    browser = browser_of(served_bank, "manager")
    browser.get("/customers/C000001/")
    browser.get("/slips/2026-09/RM001/")
    assert not Look.objects.exists()
