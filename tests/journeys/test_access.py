"""One's own account in a real browser: an authenticator app, recovery codes, a passkey, other browsers logged out."""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Page, expect

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from tests.banks.served import Kept
from tests.databases.homes import database_of
from tests.journeys.conftest import PASSWORD, WIDTHS, Site, log_in, served_at
from tests.signon.provider import CLIENT, SECRET, opened_house

STEP_SECONDS = 30
NewPerson = Callable[[str], str]


@pytest.fixture
def person(kept_bank: Kept, django_db_blocker: object) -> Iterator[NewPerson]:
    """Make a log-in of the test's own, so that nobody else meets its second factors; taken away again."""
    made: list[str] = []

    def make(name: str) -> str:
        User.objects.create_user(username=name, post="auditor", staff_id="AUD01", password=PASSWORD)
        connection.close()
        made.append(name)
        return name

    with django_db_blocker.unblock(), database_of(kept_bank.home):  # type: ignore[attr-defined]  # pytest-django's own
        yield make
        User.objects.filter(username__in=made).delete()


def code_of(secret: str, *, steps_ahead: int = 0) -> str:
    """The six digits that an authenticator app shows now (RFC 6238), or shows some steps of 30 seconds ahead."""
    counter = int(clock.now().timestamp()) // STEP_SECONDS + steps_ahead
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def add_app(page: Page) -> tuple[str, list[str]]:
    """Add an authenticator app to the log-in of the page: its key and the recovery codes."""
    page.goto("/account/")
    page.get_by_role("link", name="Add the app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("img.qr")).to_be_visible()
    secret = page.locator("li .mono").inner_text()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator(".codes li").first).to_be_visible()  # texts are read at once, and the page may not be there yet
    return secret, page.locator(".codes li").all_inner_texts()


def begin(page: Page, name: str) -> None:
    """Name and password."""
    page.goto("/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit].btn-primary")


def lose_session(page: Page) -> None:
    """The session's cookie is gone; the page before has ended, so that no piece of it asks on and is sent to log in."""
    page.goto("about:blank")
    page.context.clear_cookies(name="sessionid")


def second_step(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Log in", exact=True).click()


def test_an_authenticator_app_guards_the_log_in_and_a_recovery_code_helps_once(site: Site, person: NewPerson) -> None:
    name = person("app-owner")
    troubles: list[str] = []
    page = site.page(width="desk", language="en", troubles=troubles)
    log_in(page, name)
    secret, codes = add_app(page)
    assert len(set(codes)) == 10
    page.goto("/account/codes/")
    expect(page.get_by_text("shown once and are not shown again; 10 are left")).to_be_visible()

    stranger = site.page(width="phone", language="en", troubles=troubles)
    begin(stranger, name)
    expect(stranger.get_by_role("heading", name="Second step")).to_be_visible()
    second_step(stranger, "123456")
    expect(stranger.get_by_text("This code is not right")).to_be_visible()
    stranger.goto("/customers/")
    assert "/login/" in stranger.url
    stranger.goto("/login/second/")
    second_step(stranger, codes[0])
    expect(stranger.get_by_text("Good day")).to_be_visible()
    lose_session(stranger)
    begin(stranger, name)
    second_step(stranger, codes[0])
    expect(stranger.get_by_text("This code is not right")).to_be_visible()
    second_step(stranger, code_of(secret))
    expect(stranger.get_by_text("Good day")).to_be_visible()
    assert troubles == []
    told = [str((record.new or {}).get("second factor", "")) for record in AuditRecord.objects.filter(actor=name)]
    assert "authenticator app added" in told
    assert secret not in str(list(AuditRecord.objects.values_list("new", flat=True)))
    page.context.close()
    stranger.context.close()


def test_a_passkey_opens_without_a_password_and_is_taken_away_again(site: Site, person: NewPerson) -> None:
    name = person("key-owner")
    troubles: list[str] = []
    here = Site(site.address.replace("127.0.0.1", "localhost"), site.browser)
    page = here.page(width="desk", language="en", troubles=troubles)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    answers = {"isUserVerified": True, "automaticPresenceSimulation": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **answers}})
    log_in(page, name)
    page.goto("/account/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name, so that you know it again").fill("Office laptop <b>")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_role("heading", name="Office laptop <b>")).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()

    page.get_by_role("button", name="With a passkey").click()
    expect(page.get_by_text("Good day")).to_be_visible()
    lose_session(page)
    begin(page, name)
    page.get_by_role("button", name="With a passkey").click()
    expect(page.get_by_text("Good day")).to_be_visible()

    page.goto("/account/")
    page.get_by_role("link", name="Take Office laptop <b> away").click()
    page.get_by_role("link", name="With a passkey").click()
    page.get_by_role("button", name="Show the passkey").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The passkey was removed here")).to_be_visible()
    page.get_by_role("button", name="Log out", exact=True).click()
    page.get_by_role("button", name="With a passkey").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    assert troubles == []
    page.context.close()


