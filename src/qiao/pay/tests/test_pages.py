"""Pay as pages: a run through all hands, statements, parts, cases, loans; hostile input; who sees what."""

import re

import pytest
from django.test import Client

from qiao.office import queries as office
from qiao.pay.models import DeferredPart, PayRun, RecoveryCase
from qiao.pay.tests.cast import (
    AUDITOR,
    HAO,
    HEAD,
    HU,
    LEAD,
    MANAGER,
    ON,
    OTHER_HEAD,
    STRANGER,
    approved,
    pay_day_of,
    person,
    reckoned,
)
from qiao.pay.tests.test_chain import somebody_with_parts
from tests.banks.served import Served, sheet_rows


def browser(name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person(name))
    client.cookies["django_language"] = "en"
    return client


def test_a_run_goes_through_all_hands_on_the_pages(bank: Served) -> None:
    hao, hu, head = browser(HAO), browser(HU), browser(HEAD)
    day = pay_day_of(bank.months[0])
    answer = hao.post("/pay/", {"period": bank.months[0], "unit": "B01", "day": day.isoformat()})
    run = PayRun.objects.get()
    assert answer["Location"] == f"/pay/{run.pk}/"
    assert "Look through it" in hu.get(f"/pay/{run.pk}/").content.decode()
    hu.post(f"/pay/{run.pk}/", {"act": "review", "words": "compared with last month"})
    hao.post(f"/pay/{run.pk}/", {"act": "ask", "words": "pay of the month"})
    request = office.open_approval("pay_run", str(run.pk))
    assert request is not None
    page = head.get(f"/approvals/{request.pk}/").content.decode()
    assert "earned in the period" in page
    for client in (head, hu):
        client.post(f"/approvals/{request.pk}/", {"answer": "approve", "reason": ""})
    run.refresh_from_db()
    assert run.state == "approved", page
    hu.post(f"/pay/{run.pk}/", {"act": "pay", "day": max(ON, run.until).isoformat()})
    run.refresh_from_db()
    assert run.state == "paid"
    assert run.payroll_digest in hu.get(f"/pay/{run.pk}/").content.decode()


def test_the_pages_open_for_those_who_see_and_for_nobody_else(bank: Served) -> None:
    run = approved(reckoned(bank.months[0]))
    statement, paper = f"/pay/{run.pk}/people/{MANAGER}/", f"/pay/{run.pk}/people/{MANAGER}/statement.pdf"
    opened = {
        "/pay/": {HAO: 200, HEAD: 200, LEAD: 200, AUDITOR: 200, MANAGER: 403, STRANGER: 403},
        f"/pay/{run.pk}/": {HAO: 200, HEAD: 200, LEAD: 200, AUDITOR: 200, MANAGER: 404, OTHER_HEAD: 404},
        statement: {HAO: 200, HEAD: 200, LEAD: 200, MANAGER: 200, AUDITOR: 200, STRANGER: 404, OTHER_HEAD: 404},
        paper: {MANAGER: 200, HEAD: 200, STRANGER: 404, OTHER_HEAD: 404},
        f"/pay/people/{MANAGER}/": {MANAGER: 200, LEAD: 200, STRANGER: 404, OTHER_HEAD: 404},
        f"/pay/{run.pk}/payroll.csv": {HAO: 200, AUDITOR: 200, HEAD: 403, LEAD: 403, MANAGER: 403},
        f"/pay/{run.pk}/accrual.xlsx": {HAO: 200, AUDITOR: 200, HEAD: 403, MANAGER: 403},
        f"/pay/{run.pk}.csv": {HAO: 200, LEAD: 200, MANAGER: 404},
        "/pay/deferred/": {HAO: 200, LEAD: 200, MANAGER: 403},
        "/pay/deferred.csv": {HAO: 200, MANAGER: 403},
        "/pay/cases/": {HAO: 200, AUDITOR: 200, MANAGER: 403},
        "/pay/cases.xlsx": {HAO: 200, MANAGER: 403},
        "/pay/loans/": {HAO: 200, HEAD: 200, MANAGER: 403},
    }
    found = {path: {name: browser(name).get(path).status_code for name in told} for path, told in opened.items()}
    assert found == opened
    assert browser(MANAGER).get("/pay/mine/")["Location"] == f"/pay/people/{MANAGER}/"


def test_a_lead_reads_the_own_people_of_a_run_and_no_sum_of_the_others(bank: Served) -> None:
    run = approved(reckoned(bank.months[0], unit="H00"), by=(HU, "HEAD00"))
    whole, own = sheet_rows(browser(HAO).get(f"/pay/{run.pk}.csv")), sheet_rows(browser(LEAD).get(f"/pay/{run.pk}.csv"))
    assert 0 < len(own) < len(whole)
    page = browser(LEAD).get(f"/pay/{run.pk}/").content.decode()
    assert "From what was earned to what is paid" not in page
    assert f"{run.pay_fen // 100:,}" not in page


def test_a_sheet_s_rows_add_up(bank: Served) -> None:
    run = approved(reckoned(bank.months[0]))
    for row in sheet_rows(browser(HAO).get(f"/pay/{run.pk}.csv")):
        cells = [int(text.replace(".", "")) for text in list(row.values())[4:-1]]
        assert sum(cells[:-1]) == cells[-1]


