"""What two persons decide: unknown payments, stopped orders, money that comes back; one asks, another decides."""

from datetime import timedelta

import pytest
from django.utils import translation

from qiao.directlink.actions import proposing, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Instruction, JournalRecord, LedgerAccount, Payment, WatchedName
from qiao.directlink.rules.core import Answer, Booking, NoReply
from qiao.directlink.tests.bank import staffed
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, OPENING_FEN, A, Cast, pay, play
from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries

pytestmark = pytest.mark.django_db


class Silent:
    """A core that never answers."""

    keeps_here = True

    def book(self, booking: Booking) -> Answer:  # noqa: ARG002  the door of a core
        """Nothing comes back."""
        raise NoReply

    def ask(self, number: str) -> Answer:  # noqa: ARG002  the same
        """Nothing comes back."""
        raise NoReply


@pytest.fixture
def cast() -> Cast:
    """The enterprises."""
    return play()


@pytest.fixture
def bank(cast: Cast) -> dict[str, User]:
    """The bank's people."""
    return staffed()


@pytest.fixture
def unknown(cast: Cast) -> Payment:
    """A payment of which nobody has said what became of it."""
    core = Silent()
    take(pay("U1", to=FAR_ACCOUNT, name="远方公司", fen=300_00), cast.signer, at=AT, core=core)
    working.work_once(core, now=lambda: AT)
    return Payment.objects.get()


def balance() -> tuple[int, int]:
    """Booked and earmarked."""
    row = LedgerAccount.objects.get(pk=A)
    return row.booked_fen, row.held_fen


@pytest.mark.parametrize(
    ("paid", "state", "left"), [(True, "paid", (OPENING_FEN - 300_00, 0)), (False, "failed", (OPENING_FEN, 0))]
)
def test_an_unknown_payment_is_decided_by_two(
    bank: dict[str, User],
    unknown: Payment,
    paid: bool,  # noqa: FBT001  a case of the table
    state: str,
    left: tuple[int, int],
) -> None:
    on = clock.today()
    asked = proposing.ask_about_unknown(unknown.pk, paid=paid, reason="清算行清单第12号", on=on, actor=bank["gu"])
    assert balance() == (OPENING_FEN, 300_00)
    office.decide(asked.pk, approve=True, reason="", on=on, actor=bank["he"])
    unknown.refresh_from_db()
    assert (unknown.state, balance()) == (state, left)
    record = JournalRecord.objects.filter(enterprise_id=COMPANY, kind="payment").get()
    assert record.actor == "gu + he"
    assert AuditRecord.objects.filter(subject=f"link payment {unknown.transfer}", old={"state": "unknown"}).exists()


def test_nobody_decides_alone_nor_without_the_post(bank: dict[str, User], unknown: Payment) -> None:
    on = clock.today()
    for name in ("shen", "wei", "lin"):
        with pytest.raises(Refusal, match="does not allow"):
            proposing.ask_about_unknown(unknown.pk, paid=True, reason="x", on=on, actor=bank[name])
    asked = proposing.ask_about_unknown(unknown.pk, paid=True, reason="清单", on=on, actor=bank["he"])
    with pytest.raises(Refusal, match="second person"):
        office.decide(asked.pk, approve=True, reason="", on=on, actor=bank["he"])
    for name in ("gu", "shen", "wei", "lin"):
        with pytest.raises(Refusal, match="does not allow"):
            office.decide(asked.pk, approve=True, reason="", on=on, actor=bank[name])
    with pytest.raises(Refusal, match="waits for its decision"):
        proposing.ask_about_unknown(unknown.pk, paid=False, reason="other", on=on, actor=bank["gu"])
    assert balance() == (OPENING_FEN, 300_00)


def test_an_answer_that_comes_meanwhile_makes_the_request_stale(bank: dict[str, User], unknown: Payment) -> None:
    on = clock.today()
    asked = proposing.ask_about_unknown(unknown.pk, paid=False, reason="清单", on=on, actor=bank["gu"])
    working.work_once(EmbeddedCore(), now=lambda: AT + timedelta(hours=1))
    with pytest.raises(Refusal, match="changed"):
        office.decide(asked.pk, approve=True, reason="", on=on, actor=bank["he"])
    assert balance() == (OPENING_FEN - 300_00, 0)
    with pytest.raises(Refusal, match="known already"):
        proposing.ask_about_unknown(unknown.pk, paid=False, reason="清单", on=on, actor=bank["hou"])


def test_a_reason_is_wanted(bank: dict[str, User], unknown: Payment) -> None:
    with pytest.raises(Refusal, match="reason"):
        proposing.ask_about_unknown(unknown.pk, paid=True, reason=" ", on=clock.today(), actor=bank["gu"])


@pytest.mark.parametrize(("pays", "state"), [(True, "paid"), (False, "failed")])
def test_a_stopped_order_goes_on_or_ends_by_two(
    cast: Cast,
    bank: dict[str, User],
    pays: bool,  # noqa: FBT001  a case of the table
    state: str,
) -> None:
    WatchedName.objects.create(name="白桦物流", why="名单", added_at=AT, added_by="gu")
    held = take(pay("S1", fen=1_00), cast.signer, at=AT, core=EmbeddedCore()).instruction
    on = clock.today()
    Instruction.objects.filter(pk=held.pk).update(day=on)  # the house's clock is behind the cast's
    asked = proposing.ask_about_held(held.pk, pays=pays, reason="已核证件", on=on, actor=bank["gu"])
    with translation.override("en"):
        assert [one.what for one in queries.changes_of(asked, bank["he"])] == ["State of the order"]
    office.decide(asked.pk, approve=True, reason="", on=on, actor=bank["hou"])
    assert Instruction.objects.get(pk=held.pk).state == state
    with pytest.raises(Refusal, match="moved on"):
        proposing.ask_about_held(held.pk, pays=pays, reason="again", on=on, actor=bank["gu"])


def test_money_that_came_back_is_credited_by_two_and_once(cast: Cast, bank: dict[str, User]) -> None:
    take(pay("R1", to=FAR_ACCOUNT, name="远方公司", fen=300_00), cast.signer, at=AT, core=EmbeddedCore())
    working.work_once(EmbeddedCore(), now=lambda: AT)
    payment, on = Payment.objects.get(), clock.today()
    asked = proposing.ask_to_give_back(payment.pk, reason="账号已销", on=on, actor=bank["gu"])
    office.decide(asked.pk, approve=True, reason="", on=on, actor=bank["he"])
    assert balance() == (OPENING_FEN, 0)
    with pytest.raises(Refusal, match="cannot be given back"):
        proposing.ask_to_give_back(payment.pk, reason="账号已销", on=on, actor=bank["gu"])


def test_a_payment_within_the_bank_does_not_come_back(cast: Cast, bank: dict[str, User]) -> None:
    take(pay("R2"), cast.signer, at=AT, core=EmbeddedCore())
    with pytest.raises(Refusal, match="cannot be given back"):
        proposing.ask_to_give_back(Payment.objects.get().pk, reason="x", on=clock.today(), actor=bank["gu"])


def test_the_request_is_read_by_those_who_read_the_link(bank: dict[str, User], unknown: Payment) -> None:
    asked = proposing.ask_about_unknown(unknown.pk, paid=True, reason="清单", on=clock.today(), actor=bank["gu"])
    readers = {name for name, user in bank.items() if queries.may_read(user, asked)}
    assert readers == {"gu", "he", "hou", "shen"}
