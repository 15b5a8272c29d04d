"""A screen left alone: the session ends after the idle time and after the longest day, and the person is told why."""

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.test import Client

from qiao.ground.models import User
from qiao.project.access.deadlines import Deadlines, End, end_of
from qiao.project.access.sessions import BEGAN, SEEN, STAMPED_EVERY_SECONDS

DAY = Deadlines(idle_seconds=1_800, longest_seconds=36_000)
MINUTE = 60


@pytest.mark.parametrize(
    ("began", "seen", "now", "end"),
    [
        (0, 0, 1_799, None),
        (0, 0, 1_800, End.IDLE),
        (0, 35_000, 35_999, None),
        (0, 35_999, 36_000, End.LONG),
        (0, 0, 90_000, End.LONG),
        (100, 100, 50, None),
    ],
)
def test_a_session_ends_by_the_clock(began: int, seen: int, now: int, end: End | None) -> None:
    assert DAY.end(began=began, seen=seen, now=now) == end


def test_an_address_names_known_reasons_only() -> None:
    assert [end_of(word) for word in ("idle", "long", "<b>", "")] == [End.IDLE, End.LONG, None, None]


@pytest.fixture
def browser(db: None) -> Client:
    """A browser of a manager who has logged in."""
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    visitor.force_login(User.objects.create_user(username="wang", post="rm"))
    return visitor


def aged(visitor: Client, *, mark: str, seconds: int) -> None:
    """Move a moment of the session into the past."""
    session: SessionBase = visitor.session
    moments = {BEGAN: session[BEGAN], SEEN: session[SEEN], mark: session[mark] - seconds}
    row = Session.objects.get(session_key=session.session_key)
    row.session_data = session.encode(dict(session.items()) | moments)
    row.save()


def test_a_page_after_half_an_hour_alone_leads_to_the_log_in_and_back(browser: Client) -> None:
    aged(browser, mark=SEEN, seconds=settings.IDLE_MINUTES * MINUTE)
    answer = browser.get("/customers/?text=a&size=1")
    assert answer["Location"] == "/login/?ended=idle&next=%2Fcustomers%2F%3Ftext%3Da%26size%3D1"
    page = browser.get(answer["Location"]).content.decode()
    assert "You were logged out after 30 minutes without use" in page
    assert '<input type="hidden" name="next" value="/customers/?text=a&amp;size=1">' in page
    assert browser.get("/")["Location"] == "/login/?next=/"


def test_a_log_in_lasts_ten_hours_at_most_however_busy(browser: Client) -> None:
    aged(browser, mark=BEGAN, seconds=settings.SESSION_COOKIE_AGE)
    answer = browser.get("/")
    assert answer["Location"] == "/login/?ended=long"
    assert "a log-in lasts 10 hours at most" in browser.get(answer["Location"]).content.decode()


def test_who_works_stays(browser: Client) -> None:
    aged(browser, mark=SEEN, seconds=settings.IDLE_MINUTES * MINUTE - 5)
    assert browser.get("/").status_code == 200
    aged(browser, mark=SEEN, seconds=settings.IDLE_MINUTES * MINUTE - 5)
    assert browser.get("/").status_code == 200


def test_a_use_is_noted_once_a_minute(browser: Client) -> None:
    before = browser.session[SEEN]
    browser.get("/")
    assert browser.session[SEEN] == before
    aged(browser, mark=SEEN, seconds=STAMPED_EVERY_SECONDS)
    browser.get("/")
    assert browser.session[SEEN] >= before


def test_a_piece_of_a_page_leads_the_whole_page_to_the_log_in_and_back(browser: Client) -> None:
    aged(browser, mark=SEEN, seconds=settings.IDLE_MINUTES * MINUTE)
    pieces = {"HX-Request": "true", "HX-Current-URL": "http://testserver/slips/2026-09/RM001/?x=1"}
    answer = browser.get("/slips/2026-09/RM001/accounts/A1/", headers=pieces)
    assert (answer.status_code, answer["HX-Redirect"]) == (
        204,
        "/login/?ended=idle&next=%2Fslips%2F2026-09%2FRM001%2F%3Fx%3D1",
    )


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/league/?month=2026-09", "/login/?ended=idle&next=%2Fleague%2F%3Fmonth%3D2026-09"),
        ("https://elsewhere.example/league/", "/login/?ended=idle"),
        ("", "/login/?ended=idle"),
    ],
)
def test_a_form_sent_too_late_leads_back_to_its_page_and_to_no_other_host(
    browser: Client, referer: str, back: str
) -> None:
    aged(browser, mark=SEEN, seconds=settings.IDLE_MINUTES * MINUTE)
    assert browser.post("/unit/", {"unit": "yi"}, headers={"Referer": referer})["Location"] == back


def test_the_session_ends_with_the_browser(browser: Client) -> None:
    browser.logout()
    User.objects.get().set_password("x")
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert settings.SESSION_COOKIE_HTTPONLY
