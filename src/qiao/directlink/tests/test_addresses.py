"""From where an enterprise may be asked for: the refusal names the address, the journal keeps it, within bounds."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client, override_settings

from qiao.directlink.actions.admitting import NOTED_MOST, REFUSED, address_said, admit, is_let_in
from qiao.directlink.actions.journal import turn
from qiao.directlink.adapters import passwords
from qiao.directlink.api import fox
from qiao.directlink.models import Enterprise, JournalRecord, Operator
from qiao.directlink.queries import connections
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.tests import bank as people
from qiao.directlink.tests import vectors
from qiao.directlink.tests.at_desk import Scene, opened_desk, text_of
from qiao.directlink.tests.cast import AT, COMPANY, PASSWORD, play
from qiao.ground import clock
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
AGREED = ["192.0.2.0/24"]


@pytest.fixture
def cast() -> None:
    play()
    Enterprise.objects.filter(pk=COMPANY).update(addresses=AGREED)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with opened_desk(monkeypatch) as scene:
        Enterprise.objects.filter(pk=COMPANY).update(addresses=AGREED)
        yield scene


def knock(address: str, *, after_minutes: int = 0) -> str:
    """What op01 is told who asks from an address; empty where it is agreed on."""
    operator = Operator.objects.select_related("enterprise").get(enterprise_id=COMPANY, name="op01")
    try:
        admit(operator, address=address, at=AT + timedelta(minutes=after_minutes))
    except Refusal as refusal:
        return str(refusal)
    return ""


def noted() -> list[str]:
    """The refused addresses in the journal."""
    return list(JournalRecord.objects.filter(kind=REFUSED).order_by("sequence").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("<b>somebody</b>", "-"),
        ("", "-"),
    ],
)
def test_an_address_is_said_as_it_is_and_any_other_text_is_not(told: str, said: str) -> None:
    assert address_said(told) == said


def test_a_refusal_names_the_address_and_what_to_do(cast: None) -> None:
    assert knock("192.0.2.9") == ""
    assert "198.51.100.4" in knock("198.51.100.4")
    assert "Have the bank add it" in knock("198.51.100.4")


def test_an_address_is_noted_once_an_hour_and_many_fill_no_journal(cast: None) -> None:
    for minutes in (0, 30, 59, 61):
        knock("198.51.100.4", after_minutes=minutes)
    assert noted() == ["198.51.100.4"] * 2
    for last in range(100):
        knock(f"203.0.113.{last}", after_minutes=62)
    assert len(noted()) == 1 + NOTED_MOST, "one is older than an hour"
    knock("203.0.113.200", after_minutes=200)
    assert noted()[-1] == "203.0.113.200"
    assert connections.journal_break(Enterprise.objects.get(pk=COMPANY)) is None


def test_records_of_orders_in_between_let_no_more_of_them_in(cast: None) -> None:
    """One order a minute, and a hundred strangers: the bound is of the hour, whatever else is written."""
    for minute in range(30):
        with turn(COMPANY, at=AT + timedelta(minutes=minute), actor="op01") as taken:
            taken.note("instruction", f"P{minute}")
        for last in range(4):
            knock(f"203.0.113.{minute * 4 + last}", after_minutes=minute)
    assert len(noted()) == NOTED_MOST


@pytest.mark.parametrize(
    ("address", "agreed", "is_in"),
    [
        ("192.0.2.7", AGREED, True),
        ("::ffff:192.0.2.7", AGREED, True),
        ("::ffff:c000:207", AGREED, True),
        ("::ffff:198.51.100.4", AGREED, False),
        ("::ffff:192.0.2.7", ["::ffff:192.0.2.0/120"], True),
        ("::192.0.2.7", AGREED, False),
        ("2001:db8::7", ["2001:db8::/32"], True),
        ("192.0.2.7%eth0", AGREED, False),
        ("", AGREED, False),
        ("", [], True),
    ],
)
def test_an_address_within_one_of_the_new_kind_is_the_address(address: str, agreed: list[str], *, is_in: bool) -> None:
    assert is_let_in(address, agreed) is is_in


@pytest.mark.parametrize(
    ("behind", "forwarded", "said"),
    [
        (True, "192.0.2.7, 198.51.100.4", "198.51.100.4"),
        (True, "192.0.2.7,::ffff:198.51.100.4", "198.51.100.4"),
        (True, "198.51.100.4, 192.0.2.7", ""),
        (True, "198.51.100.4,nobody", "-"),
        (True, "", "203.0.113.9"),
        (False, "192.0.2.7", "203.0.113.9"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_fox_believes_what_the_proxy_added_last_and_no_header_without_one(
    cast: None, monkeypatch: pytest.MonkeyPatch, *, behind: bool, forwarded: str, said: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    Enterprise.objects.update(signature_wanted=False)
    Operator.objects.filter(name="op01").update(password=passwords.stored(vectors.PASSWORD))
    environ = {"REQUEST_METHOD": "POST", "REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": forwarded}
    body = vectors.message("")
    with override_settings(BEHIND_PROXY=behind):
        parts = fox.application(
            environ | {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}, lambda _status, _headers: None
        )
    code = read_answer(b"".join(parts)).signed_on.status.code
    assert (code, noted()) == ((15500, [said]) if said else (0, []))


def test_the_banks_desk_shows_the_address_in_the_journal(cast: None) -> None:
    knock("198.51.100.4")
    gu = people.staffed()["gu"]
    shown = text_of(people.browser(gu).get(f"/link/enterprises/{COMPANY}/journal/"))
    assert ("an address that was not agreed on is refused" in shown, "198.51.100.4" in shown) == (True, True)


def test_the_log_in_page_says_the_address(desk: Scene) -> None:
    said = {"customer": COMPANY, "user": "op01", "password": PASSWORD}
    refused = Client().post("/login/", said, REMOTE_ADDR="198.51.100.4")
    assert (refused.status_code, "198.51.100.4" in text_of(refused), noted()) == (400, True, ["198.51.100.4"])


def test_a_session_that_is_carried_elsewhere_ends_with_the_reason(desk: Scene) -> None:
    browser = Client()
    said = {"customer": COMPANY, "user": "op01", "password": PASSWORD}
    assert browser.post("/login/", said, REMOTE_ADDR="192.0.2.7").status_code == 302
    led = browser.get("/", REMOTE_ADDR="198.51.100.1")
    asked = browser.get(led.headers["Location"], REMOTE_ADDR="198.51.100.1")
    assert "198.51.100.1" in text_of(asked)
    assert noted() == ["198.51.100.1"]
