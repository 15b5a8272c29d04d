"""Signals that managers are told, only those agreed to; and how many statements that takes."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.directlink.actions import opening, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Certificate, ClearingBank, Enterprise, Operator
from qiao.directlink.queries import duties, signals
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.signals import Bounds, Facts, signals_of
from qiao.directlink.tests.bank import PARTY, staffed
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, NING, TODAY, A, B, Cast, play
from qiao.ground import clock
from qiao.ground.models import User

pytestmark = pytest.mark.django_db
ALL = ["idle", "large_out", "new_bank", "payroll"]
STATEMENTS_MOST = 12
CORE = EmbeddedCore()
ON = date(2030, 5, 8)
RICH = "901010100100000042"


@pytest.mark.whatever_database
@pytest.mark.parametrize(
    ("facts", "agreed", "told"),
    [
        (Facts(date(2030, 4, 24), (), (), ()), ALL, ["idle"]),
        (Facts(date(2030, 4, 25), (), (), ()), ALL, []),
        (Facts(None, (), (), ()), ALL, []),
        (Facts(ON, (date(2030, 2, 10), date(2030, 3, 10)), (), ()), ALL, ["payroll"]),
        (Facts(ON, (date(2030, 3, 10),), (), ()), ALL, []),
        (Facts(ON, (date(2030, 3, 10), date(2030, 4, 10)), (), ()), ALL, []),
        (Facts(ON, (), ((date(2030, 5, 2), "远山银行"),), ()), ALL, ["new_bank"]),
        (Facts(ON, (), ((date(2030, 5, 1), "远山银行"),), ()), ALL, []),
        (Facts(ON, (), (), ((ON, "远方公司", 1),)), ALL, ["large_out"]),
        (Facts(date(2030, 1, 1), (), ((ON, "远山银行"),), ((ON, "远方公司", 1),)), ["new_bank"], ["new_bank"]),
        (Facts(date(2030, 1, 1), (), ((ON, "远山银行"),), ((ON, "远方公司", 1),)), [], []),
    ],
)
def test_a_manager_is_told_what_was_agreed_to(facts: Facts, agreed: list[str], told: list[str]) -> None:
    found = signals_of(facts, frozenset(agreed), bounds=Bounds(idle_days=14, payroll_days=40), on=ON)
    assert [one.signal.value for one in found] == told


@pytest.fixture
def cast() -> Cast:
    """The enterprises."""
    return play()


@pytest.fixture
def bank(cast: Cast) -> dict[str, User]:
    """The bank's people; Yunshan has agreed to every signal."""
    found = staffed()
    agree(ALL)
    return found


def agree(names: list[str]) -> None:
    """Keep what Yunshan has agreed to."""
    Enterprise.objects.filter(pk=COMPANY).update(signals=names)


def paid_to(number: str, bank: str, *, fen: int, cast: Cast, days_before: int = 0) -> None:
    """A payment to another bank, carried out so many days before."""
    at = AT - timedelta(days=days_before)
    ClearingBank.objects.get_or_create(number=bank, defaults={"name": f"银行{bank[-2:]}", "imported_at": AT})
    item = Item(1, FAR_ACCOUNT, "远方公司", fen, here=False, bank_number=bank)
    take(Order(number, Form.SINGLE, A, (item,)), cast.signer, at=at, core=CORE)
    working.work_once(CORE, now=lambda: at)


def told(user: User) -> list[str]:
    """The lines of somebody's tasks, in English words."""
    return sorted(line.words % line.facts for line in signals.duties_of(user, TODAY))


def test_the_manager_who_serves_the_customer_is_told_and_nobody_else(cast: Cast, bank: dict[str, User]) -> None:
    paid_to("O1", "999100000001", fen=1_00, cast=cast, days_before=40)
    paid_to("N1", "999100000001", fen=2_00, cast=cast)
    paid_to("N2", "999100000044", fen=3_00, cast=cast)
    assert told(bank["lin"]) == ["云杉贸易 paid to 银行44 for the first time; ask what the account there is for"]
    (line,) = signals.duties_of(bank["lin"], TODAY)
    assert line.address == f"/customers/{PARTY}/"
    for name in ("rao", "he", "gu", "shen", "wei"):
        assert told(bank[name]) == [], name
    agree(["idle"])
    assert told(bank["lin"]) == []


def test_a_large_payment_an_idle_link_and_a_missing_payroll_are_told(cast: Cast, bank: dict[str, User]) -> None:
    rich: dict[str, Any] = {"customer_number": COMPANY, "balance_fen": 10**12, "at": AT, "actor": "gu"}
    opening.open_account(RICH, "云杉贸易", **rich)
    order = Order("L1", Form.SINGLE, RICH, (Item(1, B, "白桦物流", 100_000_000),))
    take(order, cast.signer, at=AT - timedelta(days=1), core=CORE)
    agree(["idle", "large_out", "payroll"])
    for number, days in (("W1", 80), ("W2", 45)):
        order = Order(number, Form.PAYROLL, A, (Item(1, NING, "宁小舟", 1_00),))
        take(order, cast.signer, at=AT - timedelta(days=days), core=CORE)
    Operator.objects.filter(enterprise_id=COMPANY, name="op01").update(seen_at=AT - timedelta(days=20))
    assert told(bank["lin"]) == [
        "云杉贸易 paid 1,000,000.00 yuan to 白桦物流; ask what is next",
        "云杉贸易: no message over the direct link for 20 days; ask how it goes",
        "云杉贸易: no payroll over the direct link for 45 days; ask why",
    ]
    opening.set_state(COMPANY, state="suspended", reason="x", at=AT, actor="gu")
    assert told(bank["lin"]) == []


def test_however_many_enterprises_it_takes_a_handful_of_statements(cast: Cast, bank: dict[str, User]) -> None:
    for number in range(30):
        opening.open_enterprise(f"20000000{number:02}", "某企业", party_id=PARTY, at=AT, actor="gu")
    Enterprise.objects.update(signals=ALL)
    paid_to("N2", "999100000044", fen=3_00, cast=cast)
    Operator.objects.update(seen_at=AT)
    with CaptureQueriesContext(connection) as asked:
        lines = signals.duties_of(bank["lin"], TODAY)
    assert len(lines) == 1
    assert len(asked) <= STATEMENTS_MOST


def test_who_serves_nobody_on_the_link_asks_nothing_more(bank: dict[str, User]) -> None:
    agree([])
    with CaptureQueriesContext(connection) as asked:
        assert signals.duties_of(bank["lin"], TODAY) == []
    assert len(asked) == 1


def test_certificates_about_to_end_are_tasks_of_the_desk_and_the_administrator(bank: dict[str, User]) -> None:
    now = clock.now()
    for number, days in ((1, 29), (2, 31), (3, -1)):
        Certificate.objects.create(
            fingerprint=f"{number:064x}",
            operator=Operator.objects.filter(enterprise_id=COMPANY).order_by("id")[0],
            subject="CN=x",
            public_pem="",
            since=datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC")),
            until=now + timedelta(days=days),
            bound_at=now,
            bound_by="gu",
        )
    for name, count in (("gu", 1), ("wei", 1), ("he", 0), ("lin", 0)):
        lines = [one for one in duties.duties_of(bank[name], clock.today()) if one.words.startswith("Certificates")]
        assert [one.facts["count"] for one in lines] == [2] * count, name
