"""The door to a core system, kept alike by both of its keepers: the ledger of this house and a core behind HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.test.utils import override_settings

from qiao.directlink.actions import opening, settling, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters import passwords
from qiao.directlink.adapters.core_http import HttpCore
from qiao.directlink.adapters.cores import core_of_house
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.models import Enterprise, LedgerAccount, Operator, Payment
from qiao.directlink.rules.core import Booking, Core, NoReply, Verdict
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.messages import Reply
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests import vectors
from qiao.directlink.tests.http_core import Book, Fault, served
from qiao.directlink.tests.test_fox_server import MORNING

pytestmark = pytest.mark.django_db
BOOKING = Booking(
    "1000000001-7-1", roles.A, roles.FAR_ACCOUNT, 300_00, 5_00, "small", "远方公司", roles.FAR_BANK, "运费"
)
TIMEOUT_S = 3.0  # a busy machine answers within it; what is foretold to be slow takes longer than any


@pytest.fixture
def book() -> Book:
    """An empty book of a core behind HTTP."""
    return Book()


@pytest.fixture
def http_core(book: Book) -> Iterator[HttpCore]:
    """A core behind HTTP, and the adapter that asks it."""
    with served(book) as address:
        yield HttpCore(address, key="made-up", timeout_s=TIMEOUT_S)


@pytest.fixture
def cast() -> roles.Cast:
    """The scene, in which orders without a signature go at once."""
    cast = roles.play()
    roles.wants(0)
    return cast


# The contract, by both


@pytest.fixture(params=["embedded", "http"])
def core(request: pytest.FixtureRequest, http_core: HttpCore) -> Core:
    """Each of the two."""
    return EmbeddedCore() if request.param == "embedded" else http_core


def test_a_number_that_was_never_told_is_unheard_of(core: Core) -> None:
    assert core.ask("1000000001-404-1").verdict is Verdict.UNHEARD


def test_a_payment_is_booked_once_however_often_it_is_told_and_asked(core: Core, book: Book, cast: roles.Cast) -> None:
    far = roles.pay("P1", to=roles.FAR_ACCOUNT, name="远方公司", fen=300_00)
    taken = take(far, cast.signer, at=roles.AT, core=core).instruction
    working.work_once(core, now=lambda: roles.AT)
    (payment,) = taken.payments.all()
    told = replace(BOOKING, number=payment.transfer, fee_fen=0)
    assert [core.ask(payment.transfer).verdict for _ in range(2)] == [Verdict.BOOKED] * 2
    assert core.book(told).verdict is Verdict.BOOKED
    for minutes in (5, 30, 60):
        later = roles.AT + timedelta(minutes=minutes)
        working.work_once(core, now=partial(datetime.fromisoformat, later.isoformat()))
    payment.refresh_from_db()
    assert (payment.state, LedgerAccount.objects.get(pk=roles.A).booked_fen) == ("paid", roles.OPENING_FEN - 300_00)
    assert set(book.times.values()) <= {1}


# What only a line can do


def test_all_that_a_booking_says_arrives(http_core: HttpCore, book: Book) -> None:
    assert http_core.book(BOOKING).verdict is Verdict.BOOKED
    assert book.kept == {
        BOOKING.number: {
            "debit": roles.A,
            "credit": roles.FAR_ACCOUNT,
            "amount_fen": 300_00,
            "fee_fen": 5_00,
            "route": "small",
            "name": "远方公司",
            "bank_number": roles.FAR_BANK,
            "purpose": "运费",
        }
    }
    assert book.keys == {"Bearer made-up"}


@pytest.mark.parametrize("fault", list(Fault))
def test_what_is_not_clear_is_no_reply_and_the_number_tells_later(
    http_core: HttpCore, book: Book, fault: Fault
) -> None:
    book.faults = [fault, fault]
    with pytest.raises(NoReply):
        http_core.book(BOOKING)
    with pytest.raises(NoReply):
        http_core.ask(BOOKING.number)
    is_there = fault is not Fault.UNHEARD
    assert http_core.ask(BOOKING.number).verdict is (Verdict.BOOKED if is_there else Verdict.UNHEARD)
    assert http_core.book(BOOKING).verdict is Verdict.BOOKED
    assert book.times == {BOOKING.number: 1}


def test_a_core_that_is_not_there_is_no_reply() -> None:
    with served(Book()) as address:
        pass
    with pytest.raises(NoReply):
        HttpCore(address, timeout_s=TIMEOUT_S).ask("1")


def test_another_content_under_a_number_is_for_people_and_never_booked(http_core: HttpCore, book: Book) -> None:
    http_core.book(BOOKING)
    with pytest.raises(NoReply, match="409"):
        http_core.book(replace(BOOKING, amount_fen=1))
    assert (book.kept[BOOKING.number]["amount_fen"], book.times) == (300_00, {BOOKING.number: 1})


def test_a_refusal_says_why_and_stays(http_core: HttpCore, book: Book) -> None:
    book.refuses_next = "户名不符"
    told = [http_core.book(BOOKING), http_core.ask(BOOKING.number), http_core.book(BOOKING)]
    assert {(one.verdict, one.words) for one in told} == {(Verdict.REFUSED, "户名不符")}
    assert book.kept == {}


def test_a_number_is_told_as_it_is_whatever_letters_it_has(http_core: HttpCore, book: Book) -> None:
    http_core.book(replace(BOOKING, number="a/b c?d"))
    assert list(book.kept) == ["a%2Fb%20c%3Fd"]


def test_the_environment_names_the_core(monkeypatch: pytest.MonkeyPatch, book: Book) -> None:
    with served(book) as address:
        monkeypatch.setenv("QIAO_LINK_CORE", address)
        assert core_of_house().ask("1").verdict is Verdict.UNHEARD


# The whole flow


@dataclass(slots=True)
class Desk:
    """The endpoint of a bank whose accounts a core behind HTTP keeps, with its clock as it was set so far."""

    core: HttpCore
    at: datetime = MORNING

    def send(self, *wrappers: str) -> Reply:
        """The first reply to a message."""
        body = answer(vectors.message(*wrappers), None, "127.0.0.1", bank=Bank(self.core, lambda: self.at))
        return read_answer(body).replies[0]

    def work(self, **later: int) -> None:
        """A round of the worker a while later."""
        self.at += timedelta(**later)
        working.work_once(self.core, now=lambda: self.at)

    def state(self, number: str) -> str:
        """What the bank says when it is asked."""
        return str(self.send(vectors.question("Q1", number)).state)


@pytest.fixture
def desk(cast: roles.Cast, http_core: HttpCore) -> Iterator[Desk]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        Operator.objects.filter(name="op01").update(password=passwords.stored(vectors.PASSWORD))
        Enterprise.objects.update(signature_wanted=False)
        yield Desk(http_core)


def balances() -> tuple[int, int]:
    """Booked and held on the company's account."""
    row = LedgerAccount.objects.get(pk=roles.A)
    return row.booked_fen, row.held_fen


