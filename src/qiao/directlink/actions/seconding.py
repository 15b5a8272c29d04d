"""What a clerk of the link's desk asks for and a second clerk or a head decides.

Four things take two persons of the bank: a certificate bound, an agreement to collect kept, an account set free, and
terms made looser. What holds money back takes effect at once. One clerk alone still lets an enterprise in, opens an
empty account for it, unlocks one of its people and resumes its link: none binds a key or sets money free, but the last
two let go on what was held before.
`qiao link ...` at the server and the set-up from a description go by `opening`, without a second person.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from qiao.directlink.actions import opening
from qiao.directlink.actions.banking import MANAGE, REASON_LETTERS_MOST, check_mandate
from qiao.directlink.actions.proposing import READ_REQUEST, two_of
from qiao.directlink.models import Enterprise, LedgerAccount
from qiao.directlink.queries import connections, parties
from qiao.directlink.rules.ledger import ACCOUNT_STATE_WORDS, AccountState
from qiao.directlink.rules.naming import in_groups
from qiao.directlink.rules.signals import SIGNALS
from qiao.directlink.rules.terms import TERMS_WORDS, Terms, checked_terms, is_looser, terms_facts, terms_of_facts
from qiao.ground import clock
from qiao.ground.authority import require
from qiao.ground.figures import money_part
from qiao.ground.models import User
from qiao.ground.money import FEN_A_YUAN
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish

ASK, CHECK = "directlink.ask_change", "directlink.check"
FREE, CERTIFICATE, MANDATE = "directlink.free", "directlink.certificate", "directlink.mandate"
TERMS = "directlink.terms"


def ask_to_set_free(
    number: str, *, state: AccountState, frozen_fen: int, reason: str, on: date, actor: User
) -> Approval:
    """Ask a second person to lift what holds an account, or a part of what is frozen on it."""
    row = _account(number)
    require(actor, MANAGE, row.enterprise_id)
    opening.check_frozen(frozen_fen)
    if not connections.loosens(row, state=state, frozen_fen=frozen_fen):
        raise Refusal("account.no_change", _("This holds the account no less than now; it takes effect at once."))
    wish = {"state": state.value, "frozen_fen": frozen_fen}
    return office.ask(FREE, f"account:{row.number}", wish=wish, reason=reason, on=on, actor=actor)


def ask_to_bind(customer_number: str, name: str, *, pem: str, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to bind a certificate to somebody of an enterprise; nothing sent beside it is kept."""
    require(actor, MANAGE, customer_number)
    read = opening.check_certificate(customer_number, name, pem=pem, at=clock.now())
    wish = {
        "pem": read.pem,
        "fingerprint": read.fingerprint,
        "subject": read.subject[:300],
        "until": localtime(read.until).date().isoformat(),
    }
    return office.ask(
        CERTIFICATE, f"certificate:{customer_number}:{name}", wish=wish, reason=reason, on=on, actor=actor
    )


def ask_for_mandate(
    customer_number: str, *, firm: str, contract: str, payer: str, name: str, reason: str, on: date, actor: User
) -> Approval:
    """Ask a second person to keep a payer's agreement that the enterprise collects from an account."""
    require(actor, MANAGE, customer_number)
    firm, contract, payer, name = (one.strip() for one in (firm, contract, payer, name))
    check_mandate(firm=firm, contract=contract, payer=payer, name=name)
    subject = f"mandate:{customer_number}:{firm}:{payer}:{contract}"
    if _is_kept(subject):
        raise Refusal("mandate.there", _("This agreement is kept already."))
    return office.ask(MANDATE, subject, wish={"name": name}, reason=reason, on=on, actor=actor)


