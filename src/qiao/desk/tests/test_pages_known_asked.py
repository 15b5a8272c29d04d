"""What the book asks a manager for, papers, industries and the register's definitions, as their pages do it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from qiao.desk.queries.duties import duties_of
from qiao.ground import clock
from qiao.ground.models import Look, User
from qiao.office import papers
from qiao.portfolio.queries import serving as portfolio
from qiao.profile.actions.values import set_value
from qiao.profile.queries.record import newest_number, record_of
from qiao.profile.queries.register import item_on
from tests.banks.served import CAST, Served

MINE = "C000001"
WAY = f"/customers/{MINE}/known/"
PDF = b"%PDF-1.7 made up"


@pytest.fixture(autouse=True)
def nothing_remains(served_bank: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test keeps is gone after it: others look at the same bank."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def manager() -> User:
    return User.objects.get(username=CAST["manager"])


def known(code: str, *, ago: int = 0, **texts: str) -> None:
    """Kept by the manager so many days ago, and learned then."""
    person, day = manager(), clock.today() - timedelta(days=ago)
    value = set_value(MINE, code, texts, valid_from=day, source="a visit", seen=0, person=person, actor=person.username)
    value.known_at -= timedelta(days=ago)
    value.save()


def tasks() -> list[tuple[str, date | None]]:
    lines = duties_of(manager(), clock.today())
    return [(line.words % line.facts, line.due) for line in lines if line.address.startswith(f"/customers/{MINE}/")]


def serves() -> bool:
    return portfolio.running(clock.today()).filter(staff_id=manager().staff_id, party_id=MINE).exists()


def test_a_manager_has_a_task_for_what_is_late_expires_or_was_promised(served_bank: Served) -> None:
    assert serves()
    today = clock.today()
    before = len(tasks())
    known("need", ago=100, product="loan")
    known("paper", number="L-1", kind="licence", valid_until=(today + timedelta(days=20)).isoformat())
    known("contact", day=today.isoformat(), way="call", said="x", next_step="50 % off", next_on="2026-12-31")
    told = dict(tasks())
    assert len(told) == before + 3
    assert [words for words in told if "1 items of the record" in words]
    (paper,) = (due for words, due in told.items() if "L-1" in words)
    assert paper == today + timedelta(days=13)
    assert [words for words in told if words.endswith("next step: 50 % off")]
    shown = served_bank.as_role("manager").get("/tasks/").content.decode()
    assert "next step: 50 % off" in shown
    assert duties_of(User.objects.get(username=CAST["head"]), today) == []


def test_what_expired_is_marked_and_who_refused_offers_is_told_at_the_head(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    assert "No marketing" not in browser.get(f"/customers/{MINE}/").content.decode()
    known("paper", number="L-1", kind="licence", valid_until="2020-01-01")
    known("consent", purpose="marketing", given="no")
    page = browser.get(WAY).content.decode()
    assert "expired on 2020-01-01" in page
    assert "No marketing" in page
    assert "No marketing" in browser.get(f"/customers/{MINE}/").content.decode()


def asked(browser: object, query: str = "") -> dict[str, str]:
    """The hidden fields of the page by name."""
    page = browser.get(f"{WAY}ask/{query}").content.decode()  # type: ignore[attr-defined]  # a browser of the cast
    return dict(re.findall(r'name="(p\d+-(?:item|seen|held|entry))" value="([^"]*)"', page))


def test_all_that_is_late_is_confirmed_or_changed_in_one_go(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    known("need", ago=100, product="loan", amount="5")
    known("office", ago=400, name="plant", address="a road")
    form = asked(browser)
    places = {form[name]: name.partition("-")[0] for name in form if name.endswith("item")}
    need, office = places["need"], places["office"]
    form |= {f"{need}-same": "1", f"{need}-product": "loan", f"{need}-amount": "5.00"}
    form |= {
        f"{office}-name": "plant",
        f"{office}-address": "",
        "valid_from": clock.today().isoformat(),
        "source": "call",
    }
    refused = browser.post(f"{WAY}ask/", form)
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert "is missing" in shown
    assert f'name="{need}-same" value="1" checked' in shown
    assert newest_number(MINE, "need", "loan") == int(form[f"{need}-seen"])
    assert browser.post(f"{WAY}ask/", form | {f"{office}-address": "a street"}).status_code == 302
    record = record_of(MINE, day=clock.today())
    assert (record["need", "loan"].valid_from, record["office", "plant"].values) == (
        clock.today(),
        {"name": "plant", "address": "a street"},
    )
    assert asked(browser) == {}


def test_what_nobody_knows_can_be_filled_in_and_the_rest_is_left(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    form = asked(browser, "?all=1")
    assert len(form) > 10
    place = next(name.partition("-")[0] for name, code in form.items() if code == "office")
    form |= {f"{place}-name": "shop", f"{place}-address": "x", "valid_from": "2026-03-01", "source": "call"}
    assert browser.post(f"{WAY}ask/?all=1", form).status_code == 302
    assert [code for code, _entry in record_of(MINE, day=clock.today())] == ["office"]
    assert browser.post(f"{WAY}ask/", {"valid_from": "x"}).status_code == 422
    assert browser.post(f"{WAY}ask/", {"valid_from": "2026-03-01", "source": "x"}).status_code == 409


@pytest.mark.parametrize(("role", "status"), [("stranger", 404), ("hr", 403), ("admin", 403)])
def test_nobody_else_is_asked(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get(f"{WAY}ask/").status_code == status


def test_a_paper_is_attached_taken_and_taken_back(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    known("paper", number="L-1", kind="licence", valid_until="2030-01-01")
    given = {"topic": "paper l-1", "paper": SimpleUploadedFile("执照 1.pdf", PDF)}
    assert browser.post(f"/customers/{MINE}/papers/", given).status_code == 302
    (paper,) = papers.attachments_of([f"customer {MINE}"])
    way = f"/customers/{MINE}/papers/{paper.pk}/"
    answer = browser.get(way)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert Look.objects.filter(actor=CAST["manager"], detail__paper=paper.pk).count() == 1
    assert served_bank.as_role("stranger").get(way).status_code == 404
    assert served_bank.as_role("manager").get(f"/customers/C000002/papers/{paper.pk}/").status_code == 404
    assert served_bank.as_role("auditor").post(f"{way}back/", {"reason": "x"}).status_code == 403
    assert browser.post(f"{way}back/", {"reason": "of another"}).status_code == 302
    assert browser.get(way).status_code == 404
    assert "of another" in browser.get(WAY).content.decode()


def test_a_program_is_no_paper(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    known("need", product="loan")
    for topic, name, content in (
        ("need loan", "a.pdf", b"MZ"),
        ("need card", "a.pdf", PDF),
        ("need loan", "a.html", PDF),
    ):
        browser.post(f"/customers/{MINE}/papers/", {"topic": topic, "paper": SimpleUploadedFile(name, content)})
    assert papers.attachments_of([f"customer {MINE}"]) == []
    assert "none of the types" in browser.get(WAY).content.decode()


def test_two_persons_change_an_item_by_its_page(served_bank: Served) -> None:
    head, today = served_bank.as_role("head"), clock.today().isoformat()
    form = {
        "owner": "rm",
        "whence": "manager",
        "every_days": "10",
        "asked": "1",
        "since": today,
        "reason": "more often",
    }
    wrong = head.post("/register/need/terms/", form | {"every_days": "x"})
    assert wrong.status_code == 400
    assert "after how many days" in wrong.content.decode()
    asked_for = head.post("/register/need/terms/", form)
    assert asked_for.status_code == 302
    shown = head.get(asked_for["Location"]).content.decode()
    assert "Again after, days" in shown
    assert "waits for a second person" in head.get("/register/need/terms/").content.decode()
    found = item_on("need", on=clock.today())
    assert found
    assert found.every_days == 90
    assert 'name="owner"' not in served_bank.as_role("manager").get("/register/need/terms/").content.decode()
    assert served_bank.as_role("manager").post("/register/need/terms/", form).status_code == 403


def test_an_own_item_is_asked_for_by_its_page(served_bank: Served) -> None:
    head, today = served_bank.as_role("head"), clock.today().isoformat()
    form = {"owner": "rm", "whence": "manager", "every_days": "10", "asked": "1", "since": today, "reason": "leasing"}
    form |= {"code": "machines", "words": "Machines", "meaning": "How many.", "group": "business", "of": "company"}
    wrong = head.post("/register/new/", form | {"fields": "x"})
    assert (wrong.status_code, "How many." in wrong.content.decode()) == (400, True)
    answer = head.post("/register/new/", form | {"fields": "machines | Machines | count | needed"})
    assert "Machines (machines, count)" in head.get(answer["Location"]).content.decode()


def test_a_head_keeps_what_an_industry_needs_and_the_customer_shows_it(served_bank: Served) -> None:
    head = served_bank.as_role("head")
    form = {"code": "C", "products": "no such product", "fund_use": "slow", "since": "2026-01-01", "source": "a survey"}
    assert head.post("/register/industries/", form | {"source": ""}).status_code == 400
    wrong = head.post("/register/industries/", form | {"since": "30.9."})
    assert (wrong.status_code, "from which day" in wrong.content.decode()) == (400, True)
    assert head.post("/register/industries/", form).status_code == 302
    assert "a survey" in head.get("/register/industries/?text=x&page=9").content.decode()
    assert served_bank.as_role("manager").post("/register/industries/", form).status_code == 403
    shown = served_bank.as_role("manager").get(WAY).content.decode()
    assert "no such product" in shown
    assert "lacks" in shown
