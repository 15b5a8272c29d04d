"""Whether the ledger holds: every account's month, every transfer, every payment and every journal, or where not.

Source: features.md 8 (e); directlink.md 5 (debits are credits, nothing is made and nothing lost). Pure: what is told of
accounts and payments goes in, and what does not hold comes out with the account and the line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from qiao.directlink.rules.ledger import whole_fen
from qiao.directlink.rules.statement import Opened, opened
from qiao.directlink.rules.states import State
from qiao.ground.words import gettext_noop as _

TAKEN_OVER_STEM, PAYROLL_TAIL, RETURN_TAIL = "OPEN-", "S", "R"
"""How the numbers of transfers are made that stand for no single payment, and of one that gives a payment back."""


class Trouble(StrEnum):
    """What may not hold."""

    GAP = "gap"
    BALANCE = "balance"
    COVER = "cover"
    ONE_SIDED = "one_sided"
    NO_LINES = "no_lines"
    NOT_PAID = "not_paid"
    AMOUNT = "amount"
    NO_PAYMENT = "no_payment"
    LEDGER = "ledger"
    JOURNAL = "journal"


TROUBLE_WORDS: Mapping[Trouble, str] = {
    Trouble.GAP: _("a line does not follow from the one before it"),
    Trouble.BALANCE: _("the balance is not what the lines come to"),
    Trouble.COVER: _("more is earmarked than the payments under way ask for, or less"),
    Trouble.ONE_SIDED: _("the lines of a transfer do not add up to nothing"),
    Trouble.NO_LINES: _("a payment is paid and has no lines"),
    Trouble.NOT_PAID: _("a payment has lines and is not paid"),
    Trouble.AMOUNT: _("the lines of a payment book another amount"),
    Trouble.NO_PAYMENT: _("a line belongs to no payment"),
    Trouble.LEDGER: _("the ledger does not add up to nothing"),
    Trouble.JOURNAL: _("a record of the journal does not follow"),
}


@dataclass(frozen=True, slots=True)
class Break:
    """Something that does not hold: of which account, transfer or enterprise, at which line, and both sums in fen."""

    trouble: Trouble
    subject: str
    line: int | None = None
    wanted_fen: int | None = None
    found_fen: int | None = None


@dataclass(frozen=True, slots=True)
class LineSaid:
    """A line of an account as it stands, fen."""

    account: str
    number: int
    amount_fen: int
    balance_fen: int | None


@dataclass(frozen=True, slots=True)
class AccountSaid:
    """An account as it stands, fen: booked and earmarked; its lines from the first on; earmarked of its payments."""

    number: str
    booked_fen: int
    lines_fen: int
    held_fen: int
    under_way_fen: int


@dataclass(frozen=True, slots=True)
class PaymentSaid:
    """A payment as it stands, with what its lines credited (fen, what came back aside), and how many there are."""

    transfer: str
    state: str
    wanted_fen: int
    credited_fen: int
    lines: int

    @classmethod
    def told(cls, transfer: str, state: str, *, wanted: tuple[int, int], found: tuple[int, int]) -> "PaymentSaid":
        """From its amount and fee (fen), and what its lines credited (fen) with how many there are."""
        amount_fen, fee_fen = wanted
        return cls(transfer, state, whole_fen(amount_fen, fee_fen=fee_fen), *found)


def months_of(numbers: Iterable[str], openings: Mapping[str, int], lines: Iterable[LineSaid]) -> dict[str, Opened]:
    """Each account's month; lines stand by account and in their order, openings in fen."""
    told = {
        account: [(one.number, one.amount_fen, one.balance_fen) for one in own]
        for account, own in groupby(lines, key=lambda one: one.account)
    }
    return {number: opened(openings.get(number, 0), told.get(number, [])) for number in numbers}


def gap_of(number: str, month: Opened, *, lines: Sequence[tuple[int, int, int | None]]) -> Break:
    """The break at the first line that does not follow, with what should stand after it and what does."""
    assert month.gap_at is not None, "a month without a gap has no break"
    running = month.opening_fen
    for line, amount_fen, after_fen in lines:
        running += amount_fen
        if line == month.gap_at:
            return Break(Trouble.GAP, number, line, running, after_fen)
        running = running if after_fen is None else after_fen
    return Break(Trouble.GAP, number, month.gap_at)


def breaks_of_accounts(accounts: Iterable[AccountSaid]) -> list[Break]:
    """Accounts whose balance is not the sum of their lines, or whose earmarks are not those of payments under way."""
    found = []
    for one in accounts:
        if one.booked_fen != one.lines_fen:
            found.append(Break(Trouble.BALANCE, one.number, None, one.lines_fen, one.booked_fen))
        if one.held_fen != one.under_way_fen:
            found.append(Break(Trouble.COVER, one.number, None, one.under_way_fen, one.held_fen))
    return found


def break_of_payment(one: PaymentSaid) -> Break | None:
    """Where a payment and its lines do not say the same; None where they do."""
    is_paid = one.state == State.PAID
    if is_paid and not one.lines:
        return Break(Trouble.NO_LINES, one.transfer, None, one.wanted_fen, 0)
    if not is_paid and one.lines:
        return Break(Trouble.NOT_PAID, one.transfer, None, 0, one.credited_fen)
    if is_paid and one.credited_fen != one.wanted_fen:
        return Break(Trouble.AMOUNT, one.transfer, None, one.wanted_fen, one.credited_fen)
    return None


def is_of_no_payment(transfer: str) -> bool:
    """Whether lines of a transfer may stand without a payment: balances taken over, the one debit of a payroll."""
    return transfer.startswith(TAKEN_OVER_STEM) or transfer.endswith(PAYROLL_TAIL)


@dataclass(frozen=True, slots=True)
class Sums:
    """The whole ledger, fen: balances of customers, the lines of their accounts, and those of the bank's own."""

    balances_fen: int
    lines_fen: int
    internal_fen: int

    @property
    def total_fen(self) -> int:
        """All lines: nothing, where nothing was made and nothing lost."""
        return self.lines_fen + self.internal_fen

    def breaks(self) -> list[Break]:
        """What of the whole does not hold."""
        if self.total_fen:
            return [Break(Trouble.LEDGER, "", None, 0, self.total_fen)]
        return []
