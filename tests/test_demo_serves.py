"""The first minute of a newcomer: the demo is made and served by one command, and the log-in answers."""

import http.cookiejar
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from itertools import takewhile
from pathlib import Path

import pytest

from tests.databases.homes import world_of
from tests.ports import free_port, reached

pytestmark = pytest.mark.whatever_database

ANSWER_SECONDS_MOST = 30


def test_the_demo_is_served_and_a_manager_logs_in(empty_home: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "qiao.project.cli", "demo", "--customers", "200", "--months", "6"]
    with subprocess.Popen(
        [*command, "--port", str(port)], env=world_of(empty_home), stdout=subprocess.PIPE, text=True
    ) as demo:
        try:
            assert demo.stdout is not None
            said = [*takewhile(lambda line: "is served on" not in line, demo.stdout)]
            assert any(re.match(r"RM001 +qiao-demo-2026 +rm ", line) for line in said), said
            assert reached(port)
            assert "赵立春" in logged_in(f"http://127.0.0.1:{port}/", name="RM001")
        finally:
            demo.send_signal(signal.SIGTERM)


def logged_in(address: str, *, name: str) -> str:
    """The page that stands behind the log-in."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = browser.open(address, timeout=ANSWER_SECONDS_MOST).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    given = {"csrfmiddlewaretoken": token[1], "username": name, "password": "qiao-demo-2026", "next": "/"}
    request = urllib.request.Request(  # noqa: S310  our own server on loopback
        f"{address}login/", data=urllib.parse.urlencode(given).encode(), headers={"Referer": address}
    )
    return str(browser.open(request, timeout=ANSWER_SECONDS_MOST).read().decode())
