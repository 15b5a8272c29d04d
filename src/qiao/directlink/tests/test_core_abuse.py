"""What somebody might try: other people's money, the bank's own accounts, another's orders, days and limits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from qiao.directlink.actions import deciding, opening, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Entry, Instruction, LedgerAccount, Operator, Payee
from qiao.directlink.queries import accounts
from qiao.directlink.rules.ledger import CLEARING
from qiao.directlink.rules.orders import Business, Form, Item, Order
from qiao.directlink.rules.rights import Step, signatures_wanted
from qiao.directlink.rules.states import State
from qiao.directlink.rules.terms import Terms
from qiao.directlink.tests.cast import AT, COMPANY, FAR_BANK, FAR_NAME, OPENING_FEN, A, B, Cast, pay, play, wants
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()


@pytest.fixture
def cast() -> Iterator[Cast]:
    """The scene; whatever was tried, nothing was made from nothing."""
    yield play()
    assert accounts.ledger_sum_fen() == 0
    for row in LedgerAccount.objects.exclude(kind="internal"):
        assert row.booked_fen == (row.entries.aggregate(total=Sum("amount_fen"))["total"] or 0), row.number


def booked(number: str) -> tuple[int, int]:
    """Booked and earmarked."""
    row = LedgerAccount.objects.get(pk=number)
    return row.booked_fen, row.held_fen


def test_a_collection_from_a_number_of_this_bank_called_another_bank_s_debits_nobody(cast: Cast) -> None:
    far = Item(1, B, "whoever", 400_00, here=False, bank_number=FAR_BANK, bank_name=FAR_NAME, contract="x")
    taken = take(Order("G1", Form.COLLECTION, A, (far,), firm="0001", code="00500"), cast.signer, at=AT, core=CORE)
    working.work_once(CORE, now=lambda: AT)
    assert (taken.instruction.state, taken.instruction.payments.get().reason) == (State.FAILED, "contract")
    assert (booked(B), booked(A)) == ((500_00, 0), (OPENING_FEN, 0))


def test_the_ledger_of_the_house_makes_no_money_of_collections_from_other_banks(cast: Cast) -> None:
    opening.add_mandate(
        COMPANY, firm="0001", contract="C", payer="6200000000000000009", name="远方", at=AT, actor="ADM01"
    )
    far = Item(1, "6200000000000000009", "远方", 10**10, here=False, bank_number=FAR_BANK, contract="C")
    taken = take(Order("G2", Form.COLLECTION, A, (far,), firm="0001", code="00500"), cast.signer, at=AT, core=CORE)
    assert (taken.instruction.payments.get().reason, booked(A)) == ("bank", (OPENING_FEN, 0))


def test_money_for_another_bank_never_lands_on_an_account_here_of_the_same_number(cast: Cast) -> None:
    far = Item(1, B, "远方公司", 300_00, here=False, bank_number=FAR_BANK, bank_name=FAR_NAME)
    take(Order("P1", Form.SINGLE, A, (far,), purpose="货款"), cast.signer, at=AT, core=CORE)
    working.work_once(CORE, now=lambda: AT)
    assert (booked(A), booked(B)) == ((OPENING_FEN - 300_00, 0), (500_00, 0))
    assert Entry.objects.get(account_id=CLEARING).amount_fen == 300_00


@pytest.mark.parametrize("number", ["CLEARING", "FEES", "OPENING"])
def test_the_bank_s_own_accounts_are_nobody_s_other_side(cast: Cast, number: str) -> None:
    far = Item(1, number, "x", 1_00, here=False, bank_number=FAR_BANK)
    for form in (Form.SINGLE, Form.COLLECTION):
        with pytest.raises(Refusal) as refused:
            take(Order("P2", form, A, (far,), purpose="x"), cast.signer, at=AT, core=CORE)
        assert refused.value.code == "order.account"


def test_who_has_no_right_of_an_account_is_not_told_of_its_orders_by_their_numbers(cast: Cast) -> None:
    take(pay("P3"), cast.signer, at=AT, core=CORE)
    Operator.objects.get(pk=cast.onlooker.operator_id).rights.all().delete()
    with pytest.raises(Refusal) as refused:
        take(pay("P3", fen=1), cast.onlooker, at=AT, core=CORE)
    assert refused.value.code == "order.number_used"


def test_a_suspended_enterprise_pays_nothing_that_waits_and_can_still_withdraw_it(cast: Cast) -> None:
    first, second = (
        take(pay(number, due=date(2030, 5, 9)), cast.signer, at=AT, core=CORE).instruction for number in ("P4", "P5")
    )
    opening.set_state(COMPANY, state="suspended", reason="a stolen key", at=AT, actor="ADM01")
    tomorrow = AT + timedelta(days=1)
    assert working.work_once(CORE, now=lambda: tomorrow) == 0
    assert deciding.withdraw(first.pk, cast.signer, at=tomorrow).state == State.CANCELLED
    opening.set_state(COMPANY, state="open", reason="a new key", at=tomorrow, actor="ADM01")
    working.work_once(CORE, now=lambda: tomorrow)
    second.refresh_from_db()
    assert (second.state, booked(A)) == (State.PAID, (OPENING_FEN - 1_250_50, 0))


def test_a_signature_of_somebody_who_was_closed_since_counts_no_more(cast: Cast) -> None:
    wants(2)
    number = take(pay("P6"), cast.maker, at=AT, core=CORE).instruction.pk
    deciding.sign(number, cast.approver, at=AT, core=CORE)
    Operator.objects.filter(pk=cast.approver.operator_id).update(is_active=False)
    assert deciding.sign(number, cast.second, at=AT, core=CORE).state == State.LODGED
    assert booked(A) == (OPENING_FEN, 0)


def test_above_the_largest_step_no_fewer_sign_than_below_it() -> None:
    steps = [Step(None, 10_000_00, 1), Step(None, 1_000_000_00, 2)]
    wanted = [signatures_wanted(steps, business=Business.PAYMENT, amount_fen=fen) for fen in (1, 20_000_00, 10**10)]
    assert wanted == [1, 2, 2]


def test_a_listed_payee_here_lists_nobody_of_that_number_elsewhere(cast: Cast) -> None:
    Payee.objects.create(enterprise_id=COMPANY, account=B, name="白桦物流", here=True)
    opening.set_terms(COMPANY, Terms(directed_only=True), at=AT, actor="ADM01")
    far = Item(1, B, "远方公司", 1_00, here=False, bank_number=FAR_BANK, bank_name=FAR_NAME)
    with pytest.raises(Refusal, match="listed payees"):
        take(Order("P7", Form.SINGLE, A, (far,), purpose="x"), cast.signer, at=AT, core=CORE)
    assert take(pay("P8", fen=1_00), cast.signer, at=AT, core=CORE).instruction.state == State.PAID


def test_a_line_never_bears_a_day_before_one_that_stands(cast: Cast) -> None:
    tomorrow = AT + timedelta(days=1)
    take(pay("P9", fen=1_00), cast.signer, at=tomorrow, core=CORE)
    late = take(pay("P10", fen=2_00), cast.signer, at=AT, core=CORE).instruction
    assert Instruction.objects.get(pk=late.pk).state == State.PAID
    assert set(Entry.objects.filter(account_id=A, amount_fen__lt=0).values_list("on", flat=True)) == {date(2030, 5, 9)}


def test_one_order_that_cannot_be_carried_out_does_not_stop_the_worker(cast: Cast) -> None:
    broken, sound = (
        take(replace(pay(number, due=date(2030, 5, 9))), cast.signer, at=AT, core=CORE).instruction
        for number in ("P11", "P12")
    )
    broken.payments.update(place=2)
    working.work_once(CORE, now=lambda: AT + timedelta(days=1))
    sound.refresh_from_db()
    assert sound.state == State.PAID
