"""What becomes of an authorised instruction: each payment booked, earmarked and sent, or failed with its reason.

Source: piece 7; directlink.md 5. Pure: balances in, balances and lines out, so that nothing made and nothing lost can
be held against any bank that chance makes up. A payment that fails moves nothing and does not stop those beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qiao.directlink.rules.ledger import (
    CLEARING,
    FEES,
    Balance,
    Line,
    Reason,
    credit_reason,
    debit_reason,
    earmarked,
    post,
    released,
)
from qiao.directlink.rules.orders import Route
from qiao.directlink.rules.states import State


@dataclass(frozen=True, slots=True)
class Due:
    """A payment that is to be carried out: from whom to whom, fen; the side at another bank is clearing.

    One that has failed already bears its reason.
    """

    place: int
    transfer: str
    debit: str
    credit: str
    amount_fen: int
    fee_fen: int
    route: Route
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a payment."""

    place: int
    state: State
    reason: Reason | None = None
    is_earmarked: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """A line of a transfer with what the statement says of it; `place` is the payment's, None for a sum of several."""

    transfer: str
    account: str
    amount_fen: int
    balance_fen: int | None
    place: int | None
    is_fee: bool = False
    is_reversal: bool = False


@dataclass(frozen=True, slots=True)
class Carried:
    """Outcomes by payment, the balances after all of them, and the lines that were booked."""

    outcomes: tuple[Outcome, ...]
    balances: Mapping[str, Balance]
    postings: tuple[Posting, ...]


def carry(balances: Mapping[str, Balance], dues: Sequence[Due], *, keeps_here: bool) -> Carried:
    """Carry payments out one after the other; `keeps_here` books within the bank at once instead of asking a core."""
    outcomes, postings = list[Outcome](), list[Posting]()
    for due in dues:
        reason = due.reason or _hindered(balances, due)
        if reason is not None:
            outcomes.append(Outcome(due.place, State.FAILED, reason))
        elif due.route is Route.BOOK and keeps_here:
            balances, lines = booked(balances, due)
            postings += lines
            outcomes.append(Outcome(due.place, State.PAID))
        else:
            at_once = due.debit != CLEARING
            if at_once:
                whole = due.amount_fen + due.fee_fen
                balances = {**balances, due.debit: earmarked(balances[due.debit], whole)}
            outcomes.append(Outcome(due.place, State.SENT, is_earmarked=at_once))
    return Carried(tuple(outcomes), balances, tuple(postings))


def carry_payroll(balances: Mapping[str, Balance], dues: Sequence[Due], *, transfer: str) -> Carried:
    """One debit, many credits: those that can be credited are paid together, or none where the sum is not there."""
    assert dues, "a payroll has a payment"
    payer = dues[0].debit
    found = {due.place: due.reason or credit_reason(balances.get(due.credit)) for due in dues}
    good = [due for due in dues if found[due.place] is None]
    total_fen = sum(due.amount_fen for due in good)
    short = debit_reason(balances.get(payer), total_fen) if good else None
    if short is not None or not good:
        failed = tuple(Outcome(due.place, State.FAILED, found[due.place] or short) for due in dues)
        return Carried(failed, balances, ())
    lines = [Line(payer, -total_fen), *(Line(due.credit, due.amount_fen) for due in good)]
    posted = post(balances, lines)
    places = [None, *(due.place for due in good)]
    postings = tuple(
        Posting(transfer, line.account, line.amount_fen, after, place)
        for line, after, place in zip(lines, posted.after_fen, places, strict=True)
    )
    outcomes = tuple(
        Outcome(due.place, State.PAID if found[due.place] is None else State.FAILED, found[due.place]) for due in dues
    )
    return Carried(outcomes, posted.balances, postings)


def all_or_none(balances: Mapping[str, Balance], dues: Sequence[Due]) -> list[Due]:
    """A payroll that another core books wage by wage: where the whole sum is not there, none of it is begun."""
    whole_fen = sum(due.amount_fen for due in dues if due.reason is None)
    short = debit_reason(balances.get(dues[0].debit), whole_fen) if whole_fen else None
    return [replace(due, reason=due.reason or short) for due in dues]


def booked(balances: Mapping[str, Balance], due: Due) -> tuple[Mapping[str, Balance], tuple[Posting, ...]]:
    """Book one payment and its fee; money to another bank goes to clearing, money from one comes from there."""
    lines = [Line(due.debit, -due.amount_fen), Line(due.credit, due.amount_fen)]
    if due.fee_fen:
        lines += [Line(due.debit, -due.fee_fen), Line(FEES, due.fee_fen)]
    posted = post(balances, lines)
    postings = tuple(
        Posting(due.transfer, line.account, line.amount_fen, after, due.place, is_fee=number >= 2)  # noqa: PLR2004  the first two lines are the payment, the next two its fee
        for number, (line, after) in enumerate(zip(lines, posted.after_fen, strict=True))
    )
    return posted.balances, postings


def settled(balances: Mapping[str, Balance], due: Due, *, is_earmarked: bool) -> Carried:
    """A payment that was under way and is booked: what was earmarked for it is released and posted in one."""
    balances = _freed(balances, due) if is_earmarked else balances
    balances, postings = booked(balances, due)
    return Carried((Outcome(due.place, State.PAID),), balances, postings)


def voided(balances: Mapping[str, Balance], due: Due, *, is_earmarked: bool, reason: Reason) -> Carried:
    """A payment that was under way and will not be made: what was earmarked for it is free again."""
    balances = _freed(balances, due) if is_earmarked else balances
    return Carried((Outcome(due.place, State.FAILED, reason),), balances, ())


def given_back(balances: Mapping[str, Balance], due: Due, *, transfer: str) -> Carried:
    """Money of a payment made that its bank sends back: a credit of its own day; the fee stays."""
    back, lines = booked(balances, replace(due, transfer=transfer, debit=CLEARING, credit=due.debit, fee_fen=0))
    return Carried((), back, tuple(replace(line, is_reversal=True) for line in lines))


def _freed(balances: Mapping[str, Balance], due: Due) -> Mapping[str, Balance]:
    return {**balances, due.debit: released(balances[due.debit], due.amount_fen + due.fee_fen)}


def _hindered(balances: Mapping[str, Balance], due: Due) -> Reason | None:
    """Why a payment cannot be made now; an account that is not of this bank is asked of its own bank."""
    if due.route is Route.BOOK:
        return debit_reason(balances.get(due.debit), due.amount_fen + due.fee_fen) or credit_reason(
            balances.get(due.credit)
        )
    if due.debit != CLEARING:
        return debit_reason(balances.get(due.debit), due.amount_fen + due.fee_fen)
    return credit_reason(balances.get(due.credit))
