"""A bank of a journey's own: its days pass when the journey says so, and each of its people sits before a browser.

Whatever the people do they do as anybody does, by pages and forms; nothing here looks behind them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from qiao.ground import clock
from qiao.project.demo.stories import BANK_NAME
from tests.banks.served import Kept
from tests.databases.homes import copy, remove_database, world_of
from tests.journeys import later
from tests.journeys.conftest import PASSWORD, WIDTHS, Site, log_in, served_at

RULES = {"runOnly": ["wcag2a", "wcag2aa"]}
WIDER = """() => [document.documentElement, ...document.querySelectorAll("section.card table")].filter(one => {
    if (!one) return false;
    const room = one.closest("section.card") ?? one;
    return one.scrollWidth > Math.ceil(room.clientWidth);
}).map(one => one.outerHTML.slice(0, 200))"""
"""What is wider than the room it stands in: the page than its window, a table than its card.

A page that is just arriving may have no root yet.
"""
SETTLED_MS = 5_000
ADMINISTRATOR = "ADM01"
WEEK = 7


@dataclass
class House:
    """The bank as it is served, the day it has come to, and who sits where."""

    site: Site
    home: Path
    ahead: Path
    shots: Path
    language: str
    day: date
    troubles: list[str] = field(default_factory=list)
    _passwords: dict[str, str] = field(default_factory=dict)
    _windows: dict[str, Page] = field(default_factory=dict)
    _seen: int = 0

    def comes_to(self, day: date) -> None:
        """It is nine in the morning of a day; everybody went home meanwhile."""
        for page in self._windows.values():
            page.context.close()
        self._windows.clear()
        self.day = day
        later.turn_to(day, ahead=self.ahead)

    def gives_log_ins(self, *staff_ids: str) -> None:
        """Have the administrator make log-ins; each person is told the first password."""
        page = self.person(ADMINISTRATOR)
        for staff_id in staff_ids:
            page.goto("/logins/")
            page.locator("[name=name]").fill(staff_id)
            page.locator("[name=staff]").fill(staff_id)
            page.locator(".card-footer button[type=submit]").click()
            self._passwords[staff_id] = page.locator("[role=status] strong.mono").inner_text()

    def takes_in_people(self, *rows: dict[str, str]) -> None:
        """The night's extract brings new people: `qiao load` of a folder with nothing but them."""
        folder = self.shots / f"extract-{self.day}"
        folder.mkdir()
        lines = [list(rows[0]), *(list(row.values()) for row in rows)]
        (folder / "staff.csv").write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
        period = [self.day.isoformat(), (self.day + timedelta(days=1)).isoformat()]
        said = {"contract": "1.0", "bank": BANK_NAME, "encoding": "utf-8", "delimiter": ",", "currency": "CNY"}
        manifest = {**said, "period": period, "tables": {"staff": {"file": "staff.csv", "rows": len(rows)}}}
        (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
        world = world_of(self.home, **{later.VARIABLE: str(self.ahead)})
        command = [sys.executable, "-m", later.__name__, "load", "--strict", str(folder)]
        subprocess.run(command, env=world, check=True, stdout=subprocess.DEVNULL)

    def agrees(self, name: str, request: str) -> None:
        """Have a person read a request, and agree to it or sign it."""
        page = self.person(name)
        page.goto(request)
        page.locator("button[name=answer][value=approve]").click()
        expect(page.locator("button[name=answer][value=approve]")).to_have_count(0)

    def window(self, *, width: str = "desk") -> Page:
        """A browser before which nobody has logged in."""
        return self.site.page(width=width, language=self.language, troubles=self.troubles)

    def person(self, name: str, *, width: str = "desk") -> Page:
        """The browser of a person, logged in since the morning."""
        if name not in self._windows:
            self._windows[name] = self.window(width=width)
            log_in(self._windows[name], name, password=self._passwords.get(name, PASSWORD))
        return self._windows[name]

    def password_of(self, name: str) -> str:
        """What a person was told."""
        return self._passwords.get(name, PASSWORD)

    def refuses(self, page: Page, words: str) -> None:
        """The page says no in words; the browser's console says so too, once, and that is all right."""
        told(page, words)
        said = [one for one in self.troubles if "status of 4" in one and f"({page.url})" in one]
        assert len(said) == 1, self.troubles
        self.troubles.remove(said[0])

    def look(self, page: Page, label: str) -> None:
        """Look at a page at both widths: a picture of each, no sideways scroll, nothing that weak eyes would miss."""
        page.wait_for_load_state()
        size = page.viewport_size
        self._seen += 1
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            with suppress(PlaywrightTimeout):  # charts are drawn anew for another width a moment later
                page.wait_for_function(f"() => ({WIDER})().length === 0", timeout=SETTLED_MS)
            if "CI" not in os.environ:  # nobody looks at them there
                page.screenshot(path=self.shots / f"{self._seen:02}-{label}-{width}.png", full_page=True)
            wide = page.evaluate(WIDER)
            assert wide == [], f"{label} {width}: {wide}"
        found = [_told(one) for one in Axe().run(page, options=RULES).response["violations"]]
        assert found == [], f"{label}: {found}"
        if size is not None:
            page.set_viewport_size(size)


def _told(violation: dict[str, Any]) -> tuple[str, list[str]]:
    return violation["id"], [node["html"][:160] for node in violation["nodes"][:3]]


def card(page: Page, heading: str) -> Locator:
    """The card of a page with this heading."""
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=heading, exact=True))


def choice(within: Page | Locator, label: str) -> Locator:
    """The list to choose from under this label."""
    return within.locator("label", has_text=label).locator("select").first


def told(page: Page, words: str) -> None:
    """What the page says to whoever just did something."""
    expect(page.locator("[role=alert], [role=status], .notice").filter(has_text=words).first).to_be_visible()


@contextmanager
def house_of(site: Site, bank: Kept, folder: Path, *, language: str) -> Iterator[House]:
    """Serve a copy of a bank that is this journey's alone, on a Monday in the morning; no page may complain.

    The Monday lies ahead of the day on which the bank was loaded: people see what they see from that day on.
    """
    today = clock.today()
    day = today + timedelta(days=WEEK - today.weekday())
    home, ahead = folder / "home", folder / "ahead"
    assert bank.untouched is not None
    copy(bank.untouched, home)
    later.turn_to(day, ahead=ahead)
    try:
        with served_at(Kept(home, bank.facts), program=later.__name__, **{later.VARIABLE: str(ahead)}) as address:
            house = House(Site(address, site.browser), home, ahead, folder, language, day)
            yield house
            house.comes_to(house.day)
            assert house.troubles == [], house.troubles
    finally:
        remove_database(home)
