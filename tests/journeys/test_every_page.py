"""Every page there is, in a browser: rules of WCAG 2 AA by axe in light and dark, no complaint, no sideways scroll.

The pages come from the application's own addresses, so a new one is looked at from its first day on.
"""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.banks.served import CAST
from tests.crawl.routes import addresses, routes
from tests.journeys.conftest import WIDTHS, Site, log_in

ROLES = ("auditor", "manager", "head", "hr", "admin")
"""An address is looked at as the first of them who may open it."""
PARTS = 2
VALUES = {
    "party_id": ["C000007"],
    "account_id": ["A00000101"],
    "staff_id": ["RM001"],
    "month": ["2026-09"],
    "org_id": ["B01"],
    "number": ["1"],
    "customer_number": ["1000000001"],
    "code": ["contribution"],
    "item": ["shareholder"],
    "what": ["in"],
    "one": ["1"],
    "other": ["2"],
    "key": ["export.rows"],
    "act": ["split", "cover"],
    "paper": ["1"],
    "pk": ["1"],
    "path": ["none"],
    "form": ["csv"],
    "username": ["RM001"],
    "field": ["phone"],
    "scheme": ["neutral"],
}
ELSEWHERE = ("logout", "account_", "mfa_", "reauthenticate", "openid", "api-1.0.0")
"""Names of addresses that end the log-in or change it; their pages are looked at by tests/journeys/test_access.py."""
MORE = ("/customers/?sort=loans&columns=fees", "/search/?text=yunlan", "/customers/C000001/", "/slips/2026-08/RM001/")
RULES: dict[str, dict[str, object]] = {
    "light": {"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"], "preload": False},
    "dark": {"runOnly": ["color-contrast"], "resultTypes": ["violations"], "preload": False},
}
"""By colour scheme: in the dark nothing but the colours is another."""
READ = "options => axe.run(document, options).then(found => found.violations)"


def every_page() -> list[str]:
    named = [route for route in routes() if not route.name.startswith(ELSEWHERE) and "api/v1" not in route.text]
    return sorted({address for route in named for address in addresses(route, VALUES)} | set(MORE))


def troubles_of(page: Page, address: str) -> Iterator[tuple[str, object]]:
    """What weak eyes, a screen reader or a thumb would meet with: (where, what)."""
    resize(page, "phone")
    page.goto(address)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield f"{address} phone", "scrolls sideways"
    resize(page, "desk")
    page.evaluate(Axe().axe_script)
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of playwright's own words
        found = page.evaluate(READ, rules)
        where = f"{address} {scheme}"
        yield from ((where, (one["id"], [node["html"][:140] for node in one["nodes"][:3]])) for one in found)
    page.emulate_media(color_scheme="light")


def resize(page: Page, width: str) -> None:
    across, down = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": down})


def is_page(page: Page, address: str) -> bool:
    """Whether the address answers this person with a whole page."""
    answer = page.request.get(address, max_redirects=0)
    assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, address
    is_text = answer.headers.get("content-type", "").startswith("text/html")
    return answer.status == HTTPStatus.OK and is_text and "<html" in answer.text()


@pytest.mark.whatever_database
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_can_read_the_page(site: Site, part: int) -> None:
    waiting, seen = every_page()[part::PARTS], 0
    broken: list[tuple[str, object]] = []
    for role in ROLES:
        complaints: list[str] = []
        page = site.page(width="desk", language="zh-hans", troubles=complaints)
        log_in(page, CAST[role])
        for address in [one for one in waiting if is_page(page, one)]:
            waiting.remove(address)
            seen += 1
            broken += troubles_of(page, address)
        assert complaints == [], role
        page.context.close()
    assert broken == []
    assert seen > 20
