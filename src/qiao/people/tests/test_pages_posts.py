"""The pages of the post: what each of the cast is shown, and the whole way into the post by forms."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from qiao.ground import clock
from qiao.ground.models import Look
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.people.actions.certificates import set_certificate
from qiao.people.actions.extract import renew_visibility
from qiao.people.models import Candidate, EntryStep, Opening
from qiao.people.queries.ladders import ladders_on, matrices_on
from qiao.people.rules.samples import NEUTRAL, QUALIFIED
from qiao.people.tests.cast import COLLEAGUE, MANAGER, STRANGER, adopt, log_in, take_in_branch
from qiao.people.tests.test_entry import CERTIFICATE, CHECKS, TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_branch()
    renew_visibility(on=clock.today(), actor="test")
    for one in (MANAGER, COLLEAGUE, STRANGER, "LE1", "HD1", "HR1", "HR2", "AU1"):
        log_in(one)


def browser(staff_id: str) -> Client:
    found = Client(raise_request_exception=False)
    found.force_login(log_in(staff_id))
    found.cookies["django_language"] = "en"
    return found


def text_of(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def opened() -> int:
    adopt()
    answer = browser("HR1").post("/people/openings/new/", TEXTS | {"closes_on": clock.today().isoformat()})
    assert answer.status_code == 302, text_of(answer)
    return Opening.objects.get().pk


def step(candidate: int, staff_id: str = "HR1", /, **texts: str) -> str:
    """Take a step by its form; the words of the page after it."""
    return text_of(browser(staff_id).post(f"/people/openings/candidates/{candidate}/act/", texts, follow=True))


def test_a_ladder_is_adopted_by_the_form_and_its_words_stay_those_of_the_sample() -> None:
    texts = {"name": "六级制（通用）", "source": "本系统的建议", "sector": "bank", "mark": "proposal", "what": "ladder"}
    chinese = browser("HR1")
    chinese.cookies["django_language"] = "zh-hans"
    shown = text_of(chinese.get("/people/ladders/neutral/"))
    written = re.search(r'name="levels"[^>]*>(.*?)</textarea>', shown, re.DOTALL)
    assert written
    assert "资深客户经理" in written[1]
    answer = chinese.post(
        "/people/ladders/neutral/", texts | {"levels": written[1], "since": "2024-01-01", "reason": "adopted"}
    )
    assert answer.status_code == 302
    office.decide(Approval.objects.get().pk, approve=True, reason="", on=clock.today(), actor=log_in("HD1"))
    assert ladders_on(clock.today()) == {"neutral": NEUTRAL}
    matrix = text_of(chinese.get("/people/ladders/neutral/"))
    rows = re.search(r'name="matrix"[^>]*>(.*?)</textarea>', matrix, re.DOTALL)
    assert rows
    texts = {"what": "matrix", "matrix": rows[1], "since": clock.today().isoformat(), "reason": "with it"}
    assert chinese.post("/people/ladders/neutral/", texts).status_code == 302
    office.decide(Approval.objects.latest("id").pk, approve=True, reason="", on=clock.today(), actor=log_in("HD1"))
    assert matrices_on(clock.today())["neutral"]["高级"].segments == ("large", "medium", "small", "micro")
    assert "Six levels, neutral" in text_of(browser(MANAGER).get("/people/ladders/"))


def test_a_level_is_added_and_a_norm_changed_by_cells_and_a_wrong_cell_comes_back() -> None:
    adopt()
    hr = browser("HR1")
    shown = text_of(hr.get("/people/ladders/neutral/"))

    def cells(section: str) -> list[list[str]]:
        rows = re.findall(
            r"<tr>(?:(?!</tr>).)*cell0.*?</tr>", shown.partition(f'id="{section}"')[2].partition("</table>")[0]
        )
        found = []
        for row in rows:
            inputs = dict(re.findall(r'name="cell(\d)" value="([^"]*)"', row))
            chosen = re.findall(r'name="cell(\d)"(?: aria-label="[^"]*")?>.*?</select>', row)
            yes = 'value="yes" selected' in row
            found.append([inputs.get(str(place), "yes" if yes else "no") for place in range(7)])
            assert len(chosen) == 1
        return found

    def sent(what: str, rows: list[list[str]]) -> dict[str, object]:
        columns = {f"cell{place}": [row[place] for row in rows] for place in range(7)}
        return columns | {"what": what, "since": clock.today().isoformat(), "reason": "one more rung"}

    levels = cells("levels")
    assert [one[0] for one in levels[:-1]] == [one.code for one in NEUTRAL.levels]
    more = [*levels[:-1], ["首席", "Principal", "90", "12", "no", "", ""], levels[-1]]
    wrong = hr.post(
        "/people/ladders/neutral/", sent("level_cells", [*levels[:-1], ["首席", "Principal", "high", "", "", "", ""]])
    )
    assert wrong.status_code == 400
    assert 'value="high"' in text_of(wrong)
    assert hr.post("/people/ladders/neutral/", sent("level_cells", more)).status_code == 302
    office.decide(Approval.objects.latest("id").pk, approve=True, reason="", on=clock.today(), actor=log_in("HD1"))
    found = ladders_on(clock.today())["neutral"]
    assert found.levels[0].code == "首席"
    assert found.levels[1:] == NEUTRAL.levels, "words of the sample stay those of the sample"
    matrix = cells("authority")
    matrix[0][2] = "15"
    assert hr.post("/people/ladders/neutral/", sent("matrix_cells", matrix)).status_code == 302
    office.decide(Approval.objects.latest("id").pk, approve=True, reason="", on=clock.today(), actor=log_in("HD1"))
    assert matrices_on(clock.today())["neutral"][matrix[0][0]].customers_most == 15


def test_a_ladder_that_cannot_be_read_comes_back_with_what_was_typed() -> None:
    texts = {
        "what": "ladder",
        "name": "Ours",
        "source": "office text",
        "sector": "bank",
        "mark": "read",
        "scheme": "ours",
    }
    answer = browser("HR1").post("/people/ladders/new/", texts | {"levels": "1 | one", "since": "2024-01-01"})
    assert answer.status_code == 400
    assert "Line 1" in text_of(answer)
    assert "1 | one" in text_of(answer)
    assert browser(MANAGER).post("/people/ladders/neutral/", texts).status_code == 403
    assert browser("HR1").get("/people/ladders/nothing/").status_code == 404
    assert browser(MANAGER).get("/people/ladders/new/").status_code == 404


def test_the_whole_way_by_forms_from_the_opening_to_the_appointment() -> None:
    number = opened()
    own = browser(COLLEAGUE)
    assert own.post(f"/people/openings/{number}/act/", {"what": "apply", "reason": "wishes to"}).status_code == 302
    one = Candidate.objects.get()
    assert "Written exam" in step(one.pk, what="check", **CHECKS)
    refused = step(one.pk, what="examine", score="eighty", reason="written by hand")
    assert 'value="written by hand"' in refused, "what was typed comes back"
    assert 'value="eighty"' in refused
    assert "Kept: written exam." in step(one.pk, what="examine", score="80")
    assert "You are on the panel" in text_of(browser("LE1").get(f"/people/openings/{number}/"))
    assert "Score: 81" in step(one.pk, "LE1", what="score", score="81", reason="clear")
    other = text_of(browser("HD1").get(f"/people/openings/candidates/{one.pk}/"))
    assert "not shown" in other, "each scores alone"
    assert "Score: 81" not in other
    step(one.pk, "HD1", what="score", score="75", reason="calm")
    step(one.pk, what="close_interview")
    step(one.pk, what="announce")
    objected = browser(STRANGER)
    texts = {"what": "object", "candidate": str(one.pk), "text": "owes money"}
    assert objected.post(f"/people/openings/{number}/act/", texts).status_code == 302
    assert "is not answered yet" in step(one.pk, what="close_notice")
    step(one.pk, what="answer", objection="1", reason="was repaid")
    page = text_of(browser("HR1").get(f"/people/openings/candidates/{one.pk}/"))
    assert re.search(r"<div>owes money</div>\s*<div class=\"sub\">was repaid", page), "question and answer stand apart"
    assert re.search(r'href="/people/openings/" aria-current="page"', page), "a candidate belongs to the openings"
    assert "it stands for 5" in step(one.pk, what="close_notice")
    step_back = EntryStep.objects.get(kind="announced")
    EntryStep.objects.filter(pk=step_back.pk).update(on=step_back.on.replace(year=step_back.on.year - 1, day=1))
    step(one.pk, what="close_notice")
    step(one.pk, what="train", hours="40", reason="products")
    step(one.pk, what="certify", **(CERTIFICATE | {"issued_on": clock.today().isoformat(), "valid_to": ""}))
    told = step(one.pk, what="appoint", since=clock.today().isoformat(), mentor=MANAGER, reason="passed all")
    assert "waits for a second person" in told
    request = Approval.objects.latest("id")
    chinese = browser("HD1")
    chinese.cookies["django_language"] = "zh-hans"
    assert "上一页" not in text_of(chinese.get(f"/approvals/{request.pk}/"))
    assert browser("HD1").post(f"/approvals/{request.pk}/", {"answer": "approve"}).status_code == 302
    file = text_of(browser(COLLEAGUE).get(f"/people/{COLLEAGUE}/career/"))
    assert "Assistant manager" in file
    assert "on probation" in file
    assert "can be confirmed from" in file
    assert "not told" in file, "nobody told hours of the certificate"
    nowhere = browser(COLLEAGUE).get(f"/people/{COLLEAGUE}/career/?on=abc")
    assert nowhere.status_code == 409
    assert "On: abc is no day that can be asked for; write it as 2026-09-30." in text_of(nowhere)
    assert f"told by Name HD1 on {clock.today()}" in file
    assert "no new customers" not in file
    assert "Probation lasts until" in step(one.pk, what="confirm", reason="good")


def test_who_a_candidate_is_reads_hr_the_panel_and_the_candidate_and_a_look_is_kept() -> None:
    number = opened()
    texts = {"what": "candidate", "name": "Candidate Outside", "contact": "13900001111", "reason": "r"}
    browser("HR1").post(f"/people/openings/{number}/act/", texts)
    one = Candidate.objects.get().pk
    step(one, what="check", **CHECKS)
    for reader, status, sees in (
        ("HR2", 200, True),
        ("LE1", 200, True),
        ("AU1", 200, False),
        (MANAGER, 404, False),
        (STRANGER, 404, False),
    ):
        page = browser(reader).get(f"/people/openings/candidates/{one}/")
        board = text_of(browser(reader).get(f"/people/openings/{number}/"))
        assert page.status_code == status
        for mark in ("Candidate Outside", "13900001111", "no remarks"):
            assert (mark in text_of(page)) is sees, (reader, mark)
        assert ("Candidate Outside" in board) is sees, reader
        assert "13900001111" not in board
    assert Look.objects.filter(subject=f"candidate {one}", actor="hr2").count() == 1


def test_forms_of_others_are_refused_and_nothing_is_taken_for_junk() -> None:
    number = opened()
    for reader in (MANAGER, "AU1", "HD1"):
        assert browser(reader).get("/people/openings/new/").status_code == 403
        texts = {"what": "candidate", "name": "x", "reason": "r"}
        assert browser(reader).post(f"/people/openings/{number}/act/", texts).status_code == 403
    hr = browser("HR1")
    assert hr.get("/people/openings/999999999999999999999/").status_code == 404
    assert hr.get("/people/openings/candidates/999999999999999999999/").status_code == 404
    assert hr.post(f"/people/openings/{number}/act/", {"what": "object", "candidate": "x"}).status_code == 404
    assert hr.post("/people/openings/new/", TEXTS | {"places": "many", "closes_on": ""}).status_code == 400
    candidate = hr.post(f"/people/openings/{number}/act/", {"what": "candidate", "name": "x", "reason": "r"})
    assert candidate.status_code == 302
    one = Candidate.objects.get().pk
    assert hr.post(f"/people/openings/candidates/{one}/act/", {"what": "promote"}).status_code == 404
    assert "cannot be done now" in step(one, what="train", hours="3", reason="r")
    assert "write a whole number" in step(one, what="examine", score="９")


def test_a_career_file_is_read_by_oneself_and_by_who_leads_and_changed_by_two() -> None:
    adopt()
    for reader, status in ((MANAGER, 200), ("LE1", 200), ("AU1", 200), (COLLEAGUE, 404), (STRANGER, 404)):
        assert browser(reader).get(f"/people/{MANAGER}/career/").status_code == status, reader
    assert browser(MANAGER).get("/people/career/")["Location"] == f"/people/{MANAGER}/career/"
    assert "no certificate" in text_of(browser(MANAGER).get(f"/people/{MANAGER}/career/"))
    assert "Ask for a change" not in text_of(browser("AU1").get(f"/people/{MANAGER}/career/"))
    texts = {"what": "suspended", "since": clock.today().isoformat(), "reason": "inquiry"}
    assert browser("LE1").post(f"/people/{MANAGER}/career/", texts).status_code == 302
    again = browser("LE1").post(f"/people/{MANAGER}/career/", texts)
    assert again.status_code == 400
    office.decide(Approval.objects.latest("id").pk, approve=True, reason="", on=clock.today(), actor=log_in("HD1"))
    assert "suspended" in text_of(browser(MANAGER).get(f"/people/{MANAGER}/career/"))
    assert "No table limits" in text_of(browser(MANAGER).get(f"/people/{MANAGER}/career/?on=2020-01-01"))
    extra = {"what": "quota", "month": f"{clock.today():%Y-%m}", "extra": "100", "reason": "fair"}
    assert browser("LE1").post(f"/people/{MANAGER}/career/", extra).status_code == 302
    assert browser(MANAGER).post(f"/people/{MANAGER}/career/", extra).status_code == 403


def test_certificates_are_told_by_hr_and_listed_for_who_leads() -> None:
    today = clock.today()
    texts = {"staff_id": MANAGER, "kind": QUALIFIED, "number": "N1", "issued_on": "2020-01-01"}
    assert browser("HR1").post("/people/certificates/", texts | {"issued_on": "soon"}).status_code == 400
    told = browser("HR1").post("/people/certificates/", texts | {"valid_to": today.isoformat()})
    assert told["Location"] == f"/people/{MANAGER}/career/"
    set_certificate(texts | {"staff_id": STRANGER, "valid_to": today.isoformat()}, person=log_in("HR1"), actor="hr1")
    led = text_of(browser("LE1").get("/people/certificates/"))
    assert f"Name {MANAGER}" in led
    assert f"Name {STRANGER}" not in led
    assert f"Name {MANAGER}" in text_of(browser("HR1").get("/people/certificates/?stage=7"))
    assert f"Name {MANAGER}" not in text_of(browser("HR1").get("/people/certificates/?stage=90"))
    assert browser("LE1").post("/people/certificates/", texts).status_code == 403
    assert browser(MANAGER).get("/people/certificates/").status_code == 403
