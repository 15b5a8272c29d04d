"""The desk as its users meet it: the link's own settings around a browser, a clock that stands at the cast's moment."""

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.http.response import HttpResponseBase
from django.test import Client, override_settings

from qiao.directlink.models import Operator
from qiao.directlink.tests.cast import AT, COMPANY, PASSWORD, Cast, play
from qiao.ground import clock

SETTINGS = (
    *("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "SESSION_ENGINE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"),
    *("LOGIN_URL", "DATA_UPLOAD_MAX_NUMBER_FIELDS"),
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Scene:
    """The cast, and the moment that the clock shows."""

    cast: Cast
    at: datetime = AT

    def later(self, **by: int) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@contextmanager
def opened_desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast at the link's own server."""
    link = importlib.import_module("qiao.project.link_settings")
    scene = Scene(play())
    monkeypatch.setattr(clock, "now", lambda: scene.at)
    with override_settings(**{name: getattr(link, name) for name in SETTINGS}):
        yield scene


def come_in(
    name: str, *, company: str = COMPANY, password: str = PASSWORD, language: str = "en", strict: bool = False
) -> Client:
    """A browser whose operator has typed name and password; `strict` keeps the check of forms that tests leave out."""
    browser = Client(raise_request_exception=False, enforce_csrf_checks=strict)
    browser.cookies["django_language"] = language
    browser.post("/login/", {"customer": company, "user": name, "password": password})
    return browser


def is_out(answer: HttpResponseBase) -> bool:
    """Whether the answer is the way to the log-in."""
    return answer.status_code == 302 and answer.headers["Location"].startswith("/login/")


def text_of(answer: HttpResponseBase) -> str:
    """The page's text."""
    content = getattr(answer, "content", b"")
    assert isinstance(content, bytes)
    return content.decode("utf-8", "replace")


def hidden_in(answer: HttpResponseBase) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    return {name: value for name, value in HIDDEN.findall(text_of(answer)) if name != "csrfmiddlewaretoken"}


def row_of(name: str, *, company: str = COMPANY) -> Operator:
    """An operator as the database has it now."""
    return Operator.objects.get(enterprise_id=company, name=name)
