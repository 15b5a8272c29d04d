"""What the bank does on its side of the link: enterprises, accounts, operators, certificates, freezes, tables.

Each is a named action of the bank's audit chain, and stands in the enterprise's journal beside it.
"""

from datetime import datetime

from django.utils.timezone import localtime

from qiao.directlink.actions import ledger
from qiao.directlink.actions.entering import check_password_form
from qiao.directlink.actions.journal import turn
from qiao.directlink.adapters import passwords, signing
from qiao.directlink.models import Certificate, Enterprise, Entry, LedgerAccount, Mandate, Operator
from qiao.directlink.queries import parties
from qiao.directlink.rules.ledger import OPENING, AccountKind, AccountState, is_looser
from qiao.directlink.rules.orders import AMOUNT_FEN_MOST
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.terms import Terms, checked_terms, terms_facts
from qiao.directlink.rules.terms import is_looser as is_looser_terms
from qiao.ground.audit import note, recorded
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

CUSTOMER_NUMBER_DIGITS = 10
TAKEN_OVER = "999"
"""The summary code of a balance taken over; the product's own."""


@recorded
def open_enterprise(customer_number: str, name: str, *, party_id: str, at: datetime, actor: str) -> Enterprise:
    """Open the link to a corporate customer."""
    if not (len(customer_number) == CUSTOMER_NUMBER_DIGITS and customer_number.isascii() and customer_number.isdigit()):
        raise Refusal("enterprise.number", _("A customer number has ten digits."))
    if Enterprise.objects.filter(pk=customer_number).exists():
        raise Refusal("enterprise.there", _("The enterprise %(number)s is there already."), number=customer_number)
    ledger.ensure_internal(localtime(at).date())
    enterprise = Enterprise.objects.create(
        customer_number=customer_number, name=name[:120], party_id=party_id, opened_at=at, opened_by=actor
    )
    with turn(customer_number, at=at, actor=actor) as taken:
        taken.note("opened", customer_number, name=name)
    note(f"link {customer_number}", new={"name": name, "customer": party_id})
    return enterprise


@recorded
def open_account(
    number: str,
    name: str,
    *,
    customer_number: str = "",
    kind: AccountKind = AccountKind.COMPANY,
    balance_fen: int = 0,
    branch: str = "",
    at: datetime,
    actor: str,
) -> LedgerAccount:
    """Open an account in the ledger with the balance taken over; with an enterprise, open it for the link."""
    on = localtime(at).date()
    if LedgerAccount.objects.filter(pk=number).exists():
        raise Refusal("account.there", _("The account %(number)s is there already."), number=number[:32])
    if balance_fen < 0:
        raise Refusal("account.balance", _("A balance taken over cannot be below nothing."))
    account = LedgerAccount.objects.create(
        number=number,
        name=name[:120],
        enterprise_id=customer_number or None,
        kind=kind.value,
        branch=branch,
        opened_on=on,
        booked_fen=balance_fen,
    )
    if balance_fen:
        ledger.ensure_internal(on)
        transfer = f"OPEN-{number}"
        sides = ((OPENING, -balance_fen, None), (number, balance_fen, balance_fen))
        Entry.objects.bulk_create(
            Entry(
                transfer=transfer,
                line=line,
                account_id=side,
                amount_fen=amount_fen,
                balance_fen=after_fen,
                on=on,
                at=at,
                summary=TAKEN_OVER,
            )
            for line, (side, amount_fen, after_fen) in enumerate(sides, start=1)
        )
    if customer_number:
        with turn(customer_number, at=at, actor=actor) as taken:
            taken.note("account_opened", number, balance_fen=balance_fen)
    note(f"link account {number}", new={"enterprise": customer_number, "name": name, "balance_fen": balance_fen})
    return account


