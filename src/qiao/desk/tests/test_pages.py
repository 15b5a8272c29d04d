import re
from datetime import date

import pytest

from qiao.portfolio.queries.serving import Assignment
from tests.banks.served import Served


def test_today_shows_a_manager_the_own_bonus_and_the_customers(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/").content.decode()
    assert "My bonus 2026-09" in page
    assert "Customers that bring most" in page
    assert "Highest bonuses" not in page


def test_today_shows_a_branch_head_the_team_and_what_is_unclaimed(served_bank: Served) -> None:
    page = served_bank.as_role("head").get("/").content.decode()
    assert "Highest bonuses" in page
    assert "Unclaimed margin" in page


def test_today_shows_an_administrator_neither_pay_nor_customers(served_bank: Served) -> None:
    page = served_bank.as_role("admin").get("/").content.decode()
    assert "Newest settlement" in page
    assert not re.search(r"/customers/|/slips/|/league/", page)


def test_the_customers_of_a_manager_are_those_he_serves_in_the_month_or_since(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/customers/?sort=name").content.decode()
    own = Assignment.objects.filter(staff_id="RM001").exclude(until__lte=date(2026, 9, 1))
    assert set(re.findall(r"/customers/(C\d+)/", page)) == set(own.values_list("party_id", flat=True))


@pytest.mark.parametrize(("until", "status"), [(date(2026, 9, 1), 404), (date(2026, 9, 2), 200)])
def test_who_handed_a_customer_over_sees_no_month_after(served_bank: Served, until: date, status: int) -> None:
    browser = served_bank.as_role("stranger")
    before = Assignment.objects.create(
        party_id="C000001", staff_id="RM048", role="co", since=date(2026, 1, 1), until=until, share_bp=0
    )
    try:
        assert browser.get("/customers/C000001/", {"month": "2026-08"}).status_code == 200
        assert browser.get("/customers/C000001/").status_code == status
    finally:
        before.delete()


def test_customers_are_found_by_a_part_of_the_name(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    found = browser.get("/customers/", {"text": "C00001"}).content.decode()
    assert set(re.findall(r"/customers/(C\d+)/", found)) == {f"C00001{digit}" for digit in range(10)}
    assert "No customer found" in browser.get("/customers/", {"text": "%' OR '1'='1"}).content.decode()


def test_a_customer_page_shows_balances_contribution_and_who_serves(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/customers/C000001/").content.decode()
    assert 'id="curve"' in page
    assert "Who earns on this customer" in page
    assert "2026-09-16" in page  # the day of the hand-over


def test_a_customer_page_masks_identity_and_telephone(served_bank: Served) -> None:
    from qiao.customers.queries import Customer  # noqa: PLC0415  the bank's own row, read inside its database

    customer = Customer.objects.get(party_id="C000001")
    page = served_bank.as_role("auditor").get("/customers/C000001/").content.decode()
    assert customer.id_no not in page
    assert customer.phone not in page
    assert "masked" in page


@pytest.mark.parametrize(
    ("role", "status"), [("manager", 200), ("lead", 200), ("stranger", 404), ("hr", 403), ("admin", 403)]
)
def test_a_customer_of_others_is_not_found(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get("/customers/C000001/").status_code == status


def test_an_account_shows_who_has_which_share_and_why(served_bank: Served) -> None:
    page = served_bank.as_role("auditor").get("/accounts/A00000403/").content.decode()
    assert "30%" in page
    assert "70%" in page
    assert "row of this account" in page
    assert served_bank.as_role("stranger").get("/accounts/A00000403/").status_code == 404


@pytest.mark.parametrize("address", ["/customers/C000001/", "/accounts/A00000403/"])
def test_a_manager_reads_no_figure_of_a_colleague(served_bank: Served, address: str) -> None:
    told = "Figures only of yourself and of those you may see"
    assert told in served_bank.as_role("manager").get(address).content.decode()
    assert told not in served_bank.as_role("auditor").get(address).content.decode()


def test_known_codes_are_words_in_the_language_of_the_page(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor", language="zh-hans")
    page = browser.get("/customers/C000001/").content.decode()
    assert "统一社会信用代码" in page or "居民身份证" in page
    assert "主办" in page
    assert "营销" in browser.get("/slips/2026-09/RM001/").content.decode()


def test_a_hostile_id_is_just_not_found(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    for hostile in ("%27%3B--", "_2F_2E_2E_2F", "%00", "x" * 3000, "%E2%80%AE"):
        assert browser.get(f"/customers/{hostile}/").status_code == 404
        assert browser.get(f"/accounts/{hostile}/").status_code == 404
        assert browser.get(f"/people/{hostile}/").status_code == 404


def test_a_person_shows_the_months_and_whom_he_serves(served_bank: Served) -> None:
    page = served_bank.as_role("lead").get("/people/RM001/").content.decode()
    assert "/slips/2026-09/RM001/" in page
    assert "Serves today" in page
    assert served_bank.as_role("stranger").get("/people/RM001/").status_code == 404
    assert "Serves today" not in served_bank.as_role("hr").get("/people/RM001/").content.decode()
