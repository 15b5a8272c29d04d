"""Writing the ledger: accounts locked in the order of their numbers, balances kept, lines added."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from qiao.directlink.adapters.rows import Select, insert, update
from qiao.directlink.models import Entry, Instruction, LedgerAccount, Payment
from qiao.directlink.rules.carrying import Carried, Posting
from qiao.directlink.rules.ledger import CLEARING, FEES, INTERNAL_NAMES, OPENING, AccountKind, AccountState, Balance
from qiao.directlink.rules.orders import Form

REMITTANCE, FEE, RETURNED = "231", "904", "235"
"""Summary codes: 231 is remittance in the interface; the other two are the product's own."""
LINK = "204"
LOCKED_AT_ONCE = 500
_SHOWN = ("number", "enterprise", "name", "kind", "state", "branch", "opened")
_ACCOUNT = (*_SHOWN, "booked_fen", "held_fen", "frozen_fen", "moved_on")
ACCOUNTS = Select(LedgerAccount, _ACCOUNT, "number IN ({places})", more="ORDER BY number")


def ensure_internal(on: date) -> None:
    """Have the bank's own accounts of the ledger there."""
    LedgerAccount.objects.bulk_create(
        (
            LedgerAccount(number=number, name=name, kind=AccountKind.INTERNAL.value, opened_on=on)
            for number, name in INTERNAL_NAMES.items()
        ),
        ignore_conflicts=True,
    )


def locked(numbers: Iterable[str]) -> dict[str, LedgerAccount]:
    """Accounts by number, locked until the end of the transaction, always in the same order."""
    return {row.number: row for row in ACCOUNTS.all(*sorted(set(numbers)), lock=True)}


def lock_all(numbers: Iterable[str]) -> None:
    """Lock many accounts until the end of the transaction, in the same order as everybody does."""
    left = iter(sorted(set(numbers)))
    while block := list(islice(left, LOCKED_AT_ONCE)):
        locked(block)


def balances_of(rows: Mapping[str, LedgerAccount]) -> dict[str, Balance]:
    """The accounts as the rules read them, with the bank's own beside them, which need no lock."""
    internal = {
        number: Balance(number, AccountKind.INTERNAL, AccountState.OPEN, 0, 0, 0)
        for number in (CLEARING, FEES, OPENING)
    }
    return internal | {number: balance_of(row) for number, row in rows.items()}


def balance_of(row: LedgerAccount) -> Balance:
    """One account as the rules read it."""
    return Balance(
        row.number, AccountKind(row.kind), AccountState(row.state), row.booked_fen, row.held_fen, row.frozen_fen
    )


def keep(
    rows: Mapping[str, LedgerAccount],
    carried: Carried,
    *,
    instruction: Instruction,
    payments: Sequence[Payment],
    at: datetime,
    on: date,
) -> None:
    """Keep balances that moved and add the lines; a line that stands already is refused by the database."""
    on = max([on, *(row.moved_on for row in rows.values() if row.moved_on)])
    for number, row in rows.items():
        after = carried.balances[number]
        moved = after.booked_fen != row.booked_fen
        if moved or after.held_fen != row.held_fen:
            row.booked_fen, row.held_fen = after.booked_fen, after.held_fen
            row.moved_on = on if moved else row.moved_on
            update(row, "booked_fen", "held_fen", "moved_on")
    by_place = {payment.place: payment for payment in payments}
    numbers: dict[str, int] = {}
    lines = []
    for posting in carried.postings:
        numbers[posting.transfer] = numbers.get(posting.transfer, 0) + 1
        payment = None if posting.place is None else by_place[posting.place]
        entry = _entry(posting, instruction, payment, own=instruction.account_id)
        entry.line, entry.at, entry.on = numbers[posting.transfer], at, on
        lines.append(entry)
    insert(lines)


def _entry(posting: Posting, instruction: Instruction, payment: Payment | None, *, own: str) -> Entry:
    """A line with what a statement says of it: the own side names the other, the other side names the enterprise."""
    content = instruction.content
    entry = Entry(
        transfer=posting.transfer,
        account_id=posting.account,
        amount_fen=posting.amount_fen,
        balance_fen=posting.balance_fen,
        summary=_summary(posting, instruction),
        purpose="" if posting.is_fee else _purpose(content, payment),
        memo=str(content.get("memo", ""))[:60],
        voucher=str(instruction.pk).zfill(7)[-7:] if instruction.id else "",
        channel=LINK,
        payment=payment,
        is_reversal=posting.is_reversal,
    )
    if payment is not None:
        entry.route = payment.route
    if posting.is_fee:
        return entry
    if posting.account == own:
        if payment is not None:
            entry.other_account, entry.other_name = payment.other_account, payment.other_name
            entry.other_bank, entry.other_bank_number = payment.bank_name[:70], payment.bank_number
    else:
        entry.other_account, entry.other_name = own, instruction.account.name
    return entry


def _summary(posting: Posting, instruction: Instruction) -> str:
    if posting.is_reversal:
        return RETURNED
    if posting.is_fee:
        return FEE
    if instruction.form == Form.PAYROLL.value:
        return str(instruction.content.get("code") or REMITTANCE)[:3]
    return REMITTANCE


def _purpose(content: Mapping[str, object], payment: Payment | None) -> str:
    if payment is not None and payment.purpose:
        return payment.purpose[:60]
    items = content["items"]
    assert isinstance(items, list), "an order has items"
    if not items:  # of a file's part: what it is for stands with each payment
        return ""
    own = str(items[payment.place - 1].get("purpose", "")) if payment is not None else ""
    return (own or str(content.get("purpose", "")))[:60]
