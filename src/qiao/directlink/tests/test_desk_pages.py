"""The pages of the bank's desk: what each post reads and does, in both languages; who may not is refused."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from qiao.directlink.actions import opening, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters import passwords
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import (
    ClearingBank,
    Enterprise,
    Instruction,
    JournalRecord,
    LedgerAccount,
    Operator,
    Payment,
    WatchedName,
    Webhook,
)
from qiao.directlink.tests.bank import PARTY, PEOPLE, browser, staffed
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, OTHER_COMPANY, A, Cast, pay, play
from qiao.directlink.tests.test_two_persons import Silent
from qiao.ground import clock
from qiao.ground.models import User, Visibility
from qiao.office.queries import Approval

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()
PAGES = {
    "/link/": "gu he hou shen wei lin rao",
    "/link/certificates/": "gu he hou shen wei lin rao",
    f"/link/enterprises/{COMPANY}/": "gu he hou shen wei lin",
    f"/link/enterprises/{OTHER_COMPANY}/": "gu he hou shen wei",
    f"/link/enterprises/{COMPANY}/journal/?check": "gu he hou shen",
    f"/link/accounts/{A}/?month=2030-05": "gu he hou shen",
    f"/link/accounts/{A}/lines.csv?month=2030-05": "gu he hou shen",
    "/link/orders/": "gu he hou shen",
    "/link/orders.csv": "gu he hou shen",
    "/link/waiting/": "gu he hou shen",
    "/link/reconciliation/?month=2030-05": "gu he hou shen",
    "/link/reconciliation.csv?month=2030-05": "gu he hou shen",
    "/link/reconciliation.xlsx?month=2030-05&what=breaks": "gu he hou shen",
    "/link/tables/": "gu he hou shen",
    "/link/connections.csv": "gu he hou shen wei lin rao",
    "/link/new/": "gu",
}


@pytest.fixture
def cast() -> Cast:
    """The enterprises with a payment made, one unknown, one stopped."""
    found = play()
    take(pay("P1"), found.signer, at=AT, core=CORE)
    silent = Silent()
    take(pay("U1", to=FAR_ACCOUNT, name="远方公司", fen=300_00), found.signer, at=AT, core=silent)
    working.work_once(silent, now=lambda: AT)
    WatchedName.objects.create(name="白桦物流", why="名单甲", added_at=AT, added_by="gu")
    take(pay("S1", fen=7_00), found.signer, at=AT, core=CORE)
    return found


@pytest.fixture
def bank(cast: Cast) -> dict[str, User]:
    """The bank's people."""
    return staffed()


