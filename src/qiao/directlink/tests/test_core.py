"""The core as its users meet it: an order taken once, signed, carried out on its day, asked about, never paid twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from qiao.directlink.actions import deciding, opening, settling, working
from qiao.directlink.actions.taking import Taken, take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import (
    Enterprise,
    Entry,
    FeeRow,
    Instruction,
    LedgerAccount,
    Payment,
    Right,
    WatchedName,
)
from qiao.directlink.queries import accounts
from qiao.directlink.queries.connections import journal_break
from qiao.directlink.rules.core import Answer, Booking, NoReply, Verdict
from qiao.directlink.rules.ledger import AccountState
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.statement import opened
from qiao.directlink.rules.states import State
from qiao.directlink.rules.terms import Terms
from qiao.directlink.tests.cast import (
    AT,
    COMPANY,
    FAR_ACCOUNT,
    NING,
    OPENING_FEN,
    SECOND,
    TODAY,
    A,
    B,
    Cast,
    pay,
    play,
    wants,
)
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()


@pytest.fixture
def cast() -> Iterator[Cast]:
    """The scene; whatever a test did, the ledger adds up to nothing and the journals follow."""
    yield play()
    assert accounts.ledger_sum_fen() == 0
    sums = Entry.objects.values("transfer").annotate(total=Sum("amount_fen"))
    assert {row["total"] for row in sums} <= {0}
    for row in LedgerAccount.objects.exclude(kind="internal"):
        booked = row.entries.aggregate(total=Sum("amount_fen"))["total"] or 0
        assert (row.number, row.booked_fen) == (row.number, booked)
    for enterprise in Enterprise.objects.all():
        assert journal_break(enterprise) is None


def balance(number: str) -> tuple[int, int]:
    """Booked and earmarked."""
    row = LedgerAccount.objects.get(pk=number)
    return row.booked_fen, row.held_fen


def signed(cast: Cast, order: Order) -> Taken:
    """The order as Qian's certificate signs it."""
    return take(order, cast.signer, at=AT, core=CORE)


def test_a_signed_payment_within_the_bank_is_paid_at_once(cast: Cast) -> None:
    instruction = signed(cast, pay("P0002")).instruction
    assert instruction.state == State.PAID
    assert (balance(A), balance(B)) == ((OPENING_FEN - 1_250_50, 0), (500_00 + 1_250_50, 0))