@recorded
def add_operator(
    customer_number: str, name: str, *, called: str, post: Post, password: str, at: datetime, actor: str, kept: str = ""
) -> Operator:
    """Make an operator; the bank makes the first administrator and supervisor, and these ask for the others.

    `kept` is the password as it is kept, where several get the same one and it was reckoned before: that is slow.
    """
    check_password_form(password)
    if not (0 < len(name) <= 20 and name.isascii() and name.isalnum()):  # noqa: PLR2004  the interface's own bound
        raise Refusal("operator.name", _("A log-in name has 1 to 20 letters and digits."))
    with turn(customer_number, at=at, actor=actor) as taken:
        if Operator.objects.filter(enterprise_id=customer_number, name=name).exists():
            raise Refusal("operator.there", _("There is an operator %(name)s already."), name=name)
        operator = Operator.objects.create(
            enterprise_id=customer_number,
            name=name,
            called=called[:60],
            post=post.value,
            password=kept or passwords.stored(password),
            made_at=at,
        )
        taken.note("operator_made", name, post=post.value)
    note(f"link operator {customer_number}/{name}", new={"post": post.value, "called": called})
    return operator


def check_certificate(customer_number: str, name: str, *, pem: str, at: datetime) -> signing.Read:
    """Read a certificate that is to be bound to an operator; refused where that cannot be."""
    read = signing.read_certificate(pem)
    if Certificate.objects.filter(pk=read.fingerprint).exists():
        raise Refusal("certificate.there", _("This certificate is bound already."))
    if read.until <= at:
        raise Refusal("certificate.over", _("This certificate has expired."))
    _operator(customer_number, name)
    return read


@recorded
def bind_certificate(customer_number: str, name: str, *, pem: str, at: datetime, actor: str) -> Certificate:
    """Bind a certificate to an operator: what its key signs is the operator's word."""
    read = check_certificate(customer_number, name, pem=pem, at=at)
    with turn(customer_number, at=at, actor=actor) as taken:
        operator = _operator(customer_number, name)
        bound = Certificate.objects.create(
            fingerprint=read.fingerprint,
            operator=operator,
            subject=read.subject[:300],
            public_pem=read.public_pem,
            since=read.since,
            until=read.until,
            bound_at=at,
            bound_by=actor,
        )
        taken.note("certificate_bound", name, fingerprint=read.fingerprint)
    note(f"link operator {customer_number}/{name}", new={"certificate": read.fingerprint, "until": read.until})
    return bound


@recorded
def revoke_certificate(fingerprint: str, *, reason: str, at: datetime, actor: str) -> None:
    """End a certificate at once."""
    bound = Certificate.objects.select_related("operator").filter(pk=fingerprint, revoked_at=None).first()
    if bound is None:
        raise Refusal("certificate.unknown", _("There is no such certificate in use."))
    customer_number = bound.operator.enterprise_id
    with turn(customer_number, at=at, actor=actor) as taken:
        Certificate.objects.filter(pk=fingerprint).update(revoked_at=at, revoked_by=actor)
        taken.note("certificate_revoked", bound.operator.name, fingerprint=fingerprint, reason=reason)
    note(f"link operator {customer_number}/{bound.operator.name}", old={"certificate": fingerprint}, reason=reason)


@recorded
def lock_operator(customer_number: str, name: str, *, locked: bool, reason: str, at: datetime, actor: str) -> None:
    """Lock an operator, or lift the lock and its strikes."""
    with turn(customer_number, at=at, actor=actor) as taken:
        operator = _operator(customer_number, name)
        Operator.objects.filter(pk=operator.pk).update(
            locked_at=at if locked else None, lock_reason=reason[:200] if locked else "", failures=0
        )
        taken.note("operator_locked" if locked else "operator_unlocked", name, reason=reason)
    note(f"link operator {customer_number}/{name}", old={"locked": not locked}, new={"locked": locked}, reason=reason)


@recorded
def set_state(customer_number: str, *, state: str, reason: str, at: datetime, actor: str) -> None:
    """Suspend the link of an enterprise, or open it again: suspended it answers questions and takes no orders."""
    with turn(customer_number, at=at, actor=actor) as taken:
        old = taken.enterprise.state
        Enterprise.objects.filter(pk=customer_number).update(state=state)
        taken.note("state", customer_number, old=old, new=state, reason=reason)
    note(f"link {customer_number}", old={"state": old}, new={"state": state}, reason=reason)


@recorded
def set_terms(customer_number: str, terms: Terms, *, at: datetime, actor: str, only_tighter: bool = False) -> None:
    """Set what was agreed with an enterprise; `only_tighter` refuses what would hold its orders less."""
    wished = checked_terms(terms)
    with turn(customer_number, at=at, actor=actor) as taken:
        stood = parties.terms_of(taken.enterprise)
        if only_tighter and is_looser_terms(stood, wished):
            words = _("Looser terms are kept by two persons: ask for them on the enterprise's page.")
            raise Refusal("enterprise.two", words)
        old, new = terms_facts(stood), terms_facts(wished)
        Enterprise.objects.filter(pk=customer_number).update(**new)
        taken.note("terms", customer_number, old=old, new=new)
    note(f"link {customer_number}", old=old, new=new)