def test_a_payment_within_the_bank_is_paid_in_the_answer_itself(desk: Desk, book: Book) -> None:
    assert desk.send(vectors.payment("P1")).state == "PAYOUT"
    assert balances() == (roles.OPENING_FEN - 1_250_50, 0)
    assert [method for method, _number in book.asked] == ["PUT"]


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.SLOW, Fault.ERROR_BOOKED, Fault.GARBAGE, Fault.CONFLICT])
def test_a_lost_reply_leaves_it_unknown_until_the_core_is_asked_by_the_same_number(
    desk: Desk, book: Book, fault: Fault
) -> None:
    book.faults = [fault]
    assert desk.send(vectors.payment("P1")).state == "PENDING"
    assert balances() == (roles.OPENING_FEN, 1_250_50)
    assert desk.send(vectors.payment("P1")).state == "PENDING"
    desk.work(seconds=5)
    assert desk.state("P1") == "PAYOUT"
    assert balances() == (roles.OPENING_FEN - 1_250_50, 0)
    assert [method for method, _number in book.asked] == ["PUT", "GET"]
    assert (len({number for _method, number in book.asked}), list(book.times.values())) == (1, [1])


def test_what_never_arrived_is_told_again_under_the_same_number(desk: Desk, book: Book) -> None:
    book.faults = [Fault.UNHEARD]
    assert desk.send(vectors.payment("P1")).state == "PENDING"
    desk.work(seconds=5)
    assert desk.state("P1") == "PAYOUT"
    assert [method for method, _number in book.asked] == ["PUT", "GET", "PUT"]
    assert list(book.times.values()) == [1]


def test_what_the_core_refuses_fails_with_its_words_and_is_free_again(desk: Desk, book: Book) -> None:
    book.refuses_next = "户名不符"
    assert desk.send(vectors.payment("P1")).state == "FAIL"
    assert balances() == (roles.OPENING_FEN, 0)
    assert Payment.objects.get().words == "户名不符"


def test_what_the_core_still_looks_at_is_asked_about_until_it_knows(desk: Desk, book: Book) -> None:
    book.waits_next = True
    assert desk.send(vectors.payment("P1")).state == "PROCESSING"
    desk.work(seconds=5)
    assert desk.state("P1") == "PROCESSING"
    book.pending.clear()
    desk.work(seconds=30)
    assert desk.state("P1") == "PAYOUT"
    assert [method for method, _number in book.asked] == ["PUT", "GET", "GET"]


def test_an_unknown_payment_that_people_resolved_is_not_asked_about_again(desk: Desk, book: Book) -> None:
    book.faults = [Fault.LOST]
    desk.send(vectors.payment("P1"))
    settling.resolve(Payment.objects.get().pk, paid=True, reason="as its list says", by="BANK1", at=desk.at)
    desk.work(hours=1)
    assert (len(book.asked), balances()) == (1, (roles.OPENING_FEN - 1_250_50, 0))


def test_a_batch_is_told_item_by_item(desk: Desk, book: Book) -> None:
    opening.open_account("901010100100000050", "枫林建材", at=MORNING, actor=roles.BANK)
    book.faults = [Fault.LOST]
    items = (
        vectors.batch_item(1, vectors.B, name=vectors.B_NAME, amount="10.00"),
        vectors.batch_item(2, "901010100100000050", name="枫林建材", amount="20.00"),
    )
    assert desk.send(vectors.batch("B1", *items, total="30.00")).state == "PENDING"
    assert balances() == (roles.OPENING_FEN - 20_00, 10_00)
    desk.work(seconds=5)
    assert desk.send(vectors.batch_question("B1")).state == "PAYOUT"
    assert (balances(), sorted(book.times.values())) == ((roles.OPENING_FEN - 30_00, 0), [1, 1])