def test_the_same_number_again_is_the_same_payment(cast: Cast) -> None:
    first = signed(cast, pay("P0002"))
    again = signed(cast, pay("P0002"))
    other = signed(cast, pay("P0002", fen=9_999_00))
    assert [again.instruction.pk, other.instruction.pk] == [first.instruction.pk] * 2
    assert [(one.is_replay, one.is_same) for one in (first, again, other)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert balance(A) == (OPENING_FEN - 1_250_50, 0)


def test_a_strict_enterprise_is_refused_another_content_under_an_old_number(cast: Cast) -> None:
    signed(cast, pay("P0002"))
    opening.set_terms(COMPANY, Terms(strict=True), at=AT, actor="ADM01")
    with pytest.raises(Refusal, match="another content"):
        signed(cast, pay("P0002", fen=9_999_00))
    assert balance(A) == (OPENING_FEN - 1_250_50, 0)


def test_a_number_stands_for_one_form_alone(cast: Cast) -> None:
    signed(cast, pay("P0002"))
    with pytest.raises(Refusal, match="something else"):
        signed(cast, replace(pay("P0002"), form=Form.BATCH))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to": "901010100199999999"}, "payment.unknown_account"),
        ({"name": "白桦货运"}, "payment.name"),
        ({"to": FAR_ACCOUNT, "name": "远方公司", "wished": "SUPER", "fen": 50_000_01}, "route.super_amount"),
        ({"account": B, "to": NING, "name": "宁小舟"}, "account.not_yours"),
        ({"fen": 0}, "order.amount"),
        ({"fen": -5}, "order.amount"),
        ({"fen": 10**17}, "order.amount"),
        ({"to": A}, "order.same_account"),
        ({"to": "1;DROP"}, "order.account"),
        ({"due": TODAY}, "order.due"),
        ({"due": TODAY + timedelta(days=16)}, "order.due"),
    ],
)
def test_what_is_refused_leaves_nothing_and_its_number_free(cast: Cast, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        signed(cast, pay("P0009", **said))
    assert refused.value.code == code
    assert (Instruction.objects.count(), balance(A)) == (0, (OPENING_FEN, 0))
    assert signed(cast, pay("P0009")).instruction.state == State.PAID


def test_too_little_money_is_an_instruction_that_failed(cast: Cast) -> None:
    instruction = signed(cast, pay("P0006", fen=99_999_999_00)).instruction
    assert (instruction.state, instruction.payments.get().reason) == (State.FAILED, "funds")
    assert balance(A) == (OPENING_FEN, 0)


def test_an_unsigned_order_waits_for_its_signatures(cast: Cast) -> None:
    wants(2)
    instruction = take(pay("P0007"), cast.maker, at=AT, core=CORE).instruction
    assert (instruction.state, balance(A)) == (State.LODGED, (OPENING_FEN, 0))
    with pytest.raises(Refusal, match="Somebody else"):
        deciding.sign(instruction.pk, cast.maker, at=AT, core=CORE)
    for nobody in (cast.onlooker, cast.signer):
        with pytest.raises(Refusal, match="no right"):
            deciding.sign(instruction.pk, nobody, at=AT, core=CORE)
    with pytest.raises(Refusal, match="no such instruction"):
        deciding.sign(instruction.pk, cast.stranger, at=AT, core=CORE)
    assert deciding.sign(instruction.pk, cast.approver, at=AT, core=CORE).state == State.LODGED
    with pytest.raises(Refusal, match="already"):
        deciding.sign(instruction.pk, cast.approver, at=AT, core=CORE)
    assert deciding.sign(instruction.pk, cast.second, at=AT, core=CORE).state == State.PAID
    assert balance(A) == (OPENING_FEN - 1_250_50, 0)


def test_a_returned_order_is_given_in_again_and_signed_anew(cast: Cast) -> None:
    wants(2)
    number = take(pay("P0008"), cast.maker, at=AT, core=CORE).instruction.pk
    deciding.sign(number, cast.approver, at=AT, core=CORE)
    assert deciding.send_back(number, cast.second, words="which invoice?", at=AT).state == State.RETURNED
    assert deciding.give_in_again(number, cast.maker, at=AT).state == State.LODGED
    assert deciding.sign(number, cast.approver, at=AT, core=CORE).state == State.LODGED
    assert deciding.withdraw(number, cast.maker, at=AT).state == State.CANCELLED
    with pytest.raises(Refusal, match="moved on"):
        deciding.sign(number, cast.second, at=AT, core=CORE)


def test_an_order_without_signatures_expires(cast: Cast) -> None:
    instruction = take(pay("P0010"), cast.maker, at=AT, core=CORE).instruction
    assert working.work_once(CORE, now=lambda: AT + timedelta(days=30)) == 0
    assert working.work_once(CORE, now=lambda: AT + timedelta(days=31)) == 1
    instruction.refresh_from_db()
    assert instruction.state == State.EXPIRED


def test_a_payment_for_a_later_day_is_made_on_it(cast: Cast) -> None:
    instruction = signed(cast, pay("P0011", due=date(2030, 5, 20))).instruction
    assert (instruction.state, balance(A)) == (State.SCHEDULED, (OPENING_FEN, 0))
    working.work_once(CORE, now=lambda: AT + timedelta(days=11))
    assert balance(A) == (OPENING_FEN, 0)
    working.work_once(CORE, now=lambda: AT + timedelta(days=12))
    assert balance(A) == (OPENING_FEN - 1_250_50, 0)
    assert Entry.objects.filter(account_id=A, amount_fen__lt=0).get().on == date(2030, 5, 20)


def far(number: str, fen: int = 300_00) -> Order:
    """A payment to another bank."""
    return pay(number, to=FAR_ACCOUNT, name="远方公司", fen=fen)


def test_money_for_another_bank_is_earmarked_with_its_fee_and_then_posted(cast: Cast) -> None:
    FeeRow.objects.create(route="small", since=TODAY, fee_fen=5_00)
    instruction = signed(cast, far("P0012")).instruction
    assert (instruction.state, balance(A)) == (State.SENT, (OPENING_FEN, 305_00))
    assert working.work_once(CORE, now=lambda: AT) == 1
    assert balance(A) == (OPENING_FEN - 305_00, 0)
    assert [e.summary for e in Entry.objects.filter(account_id=A, amount_fen__lt=0).order_by("id")] == ["231", "904"]
    settling.give_back(Payment.objects.get().pk, words="account closed", by="BANK1", at=AT + timedelta(days=1))
    assert balance(A) == (OPENING_FEN - 5_00, 0)
    with pytest.raises(Refusal, match="cannot be given back"):
        settling.give_back(Payment.objects.get().pk, words="again", by="BANK1", at=AT + timedelta(days=1))


class Scripted:
    """A core that answers what it was told to, and remembers what it booked so far."""

    keeps_here = True

    def __init__(self, *answers: Answer | None) -> None:
        """None stands for a reply that is lost; what was told before it has arrived all the same."""
        self.answers, self.booked = list(answers), dict[str, int]()

    def book(self, booking: Booking) -> Answer:
        """Book once, and answer what comes next."""
        self.booked[booking.number] = self.booked.get(booking.number, 0) + 1
        return self._next()

    def ask(self, number: str) -> Answer:
        """What became of it."""
        return self._next() if number in self.booked else Answer(Verdict.UNHEARD)

    def _next(self) -> Answer:
        answer = self.answers.pop(0)
        if answer is None:
            raise NoReply
        return answer


def test_a_lost_reply_is_asked_about_and_never_told_twice(cast: Cast) -> None:
    core = Scripted(None, Answer(Verdict.PENDING), None, Answer(Verdict.BOOKED))
    instruction = take(far("P0013"), cast.signer, at=AT, core=core).instruction
    seen = []
    for moment in (AT + timedelta(seconds=seconds) for seconds in (0, 5, 35, 155)):
        working.work_once(core, now=partial(datetime.fromisoformat, moment.isoformat()))
        instruction.refresh_from_db()
        seen.append(instruction.state)
    assert seen == [State.UNKNOWN, State.SENT, State.UNKNOWN, State.PAID]
    assert (list(core.booked.values()), balance(A)) == ([1], (OPENING_FEN - 300_00, 0))


def test_what_the_core_refuses_is_free_again(cast: Cast) -> None:
    core = Scripted(Answer(Verdict.REFUSED, "no such account there"))
    instruction = take(far("P0014"), cast.signer, at=AT, core=core).instruction
    working.work_once(core, now=lambda: AT)
    instruction.refresh_from_db()
    assert (instruction.state, instruction.payments.get().words) == (State.FAILED, "no such account there")
    assert balance(A) == (OPENING_FEN, 0)


@pytest.mark.parametrize(("paid", "state", "left"), [(True, State.PAID, -300_00), (False, State.FAILED, 0)])
def test_an_unknown_payment_is_resolved_by_hand_once(cast: Cast, paid: bool, state: State, left: int) -> None:  # noqa: FBT001  a case of the table
    core = Scripted(None)
    instruction = take(far("P0015"), cast.signer, at=AT, core=core).instruction
    working.work_once(core, now=lambda: AT)
    payment = Payment.objects.get()
    settling.resolve(payment.pk, paid=paid, reason="as the clearing house's list says", by="BANK1", at=AT)
    instruction.refresh_from_db()
    assert (instruction.state, balance(A)) == (state, (OPENING_FEN + left, 0))
    with pytest.raises(Refusal, match="known already"):
        settling.resolve(payment.pk, paid=not paid, reason="no", by="BANK1", at=AT)


def batch(number: str, *items: Item, form: Form = Form.BATCH) -> Order:
    """Several payments under one number."""
    return Order(number, form, A, items, purpose="货款", code="006" if form is Form.PAYROLL else "")


def test_a_batch_pays_what_can_be_paid(cast: Cast) -> None:
    items = (
        Item(1, B, "白桦物流", 10_00),
        Item(2, "901010100199999999", "无此户", 20_00),
        Item(3, B, "白桦物流", OPENING_FEN),
        Item(4, FAR_ACCOUNT, "远方公司", 7_00, here=False, bank_number="999100000001"),
    )
    instruction = signed(cast, batch("B0010", *items)).instruction
    assert instruction.state == State.SENT
    working.work_once(CORE, now=lambda: AT)
    instruction.refresh_from_db()
    assert instruction.state == State.PARTLY_PAID
    payments = instruction.payments.order_by("place")
    assert [(one.state, one.reason) for one in payments] == [
        ("paid", ""),
        ("failed", "unknown_account"),
        ("failed", "funds"),
        ("paid", ""),
    ]
    assert balance(A) == (OPENING_FEN - 17_00, 0)


def test_a_payroll_is_one_debit_and_many_credits(cast: Cast) -> None:
    items = (Item(1, NING, "宁小舟", 5_000_00), Item(2, NING, "宁大舟", 1_00), Item(3, B, "白桦物流", 2_00))
    instruction = signed(cast, batch("W0001", *items, form=Form.PAYROLL)).instruction
    assert instruction.state == State.PARTLY_PAID
    assert [one.reason for one in instruction.payments.order_by("place")] == ["", "name", "not_a_person"]
    assert balance(NING) == (5_000_00, 0)
    debit = Entry.objects.get(account_id=A, amount_fen__lt=0)
    assert (debit.amount_fen, debit.summary) == (-5_000_00, "006")


def test_a_collection_takes_what_the_payer_has_agreed_to(cast: Cast) -> None:
    opening.add_mandate(COMPANY, firm="0001", contract="C-7", payer=NING, name="宁小舟", at=AT, actor="ADM01")
    take(pay("P0020", to=NING, name="宁小舟", fen=50_00), cast.signer, at=AT, core=CORE)
    item = Item(1, NING, "宁小舟", 30_00, contract="C-7")
    collected = signed(cast, Order("G0001", Form.COLLECTION, A, (item,), firm="0001", code="00500")).instruction
    refused = signed(
        cast, Order("G0002", Form.COLLECTION, A, (replace(item, contract="C-8"),), firm="0001", code="00500")
    ).instruction
    assert (collected.state, refused.state) == (State.PAID, State.FAILED)
    assert (balance(NING), refused.payments.get().reason) == ((20_00, 0), "contract")


def test_limits_are_kept_for_one_order_and_for_the_day(cast: Cast) -> None:
    Right.objects.filter(operator_id=cast.signer.operator_id, role="sign").update(
        single_fen_most=1_000_00, daily_fen_most=1_500_00
    )
    with pytest.raises(Refusal, match="one order"):
        signed(cast, pay("L1", fen=1_000_01))
    signed(cast, pay("L2", fen=1_000_00))
    with pytest.raises(Refusal, match="for the day"):
        signed(cast, pay("L3", fen=500_01))
    signed(cast, pay("L4", fen=500_00))
    tomorrow = take(pay("L5", fen=500_01), cast.signer, at=AT + timedelta(days=1), core=CORE)
    assert tomorrow.instruction.state == State.PAID


def test_what_is_frozen_cannot_be_paid_out(cast: Cast) -> None:
    freeze: dict[str, Any] = {"reason": "a court's order", "at": AT, "actor": "ADM01"}
    opening.freeze_account(A, state=AccountState.OPEN, frozen_fen=OPENING_FEN - 100, **freeze)
    assert signed(cast, pay("F1", fen=101)).instruction.payments.get().reason == "funds"
    assert signed(cast, pay("F2", fen=100)).instruction.state == State.PAID
    opening.freeze_account(A, state=AccountState.FROZEN, frozen_fen=0, **freeze)
    assert signed(cast, pay("F3", fen=1)).instruction.payments.get().reason == "frozen"
    opening.set_state(COMPANY, state="suspended", **freeze)
    with pytest.raises(Refusal, match="suspended"):
        signed(cast, pay("F4", fen=1))


def test_a_name_to_look_out_for_stops_the_payment_until_the_bank_has_looked(cast: Cast) -> None:
    WatchedName.objects.create(name="白桦物流", why="a list", added_at=AT, added_by="ADM01")
    first, second = (signed(cast, pay(number, fen=1_00)).instruction for number in ("S1", "S2"))
    assert (first.state, balance(A)) == (State.HELD, (OPENING_FEN, 0))
    assert settling.decide_held(first.pk, pays=True, by="BANK1", at=AT, core=CORE).state == State.PAID
    assert settling.decide_held(second.pk, pays=False, by="BANK1", at=AT, core=CORE).state == State.FAILED
    assert balance(A) == (OPENING_FEN - 1_00, 0)


def test_large_payments_after_the_cut_off_go_on_the_next_working_day(cast: Cast) -> None:
    opening.open_account(
        "901010100100000042", "云杉贸易", customer_number=COMPANY, balance_fen=10**12, at=AT, actor="ADM01"
    )
    order = pay("C1", account="901010100100000042", to=FAR_ACCOUNT, name="远方公司", fen=200_000_000)
    evening = AT.replace(day=10, hour=10)  # Friday, 18:00 by the bank's clock
    instruction = take(order, cast.signer, at=evening, core=CORE).instruction
    assert (instruction.state, instruction.day) == (State.SCHEDULED, date(2030, 5, 13))


def test_a_transfer_between_own_accounts_asks_for_its_own_right(cast: Cast) -> None:
    Right.objects.filter(operator_id=cast.signer.operator_id, role="sign").update(business="internal")
    assert signed(cast, pay("I1", to=SECOND, name="云杉贸易")).instruction.business == "internal"
    with pytest.raises(Refusal, match="no right"):
        signed(cast, pay("I2"))


def test_a_fast_transfer_comes_signed_and_knows_no_limit(cast: Cast) -> None:
    Right.objects.filter(operator_id=cast.signer.operator_id).update(single_fen_most=1, daily_fen_most=1)
    with pytest.raises(Refusal, match="signed only"):
        take(replace(pay("Q1"), form=Form.FAST), cast.maker, at=AT, core=CORE)
    assert signed(cast, replace(pay("Q1"), form=Form.FAST)).instruction.state == State.PAID


def test_a_statement_follows_from_its_opening_balance(cast: Cast) -> None:
    for number in range(5):
        signed(cast, pay(f"T{number}", fen=1_00 + number))
    check = accounts.statement_check(A, since=TODAY, until=TODAY + timedelta(days=1))
    assert (check.opening_fen, check.credits_fen, check.debits_fen) == (0, OPENING_FEN, 5_10)
    assert (check.closing_fen, check.lines, check.gap_at) == (OPENING_FEN - 5_10, 6, None)
    missing = Entry.objects.filter(account_id=A).order_by("id")[3]
    rows = accounts.lines_of(A, since=TODAY, until=TODAY + timedelta(days=1)).exclude(pk=missing.pk)
    after = Entry.objects.filter(account_id=A, id__gt=missing.pk).order_by("id")[0]
    assert opened(0, list(rows.values_list("id", "amount_fen", "balance_fen"))).gap_at == after.pk
