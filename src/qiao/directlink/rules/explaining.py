"""Why an order stands where it stands, and what is to be done next: what the bank's people are told above it.

Source: piece 7 (nothing is ever lost: whoever is asked by an enterprise can say what became of its order). Each
sentence is whole, so that it can be read out on the telephone; what is known of the order comes in as `Standing`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.states import State
from qiao.ground.words import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Sentence:
    """Marked words with the facts that fill them; `count` says of how many payments, 0 where it is all of them."""

    words: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Why so many payments of an order were not made; `said` is the other side's own code or words."""

    reason: Reason
    count: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an order that says why it stands where it stands.

    `signers` are those who may still sign it; `is_wished` says that the enterprise named the day itself, `is_due` that
    the day has come; `stopped_at` are the payees looked out for, each with why; `said` is what a signer said.
    """

    state: State
    count: int = 1
    is_suspended: bool = False
    signed: int = 0
    wanted: int = 0
    signers: int = 0
    expires_on: str = ""
    said: str = ""
    day: str = ""
    is_wished: bool = False
    is_due: bool = False
    stopped_at: tuple[tuple[str, str], ...] = ()
    begun: int = 0
    unknown: int = 0
    tries: int = 0
    again_at: str = ""
    request: int = 0
    failures: tuple[Failure, ...] = ()
    came_back: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """Why, and what next; both empty where nothing is left to say."""

    why: tuple[Sentence, ...] = ()
    next: tuple[Sentence, ...] = ()


WHY: Mapping[Reason, str] = {
    Reason.FUNDS: _("The account had less available than the amount and the fee."),
    Reason.UNKNOWN_ACCOUNT: _("The account of the other side does not exist."),
    Reason.CLOSED: _("The account of one side is closed."),
    Reason.FROZEN: _("The account that pays is frozen."),
    Reason.NAME: _("The name in the order is not that of the account."),
    Reason.NOT_A_PERSON: _("A payroll pays persons only, and this account is not a person's."),
    Reason.CONTRACT: _("The payer has not agreed that this enterprise collects from the account."),
    Reason.LIMIT: _("The amount is above a limit."),
    Reason.BANK: _("The payee's bank is not in the table of banks, or nothing can be collected from it."),
    Reason.REJECTED: _("The core system or the payee's bank refused it, and said nothing more."),
    Reason.SCREENED: _("Two persons of the bank looked at the payee and ended it."),
    Reason.WITHDRAWN: _("The enterprise withdrew it before anything was paid."),
    Reason.EXPIRED: _("It was not signed before its last day."),
}
REJECTED_WITH = _("The core system or the payee's bank refused it with: %(said)s")
MEND: Mapping[Reason, str] = {
    Reason.FUNDS: _("Money has to be there first: what is booked less what is earmarked and what is frozen."),
    Reason.UNKNOWN_ACCOUNT: _("The enterprise asks the other side for its account number."),
    Reason.CLOSED: _("The enterprise names an account that is open."),
    Reason.FROZEN: _("The account's page says why it is frozen and by whom; the bank alone sets it free."),
    Reason.NAME: _("The enterprise writes the name as the account bears it."),
    Reason.NOT_A_PERSON: _("A company is paid by a single payment or a batch."),
    Reason.CONTRACT: _("The agreement is kept first, on the enterprise's page under “Agreements to collect”."),
    Reason.LIMIT: _("The enterprise orders less at once, or its administrator asks for a higher limit."),
    Reason.BANK: _("The bank's number and name are looked up under “Banks, fees and names”."),
    Reason.REJECTED: _("The enterprise clears account and name with the payee; nothing left its account."),
}
"""What has to be mended before it is ordered again; nothing where an order was ended by somebody's wish."""
ANEW = _("This order never runs again: once that is mended, the enterprise orders anew under another number.")


def explained(standing: Standing) -> Explained:
    """Why the order stands where it stands, and what is to be done next."""
    return TELLERS[standing.state](standing)


def _lodged(one: Standing) -> Explained:
    missing = one.wanted - one.signed
    facts = {"signed": one.signed, "wanted": one.wanted}
    why = [Sentence(_("The enterprise has to sign it; signatures so far: %(signed)s of %(wanted)s."), facts)]
    signs = Sentence(_("Somebody of the enterprise signs it under “To sign”; the bank cannot sign in its place."))
    if one.signers < missing:
        why.append(Sentence(_("Fewer people of the enterprise have the right to sign it than are still wanted.")))
        signs = Sentence(
            _("The enterprise's administrator asks for the right to sign, its supervisor agrees; then it is signed.")
        )
    return Explained(tuple(why), (*_resumed(one), signs, *_expiry(one)))


def _returned(one: Standing) -> Explained:
    why = Sentence(_("A signer of the enterprise returned it to its maker: %(said)s"), {"said": one.said or "—"})
    again = Sentence(_("Its maker gives it in again or withdraws it, on the enterprise's pages."))
    return Explained((why,), (again, *_expiry(one)))


