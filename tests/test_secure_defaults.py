"""A fresh installation is closed: HTTPS, cookies, headers; and Django's own check for deployment finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from qiao.project.access.transport import TransportMiddleware, is_loopback

pytestmark = pytest.mark.whatever_database


def world(home: Path, **more: str) -> dict[str, str]:
    """The surroundings of somebody who has set nothing but the home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QIAO_", "DJANGO_", "DATABASE_"))}
    return {**kept, "QIAO_HOME": str(home), **more}


@pytest.mark.parametrize("more", [{}, {"QIAO_HOSTS": "qiao.bank.example", "QIAO_BEHIND_PROXY": "1"}])
def test_the_check_for_deployment_finds_nothing(tmp_path: Path, more: dict[str, str]) -> None:
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    told = subprocess.run(
        [*command, "--settings", "qiao.project.settings"],
        env=world(tmp_path, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (0, "System check identified no issues (1 silenced).\n"), told.stderr


def test_a_post_that_is_none_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qiao.project.cli", "status"]
    surroundings = world(tmp_path, QIAO_SECOND_FACTOR="hr,king", QIAO_LANG="en")
    told = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("qiao: QIAO_SECOND_FACTOR names posts with commas")


@pytest.mark.parametrize(("name", "value"), [("QIAO_IDLE_MINUTES", "soon"), ("QIAO_SESSION_HOURS", "25")])
def test_a_session_without_an_end_is_refused(tmp_path: Path, name: str, value: str) -> None:
    command = [sys.executable, "-m", "qiao.project.cli", "status"]
    told = subprocess.run(
        command, env=world(tmp_path, **{name: value}, QIAO_LANG="en"), capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr.startswith(f"qiao: The variable {name} is '{value}'; write a whole number from 1 to ")


@pytest.mark.parametrize(
    "more",
    [
        {"QIAO_OIDC_ISSUER": "https://id.bank.example"},
        {"QIAO_OIDC_ISSUER": "https://id.bank.example", "QIAO_OIDC_CLIENT_ID": "qiao"},
        {"QIAO_OIDC_ISSUER": "http://id.bank.example", "QIAO_OIDC_CLIENT_ID": "q", "QIAO_OIDC_CLIENT_SECRET": "s"},
        {
            "QIAO_OIDC_ISSUER": "http://127.0.0.1.evil.example",
            "QIAO_OIDC_CLIENT_ID": "q",
            "QIAO_OIDC_CLIENT_SECRET": "s",
        },
    ],
)
def test_a_sign_on_told_by_half_or_without_https_is_refused(tmp_path: Path, more: dict[str, str]) -> None:
    command = [sys.executable, "-m", "qiao.project.cli", "status"]
    told = subprocess.run(
        command, env=world(tmp_path, **more, QIAO_LANG="en"), capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr.startswith("qiao: QIAO_OIDC_ISSUER wants an address with https://")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("127.0.0.53", True),
        ("qiao.bank.example", False),
        ("10.0.0.5:8000", False),
        ("127.0.0.1.bank.example", False),
    ],
)
def test_this_very_machine_is_known_by_its_names(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def with_cookie(_request: HttpRequest) -> HttpResponse:
    answer = HttpResponse("page")
    answer.set_cookie("sessionid", "x", secure=True)
    return answer


def asked(host: str, *, secure: bool, settings: LazySettings) -> HttpResponse:
    """What the outermost middleware answers under a host."""
    settings.SECURE = True
    settings.ALLOWED_HOSTS = ["127.0.0.1", "qiao.bank.example"]
    request = RequestFactory().get("/customers/?text=a", secure=secure, headers={"Host": host})
    return TransportMiddleware(with_cookie)(request)


def test_a_page_asked_for_without_https_is_led_to_it(settings: LazySettings) -> None:
    answer = asked("qiao.bank.example", secure=False, settings=settings)
    assert (answer.status_code, answer["Location"]) == (301, "https://qiao.bank.example/customers/?text=a")


def test_a_cookie_stays_secure_where_there_is_https(settings: LazySettings) -> None:
    assert asked("qiao.bank.example", secure=True, settings=settings).cookies["sessionid"]["secure"]


def test_a_loopback_page_works_without_https(settings: LazySettings) -> None:
    answer = asked("127.0.0.1:8000", secure=False, settings=settings)
    assert (answer.status_code, answer.cookies["sessionid"]["secure"]) == (200, "")
