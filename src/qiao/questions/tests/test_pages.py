"""Pages of questions and of the register: form, answer, way down, file, kept questions."""

import re

import pytest

from qiao.ground import clock
from qiao.ground.models import Look, User
from qiao.questions.actions.keeping import keep_question, schedule_question, take_question_out
from qiao.questions.actions.writing import write_due
from qiao.questions.models import KeptQuestion
from tests.banks.served import CAST, Served, sheet_rows
from tests.crawl.reading import text_of

ASKED = "/questions/?measure=margin&by=customer&last=2"


def test_the_page_answers_without_any_question(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/questions/").content.decode()
    assert "Contribution by Month" in page
    assert served_bank.months[-1] in page


def test_a_piece_is_the_answer_alone(served_bank: Served) -> None:
    piece = served_bank.as_role("manager").get(ASKED, headers={"HX-Request": "true"}).content.decode()
    assert piece.startswith('<div id="answer"')
    assert "<html" not in piece


@pytest.mark.parametrize(
    "query",
    [
        "?by=nothing",
        "?measure=x",
        "?field=person&how=is",
        "?since=never",
        "?by=month&field=npl_share&how=least&value=1e999999999999999999",
        "?by=month&field=npl_share&how=least&value=1e20",
        "?field=margin&how=least&value=5",
        "?kept=999999999999999",
    ],
)
def test_a_slip_of_the_pen_is_told_on_the_page(served_bank: Served, query: str) -> None:
    answer = served_bank.as_role("manager").get(f"/questions/{query}")
    assert answer.status_code in {200, 422}
    assert answer.status_code == 200 or 'role="alert"' in answer.content.decode()


def test_a_line_opens_to_customers_and_accounts(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    page = browser.get("/questions/?measure=margin&by=product&last=2").content.decode()
    down = re.search(r'scope="row"><a href="(/questions/\?[^"]+)"', page)
    assert down is not None
    assert "by=customer" in down[1]
    further = browser.get(down[1].replace("&amp;", "&")).content.decode()
    accounts = re.search(r'scope="row"><a href="(/questions/\?[^"]+by=account[^"]*)"', further)
    assert accounts is not None
    assert browser.get(accounts[1].replace("&amp;", "&")).status_code == 200


def test_the_file_says_what_the_page_says_and_leaves_a_look(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    rows = sheet_rows(browser.get("/questions.csv?measure=margin&by=side&last=1"))
    assert [row["Side"] for row in rows[:-1]] == ["Deposits", "Loans", "Customers' own fees"] or len(rows) >= 3
    assert rows[-1]["Side code"] == "Total"
    assert Look.objects.filter(actor=CAST["auditor"], kind="export", subject="list question").exists()


def test_a_kept_question_is_answered_in_the_readers_sight(served_bank: Served) -> None:
    auditor = User.objects.get(username=CAST["auditor"])
    browser = served_bank.as_role("auditor")
    browser.post("/questions/keep/", {"name": "by person", "query": "measure=margin&by=person&last=2"})
    one = KeptQuestion.objects.get(owner=auditor.username, name="by person")
    browser.post(f"/questions/{one.pk}/share/", {"post": "rm", "org": ""})
    reader = served_bank.as_role("manager")
    page = reader.get(f"/questions/{one.pk}/", follow=True).content.decode()
    assert "by person" in page
    names = set(re.findall(r'scope="row">(?:<a [^>]+>)?([^<]+)<', page[page.index('id="answer"') :]))
    assert len(names - {"Total"}) == 1
    assert reader.post(f"/questions/{one.pk}/out/").status_code in {302, 403, 404, 409}
    assert KeptQuestion.objects.get(pk=one.pk).taken_out_at is None
    browser.post(f"/questions/{one.pk}/out/")
    assert reader.get(f"/questions/{one.pk}/").status_code == 404
    gone = browser.get(f"/questions/?out={one.pk}").content.decode()
    assert f"/questions/{one.pk}/back/" in gone
    browser.post(f"/questions/{one.pk}/back/")
    assert reader.get(f"/questions/{one.pk}/").status_code == 302


def test_a_file_of_anothers_question_is_not_there(served_bank: Served) -> None:
    manager = User.objects.get(username=CAST["manager"])
    one = keep_question(manager, name="own", query="measure=margin", actor=manager.username)
    assert served_bank.as_role("stranger").get(f"/questions/{one.pk}/files/1/").status_code == 404
    assert served_bank.as_role("manager").get(f"/questions/{one.pk}/files/1/").status_code == 404


@pytest.mark.parametrize("role", ["admin"])
def test_who_may_not_ask_is_refused(served_bank: Served, role: str) -> None:
    assert served_bank.as_role(role).get("/questions/").status_code == 403
    assert served_bank.as_role(role).get("/indicators/").status_code == 200


def test_the_register_tells_one_indicator(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/indicators/contribution/").content.decode()
    assert "margin_micro + fee_micro − expected_loss_micro" in page
    assert "Customers" in page
    assert served_bank.as_role("manager").get("/indicators/nothing/").status_code == 404


def test_hovering_a_column_tells_its_definition(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/customers/").content.decode()
    assert 'title="Margin + fees - expected loss"' in page


def test_a_written_file_is_given_only_while_its_question_would_be_answered(served_bank: Served) -> None:
    auditor = User.objects.get(username=CAST["auditor"])
    one = keep_question(auditor, name="to a file", query="measure=margin&by=customer&last=1", actor=auditor.username)
    schedule_question(auditor, number=one.pk, rhythm="daily", form="csv", actor=auditor.username)
    run = write_due(on=clock.today(), actor="cron", number=one.pk)[0].run
    address = f"/questions/{one.pk}/files/{run.pk}/"
    browser = served_bank.as_role("auditor")
    given = browser.get(address)
    text_of(given)  # read to its end, as a browser does
    assert given.status_code == 200
    assert Look.objects.filter(actor=auditor.username, subject=f"question {one.pk}").exists()
    User.objects.filter(pk=auditor.pk).update(post="hr")
    try:
        assert browser.get(address).status_code in {403, 404}
    finally:
        User.objects.filter(pk=auditor.pk).update(post="auditor")
        take_question_out(auditor, number=one.pk, actor=auditor.username)


def test_a_line_that_may_not_be_asked_for_is_no_page_but_a_refusal(served_bank: Served) -> None:
    assert served_bank.as_role("hr").get("/questions/?measure=margin&by=customer").status_code == 403
