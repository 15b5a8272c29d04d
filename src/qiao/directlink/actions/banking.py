"""What people of the bank do at the link's desk: each asks authority first and then goes by the door of `opening`."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qiao.directlink.actions import importing, opening
from qiao.directlink.actions.importing import Taken
from qiao.directlink.adapters import passwords
from qiao.directlink.models import Certificate, Enterprise, LedgerAccount
from qiao.directlink.rules.ledger import AccountState
from qiao.directlink.rules.orders import ACCOUNT
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.terms import Terms
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SEE, READ, MANAGE, PROPOSE, DECIDE = (
    "directlink.see",
    "directlink.read",
    "directlink.manage",
    "directlink.propose",
    "directlink.decide",
)
REASON_LETTERS_MOST, NAME_LETTERS_MOST, BRANCH_LETTERS_MOST = 200, 120, 5
FIRM_DIGITS, CONTRACT_LETTERS_MOST = 4, 60
STATES = frozenset({"open", "suspended"})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An enterprise that comes to the link: its number and name, its customer in the book, its first two people."""

    number: str
    name: str
    party_id: str
    administrator: str
    administrator_called: str
    supervisor: str
    supervisor_called: str


@dataclass(frozen=True, slots=True)
class Let:
    """An enterprise that was let in, and the passwords of its two people, which nobody tells again."""

    enterprise: Enterprise
    told: tuple[tuple[str, str], ...]


def let_in(newcomer: Newcomer, *, at: datetime, actor: User) -> Let:
    """Open the link to an enterprise with its first administrator and supervisor, who are two people."""
    require(actor, MANAGE)
    if newcomer.administrator == newcomer.supervisor:
        raise Refusal("operator.two", _("The administrator and the supervisor are two people."))
    _named(newcomer.name)
    by = actor.username
    people = (
        (newcomer.administrator, newcomer.administrator_called, Post.ADMINISTRATOR),
        (newcomer.supervisor, newcomer.supervisor_called, Post.SUPERVISOR),
    )
    told = [(name, called, post, passwords.fresh()) for name, called, post in people]
    with transaction.atomic():
        enterprise = opening.open_enterprise(
            newcomer.number, newcomer.name, party_id=newcomer.party_id, at=at, actor=by
        )
        for name, called, post, password in told:
            opening.add_operator(newcomer.number, name, called=called, post=post, password=password, at=at, actor=by)
    return Let(enterprise, tuple((name, password) for name, _called, _post, password in told))


def open_account(
    customer_number: str, number: str, *, name: str, balance_fen: int, branch: str, at: datetime, actor: User
) -> LedgerAccount:
    """Open an account of an enterprise for the link, with the balance taken over."""
    require(actor, MANAGE, customer_number)
    _named(name)
    if balance_fen:
        raise Refusal(
            "account.balance_alone",
            _("A balance is taken over at the server (qiao link open), not by one person's click; open it empty."),
        )
    if not ACCOUNT.fullmatch(number):
        raise Refusal("order.account", _("An account has to be 1 to 32 digits, letters or hyphens."))
    if len(branch) > BRANCH_LETTERS_MOST:
        raise Refusal("account.branch", _("A branch code has at most %(most)s letters."), most=BRANCH_LETTERS_MOST)
    return opening.open_account(
        number,
        name,
        customer_number=customer_number,
        balance_fen=balance_fen,
        branch=branch,
        at=at,
        actor=actor.username,
    )


def lock_operator(customer_number: str, name: str, *, locked: bool, reason: str, at: datetime, actor: User) -> None:
    """Lock somebody of an enterprise, or lift the lock and its strikes."""
    require(actor, MANAGE, customer_number)
    opening.lock_operator(customer_number, name, locked=locked, reason=_said(reason), at=at, actor=actor.username)


def revoke_certificate(customer_number: str, fingerprint: str, *, reason: str, at: datetime, actor: User) -> None:
    """End a certificate of an enterprise at once."""
    require(actor, MANAGE, customer_number)
    bound = Certificate.objects.filter(pk=fingerprint[:64], operator__enterprise_id=customer_number).exists()
    if not bound:
        raise Refusal("certificate.unknown", _("There is no such certificate in use."))
    opening.revoke_certificate(fingerprint, reason=_said(reason), at=at, actor=actor.username)


def set_state(customer_number: str, *, state: str, reason: str, at: datetime, actor: User) -> None:
    """Suspend an enterprise's link, or resume it."""
    require(actor, MANAGE, customer_number)
    if state not in STATES:
        raise Refusal("enterprise.state", _("A link is suspended, or resumed."))
    opening.set_state(customer_number, state=state, reason=_said(reason), at=at, actor=actor.username)


def set_terms(customer_number: str, terms: Terms, *, at: datetime, actor: User) -> None:
    """Keep what was agreed with an enterprise, where it is no looser than before; looser it is by two persons."""
    require(actor, MANAGE, customer_number)
    opening.set_terms(customer_number, terms, at=at, actor=actor.username, only_tighter=True)


def freeze_account(
    number: str, *, state: AccountState, frozen_fen: int, reason: str, at: datetime, actor: User
) -> None:
    """Freeze an account or a part of its balance, or close it when it is empty; set free it is by two persons."""
    row = LedgerAccount.objects.filter(pk=number[:32]).first()
    require(actor, MANAGE, row.enterprise_id if row is not None else "")
    said = _said(reason)
    opening.freeze_account(
        number, state=state, frozen_fen=frozen_fen, reason=said, at=at, actor=actor.username, only_tighter=True
    )


def check_mandate(*, firm: str, contract: str, payer: str, name: str) -> None:
    """Refuse an agreement that does not name all its parts, or not in their form."""
    if not (firm and contract and payer):
        raise Refusal("mandate.parts", _("An agreement names the firm's code, the contract, the payer and its name."))
    if not (firm.isascii() and firm.isdigit() and len(firm) == FIRM_DIGITS):
        raise Refusal("mandate.firm", _("The firm's code has four digits."))
    if not ACCOUNT.fullmatch(payer):
        raise Refusal("order.account", _("An account has to be 1 to 32 digits, letters or hyphens."))
    if len(contract) > CONTRACT_LETTERS_MOST:
        raise Refusal(
            "mandate.contract", _("A contract's number has at most %(most)s letters."), most=CONTRACT_LETTERS_MOST
        )
    _named(name)


def take_in_table(kind: str, content: bytes, *, file: str, at: datetime, actor: User) -> Taken:
    """Take in a table of banks, fees or names to look out for, whole or not at all."""
    require(actor, MANAGE)
    return importing.take_in(kind, content, file=file, at=at, actor=actor.username)


def _named(name: str) -> None:
    if not 0 < len(name.strip()) <= NAME_LETTERS_MOST:
        raise Refusal("enterprise.name", _("A name has 1 to %(most)s letters."), most=NAME_LETTERS_MOST)


def _said(reason: str) -> str:
    said = " ".join(reason.split())[:REASON_LETTERS_MOST]
    if not said:
        raise Refusal("enterprise.reason", _("Say in a few words why."))
    return said
