"""The desk's pages: in both languages, for whom they are, with foreign ids and hostile input; and what they say."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client

from qiao.directlink.actions import opening, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Certificate, Instruction, JournalRecord, LedgerAccount, Payment, Right
from qiao.directlink.rules.orders import Form, Item
from qiao.directlink.tests.at_desk import Scene, come_in, opened_desk, text_of
from qiao.directlink.tests.cast import (
    AT,
    COMPANY,
    FAR_ACCOUNT,
    NING,
    OPENING_FEN,
    OTHER_COMPANY,
    SECOND,
    A,
    B,
    Cast,
    pay,
    wants,
)
from qiao.directlink.tests.test_core import Scripted, batch

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with opened_desk(monkeypatch) as scene:
        yield scene


def busy(cast: Cast) -> None:
    """Something in every state that a page may meet."""
    wants(2)
    take(pay("P-PAID"), cast.signer, at=AT, core=CORE)
    take(pay("P-WAITS"), cast.maker, at=AT, core=CORE)
    take(pay("P-FAILED", fen=OPENING_FEN * 9), cast.signer, at=AT, core=CORE)
    take(pay("P-LATER", due=(AT + timedelta(days=3)).date()), cast.signer, at=AT, core=CORE)
    take(pay("P-UNKNOWN", to=FAR_ACCOUNT, name="远方公司"), cast.signer, at=AT, core=CORE)
    working.work_once(Scripted(None), now=lambda: AT)
    items = tuple(Item(number, NING, "宁小舟", 1_00 + number) for number in range(1, 4))
    take(batch("W-PAID", *items, form=Form.PAYROLL), cast.signer, at=AT, core=CORE)
    take(
        pay("B-THEIRS", account=B, to=A, name="云杉贸易", fen=5_00),
        replace(cast.stranger, is_signed=True),
        at=AT,
        core=CORE,
    )
    Certificate.objects.create(
        fingerprint="ab" * 32,
        operator_id=cast.signer.operator_id,
        subject="CN=op04",
        public_pem="-",
        since=AT,
        until=AT + timedelta(days=9),
        bound_at=AT,
        bound_by="ADM01",
    )


def transfer_of(number: str) -> str:
    return str(Payment.objects.filter(instruction__number=number).order_by("place")[0].transfer)


OPERATORS: tuple[str, ...] = (
    "/",
    "/accounts/",
    f"/accounts/{A}/",
    f"/accounts/{SECOND}/",
    "/pay/",
    "/banks/?bank=远",
    "/sheet/",
    "/queue/",
)
OPERATORS += (
    "/instructions/",
    "/instructions/P-PAID/",
    "/instructions/P-WAITS/",
    "/instructions/P-FAILED/",
    "/receipts/",
)
OPERATORS += (
    "/instructions/P-UNKNOWN/",
    "/instructions/P-LATER/",
    "/instructions/W-PAID/",
    "/steps/",
    "/payees/",
    "/rights/",
)
OPERATORS += (
    "/password/",
    "/sheet/template.csv",
    "/sheet/template.xlsx",
    f"/accounts/{A}/statement.xlsx",
    "/instructions.csv",
)
MANAGERS = ("/", "/operators/", "/operators/op04/", "/operators/admin/", "/changes/", "/steps/", "/payees/", "/rights/")


@pytest.mark.parametrize(("language", "word"), [("en", "Log out"), ("zh-hans", "退出登录")])
def test_every_page_opens_for_those_whose_it_is(desk: Scene, language: str, word: str) -> None:
    busy(desk.cast)
    for name, addresses in (("op02", OPERATORS), ("admin", MANAGERS), ("chief", MANAGERS)):
        browser = come_in(name, language=language)
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, (name, address)
            if answer.headers["Content-Type"].startswith("text/html") and "banks" not in address:
                assert word in text_of(answer), (name, address)
                assert "VARIABLE" not in text_of(answer)


def test_a_desk_without_anything_says_what_to_do(desk: Scene) -> None:
    Right.objects.filter(operator__enterprise_id=COMPANY).delete()
    browser = come_in("op01")
    for address, words in (
        ("/", "No account is open to you"),
        ("/queue/", "Nothing waits for your signature"),
        ("/instructions/", "Nothing has been ordered yet"),
        ("/pay/", "You may not make orders"),
        ("/sheet/", "You may not make orders"),
        ("/payees/", "No payee is listed"),
        ("/rights/", "You order nothing"),
    ):
        assert words in text_of(browser.get(address)), address


def test_what_is_not_ones_own_is_not_there(desk: Scene) -> None:
    busy(desk.cast)
    theirs = [f"/accounts/{A}/", f"/accounts/{A}/statement.csv", f"/accounts/{SECOND}/", "/instructions/P-PAID/"]
    theirs += ["/instructions/P-UNKNOWN/", "/instructions/W-PAID/", f"/receipts/{transfer_of('P-PAID')}.pdf"]
    theirs += ["/operators/", "/operators/op04/", "/changes/", "/nothing/", f"/accounts/{NING}/", "/accounts/CLEARING/"]
    stranger = come_in("op01", company=OTHER_COMPANY)
    for address in theirs:
        for answer in (stranger.get(address), stranger.post(address, {"act": "sign", "words": "x"})):
            assert answer.status_code == 404, address
            assert "云杉" not in text_of(answer), address
    said = "".join(text_of(stranger.get(address)) for address in ("/", "/queue/", "/instructions/", "/accounts/"))
    assert "P-WAITS" not in said
    own = come_in("op02")
    for address in ("/instructions/B-THEIRS/", f"/accounts/{B}/", f"/receipts/{transfer_of('B-THEIRS')}.pdf"):
        assert own.get(address).status_code == 404, address


def test_a_right_for_one_account_shows_that_account_alone(desk: Scene) -> None:
    busy(desk.cast)
    Right.objects.filter(operator_id=desk.cast.onlooker.operator_id).update(account=SECOND)
    browser = come_in("op05")
    for address in (f"/accounts/{A}/", "/instructions/P-PAID/", f"/receipts/{transfer_of('P-PAID')}.pdf"):
        assert browser.get(address).status_code == 404, address
    assert browser.get(f"/accounts/{SECOND}/").status_code == 200
    assert "P-PAID" not in text_of(browser.get("/instructions/"))


def test_managers_order_nothing_and_operators_manage_nothing(desk: Scene) -> None:
    busy(desk.cast)
    for name in ("admin", "chief"):
        browser = come_in(name)
        for address in ("/pay/", "/sheet/", "/queue/", "/instructions/", f"/accounts/{A}/", "/instructions/P-PAID/"):
            assert browser.get(address).status_code == 404, (name, address)
    for address in ("/operators/", "/operators/op01/", "/changes/"):
        assert come_in("op01").get(address).status_code == 404, address


HOSTILE = (
    "'",
    '"><script>',
    "%00",
    "\ud7ff" * 3,
    "9" * 400,
    "-1",
    "1e9",
    "../../etc",
    "0x7f",
    "2026-02-31",
    "NaN",
    "١٢٣",
)


def test_hostile_addresses_break_no_page(desk: Scene) -> None:
    busy(desk.cast)
    browser = come_in("op02")
    for bad in HOSTILE:
        fields = dict.fromkeys(("state", "form", "channel", "account", "number", "payee", "amount", "since"), bad)
        fields |= dict.fromkeys(("until", "page", "side", "bank", "next", "ended"), bad)
        for address in ("/instructions/", f"/accounts/{A}/", "/banks/", "/pay/", "/queue/", "/", "/instructions.csv"):
            answer = browser.get(address, fields)
            assert answer.status_code < 500, (address, bad)
            assert '<script>"' not in text_of(answer)
    for address in ("/instructions/%00/", "/accounts/%FF/", "/receipts/x.pdf", "/operators/%27/", "/pay/%0a"):
        assert browser.get(address).status_code == 404, address


FIELDS = (
    *("number", "account", "payee", "to", "name", "where", "bank", "amount", "purpose", "memo", "due", "super", "form"),
    *("rows", "order", "words", "change", "code", "business", "up_to", "signatures", "away", "called", "password"),
    *("role", "right", "single", "daily", "old", "new", "again"),
)
FORMS: tuple[str, ...] = (
    "/pay/",
    "/sheet/",
    "/queue/",
    "/instructions/P-WAITS/",
    "/receipts/",
    "/operators/",
    "/operators/op01/",
)
FORMS += ("/changes/", "/steps/", "/payees/")


@pytest.mark.parametrize("name", ["op01", "op02", "admin", "chief"])
def test_hostile_forms_break_no_page(desk: Scene, name: str) -> None:
    busy(desk.cast)
    browser = come_in(name)
    for bad, address in product(HOSTILE, FORMS):
        for act in (bad, "look", "send", "sign", "return", "give", "away", "agree"):
            answer = browser.post(address, dict.fromkeys(FIELDS, bad) | {"step": act, "act": act})
            assert answer.status_code < 500, (address, bad, act)
    assert Instruction.objects.get(number="P-WAITS").state == "lodged"


def test_the_overview_says_what_waits_and_what_is_unknown(desk: Scene) -> None:
    busy(desk.cast)
    page = text_of(come_in("op02").get("/"))
    assert "Never key it again" in page
    assert "P-UNKNOWN" in page
    assert "P-WAITS" in page
    row = LedgerAccount.objects.get(pk=A)
    assert row.held_fen > 0
    assert f"{row.booked_fen // 100:,}" in page
    assert "P-WAITS" not in text_of(come_in("op05").get("/queue/"))


def test_a_statement_is_checked_and_leads_to_what_ordered_it(desk: Scene) -> None:
    busy(desk.cast)
    page = text_of(come_in("op02").get(f"/accounts/{A}/"))
    assert "without a gap" in page
    assert '/instructions/P-PAID/"' in page
    assert '/instructions/W-PAID/"' in page, "the one debit of a payroll"
    assert "B-THEIRS" not in page, "what another enterprise calls its order is not told"
    came = text_of(come_in("op02").get(f"/accounts/{A}/?side=credit&since=2030-05-01&until=2030-05-08"))
    assert "白桦物流" in came
    assert "P-PAID" not in came
    for wrong in ("since=2028-01-01", "since=2030-05-09&until=2030-05-08", "since=yesterday"):
        assert come_in("op02").get(f"/accounts/{A}/?{wrong}").status_code == 400, wrong


def test_a_statement_is_taken_away_and_leaves_its_mark(desk: Scene) -> None:
    busy(desk.cast)
    answer = come_in("op02").get(f"/accounts/{A}/statement.csv?side=debit")
    mark, *lines = csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff")))
    assert "云杉贸易" in mark[0]
    assert [row[3] for row in lines[1:]] == ["1250.50", "3.06"]
    record = JournalRecord.objects.filter(enterprise_id=COMPANY, kind="taken_out").get()
    assert (record.actor, record.facts["rows"]) == ("op02", 2)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"P-PAID", "P-WAITS", "P-FAILED", "P-LATER", "P-UNKNOWN", "W-PAID"}),
        ("state=paid", {"P-PAID", "W-PAID"}),
        ("state=open", {"P-WAITS", "P-LATER", "P-UNKNOWN"}),
        ("state=with_signers", {"P-WAITS"}),
        ("form=payroll", {"W-PAID"}),
        ("channel=web", set()),
        (f"account={SECOND}", set()),
        ("number=P-L", {"P-LATER"}),
        ("payee=宁", {"W-PAID"}),
        (f"payee={FAR_ACCOUNT}", {"P-UNKNOWN"}),
        ("amount=1,250.50&state=paid", {"P-PAID"}),
        ("since=2030-05-09", set()),
        ("until=2030-05-08&state=lodged", {"P-WAITS"}),
        ("state=nonsense&form=payroll", {"W-PAID"}),
    ],
)
def test_instructions_are_found_by_what_one_remembers(desk: Scene, query: str, found: set[str]) -> None:
    busy(desk.cast)
    answer = come_in("op02").get(f"/instructions.csv?{query}")
    lines = list(csv.reader(io.StringIO(text_of(answer).removeprefix("\ufeff"))))[2:]
    assert {line[0] for line in lines} == found


def test_an_instruction_tells_its_payments_signatures_and_journal(desk: Scene) -> None:
    busy(desk.cast)
    browser = come_in("op02")
    failed = text_of(browser.get("/instructions/P-FAILED/"))
    assert "the available balance is too small" in failed
    browser.post("/instructions/P-WAITS/", {"act": "sign"})
    page = text_of(browser.get("/instructions/P-WAITS/"))
    assert "1 of 2 signatures" in page
    assert "signed it" in page
    assert "Sign this order" not in page, "one signs once"


def test_pages_of_many_rows_page(desk: Scene) -> None:
    for number in range(60):
        take(pay(f"N{number:03d}", fen=1_00 + number), desk.cast.signer, at=AT, core=CORE)
    browser = come_in("op02")
    first, second = (text_of(browser.get(f"/instructions/?page={page}")) for page in (1, 2))
    assert ("N059" in first, "N000" in first, "N000" in second) == (True, False, True)
    assert "N000" in text_of(browser.get(f"/accounts/{A}/?page=1"))
    assert "N059" in text_of(browser.get(f"/accounts/{A}/?page=2"))
    assert browser.get(f"/accounts/{A}/?page=99999999").status_code == 200


def test_a_strange_name_is_told_as_letters(desk: Scene) -> None:
    opened: dict[str, Any] = {"at": AT, "actor": "ADM01"}
    opening.open_account("901010100100000077", "<b>{{x}}</b>", customer_number=COMPANY, **opened)
    page = text_of(come_in("op02").get("/accounts/"))
    assert "&lt;b&gt;{{x}}&lt;/b&gt;" in page


def test_no_page_is_shown_to_a_visitor(desk: Scene) -> None:
    busy(desk.cast)
    for address in (*OPERATORS, *MANAGERS):
        assert Client().get(address).status_code == 302, address


def test_filters_that_are_set_are_told_and_a_wrong_one_leaves_the_form_open(desk: Scene) -> None:
    busy(desk.cast)
    browser = come_in("op02")
    bare, set_one = text_of(browser.get("/instructions/")), text_of(browser.get("/instructions/?state=open&payee=远方"))
    assert ('<details class="fold no-print">' in bare, 'class="set-filters"' in bare) == (True, False)
    assert "State <strong>all that is not over</strong>" in set_one
    assert "Payee <strong>远方</strong>" in set_one
    wrong = text_of(browser.get("/instructions/?amount=x"))
    assert '<details class="fold no-print" open>' in wrong
    assert "Amount <strong>x</strong>" in wrong
