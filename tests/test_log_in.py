"""The door: who comes in and out, what is recorded of it, and how too many wrong passwords lock a name."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from tests.terminal.calling import called, done

pytestmark = pytest.mark.django_db
PASSWORD = "a good long password"


@pytest.fixture(autouse=True)
def nobody_has_asked_yet(settings: LazySettings) -> None:
    """Limits by the minute start anew; passwords are hashed in no time."""
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def wang() -> User:
    """Wang, a manager."""
    return User.objects.create_user(username="wang", post="rm", password=PASSWORD)


def browser(*, address: str = "10.1.2.3", forwarded: str = "", language: str = "en") -> Client:
    """A browser of somebody at an address; `forwarded` is what a proxy would tell."""
    fresh = Client(raise_request_exception=False, REMOTE_ADDR=address, headers={"X-Forwarded-For": forwarded})
    fresh.cookies["django_language"] = language
    return fresh


def tried(visitor: Client, name: str = "wang", password: str = PASSWORD, **more: str) -> tuple[int, str]:
    """Send the log-in form: the status and, of a redirect, where to, else the page."""
    answer = visitor.post("/login/", {"username": name, "password": password, **more})
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def test_a_manager_comes_in_and_goes_out_and_both_are_recorded(wang: User) -> None:
    visitor = browser()
    assert tried(visitor, next="/customers/?text=a") == (302, "/customers/?text=a")
    assert visitor.get("/login/")["Location"] == "/"
    assert visitor.post("/logout/")["Location"] == "/login/"
    assert visitor.get("/customers/")["Location"] == "/login/?next=/customers/"
    came, went = AuditRecord.objects.filter(subject="user wang").order_by("id")
    assert (came.actor, came.action, came.new) == (
        "wang",
        "project.log_in",
        {"logged in": ["password"], "address": "10.1.2.3"},
    )
    assert (went.actor, went.action) == ("wang", "project.log_out")


def test_a_wrong_password_a_strange_name_and_an_empty_form_are_answered_alike(wang: User) -> None:
    for name, password in (("wang", "wrong"), ("nobody", "wrong"), ("x" * 5_000, "wrong")):
        status, page = tried(browser(), name, password)
        assert (status, "Name and password do not match" in page) == (200, True), name
    assert "Write both the log-in name and the password" in tried(browser(), "wang", "")[1]
    status, page = tried(browser(), "w\0ang", PASSWORD)
    assert (status, "a letter that cannot be kept (NUL)" in page) == (400, True)
    assert AuditRecord.objects.count() == 0


def test_nobody_is_led_to_another_host_after_the_log_in(wang: User) -> None:
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert tried(browser(), next=elsewhere) == (302, "/"), elsewhere


def test_a_log_in_that_was_closed_says_so(wang: User) -> None:
    User.objects.update(is_active=False)
    visitor = browser()
    assert tried(visitor) == (302, "/login/closed/")
    assert "This log-in is closed" in visitor.get("/login/closed/").content.decode()
    assert visitor.get("/")["Location"].startswith("/login/")


def test_nobody_signs_up_or_resets_a_password_by_mail() -> None:
    for address in ("/signup/", "/login/signup/", "/password/reset/", "/accounts/signup/", "/login/code/"):
        assert (
            browser().get(address, follow=True).status_code == 404
            or "Log in" in browser().get(address, follow=True).content.decode()
        ), address


def lock(visitor: Client, name: str = "wang") -> str:
    """Five wrong passwords; the page that the fifth is answered by."""
    answers = [tried(visitor, name, "wrong") for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert [status for status, _page in answers] == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    return answers[-1][1]


def test_five_wrong_passwords_lock_the_name_for_this_address_and_the_page_says_until_when(wang: User) -> None:
    visitor = browser()
    page = lock(visitor)
    until = re.search(r"no more of them until (\d\d:\d\d)", page)
    assert until is not None, page
    assert tried(visitor)[0] == 429
    assert tried(browser(), "WANG ")[0] == 429
    assert tried(browser(address="10.9.9.9")) == (302, "/")
    assert "不再接受" in tried(browser(language="zh-hans"))[1]


def test_the_time_on_the_page_holds_whoever_goes_on_trying(wang: User) -> None:
    visitor = browser()
    lock(visitor)
    begun = AccessAttempt.objects.get().attempt_time
    tried(visitor, password="wrong again")
    assert AccessAttempt.objects.get().attempt_time == begun
    AccessAttempt.objects.update(attempt_time=clock.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert tried(visitor) == (302, "/")
    assert not AccessAttempt.objects.exists()


def test_a_lock_is_recorded_once_and_its_password_nowhere(wang: User) -> None:
    visitor = browser()
    lock(visitor)
    tried(visitor, password="secret of another house")
    record = AuditRecord.objects.get(action="project.lock_out")
    assert (record.actor, record.subject) == ("log-in", "user wang")
    assert (record.new or {})["address"] == "10.1.2.3"
    kept = AccessAttempt.objects.get()
    assert "wrong" not in kept.post_data + kept.get_data


def test_an_administrator_lifts_a_lock(wang: User) -> None:
    visitor = browser()
    lock(visitor)
    assert done("user", "unlock", "wang").out == ("The lock of wang was lifted; addresses counted against it: 1.\n")
    assert tried(visitor) == (302, "/")
    record = AuditRecord.objects.get(action="project.unlock")
    assert (record.old, record.new) == ({"addresses counted": 1}, {"addresses counted": 0})
    assert "There is no log-in nobody" in called("user", "unlock", "nobody").refusal


def test_behind_the_proxy_the_address_it_adds_counts_and_what_a_visitor_claims_does_not(
    wang: User, settings: LazySettings
) -> None:
    settings.BEHIND_PROXY = True
    lock(browser(forwarded="1.1.1.1, 10.7.7.7"))
    assert tried(browser(forwarded="2.2.2.2, 10.7.7.7"))[0] == 429
    assert tried(browser(forwarded="10.7.7.7, 10.8.8.8")) == (302, "/")
    assert tried(browser(forwarded="no address")) == (302, "/")


def test_one_address_asks_sixty_times_a_minute_at_most(wang: User) -> None:
    visitor = browser()
    statuses = [tried(visitor, f"name{number}", "wrong")[0] for number in range(61)]
    assert statuses == [200] * 60 + [429]
    assert "Wait a minute" in tried(visitor)[1]


def test_the_log_out_asks_before_it_acts_on_a_link(wang: User) -> None:
    visitor = browser()
    tried(visitor)
    assert "What you have saved stays saved" in visitor.get(reverse("logout")).content.decode()
    assert visitor.get("/").status_code == 200
