"""The direct link in the browser: made by an enterprise's system, approved on its desk, the receipt in hand.

Then a core system gives no answer: the payment is unknown, nobody keys it again, and two people of the bank resolve it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Page, expect

from qiao.directlink.rules.fox.asking import build, read_answer
from qiao.directlink.rules.fox.codes import State
from qiao.directlink.rules.fox.messages import Request, SignOn
from qiao.directlink.rules.fox.parts import part_of
from tests.banks.served import Kept
from tests.databases.homes import rows_of, world_of
from tests.journeys.conftest import Site
from tests.journeys.house import House, house_of
from tests.link.bank import Server
from tests.ports import free_port

CUSTOMER, ACCOUNT, OTHER = "1000000077", "901010100100000778", "901010100100000786"
NAME, OTHER_NAME = "演示企业（虚构）", "另一演示企业（虚构）"
PASSWORD = "made-up-word-1"
CLERK, HEAD, MANAGER = "OPS01", "HEAD01", "RM001"
NOBODY = "http://127.0.0.1:9"
"""Where no core system listens: the port of a service that throws everything away."""
PATIENCE_MS = 30_000


def described(party: str) -> dict[str, object]:
    """The enterprise: one orders, one signs; messages come without a certificate."""
    operators = [
        {"name": "op01", "called": "Ma", "password": PASSWORD, "rights": ["make", "view"]},
        {"name": "op02", "called": "Li", "password": PASSWORD, "rights": ["approve", "view"]},
    ]
    return {
        "enterprises": [
            {
                "number": CUSTOMER,
                "name": NAME,
                "party_id": party,
                "accounts": [{"number": ACCOUNT, "name": NAME, "balance": "1000.50", "branch": "90101"}],
                "operators": operators,
                "steps": [{"signatures": 1}],
                "terms": {"signature_wanted": False},
            }
        ],
        "accounts": [{"number": OTHER, "name": OTHER_NAME}],
    }


@contextmanager
def link_of(house: House, **more: str) -> Iterator[Server]:
    """The link's own server on the journey's bank."""
    server = Server(house.home, free_port(), world=more)
    server.start()
    try:
        while not server.is_there():
            assert server.process is not None
            assert server.process.poll() is None, "the link's server ended before it answered"
        yield server
    finally:
        server.stop()


def said(server: Server, request: Request) -> State | None:
    """What the bank answers the enterprise's system."""
    link = HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = build(SignOn("2030-05-08 09:00:00", CUSTOMER, "op01", PASSWORD), [request])
    link.request("POST", "/", body=body, headers={"Content-Type": "application/x-fox"})
    answer = read_answer(link.getresponse().read())
    link.close()
    assert answer.signed_on.status.is_done, answer
    return answer.replies[0].state


def payment(number: str, amount: str) -> Request:
    """A payment to the other company."""
    payee = {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": OTHER, "NAME": OTHER_NAME}
    info = {"ACCTFROM": {"ACCTID": ACCOUNT}, "ACCTTO": payee, "TRNAMT": amount, "PURPOSE": "货款"}
    return Request("XFER", number, part_of({"XFERINFO": info}))


def fate(number: str) -> Request:
    """What became of it."""
    return Request("XFERINQ", f"Q-{number}", part_of({"CLIENTREF": number}))


def at_desk(house: House, server: Server, name: str) -> Page:
    """An operator logs in on the enterprise's desk."""
    desk = Site(f"http://127.0.0.1:{server.port}", house.site.browser)
    page = desk.page(width="phone", language=house.language, troubles=house.troubles)
    page.goto("/login/")
    page.locator("#id_customer").fill(CUSTOMER)
    page.locator("#id_user").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("button.w-100").click()
    page.wait_for_url(f"{desk.address}/")
    return page


def signs(house: House, server: Server, number: str) -> Page:
    """Li signs an order: its page."""
    page = at_desk(house, server, "op02")
    page.goto(f"/instructions/{number}/")
    page.locator("button[name=act][value=sign]").click()
    expect(page.locator("button[name=act][value=sign]")).to_have_count(0)
    return page


def test_made_by_the_system_approved_on_the_desk_receipt_in_hand(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        opened(house)
        with link_of(house) as server:
            assert said(server, payment("J-1", "300.00")) is State.AUDITING
            page = signs(house, server, "J-1")
            expect(page.get_by_text("paid in full").first).to_be_visible()
            house.look(page, "paid")
            receipt = page.request.get(str(page.locator("a[href$='.pdf']").first.get_attribute("href")))
            assert (receipt.status, receipt.body()[:5]) == (200, b"%PDF-")
            assert said(server, fate("J-1")) is State.PAYOUT
        with link_of(house, QIAO_LINK_CORE=NOBODY) as server:
            assert said(server, payment("J-2", "200.50")) is State.AUDITING
            page = signs(house, server, "J-2")
            comes_to_read(page, "result unknown")
            house.look(page, "unknown")
            assert said(server, payment("J-2", "200.50")) is State.PENDING
            resolved(house)
            comes_to_read(page, "paid in full")
            assert said(server, fate("J-2")) is State.PAYOUT
        ((booked,),) = rows_of(house.home, f"SELECT booked_fen FROM directlink_account WHERE number = '{ACCOUNT}'")
        assert booked == 500_00


def test_a_payment_is_typed_on_the_desk_where_no_payee_is_kept(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        opened(house)
        with link_of(house) as server:
            page = at_desk(house, server, "op01")
            page.goto("/pay/")
            for field, value in {"to": OTHER, "name": OTHER_NAME, "amount": "12.50", "purpose": "货款"}.items():
                page.locator(f"#{field}").fill(value)
            house.look(page, "typed")
            page.locator("button[name=step][value=look]").click()
            page.locator("button[name=step][value=send]").click()
            page.wait_for_url("**/instructions/*/")
            number = page.url.rstrip("/").rpartition("/")[2]
            expect(signs(house, server, number).get_by_text("paid in full").first).to_be_visible()


def opened(house: House) -> None:
    """The bank opens the enterprise by its command: a customer that the manager of the demo serves."""
    query = f"SELECT party_id FROM portfolio_assignment WHERE staff_id = '{MANAGER}' ORDER BY party_id LIMIT 1"
    ((party,),) = rows_of(house.home, query)
    file = house.shots / "enterprise.json"
    file.write_text(json.dumps(described(party), ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "qiao.project.cli", "link", "open", str(file)]
    subprocess.run(command, env=world_of(house.home), check=True, stdout=subprocess.DEVNULL)


def comes_to_read(page: Page, words: str) -> None:
    """Look again until the page says so: the worker asks the core in its own time."""
    for _ in range(30):
        page.reload()
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    expect(page.get_by_text(words).first).to_be_visible()


def resolved(house: House) -> None:
    """A clerk asks to book it as paid, and the head, who did not ask, decides."""
    house.gives_log_ins(CLERK)
    clerk = house.person(CLERK)
    clerk.goto("/link/waiting/")
    house.look(clerk, "waiting")
    clerk.get_by_role("link", name="J-2").first.click()
    clerk.get_by_text("Say what became of it").click()
    clerk.locator("details textarea").first.fill("The clearing house's list of today, line 12")
    clerk.locator("details button[name=verdict][value=paid]").first.click()
    clerk.wait_for_url("**/approvals/*/")
    house.agrees(HEAD, clerk.url)