def test_other_browsers_are_logged_out_and_a_new_password_logs_them_out_too(site: Site, person: NewPerson) -> None:
    name = person("mover")
    troubles: list[str] = []
    office = site.page(width="desk", language="en", troubles=troubles)
    home = site.page(width="phone", language="en", troubles=troubles)
    log_in(office, name)
    log_in(home, name)
    office.goto("/account/")
    expect(office.get_by_text("this browser")).to_have_count(1)
    office.get_by_role("button", name="Log out everywhere else").click()
    expect(office.get_by_text("1 browser was logged out.")).to_be_visible()
    home.goto("/customers/")
    assert re.search(r"/login/\?next=/customers/$", home.url)
    log_in(home, name)
    office.goto("/account/password/")
    office.get_by_label("Present password").fill(PASSWORD)
    office.get_by_label("New password", exact=True).fill("qiao-demo-2027")
    office.get_by_label("New password, once more").fill("qiao-demo-2027")
    office.get_by_role("button", name="Change password").click()
    expect(office.get_by_text("Your password was changed")).to_be_visible()
    home.goto("/account/")
    assert "/login/" in home.url
    assert troubles == []
    office.context.close()
    home.context.close()


def test_the_banks_own_sign_on_leads_there_and_back(site: Site, kept_bank: Kept, person: NewPerson) -> None:
    name = person("vouched-for")
    with opened_house() as house:
        house.person = {"sub": "v-1", "staff_no": name}
        told = {"QIAO_OIDC_ISSUER": house.address, "QIAO_OIDC_CLIENT_ID": CLIENT, "QIAO_OIDC_CLIENT_SECRET": SECRET}
        with served_at(kept_bank, QIAO_OIDC_NAME="Bank ID", QIAO_OIDC_CLAIM="staff_no", **told) as address:
            troubles: list[str] = []
            page = Site(address, site.browser).page(width="phone", language="en", troubles=troubles)
            page.goto("/league/")
            page.get_by_role("link", name="With Bank ID").click()
            page.get_by_role("link", name="Yes, it is me").click()
            page.wait_for_url("**/league/")
            page.goto("/account/")
            expect(page.get_by_text("Tied to single sign-on")).to_be_visible()
            assert [trouble for trouble in troubles if house.address not in trouble] == []
            page.context.close()


@pytest.mark.whatever_database
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_the_account_and_its_steps_can_be_read_by_everybody(
    site: Site, person: NewPerson, scheme: Literal["light", "dark"], width: str, tmp_path: Path
) -> None:
    name = person(f"reader-{scheme}-{width}")
    troubles: list[str] = []
    page = site.page(width=width, language="zh-hans", troubles=troubles)
    page.emulate_media(color_scheme=scheme)
    broken, seen = {}, 0

    def look(label: str) -> None:
        nonlocal seen
        seen += 1
        page.screenshot(path=tmp_path / f"{seen:02}-{label}-{width}-{scheme}.png", full_page=True)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]})
        if found.violations_count:
            broken[label] = [
                (one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]
            ]
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, label

    page.goto("/login/?ended=idle&next=/customers/")
    look("log-in")
    log_in(page, name)
    page.goto("/account/")
    look("account")
    page.goto("/account/password/")
    look("password")
    page.goto("/account/app/")
    look("confirm")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")
    look("app")
    secret = page.locator("li .mono").inner_text()
    page.fill("#id_code", code_of(secret))
    page.click("main button[type=submit]")
    look("codes")
    page.goto("/account/passkeys/")
    look("passkey")
    page.goto("/account/")
    look("account-guarded")
    page.goto("/account/app/remove/")
    look("remove")
    lose_session(page)
    begin(page, name)
    look("second")
    assert broken == {}
    assert troubles == []
    page.context.close()
