"""Double entry in fen: what an account has, what may be earmarked of it, and what posting lines make of it.

Source: piece 7 (no payment twice, none lost); the laws of ledgers that are trusted (directlink.md 5). Lines of one
transfer add up to nothing; an account of a customer never goes below what is earmarked on it. The bank's own accounts
(clearing, fees, opening) have no bound and keep no running balance: theirs is the sum of their lines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from qiao.ground.words import gettext_noop as _

CLEARING, FEES, OPENING = "CLEARING", "FEES", "OPENING"
INTERNAL_NAMES: Mapping[str, str] = {
    CLEARING: "clearing with other banks",
    FEES: "fees earned",
    OPENING: "balances taken over",
}


class AccountState(StrEnum):
    """Whether an account may be debited and credited."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


ACCOUNT_STATE_WORDS: Mapping[AccountState, str] = {
    AccountState.OPEN: _("open for debit and credit"),
    AccountState.FROZEN: _("frozen: credits only"),
    AccountState.CLOSED: _("closed account"),
}


HOLDS: Mapping[AccountState, int] = {AccountState.OPEN: 0, AccountState.FROZEN: 1, AccountState.CLOSED: 2}
"""How firmly a state holds an account."""


class AccountKind(StrEnum):
    """Whose account it is."""

    COMPANY = "company"
    PERSON = "person"
    INTERNAL = "internal"


class Reason(StrEnum):
    """Why a payment was not made."""

    FUNDS = "funds"
    UNKNOWN_ACCOUNT = "unknown_account"
    CLOSED = "closed"
    FROZEN = "frozen"
    NAME = "name"
    NOT_A_PERSON = "not_a_person"
    CONTRACT = "contract"
    LIMIT = "limit"
    BANK = "bank"
    REJECTED = "rejected"
    SCREENED = "screened"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


REASON_WORDS: Mapping[Reason, str] = {
    Reason.FUNDS: _("the available balance is too small"),
    Reason.UNKNOWN_ACCOUNT: _("there is no such account"),
    Reason.CLOSED: _("the account is closed"),
    Reason.FROZEN: _("the account is frozen"),
    Reason.NAME: _("the name is not that of the account"),
    Reason.NOT_A_PERSON: _("the account is not a person's"),
    Reason.CONTRACT: _("the payer has not agreed to this collection"),
    Reason.LIMIT: _("a limit is exceeded"),
    Reason.BANK: _("the payee's bank is not known"),
    Reason.REJECTED: _("rejected by the payee's side"),
    Reason.SCREENED: _("stopped by the bank"),
    Reason.WITHDRAWN: _("withdrawn by the enterprise"),
    Reason.EXPIRED: _("not signed in time"),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """An account as it stands within a transaction, fen: booked, of it earmarked (held) and blocked (frozen)."""

    number: str
    kind: AccountKind
    state: AccountState
    booked_fen: int
    held_fen: int
    frozen_fen: int

    @property
    def available_fen(self) -> int:
        """What may be paid out, fen; below zero where more is blocked than is there."""
        return self.booked_fen - self.held_fen - self.frozen_fen


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a transfer, fen: above zero it comes, below zero it goes."""

    account: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Posted:
    """Balances after a transfer, and each line with the balance after it (None for the bank's own accounts)."""

    balances: Mapping[str, Balance]
    after_fen: tuple[int | None, ...]


def whole_fen(amount_fen: int, *, fee_fen: int) -> int:
    """What a payment takes off its account, fen: the amount and the fee on top."""
    return amount_fen + fee_fen


def is_looser(before: AccountState, after: AccountState, *, frozen_fen: int, then_fen: int) -> bool:
    """Whether an account is held less afterwards, be it in one way only; frozen before, and frozen afterwards (fen)."""
    return then_fen < frozen_fen or HOLDS[after] < HOLDS[before]


def debit_reason(balance: Balance | None, amount_fen: int) -> Reason | None:
    """Why an amount cannot leave an account; None where it can."""
    reason: Reason | None = None
    if balance is None:
        reason = Reason.UNKNOWN_ACCOUNT
    elif balance.kind is AccountKind.INTERNAL:
        reason = None
    elif balance.state is AccountState.CLOSED:
        reason = Reason.CLOSED
    elif balance.state is AccountState.FROZEN:
        reason = Reason.FROZEN
    elif balance.available_fen < amount_fen:
        reason = Reason.FUNDS
    return reason


def credit_reason(balance: Balance | None) -> Reason | None:
    """Why nothing can come to an account; None where it can."""
    if balance is None:
        return Reason.UNKNOWN_ACCOUNT
    return Reason.CLOSED if balance.state is AccountState.CLOSED else None


def earmarked(balance: Balance, amount_fen: int) -> Balance:
    """The account with an amount set aside; the caller has asked `debit_reason`."""
    assert amount_fen > 0, amount_fen
    assert balance.available_fen >= amount_fen, "earmarked more than there is"
    return replace(balance, held_fen=balance.held_fen + amount_fen)


def released(balance: Balance, amount_fen: int) -> Balance:
    """The account with an amount no longer set aside."""
    assert 0 < amount_fen <= balance.held_fen, "released more than was earmarked"
    return replace(balance, held_fen=balance.held_fen - amount_fen)


def post(balances: Mapping[str, Balance], lines: Iterable[Line]) -> Posted:
    """Balances after a transfer's lines, in their order; the lines add up to nothing, and accounts are known."""
    now, after = dict(balances), list[int | None]()
    total = 0
    for line in lines:
        assert line.amount_fen, "a line moves something"
        total += line.amount_fen
        old = now[line.account]
        if old.kind is AccountKind.INTERNAL:
            after.append(None)
            continue
        new = replace(old, booked_fen=old.booked_fen + line.amount_fen)
        assert line.amount_fen > 0 or new.booked_fen >= new.held_fen, "an account is overdrawn"
        now[line.account] = new
        after.append(new.booked_fen)
    assert total == 0, f"a transfer creates {total} fen"
    return Posted(now, tuple(after))
