"""The reconciliation: green where all holds, and every planted break named with its account and line."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.actions import errands, working
from qiao.directlink.actions.errands import AGREES, Wanted
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Entry, FeeRow, JournalRecord, LedgerAccount, Payment
from qiao.directlink.queries.reconciling import reconcile
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.reconciling import (
    AccountSaid,
    Break,
    LineSaid,
    PaymentSaid,
    Trouble,
    break_of_payment,
    breaks_of_accounts,
    months_of,
)
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, NING, OPENING_FEN, OTHER_COMPANY, A, B, Cast, pay, play
from qiao.ground.periods import Period, month_period

pytestmark = pytest.mark.django_db
MAY, JUNE = month_period("2030-05"), month_period("2030-06")
CORE = EmbeddedCore()


@pytest.fixture
def cast() -> Cast:
    """A month with payments within the bank, to another bank with a fee, a payroll, and one that failed."""
    found = play()
    FeeRow.objects.create(route="small", since=date(2030, 1, 1), fee_fen=5_00)
    orders = [
        pay("P1"),
        pay("P2", to=FAR_ACCOUNT, name="远方公司", fen=300_00),
        Order("W1", Form.PAYROLL, A, (Item(1, NING, "宁小舟", 5_000_00),), code="006"),
        pay("P3", fen=99_999_999_00),
    ]
    for order in orders:
        take(order, found.signer, at=AT, core=CORE)
    working.work_once(CORE, now=lambda: AT)
    take(pay("P4", to=FAR_ACCOUNT, name="远方公司", fen=7_00), found.signer, at=AT, core=CORE)
    return found


def test_a_month_of_orders_holds(cast: Cast) -> None:
    found = reconcile(MAY, None)
    assert (found.holds, found.transfers, found.payments, found.journals) == (True, 5, 5, 2)
    assert found.sums is not None
    assert (found.sums.total_fen, found.sums.balances_fen) == (0, found.sums.lines_fen)
    month = next(one.month for one in found.months if one.account.number == A)
    assert (month.opening_fen, month.closing_fen) == (0, OPENING_FEN - 1_250_50 - 305_00 - 5_000_00)


def test_the_next_month_opens_with_what_the_last_one_closed_with(cast: Cast) -> None:
    take(pay("P9", fen=1_00), cast.signer, at=AT + timedelta(days=30), core=CORE)
    closed = {one.account.number: one.month.closing_fen for one in reconcile(MAY, None).months}
    found = reconcile(JUNE, None)
    assert {one.account.number: one.month.opening_fen for one in found.months} == closed
    assert found.holds


def newest(account: str) -> Entry:
    """The last line of an account."""
    found = Entry.objects.filter(account_id=account).order_by("id").last()
    assert found is not None
    return found


def changed_balance() -> None:
    LedgerAccount.objects.filter(pk=B).update(booked_fen=F("booked_fen") + 1)


def missing_line() -> None:
    Entry.objects.filter(account_id=B).order_by("id")[1].delete()


def doubled_transfer() -> None:
    """Both lines of a payment once more, under a number of their own: the ledger still adds up to nothing."""
    lines = list(Entry.objects.filter(payment__instruction__number="P1").order_by("line"))
    for line in lines:
        line.pk, line.transfer = None, "again"
        line.save(force_insert=True)


def changed_amount() -> None:
    Entry.objects.filter(pk=newest(B).pk).update(amount_fen=F("amount_fen") + 1)


def changed_record() -> None:
    JournalRecord.objects.filter(enterprise_id=COMPANY, sequence=3).update(actor="somebody")


def last_record_gone() -> None:
    record = JournalRecord.objects.filter(enterprise_id=COMPANY).order_by("sequence").last()
    assert record is not None
    record.delete()


def earmark_forgotten() -> None:
    LedgerAccount.objects.filter(pk=A).update(held_fen=0)


def paid_without_lines() -> None:
    Payment.objects.filter(instruction__number="P4").update(state="paid")


def lines_without_payment() -> None:
    Entry.objects.filter(payment__instruction__number="P1").update(payment=None)


def failed_with_lines() -> None:
    Payment.objects.filter(instruction__number="P1").update(state="failed")


@pytest.mark.parametrize(
    ("plant", "troubles", "subject"),
    [
        (changed_balance, {"balance"}, B),
        (missing_line, {"balance", "one_sided", "amount", "ledger"}, B),
        (doubled_transfer, {"gap", "balance", "amount"}, B),
        (changed_amount, {"gap", "balance", "one_sided", "amount", "ledger"}, B),
        (changed_record, {"journal"}, COMPANY),
        (last_record_gone, {"journal"}, COMPANY),
        (earmark_forgotten, {"cover"}, A),
        (paid_without_lines, {"no_lines", "cover"}, A),
        (lines_without_payment, {"no_lines", "no_payment"}, B),
        (failed_with_lines, {"not_paid"}, f"{COMPANY}-"),
    ],
)
def test_a_planted_break_is_found_and_named(
    cast: Cast, plant: Callable[[], None], troubles: set[str], subject: str
) -> None:
    plant()
    found = reconcile(MAY, None)
    assert {one.trouble.value for one in found.breaks} == troubles
    assert any(one.subject.startswith(subject) for one in found.breaks)


def test_a_gap_is_named_with_the_line_and_both_balances(cast: Cast) -> None:
    line = newest(B)
    Entry.objects.filter(pk=line.pk).update(balance_fen=F("balance_fen") - 3)
    gaps = [one for one in reconcile(MAY, None).breaks if one.trouble is Trouble.GAP]
    assert line.balance_fen is not None
    assert gaps == [Break(Trouble.GAP, B, line.pk, line.balance_fen, line.balance_fen - 3)]


def test_who_sees_one_enterprise_is_told_of_that_alone(cast: Cast) -> None:
    changed_balance()
    own, other = reconcile(MAY, {COMPANY}), reconcile(MAY, {OTHER_COMPANY})
    assert (own.holds, own.sums, {one.account.enterprise_id for one in own.months}) == (True, None, {COMPANY})
    assert [one.subject for one in other.breaks] == [B]
    assert reconcile(MAY, {COMPANY}, enterprise=OTHER_COMPANY).months == ()


def test_balance_statements_that_an_enterprise_agreed_to(cast: Cast) -> None:
    errands.ask(Wanted("E1", AGREES, "", "2030-05"), cast.signer, at=AT, alone=True)
    errands.ask(Wanted("E2", AGREES, B, "2030-05"), cast.stranger, at=AT, alone=True)
    agreed = {one.account.number: one.agreed.number if one.agreed else "" for one in reconcile(MAY, None).months}
    assert (agreed[A], agreed[B], agreed[NING]) == ("E1", "E2", "")
    assert {one.agreed for one in reconcile(JUNE, None).months} == {None}


def test_a_period_without_lines_holds(cast: Cast) -> None:
    before = Period(date(2029, 1, 1), date(2029, 2, 1))
    found = reconcile(before, None)
    assert (found.holds, found.transfers, found.payments) == (True, 0, 0)


LINES: st.SearchStrategy[Any] = st.lists(st.integers(-(10**6), 10**6).filter(bool), max_size=30)


@pytest.mark.whatever_database
@given(amounts=LINES, opening_fen=st.integers(0, 10**9), at=st.integers(0, 29), by=st.integers(1, 100))
def test_the_first_line_that_was_changed_is_the_gap(amounts: list[int], opening_fen: int, at: int, by: int) -> None:
    running, lines = opening_fen, list[LineSaid]()
    for number, amount in enumerate(amounts):
        running += amount
        lines.append(LineSaid("a", number, amount, running))
    held = months_of(["a", "b"], {"a": opening_fen}, lines)
    assert (held["a"].gap_at, held["a"].closing_fen, held["b"].lines) == (None, running, 0)
    if at < len(lines):
        lines[at] = LineSaid("a", at, lines[at].amount_fen + by, lines[at].balance_fen)
        assert months_of(["a"], {"a": opening_fen}, lines)["a"].gap_at == at


@pytest.mark.whatever_database
@pytest.mark.parametrize(
    ("state", "credited", "lines", "trouble"),
    [
        ("paid", 105, 4, None),
        ("failed", 0, 0, None),
        ("unknown", 0, 0, None),
        ("paid", 0, 0, Trouble.NO_LINES),
        ("paid", 210, 8, Trouble.AMOUNT),
        ("sent", 105, 4, Trouble.NOT_PAID),
    ],
)
def test_a_payment_says_what_its_lines_say(state: str, credited: int, lines: int, trouble: Trouble | None) -> None:
    found = break_of_payment(PaymentSaid.told("t", state, wanted=(100, 5), found=(credited, lines)))
    assert (found.trouble if found else None) is trouble


@pytest.mark.whatever_database
def test_an_account_is_what_its_lines_and_its_payments_under_way_say() -> None:
    good, bad = AccountSaid("a", 100, 100, 30, 30), AccountSaid("b", 100, 99, 30, 20)
    assert breaks_of_accounts([good]) == []
    assert [(one.trouble, one.wanted_fen, one.found_fen) for one in breaks_of_accounts([bad])] == [
        (Trouble.BALANCE, 99, 100),
        (Trouble.COVER, 20, 30),
    ]
