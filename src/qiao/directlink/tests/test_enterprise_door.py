"""The door of the desk: strikes, locks, idle ends, forms of other sites, and pages that nobody else may open."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from qiao.directlink.actions import opening
from qiao.directlink.models import Enterprise, JournalRecord, Operator
from qiao.directlink.pages.enterprise.addresses import urlpatterns
from qiao.directlink.tests.at_desk import Scene, come_in, is_out, opened_desk, row_of, text_of
from qiao.directlink.tests.cast import AT, BANK, COMPANY, OTHER_COMPANY, PASSWORD

pytestmark = pytest.mark.django_db
AT_THE_DOOR = {"link_log_in", "link_log_out"}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with opened_desk(monkeypatch) as scene:
        yield scene


def log_in(browser: Client, *, password: str = PASSWORD, user: str = "op01", **more: str) -> int:
    said = {"customer": COMPANY, "user": user, "password": password}
    return browser.post("/login/", said, **more).status_code  # type: ignore[arg-type]  # the address of the visitor


def test_an_operator_comes_in_with_what_the_own_systems_use_and_goes_out(desk: Scene) -> None:
    browser = come_in("op01")
    assert "云杉贸易" in text_of(browser.get("/"))
    assert browser.get("/logout/").status_code == 405
    assert is_out(browser.post("/logout/"))
    assert is_out(browser.get("/"))


@pytest.mark.parametrize(
    ("customer", "user", "password"),
    [
        (COMPANY, "op01", "wrong-password"),
        (COMPANY, "nobody", PASSWORD),
        ("9999999999", "op01", PASSWORD),
        (COMPANY, "chief\0", PASSWORD),
        ("' OR 1=1 --", "op01", PASSWORD),
        ("", "", ""),
        ("1" * 5_000, "x" * 5_000, "y" * 5_000),
    ],
)
def test_whoever_types_something_else_stays_outside(desk: Scene, customer: str, user: str, password: str) -> None:
    browser = Client(raise_request_exception=False)
    answer = browser.post("/login/", {"customer": customer, "user": user, "password": password})
    assert answer.status_code == 400
    assert is_out(browser.get("/"))


def test_the_sixth_wrong_password_locks_web_and_link_alike(desk: Scene) -> None:
    browser = Client(raise_request_exception=False)
    assert [log_in(browser, password="wrong-password") for _time in range(6)] == [400] * 6
    assert row_of("op01").locked_at == AT
    assert log_in(browser) == 400
    assert JournalRecord.objects.filter(kind="wrong_password", subject="op01").count() == 6


def test_a_locked_closed_or_renamed_password_is_out_with_the_next_click(desk: Scene) -> None:
    for change in ({"locked_at": AT}, {"is_active": False}, {"password": row_of("op02").password[:-2] + "xx"}):
        before = Operator.objects.filter(enterprise_id=COMPANY, name="op01").values(*change).get()
        browser = come_in("op01")
        assert browser.get("/").status_code == 200
        Operator.objects.filter(enterprise_id=COMPANY, name="op01").update(**change)
        assert is_out(browser.get("/accounts/")), change
        Operator.objects.filter(enterprise_id=COMPANY, name="op01").update(**before)
        assert is_out(browser.get("/")), "an ended session does not come back"


def test_a_session_ends_after_a_quarter_of_an_hour_and_after_a_day(desk: Scene) -> None:
    browser = come_in("op01")
    for _time in range(42):
        desk.later(minutes=14)
        assert browser.get("/").status_code == 200
    desk.later(minutes=14)
    assert "ended=long" in browser.get("/pay/").headers["Location"], "ten hours are over"
    browser = come_in("op01")
    desk.later(minutes=15, seconds=1)
    answer = browser.get("/pay/")
    assert (is_out(answer), "ended=idle" in answer.headers["Location"]) == (True, True)
    assert browser.post(
        "/login/", {"customer": COMPANY, "user": "op01", "password": PASSWORD, "next": "/pay/"}
    ).headers["Location"] == ("/pay/")


def test_a_session_bears_a_fresh_key_and_leads_nowhere_else(desk: Scene) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies["qiao_link"] = "a" * 32
    said = {"customer": COMPANY, "user": "op01", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert browser.post("/login/", said).headers["Location"] == "/"
    assert browser.cookies["qiao_link"].value not in {"", "a" * 32}
    first = browser.cookies["qiao_link"].value
    log_in(browser)
    assert browser.cookies["qiao_link"].value != first
    assert Session.objects.count() == 1


def test_the_own_password_is_changed_and_other_browsers_are_out(desk: Scene) -> None:
    here, there = come_in("op01"), come_in("op01")
    fresh = "battery-staple-9"
    for old, new, again in ((PASSWORD, fresh, "other"), (PASSWORD, "short", "short"), ("wrong-old-one", fresh, fresh)):
        assert here.post("/password/", {"old": old, "new": new, "again": again}).status_code == 400
    assert here.post("/password/", {"old": PASSWORD, "new": fresh, "again": fresh}).headers["Location"] == "/rights/"
    assert (here.get("/").status_code, is_out(there.get("/"))) == (200, True)
    assert log_in(Client(), password=fresh) == 302


def test_addresses_that_the_bank_agreed_hold_for_the_desk_too(desk: Scene) -> None:
    Enterprise.objects.filter(pk=COMPANY).update(addresses=["192.0.2.0/24"])
    browser = Client(raise_request_exception=False)
    assert log_in(browser) == 400
    assert log_in(browser, REMOTE_ADDR="192.0.2.7") == 302
    assert browser.get("/", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert is_out(browser.get("/", REMOTE_ADDR="198.51.100.1")), "a session that was carried elsewhere"


def test_a_closed_link_lets_nobody_in_and_a_suspended_one_lets_read(desk: Scene) -> None:
    browser = come_in("op01")
    opening.set_state(COMPANY, state="suspended", reason="arrears", at=AT, actor=BANK)
    assert "suspended this link" in text_of(browser.get("/"))
    opening.set_state(COMPANY, state="closed", reason="left", at=AT, actor=BANK)
    assert is_out(browser.get("/"))
    assert log_in(browser) == 400


def test_a_form_from_elsewhere_is_refused(desk: Scene) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert log_in(browser) == 403
    page = browser.get("/login/")
    token = page.cookies["qiao_link_csrf"].value
    said = {"customer": COMPANY, "user": "op01", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/login/", said).status_code == 302
    for address in ("/pay/", "/queue/", "/password/", "/logout/"):
        assert browser.post(address, {"step": "send"}).status_code == 403, address


def test_answers_are_kept_by_nobody_and_run_nothing_foreign(desk: Scene) -> None:
    for answer in (come_in("op01").get("/"), Client().get("/login/"), Client().get("/nothing/here/")):
        assert "no-store" in answer.headers["Cache-Control"]
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of the desk by name, with something in the place of what varies."""
    parts = {"account": "901010100100000026", "number": "X1", "form": "csv", "transfer": "T-1", "name": "op01"}
    whole = {"form": "mt940.sta"}, {"number": "7"}
    special = dict(zip(("link_account_standard", "link_file", "link_file_report"), (*whole, whole[1]), strict=True))
    for pattern in urlpatterns:
        wanted = pattern.pattern.regex.groupindex
        yield (
            str(pattern.name),
            reverse(
                str(pattern.name), kwargs={one: (parts | special.get(str(pattern.name), {}))[one] for one in wanted}
            ),
        )


def test_every_address_leads_a_visitor_to_the_door(desk: Scene) -> None:
    seen = dict(addresses())
    assert len(seen) > 20
    for name, address in seen.items():
        if name not in AT_THE_DOOR:
            for answer in (Client().get(address), Client().post(address)):
                assert is_out(answer), address


def test_a_log_in_of_another_enterprise_opens_the_other_enterprise(desk: Scene) -> None:
    assert "白桦物流" in text_of(come_in("op01", company=OTHER_COMPANY).get("/"))