def _expiry(one: Standing) -> tuple[Sentence, ...]:
    words = _("Without its signatures it expires on %(day)s, and nothing is paid.")
    return (Sentence(words, {"day": one.expires_on}),) if one.expires_on else ()


def _resumed(one: Standing) -> tuple[Sentence, ...]:
    words = _("The link of the enterprise is suspended: nothing goes on before it is resumed on the enterprise's page.")
    return (Sentence(words),) if one.is_suspended else ()


def _scheduled(one: Standing) -> Explained:
    if one.is_due:
        why = _("Its day has come: it begins with the next round of the link's worker.")
    elif one.is_wished:
        why = _("The enterprise has named the day on which it goes: %(day)s.")
    else:
        why = _("It came after the cut-off of its payment system, or on a day off: it goes on %(day)s.")
    after = Sentence(_("Nothing is to be done: it goes by itself, and the balance is looked at only then."))
    return Explained((Sentence(why, {"day": one.day}),), _resumed(one) or (after,))


def _held(one: Standing) -> Explained:
    words = _("A payee is among the names to look out for: %(name)s (%(why)s).")
    why = tuple(Sentence(words, {"name": name, "why": said}) for name, said in one.stopped_at)
    if not why:
        why = (Sentence(_("A check of the bank stopped it, and no payee is on the list of names any more.")),)
    untouched = Sentence(_("No money has moved, and none is earmarked."))
    ask = _("Look at the payee and the papers, then ask a second person below: let it go on, or end it.")
    return Explained((*why, untouched), _request(one) or (Sentence(ask),))


def _request(one: Standing) -> tuple[Sentence, ...]:
    words = _("Request no. %(number)s waits for a second person, who decides it.")
    return (Sentence(words, {"number": one.request}),) if one.request else ()


def _sent(one: Standing) -> Explained:
    if one.begun < one.count:
        facts = {"begun": one.begun, "count": one.count}
        why = Sentence(_("The link begins its payments part by part: %(begun)s of %(count)s so far."), facts)
    elif one.tries:
        why = Sentence(_("The core system has it and has not booked it yet. Amount and fee are earmarked."))
    else:
        why = Sentence(_("It is about to be told to the core system. Amount and fee are earmarked."))
    return Explained((why,), (*_resumed(one), *_asked_again(one)))


def _asked_again(one: Standing) -> tuple[Sentence, ...]:
    words = _("Nothing is to be done: the core system is asked by itself, next at %(at)s.")
    return (Sentence(words, {"at": one.again_at}),) if one.again_at else ()


def _unknown(one: Standing) -> Explained:
    words = _("Nobody has told what became of it; the core system was asked, and asked again: %(tries)s in all.")
    why = (
        Sentence(words, {"tries": one.tries}, count=one.unknown if one.count > 1 else 0),
        Sentence(_("It may have been paid: amount and fee stay earmarked, and nobody orders it again.")),
    )
    look = _(
        "Look for its transfer number in the list of the core system or of the clearing; then say below what became of"
        " it, which a second person decides."
    )
    return Explained(why, (*(_request(one) or (Sentence(look),)), *_asked_again(one)))


def _failed(one: Standing) -> Explained:
    why = tuple(_failure(each, one) for each in one.failures)
    mends = tuple(Sentence(MEND[each.reason]) for each in one.failures if each.reason in MEND)
    unique = tuple(dict.fromkeys(each.words for each in mends))
    after = (*(Sentence(words) for words in unique), Sentence(ANEW)) if unique else ()
    return Explained((*why, *_back(one)), after)


def _failure(failure: Failure, one: Standing) -> Sentence:
    count = failure.count if one.count > 1 else 0
    if failure.said and failure.reason is Reason.REJECTED:
        return Sentence(REJECTED_WITH, {"said": failure.said}, count=count)
    return Sentence(WHY[failure.reason], count=count)


def _back(one: Standing) -> tuple[Sentence, ...]:
    words = _("It was paid; the other bank sent the money back, and it was credited again.")
    return (Sentence(words, count=one.came_back if one.count > 1 else 0),) if one.came_back else ()


def _expired(one: Standing) -> Explained:
    after = _("It never runs again: what is still to be paid, the enterprise orders anew under another number.")
    return Explained((Sentence(WHY[Reason.EXPIRED]), *_back(one)), (Sentence(after),))


TELLERS: Mapping[State, Callable[[Standing], Explained]] = {
    State.LODGED: _lodged,
    State.RETURNED: _returned,
    State.SCHEDULED: _scheduled,
    State.HELD: _held,
    State.SENT: _sent,
    State.UNKNOWN: _unknown,
    State.PAID: lambda one: Explained(_back(one)),
    State.PARTLY_PAID: _failed,
    State.FAILED: _failed,
    State.CANCELLED: lambda _one: Explained((Sentence(WHY[Reason.WITHDRAWN]),)),
    State.EXPIRED: _expired,
}