def check_frozen(frozen_fen: int) -> None:
    """Refuse an amount to be frozen that is below nothing, or more than any order may be of."""
    if not 0 <= frozen_fen <= AMOUNT_FEN_MOST:
        raise Refusal("account.frozen_bounds", _("A frozen amount is not below nothing and has at most 15 digits."))


@recorded
def freeze_account(
    number: str,
    *,
    state: AccountState,
    frozen_fen: int,
    reason: str,
    at: datetime,
    actor: str,
    only_tighter: bool = False,
) -> None:
    """Freeze an account, a part of its balance, or set it free; `only_tighter` refuses what would hold it less."""
    row = LedgerAccount.objects.filter(pk=number).first()
    if row is not None and row.enterprise_id:
        with turn(row.enterprise_id, at=at, actor=actor) as taken:  # the enterprise first, as every order does
            old, new = _freeze(number, state=state, frozen_fen=frozen_fen, only_tighter=only_tighter)
            taken.note("account", number, old=old, new=new, reason=reason)
    else:
        old, new = _freeze(number, state=state, frozen_fen=frozen_fen, only_tighter=only_tighter)
    note(f"link account {number}", old=old, new=new, reason=reason)


def _freeze(
    number: str, *, state: AccountState, frozen_fen: int, only_tighter: bool
) -> tuple[dict[str, object], dict[str, object]]:
    """Keep the state under the account's lock: what stood there, and what stands there now."""
    row = ledger.locked([number]).get(number)
    if row is None or row.kind == AccountKind.INTERNAL.value:
        raise Refusal("account.unknown", _("There is no such account."))
    check_frozen(frozen_fen)
    if state is AccountState.CLOSED and (row.booked_fen or row.held_fen):
        raise Refusal("account.not_empty", _("An account is closed when nothing is left on it."))
    before, held_fen = AccountState(row.state), row.frozen_fen
    if only_tighter and is_looser(before, state, frozen_fen=held_fen, then_fen=frozen_fen):
        words = _("An account is set free by two persons: ask for it on the account's page.")
        raise Refusal("account.two", words)
    old = {"state": row.state, "frozen_fen": row.frozen_fen}
    new: dict[str, object] = {"state": state.value, "frozen_fen": frozen_fen}
    LedgerAccount.objects.filter(pk=number).update(**new)
    return old, new


@recorded
def add_mandate(
    customer_number: str, *, firm: str, contract: str, payer: str, name: str, at: datetime, actor: str
) -> Mandate:
    """Keep a payer's agreement that the enterprise collects from an account; one that has ended runs anew."""
    on = localtime(at).date()
    parts = {"firm": firm[:4], "contract": contract[:60], "payer": payer[:32], "name": name[:120]}
    with turn(customer_number, at=at, actor=actor) as taken:
        mandate, is_new = Mandate.objects.get_or_create(
            enterprise_id=customer_number,
            firm=parts["firm"],
            contract=parts["contract"],
            payer_account=parts["payer"],
            defaults={"payer_name": parts["name"], "since": on},
        )
        old = {"name": mandate.payer_name, "since": f"{mandate.since}", "until": f"{mandate.until}"}
        has_ended = mandate.until is not None and mandate.until <= on
        if has_ended:
            mandate.payer_name, mandate.since, mandate.until = parts["name"], on, None
            mandate.save(update_fields=["payer_name", "since", "until"])
        before = {"old": old} if has_ended else {}
        new = parts | {"since": f"{mandate.since}"}
        if is_new or has_ended:
            taken.note("mandate_kept", parts["payer"], new=new, **before)
    note(f"link {customer_number}", old=before.get("old"), new=new)
    return mandate


def _operator(customer_number: str, name: str) -> Operator:
    operator = Operator.objects.filter(enterprise_id=customer_number, name=name).first()
    if operator is None:
        raise Refusal("operator.unknown", _("There is no operator %(name)s."), name=name[:20])
    return operator