def ask_for_terms(customer_number: str, terms: Terms, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to keep terms that hold an enterprise's orders less than now."""
    require(actor, MANAGE, customer_number)
    wished = checked_terms(terms)
    if not is_looser(parties.terms_of(_enterprise(customer_number)), wished):
        raise Refusal("enterprise.no_looser", _("These terms are no looser than now; they take effect at once."))
    wish = terms_facts(wished)
    return office.ask(TERMS, f"terms:{customer_number}", wish=wish, reason=reason, on=on, actor=actor)


def _account(number: str) -> LedgerAccount:
    row = connections.account_of(number)
    if row is None:
        raise Refusal("account.unknown", _("There is no such account."))
    return row


def _enterprise(number: str) -> Enterprise:
    row = connections.enterprise_of(number)
    if row is None:
        raise Refusal("enterprise.unknown", _("There is no such enterprise."))
    return row


def _parts(subject: str) -> list[str]:
    """What a subject names, without its kind: customer number and so on; an agreement's number may hold colons."""
    return subject.split(":", 4)[1:]


def _is_kept(subject: str) -> bool:
    customer_number, firm, payer, contract = _parts(subject)
    return connections.has_mandate(customer_number, firm=firm, payer=payer, contract=contract, on=clock.today())


def _called(subject: str) -> str:
    enterprise = connections.enterprise_of(connections.enterprise_of_change(subject))
    assert enterprise is not None, subject
    return called(subject, enterprise.name)


def called(subject: str, enterprise: str) -> str:
    """What a change is about, where the enterprise's name is known: many are called without asking for each."""
    kind, parts = subject.partition(":")[0], _parts(subject)
    words = {
        "account": gettext("%(enterprise)s: account %(what)s"),
        "certificate": gettext("%(enterprise)s: certificate of %(what)s"),
        "mandate": gettext("%(enterprise)s: agreement %(what)s"),
        "terms": gettext("%(enterprise)s: what was agreed with %(what)s"),
    }
    return words[kind] % {"enterprise": enterprise, "what": parts[-1]}


def _standing_account(subject: str, _wish: Wish) -> Any:
    """How the account is held and by which record: a second order to freeze changes it, be the amount the same."""
    row = _account(_parts(subject)[0])
    return {"state": row.state, "frozen_fen": row.frozen_fen, "hold": connections.last_hold(row)}


def _changes_of_account(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    def said(facts: Any) -> tuple[str, str]:
        return gettext(ACCOUNT_STATE_WORDS[AccountState(facts["state"])]), money_part(facts["frozen_fen"], FEN_A_YUAN)

    pairs = zip(said(before), said(wish), strict=True)
    heads = gettext("The account"), gettext("Frozen (yuan)")
    changes = [Change(head, old, new) for head, (old, new) in zip(heads, pairs, strict=True) if old != new]
    is_free = wish["state"] == AccountState.OPEN.value and not wish["frozen_fen"]
    lifted = gettext("lifted") if is_free else gettext("lifted in part")
    holds = connections.holds_until(_account(_parts(subject)[0]), before.get("hold", 0))
    orders = "; ".join(f"{localtime(one.at):%Y-%m-%d} {one.facts['reason']} ({one.actor})" for one in holds)
    return [*changes, Change(gettext("Held by order of"), orders or "—", lifted)]


def _changes_of_certificate(subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    goes = connections.may_order_at_once(*_parts(subject))
    alone = gettext("yes") if goes else gettext("not yet: the administrator asks, the supervisor agrees")
    return [
        Change(gettext("Fingerprint, to be compared with the enterprise"), "—", in_groups(wish["fingerprint"])),
        Change(gettext("Made out to"), "—", wish["subject"]),
        Change(gettext("Ends on"), "—", wish["until"]),
        Change(gettext("Lets orders go alone, as things stand now"), "—", alone),
    ]


def _standing_mandate(subject: str, _wish: Wish) -> Any:
    return {"kept": _is_kept(subject), "bears": connections.account_name(_parts(subject)[2])}


def _changes_of_mandate(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    _number, firm, payer, contract = _parts(subject)
    bears = before.get("bears") or gettext("no account of this bank")
    return [
        Change(gettext("Contract number"), "—", f"{firm} {contract}"),
        Change(gettext("Payer's account"), "—", payer),
        Change(gettext("Payer's name, as the account bears it and as typed"), bears, wish["name"]),
    ]


def _standing_terms(subject: str, _wish: Wish) -> Any:
    return terms_facts(parties.terms_of(_enterprise(_parts(subject)[0])))


def _changes_of_terms(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    return [
        Change(gettext(words), _term_told(name, before[name]), _term_told(name, wish[name]))
        for name, words in TERMS_WORDS.items()
        if before[name] != wish[name]
    ]


def _term_told(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name == "signals":
        return "; ".join(gettext(SIGNALS[one]) for one in value) or "—"
    return ", ".join(value) or gettext("anywhere")


def _set_free(order: Order) -> None:
    opening.freeze_account(
        _parts(order.subject)[0],
        state=AccountState(order.wish["state"]),
        frozen_fen=order.wish["frozen_fen"],
        reason=order.reason[:REASON_LETTERS_MOST],
        at=clock.now(),
        actor=two_of(order),
    )


def _bind(order: Order) -> None:
    customer_number, name = _parts(order.subject)
    opening.bind_certificate(customer_number, name, pem=order.wish["pem"], at=clock.now(), actor=two_of(order))


def _keep_mandate(order: Order) -> None:
    customer_number, firm, payer, contract = _parts(order.subject)
    opening.add_mandate(
        customer_number,
        firm=firm,
        contract=contract,
        payer=payer,
        name=order.wish["name"],
        at=clock.now(),
        actor=two_of(order),
    )


def _loosen(order: Order) -> None:
    customer_number, terms = _parts(order.subject)[0], terms_of_facts(dict(order.wish))
    opening.set_terms(customer_number, terms, at=clock.now(), actor=two_of(order))


def _kind(name: str, words: str, **parts: Any) -> Kind:
    """A change of the link's desk that one clerk asks for and another decides."""
    return Kind(name, words, ask_verb=ASK, decide_verb=CHECK, called=_called, read_verb=READ_REQUEST, **parts)


KINDS = (
    _kind(
        FREE,
        _("an account of the direct link set free"),
        standing=_standing_account,
        changes=_changes_of_account,
        carry_out=_set_free,
    ),
    _kind(
        CERTIFICATE,
        _("a certificate of the direct link to be bound"),
        standing=lambda _subject, wish: {"bound": connections.is_bound(wish["fingerprint"])},
        changes=_changes_of_certificate,
        carry_out=_bind,
    ),
    _kind(
        MANDATE,
        _("an agreement to collect over the direct link"),
        standing=_standing_mandate,
        changes=_changes_of_mandate,
        carry_out=_keep_mandate,
    ),
    _kind(
        TERMS,
        _("looser terms of the direct link"),
        standing=_standing_terms,
        changes=_changes_of_terms,
        carry_out=_loosen,
    ),
)
