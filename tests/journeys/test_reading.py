"""What a person with a screen reader or weak eyes would miss: rules of WCAG 2 AA, tried by axe on the main pages."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import Site, log_in

PAGES = ("/", "/slips/2026-09/RM001/", "/customers/C000007/", "/league/", "/unclaimed/", "/runs/1/", "/quarantine/")


DARK_PAGES = ("/", "/slips/2026-09/RM001/", "/league/")


@pytest.mark.parametrize(("scheme", "pages"), [("light", PAGES), ("dark", DARK_PAGES)])
def test_main_pages_hold_the_rules_of_accessibility(
    site: Site, scheme: Literal["light", "dark"], pages: tuple[str, ...]
) -> None:
    page = site.page(width="desk", language="en", troubles=[])
    page.emulate_media(color_scheme=scheme)
    log_in(page, "AUD01")
    broken = {}
    for address in pages:
        page.goto(address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
        if found.violations_count:
            broken[address] = [
                (one["id"], [node["html"][:120] for node in one["nodes"]][:4]) for one in found.response["violations"]
            ]
    assert broken == {}
    page.context.close()