def certificate(*, days: int = 700) -> str:
    """A certificate as an enterprise sends it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "op04")])
    since = datetime.now(ZoneInfo("UTC")) - timedelta(days=1)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=days))
    )
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize("address", sorted(PAGES))
def test_who_may_open_which_page(bank: dict[str, User], address: str) -> None:
    allowed = {name for name in PEOPLE if browser(bank[name]).get(address).status_code == 200}
    assert allowed == set(PAGES[address].split())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["gu", "he", "shen"])
def test_every_page_is_written_in_the_language_of_the_reader(bank: dict[str, User], name: str, language: str) -> None:
    addresses = [one for one, who in PAGES.items() if name in who.split() and "." not in one]
    addresses += [f"/link/orders/{one.pk}/" for one in Instruction.objects.all()]
    client = browser(bank[name], language=language)
    pages = {address: client.get(address).content.decode() for address in addresses}
    heads = {page[page.index("<h1>") : page.index("</h1>")] for page in pages.values()}
    assert len(heads) > 8
    words = ("Reconciliation", "对账")
    page = pages["/link/reconciliation/?month=2030-05"]
    assert [word in page for word in words] == [language == "en", language != "en"]


def test_names_are_withheld_from_the_administrator(bank: dict[str, User]) -> None:
    client = browser(bank["wei"])
    addresses = ["/link/", "/link/certificates/", f"/link/enterprises/{COMPANY}/", "/link/connections.csv"]
    pages = "".join(client.get(address).content.decode() for address in addresses)
    assert COMPANY in pages
    assert "云杉贸易" not in pages
    assert A not in pages


def test_a_manager_reads_what_was_agreed_and_no_account(bank: dict[str, User]) -> None:
    Enterprise.objects.filter(pk=COMPANY).update(signals=["idle"])
    Operator.objects.filter(enterprise_id=COMPANY).update(seen_at=clock.now() - timedelta(days=60))
    client = browser(bank["lin"])
    page = client.get(f"/link/enterprises/{COMPANY}/").content.decode()
    assert "no message over the direct link for 60 days" in page
    assert (A in page, ">P1<" in page, "云杉贸易" in page) == (False, False, True)
    listed = client.get("/link/").content.decode()
    assert ("云杉贸易" in listed, "白桦物流" in listed) == (True, False)


def test_a_head_sees_the_enterprises_of_the_own_units(bank: dict[str, User]) -> None:
    Visibility.objects.filter(staff_id="he").update(kind="staff", key="rao")
    client = browser(bank["he"])
    assert client.get(f"/link/enterprises/{COMPANY}/").status_code == 404
    assert client.get(f"/link/enterprises/{OTHER_COMPANY}/").status_code == 200  # it names no customer of the book
    orders = client.get("/link/orders/").content.decode()
    assert "云杉贸易" not in orders
    found = Instruction.objects.get(number="P1")
    assert client.get(f"/link/orders/{found.pk}/").status_code == 404
    assert client.get("/link/waiting/").content.decode().count(">U1<") == 0


def test_a_webhook_that_paused_is_told(bank: dict[str, User]) -> None:
    administrator = Operator.objects.get(enterprise_id=COMPANY, name="admin")
    url = "https://erp.example.com/hook"
    Webhook.objects.create(
        enterprise_id=COMPANY,
        url=url,
        state="paused",
        made_by=administrator,
        made_at=clock.now(),
        last_words="TimeoutError",
        last_at=clock.now(),
    )
    client = browser(bank["gu"])
    assert "1 webhook paused" in client.get("/link/").content.decode()
    page = client.get(f"/link/enterprises/{COMPANY}/").content.decode()
    assert ("paused: nobody answered for a day" in page, url in page, "TimeoutError" in page) == (True, True, True)


def test_the_list_says_what_needs_care_in_few_statements(bank: dict[str, User]) -> None:
    for number in range(40):
        opening.open_enterprise(f"20000000{number:02}", "某企业", party_id="", at=AT, actor="gu")
    client = browser(bank["gu"])
    client.get("/link/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/link/").content.decode()
    assert "state risk" in page
    assert len(asked) < 40


def test_orders_are_found_by_each_filter(bank: dict[str, User]) -> None:
    client = browser(bank["gu"])
    for query, found in (
        ("state=unknown", {"U1"}),
        ("state=held", {"S1"}),
        ("number=P1", {"P1"}),
        (f"account={FAR_ACCOUNT}", {"U1"}),
        ("least=300&most=300.00", {"U1"}),
        ("most=7", {"S1"}),
        ("day=2030-05-08", {"P1", "U1", "S1"}),
        ("day=2030-05-09", set()),
        (f"enterprise={OTHER_COMPANY}", set()),
        ("least=abc&day=yesterday&state=nothing", {"P1", "U1", "S1"}),
    ):
        page = client.get(f"/link/orders/?{query}").content.decode()
        assert {one for one in ("P1", "U1", "S1") if f">{one}</a>" in page} == found, query


def test_an_enterprise_is_let_in_with_two_people_and_passwords_told_once(bank: dict[str, User]) -> None:
    client = browser(bank["gu"])
    form = {
        "number": "1000000009",
        "name": "新企业（虚构）",
        "party_id": PARTY,
        "administrator": "admin",
        "administrator_called": "安",
        "supervisor": "chief",
        "supervisor_called": "杜",
    }
    wrong = client.post("/link/new/", form | {"supervisor": "admin"})
    assert (wrong.status_code, "two people" in wrong.content.decode()) == (400, True)
    assert client.post("/link/new/", form | {"party_id": "nobody"}).status_code == 400
    assert client.post("/link/new/", form | {"number": "12"}).status_code == 400
    made = client.post("/link/new/", form)
    assert (made.status_code, "no-store" in made["Cache-Control"]) == (201, True)
    people = {one.name: one for one in Operator.objects.filter(enterprise_id="1000000009")}
    assert {name: one.post for name, one in people.items()} == {"admin": "administrator", "chief": "supervisor"}
    cells = made.content.decode().split('<td class="mono">')[1:]
    told = [cell.partition("<")[0] for cell in cells]
    assert [
        passwords.is_right(people[name].pk, word, kept=people[name].password)
        for name, word in zip(("admin", "chief"), told, strict=True)
    ] == [True, True]
    assert client.post("/link/new/", form).status_code == 400


ACTS = (
    ({"act": "suspend", "reason": "查封"}, lambda: Enterprise.objects.get(pk=COMPANY).state == "suspended"),
    ({"act": "lock", "operator": "op01", "reason": "离职"}, lambda: op("op01").locked_at is not None),
    (
        {
            "act": "terms",
            "addresses": "192.0.2.7\n198.51.100.0/24",
            "strict": "1",
            "signal": "idle",
            "signature_wanted": "1",
        },
        lambda: terms() == (["192.0.2.7/32", "198.51.100.0/24"], True, False, True, ["idle"]),
    ),
    (
        {"act": "account", "number": "901010100100000099", "name": "云杉贸易", "balance": "0", "branch": "90101"},
        lambda: LedgerAccount.objects.get(pk="901010100100000099").booked_fen == 0,
    ),
)


def op(name: str) -> Operator:
    """Somebody of Yunshan."""
    return Operator.objects.get(enterprise_id=COMPANY, name=name)


def terms() -> tuple[object, ...]:
    """What was agreed with Yunshan."""
    one = Enterprise.objects.get(pk=COMPANY)
    return one.addresses, one.strict, one.directed_only, one.signature_wanted, one.signals


@pytest.mark.parametrize(("form", "is_done"), ACTS, ids=[form["act"] for form, _done in ACTS])
def test_the_desk_acts_on_an_enterprise_and_nobody_else_does(
    bank: dict[str, User], form: dict[str, str], is_done: object
) -> None:
    address = f"/link/enterprises/{COMPANY}/"
    before = JournalRecord.objects.count()
    for name in ("he", "shen", "wei", "lin"):
        assert browser(bank[name]).post(address, form).status_code == 403, name
    assert browser(bank["rao"]).post(address, form).status_code == 404
    assert JournalRecord.objects.count() == before
    answer = browser(bank["gu"]).post(address, form)
    assert answer.status_code == 302
    assert callable(is_done)
    assert is_done()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"act": "suspend", "reason": " "}, "Say in a few words why"),
        ({"act": "lock", "operator": "nobody", "reason": "x"}, "no operator"),
        ({"act": "bind", "operator": "op04", "pem": "-----BEGIN"}, "no certificate in PEM"),
        ({"act": "bind", "operator": "nobody", "pem": certificate(), "reason": "x"}, "no operator"),
        ({"act": "bind", "operator": "op04", "pem": certificate()}, "Say why"),
        ({"act": "revoke", "fingerprint": "ab", "reason": "x"}, "no such certificate"),
        ({"act": "terms", "addresses": "everywhere"}, "Write addresses as"),
        ({"act": "terms", "signal": "gossip"}, "cannot be kept"),
        ({"act": "terms", "reason": " "}, "Say why"),
        ({"act": "account", "number": "1;DROP", "name": "x"}, "An account has to be"),
        ({"act": "account", "number": "901", "name": "x", "balance": "1e5"}, "is no amount"),
        ({"act": "account", "number": "901", "name": "x", "balance": "12.50"}, "taken over at the server"),
        ({"act": "account", "number": "901", "name": "x", "branch": "123456"}, "branch code"),
        ({"act": "mandate", "firm": "", "contract": "c", "payer": "1", "name": "x"}, "An agreement names"),
    ],
)
def test_what_cannot_be_done_is_said_beside_the_form(bank: dict[str, User], form: dict[str, str], says: str) -> None:
    answer = browser(bank["gu"]).post(f"/link/enterprises/{COMPANY}/", form)
    assert (answer.status_code, says in answer.content.decode()) == (400, True)


def test_a_certificate_is_bound_with_its_fingerprint_shown_and_revoked(bank: dict[str, User]) -> None:
    client, address = browser(bank["gu"]), f"/link/enterprises/{COMPANY}/"
    bound = opening.bind_certificate(COMPANY, "op04", pem=certificate(), at=clock.now(), actor="gu + he")
    page = client.get(address).content.decode()
    assert bound.fingerprint[:4].upper() + " " + bound.fingerprint[4:8].upper() in page
    client.post(address, {"act": "revoke", "fingerprint": bound.fingerprint, "reason": "丢失"})
    bound.refresh_from_db()
    assert bound.revoked_by == "gu"


def test_an_account_is_frozen_in_part_by_the_desk_alone(bank: dict[str, User]) -> None:
    form = {"act": "freeze", "state": "open", "frozen": "100.00", "reason": "法院文书 12 号"}
    for name in ("he", "shen"):
        assert browser(bank[name]).post(f"/link/accounts/{A}/", form).status_code == 403
    client = browser(bank["gu"])
    assert client.post(f"/link/accounts/{A}/", form | {"state": "gone"}).status_code == 400
    assert client.post(f"/link/accounts/{A}/", form).status_code == 302
    assert LedgerAccount.objects.get(pk=A).frozen_fen == 100_00


def test_an_unknown_payment_is_asked_about_on_the_page_and_decided_under_requests(bank: dict[str, User]) -> None:
    payment = Payment.objects.get(state="unknown")
    address = f"/link/orders/{payment.instruction_id}/"
    form = {"act": "unknown", "payment": str(payment.pk), "verdict": "failed", "reason": "对方行回函"}
    assert browser(bank["shen"]).post(address, form).status_code == 403
    asked = browser(bank["gu"]).post(address, form)
    number = Approval.objects.get().pk
    assert (asked.status_code, asked["Location"]) == (302, f"/approvals/{number}/")
    waiting = browser(bank["he"]).get("/link/waiting/").content.decode()
    assert f"/approvals/{number}/" in waiting
    browser(bank["he"]).post(f"/approvals/{number}/", {"answer": "approve"})
    payment.refresh_from_db()
    assert payment.state == "failed"


def test_a_form_that_names_a_payment_of_another_order_asks_for_nothing(bank: dict[str, User]) -> None:
    other = Payment.objects.get(state="unknown")
    address = f"/link/orders/{Instruction.objects.get(number='P1').pk}/"
    for payment in (str(other.pk), "x", "9" * 30, ""):
        form = {"act": "unknown", "payment": payment, "verdict": "paid", "reason": "x"}
        assert browser(bank["gu"]).post(address, form).status_code == 200
    assert Approval.objects.count() == 0


def test_a_broken_ledger_is_red_with_the_way_to_the_line(bank: dict[str, User]) -> None:
    client = browser(bank["gu"])
    green = client.get("/link/reconciliation/?month=2030-05").content.decode()
    assert "Everything holds." in green
    LedgerAccount.objects.filter(pk=A).update(booked_fen=F("booked_fen") + 1)
    JournalRecord.objects.filter(enterprise_id=COMPANY, sequence=2).update(kind="x")
    red = client.get("/link/reconciliation/?month=2030-05").content.decode()
    assert "Everything holds." not in red
    assert f'href="/link/accounts/{A}/?month=2030-05"' in red
    assert f'href="/link/enterprises/{COMPANY}/journal/?check"' in red
    breaks = client.get("/link/reconciliation.csv?month=2030-05&what=breaks").content.decode("utf-8-sig")
    assert A in breaks
    assert (
        "The chain is broken: record no. 2"
        in client.get(f"/link/enterprises/{COMPANY}/journal/?check").content.decode()
    )


def test_a_table_is_handed_in_whole_or_told_row_by_row(bank: dict[str, User]) -> None:
    def handed(name: str, content: str) -> tuple[int, str]:
        file = SimpleUploadedFile("banks.csv", content.encode())
        answer = browser(bank[name]).post("/link/tables/", {"kind": "banks", "table": file})
        return answer.status_code, answer.content.decode()

    before = ClearingBank.objects.count()
    status, page = handed("gu", "number,name\n999100000077,新行\n77,短号\n")
    assert (status, "is no number of a bank" in page, ClearingBank.objects.count()) == (400, True, before)
    assert handed("shen", "number,name\n999100000077,新行\n")[0] == 403
    assert handed("gu", "number,name\n999100000077,新行\n")[0] == 302
    assert ClearingBank.objects.count() == before + 1
    assert "新行" in browser(bank["shen"]).get("/link/tables/?text=新").content.decode()


def test_what_an_enterprise_calls_itself_runs_nothing_on_a_page(bank: dict[str, User]) -> None:
    name = "<script>alert(1)</script>"
    Enterprise.objects.filter(pk=COMPANY).update(name=name)
    JournalRecord.objects.filter(enterprise_id=COMPANY, sequence=1).update(facts={"name": name})
    client = browser(bank["gu"])
    for address in (
        "/link/",
        f"/link/enterprises/{COMPANY}/",
        f"/link/enterprises/{COMPANY}/journal/",
        "/link/orders/",
    ):
        assert name not in client.get(address).content.decode(), address
    assert json.dumps(name) not in client.get(f"/link/enterprises/{COMPANY}/journal/").content.decode()


def test_set_filters_are_told_on_a_line_and_the_form_folds_without_a_script(bank: dict[str, User]) -> None:
    client = browser(bank["gu"])
    bare = client.get("/link/orders/").content.decode()
    assert ('<details class="fold no-print">' in bare, 'class="set-filters"' in bare) == (True, False)
    page = client.get("/link/orders/?state=held&least=5&day=yesterday&most=x").content.decode()
    line = page[page.index('class="set-filters"') :].partition("</p>")[0]
    assert "State <strong>is looked at by the bank</strong>" in line
    assert "From, yuan <strong>5</strong>" in line
    assert line.count("<strong>") == 2  # what is no day and no amount narrows nothing
    assert 'href="/link/orders/"' in line
    assert page.index('<details class="fold') < page.index(" folded"), "the form is the neighbour that it folds"


def test_an_order_is_two_lines_on_a_phone(bank: dict[str, User]) -> None:
    page = browser(bank["gu"]).get("/link/orders/").content.decode()
    row = page[page.index("<tbody><tr>") :].partition("</tr>")[0]
    assert [row.count(f'{name}"') for name in ("amount", "who", "stands")] == [1, 1, 1]


def test_the_unit_stands_only_over_amounts(bank: dict[str, User]) -> None:
    client, unit = browser(bank["gu"]), '<span class="note">yuan</span>'
    assert client.get("/link/waiting/").content.decode().count(unit) == 2
    Payment.objects.filter(state="unknown").update(state="paid")
    WatchedName.objects.all().delete()
    Instruction.objects.filter(state="held").update(state="failed")
    assert unit not in client.get("/link/waiting/").content.decode()
