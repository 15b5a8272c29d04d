"""Search as people of the bank use it: by name, pinyin and number, within what each may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.customers.actions import renew_search
from qiao.customers.queries import Customer, search_is_behind
from tests.banks.served import Served

STATEMENTS_MOST = 12  # names to put in order, then the rows of the first


def found(bank: Served, role: str, text: str) -> str:
    answer = bank.as_role(role).get("/search/", {"text": text})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("text", ["云岚机械", "yunlan", "yljx", "C000001", "岚机"])
def test_a_manager_finds_an_own_customer(served_bank: Served, text: str) -> None:
    assert "/customers/C000001/" in found(served_bank, "manager", text)


@pytest.mark.parametrize("role", ["stranger", "hr", "admin", "nobody"])
def test_a_customer_of_others_is_not_found(served_bank: Served, role: str) -> None:
    assert "C000001" not in found(served_bank, role, "云岚机械")


def test_the_whole_identity_number_finds_and_stays_masked(served_bank: Served) -> None:
    customer = Customer.objects.get(pk="C000001")
    page = found(served_bank, "auditor", customer.id_no)
    assert "/customers/C000001/" in page
    assert f"{customer.id_no}</td>" not in page  # the text that was typed stands in the heading only


def test_a_piece_has_the_first_few(served_bank: Served) -> None:
    answer = served_bank.as_role("auditor").get("/search/", {"text": "演示"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.count("<li>") == 9  # eight and the way to more
    assert "<html" not in page


@pytest.mark.parametrize(
    "text", ["", "%", "'\"", "<script>alert(1)</script>", "x" * 500, "\\", "张" * 60, "*", "a OR b"]
)
def test_nothing_that_is_typed_breaks_it(served_bank: Served, text: str) -> None:
    assert "<script>alert" not in found(served_bank, "manager", text)


@pytest.mark.parametrize("role", ["manager", "lead", "auditor"])
def test_a_search_asks_the_database_little(served_bank: Served, role: str) -> None:
    browser = served_bank.as_role(role)
    browser.get("/search/?text=yunlan")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/search/?text=yunlan")
    assert len(asked) <= STATEMENTS_MOST, [one["sql"][:150] for one in asked]


def test_an_index_that_lacks_somebody_is_made_anew(served_bank: Served) -> None:
    assert not search_is_behind()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_search WHERE party_id = 'C000001'")
    assert search_is_behind()
    assert "/customers/C000001/" not in found(served_bank, "auditor", "yunlan")
    renew_search(actor="test")
    assert "/customers/C000001/" in found(served_bank, "auditor", "yunlan")
