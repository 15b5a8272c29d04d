"""A server of its own, with the small made-up bank behind it, and a browser that asks nobody else."""

import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.banks.served import Kept
from tests.databases.homes import world_of
from tests.ports import free_port

pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
PASSWORD = "qiao-demo-2026"
ATTEMPTS_MOST, BETWEEN_SECONDS = 300, 0.2
"""A minute: machines that build are slow."""
expect.set_options(timeout=20_000)  # the same: what is expected is waited for, and comes at once where nothing is amiss


@dataclass
class Site:
    """The running application and the pages opened on it."""

    address: str
    browser: Browser

    def page(self, *, width: str, language: str, troubles: list[str]) -> Page:
        """A fresh browser window; what its console complains of and whom it asks besides us lands in `troubles`."""
        across, down = WIDTHS[width]
        context = self.browser.new_context(viewport={"width": across, "height": down}, base_url=self.address)
        context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        page = context.new_page()
        page.on("console", lambda said: self._complained(said, troubles))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: self._watch(request, troubles))
        return page

    def _complained(self, said: ConsoleMessage, troubles: list[str]) -> None:
        if said.type in {"error", "warning"}:
            troubles.append(f"{said.text} ({said.location.get('url')})")

    def _watch(self, request: Request, troubles: list[str]) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            troubles.append(f"asked another host: {request.url}")


def log_in(page: Page, name: str, *, password: str = PASSWORD) -> None:
    page.goto("/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("button[type=submit].btn-primary")
    page.wait_for_url("**/")


@pytest.fixture(scope="session")
def site(kept_bank: Kept, chromium: str) -> Iterator[Site]:
    """Serve the bank, and start the machine's own browser."""
    with served_at(kept_bank) as address, pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # Playwright keeps a loop in this thread, by which Django would take every other test for asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield Site(address, browser)
        browser.close()


@contextmanager
def served_at(bank: Kept, *, program: str = "qiao.project.cli", **more: str) -> Iterator[str]:
    """Serve a bank as `qiao serve` does, on a free port, with more variables in its surroundings: the address."""
    address = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", program, "serve", "--port", address.rpartition(":")[2]]
    server = subprocess.Popen(command, env=world_of(bank.home, **more), stdout=subprocess.DEVNULL)
    try:
        _wait_until_answered(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_answered(address: str, server: "subprocess.Popen[bytes]") -> None:
    """Ask until the server answers: what it prints, it prints before it listens."""
    ended = threading.Event()
    for _attempt in range(ATTEMPTS_MOST):
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(f"{address}/login/", timeout=5):  # noqa: S310  our own address
                return
        except OSError:
            ended.wait(BETWEEN_SECONDS)
    pytest.fail(f"{address} did not answer")