def test_the_person_sees_pay_once_it_is_approved_and_can_take_the_paper(bank: Served) -> None:
    run = reckoned(bank.months[0])
    manager = browser(MANAGER)
    assert manager.get(f"/pay/{run.pk}/people/{MANAGER}/").status_code == 404
    approved(run)
    page = manager.get(f"/pay/{run.pk}/people/{MANAGER}/").content.decode()
    assert f'href="/slips/{bank.months[0]}/{MANAGER}/"' in page
    answer = manager.get(f"/pay/{run.pk}/people/{MANAGER}/statement.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == browser(HEAD).get(f"/pay/{run.pk}/people/{MANAGER}/statement.pdf").content


def test_parts_are_asked_for_on_the_person_s_page(bank: Served) -> None:
    approved(reckoned(bank.months[0]))
    part = DeferredPart.objects.filter(staff_id=MANAGER).first()
    assert part is not None
    assert f'name="part" value="{part.pk}"' in browser(HAO).get(f"/pay/people/{MANAGER}/").content.decode()
    answer = browser(HAO).post(f"/pay/people/{MANAGER}/", {"part": [part.pk], "what": "held", "reason": "looked into"})
    assert re.fullmatch(r"/approvals/\d+/", answer["Location"])
    wrong = browser(HAO).post(f"/pay/people/{MANAGER}/", {"part": ["x", "9" * 40], "what": "held", "reason": "looked"})
    assert wrong.status_code == 400


def test_a_bad_loan_leads_to_a_case_and_the_person_answers(bank: Served) -> None:
    approved(reckoned(bank.months[0], unit="H00"), by=(HU, "HEAD00"))
    approved(reckoned(bank.months[1], unit="H00"), by=(HU, "HEAD00"))
    hao, (account_id, who) = browser(HAO), somebody_with_parts()
    assert account_id in hao.get("/pay/loans/").content.decode()
    page = hao.get(f"/pay/loans/{account_id}/").content.decode()
    assert "The days that made it" in page
    assert hao.get(f"/pay/loans/{account_id}/evidence.zip").content.startswith(b"PK")
    sent = {
        "staff": who,
        "cause": "fault",
        "since": "2026-01-01",
        "last": ON.isoformat(),
        "ratio": "50",
        "words": "no look was taken",
    }
    assert hao.post(f"/pay/loans/{account_id}/", sent | {"ratio": "500"}).status_code == 400
    hao.post(f"/pay/loans/{account_id}/", sent)
    case = RecoveryCase.objects.get()
    assert hao.get(f"/pay/cases/{case.pk}/evidence.zip").content.startswith(b"PK")
    assert "no look was taken" in hao.get(f"/pay/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/pay/9223372036854775808/",
        "/pay/99999999999999999999999/people/RM001/",
        "/pay/cases/9223372036854775808/",
        "/pay/loans/nothing/",
        "/pay/people/nobody/",
        "/pay/1.pdf",
    ],
)
def test_numbers_and_ids_of_nothing_are_not_there(bank: Served, path: str) -> None:
    assert browser(HAO).get(path).status_code == 404
    assert bank.months


@pytest.mark.parametrize(
    "query",
    ["?page=99999999", "?year=99999", "?year=0000", "?unit=" + "x" * 500, "?person=%27--", "?sort=9"],
)
def test_junk_in_an_address_shows_a_page(bank: Served, query: str) -> None:
    run = reckoned(bank.months[0])
    client = browser(HAO)
    paths = ("/pay/", f"/pay/{run.pk}/", "/pay/deferred/", "/pay/cases/", "/pay/loans/", f"/pay/people/{MANAGER}/")
    assert [client.get(path + query).status_code for path in paths] == [200] * len(paths)


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "pay", "day": "yesterday"},
        {"act": "correct", "staff": "x" * 900, "sum": "1e9", "words": "wrong sum"},
        {"act": "correct", "staff": MANAGER, "sum": "9" * 30, "words": "wrong sum"},
        {"act": "uncorrect", "correction": "9" * 50},
        {"act": "move", "unit": "B01", "wished": "RM001", "words": "moved"},
        {"act": "review", "words": ""},
    ],
)
def test_junk_in_a_form_is_refused_in_words(bank: Served, sent: dict[str, str]) -> None:
    run = reckoned(bank.months[0])
    status = browser(HAO).post(f"/pay/{run.pk}/", sent).status_code
    assert status in {400, 403, 409}, sent


@pytest.mark.parametrize("typed", ["case:x", "case:", "case:-1", "case:" + "9" * 40, "nobody"])
def test_who_is_nobody_is_refused_where_a_recovery_is_proposed(bank: Served, typed: str) -> None:
    form = {"staff": typed, "cause": "other", "since": "2026-01-01", "last": "2026-06-30", "ratio": "50", "words": "x"}
    assert browser(HAO).post("/pay/cases/", form).status_code in {400, 403, 404}
    assert not RecoveryCase.objects.exists()
