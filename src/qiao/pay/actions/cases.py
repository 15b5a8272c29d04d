"""Recovery cases: proposed, answered by the person, agreed by two, then taken of deferred parts and set off in pay.

Source: the opinion on recovery of performance pay (2021). Whoever is concerned is heard before it is decided; while a
case is open no deferred part of the person is paid. Nothing is deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as asked
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order
from qiao.office.registry import Wish as Plain
from qiao.pay.models import DeferredEntry, DeferredPart, RecoveryCase, RecoveryPart, RecoveryStep
from qiao.pay.queries.cases import answer_by, case_of, known_case, reachable_paid, reachable_parts
from qiao.pay.rules.deferral import bp_text
from qiao.pay.rules.recovery import BASIS_OF, BASIS_WORDS, CAUSE_WORDS, Basis, Cause, check_repaid, reach_of, read_said
from qiao.pay.rules.states import CaseState, Did, Entry, PartState, check_case
from qiao.people.queries.staff import staff_names, staff_of

PROPOSE, ASK, DECIDE, CASE = "pay.case_propose", "pay.case_ask", "pay.case_decide", "pay_case"
PROPOSED, AGREED = frozenset({CaseState.PROPOSED}), frozenset({CaseState.AGREED})
PREFIX = "case:"


def whose(subject: str) -> str:
    """The person a verb is asked about: a case's own, where the subject names one."""
    if not subject.startswith(PREFIX):
        return subject
    number = subject.removeprefix(PREFIX)
    found = case_of(int(number)) if number.isascii() and number.isdigit() else None
    return found.staff_id if found is not None else ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: why, of which period [since, until), which part of what is reached, about which loan."""

    cause: Cause
    since: date
    until: date
    ratio_bp: int
    reason: str
    account_id: str = ""


@recorded
def propose(staff_id: str, wish: Proposal, *, pack: str = "", actor: User) -> RecoveryCase:
    """Open a case; the person is told, and no deferred part is paid while it is open."""
    require(actor, PROPOSE, staff_id)
    said = read_said(wish.reason)
    if wish.since >= wish.until:
        raise Refusal("pay.case_period", _("The period ends after it begins."))
    if (
        RecoveryCase.objects.filter(staff_id=staff_id, account_id=wish.account_id, state__in=["proposed", "agreed"])
        .exclude(account_id="")
        .exists()
    ):
        raise Refusal("pay.case_again", _("A case about this loan and person is open already."))
    parts = reachable_parts(staff_id, since=wish.since, until=wish.until)
    paid = reachable_paid(staff_id, since=wish.since, until=wish.until)
    reach = reach_of([(one.pk, one.left_fen) for one in parts], paid_fen=paid, ratio_bp=wish.ratio_bp)
    if not reach.deferred_fen and not reach.paid_fen:
        raise Refusal("pay.case_nothing", _("Nothing was paid or deferred in this period that could be taken back."))
    person = staff_of(staff_id)
    case = RecoveryCase.objects.create(
        staff_id=staff_id,
        org_id=person.org_id if person is not None else parts[0].org_id if parts else "",
        cause=wish.cause.value,
        basis=BASIS_OF[wish.cause].value,
        account_id=wish.account_id,
        since=wish.since,
        until=wish.until,
        ratio_bp=wish.ratio_bp,
        paid_fen=reach.paid_fen,
        reason=said,
        pack=pack,
        proposed_by=actor.username,
        proposed_at=clock.now(),
    )
    RecoveryPart.objects.bulk_create(RecoveryPart(case=case, part_id=pk, fen=fen) for pk, fen in reach.parts)
    _step(case, Did.PROPOSED, actor=actor, fen=reach.deferred_fen + reach.paid_fen, words=said)
    told = {"for": staff_id, "cause": case.cause, "parts": reach.deferred_fen, "paid": reach.paid_fen}
    note(f"recovery {case.pk} {staff_id}", new=told, reason=said)
    return case


@recorded
def answer(number: int, *, text: str, disputes: bool, actor: User) -> RecoveryCase:
    """Write down what the person says of it; a dispute is said as one."""
    case = known_case(number)
    if not actor.staff_id or actor.staff_id != case.staff_id:
        raise Refusal("authority.case_own", _("Only the person whose pay it is about answers here."))
    require(actor, "pay.own")
    check_case(CaseState(case.state), wanted=PROPOSED | AGREED)
    said = read_said(text)
    _step(case, Did.DISPUTED if disputes else Did.ANSWERED, actor=actor, words=said)
    note(f"recovery {case.pk} {case.staff_id}", new={"statement": said, "disputed": disputes})
    return case


@recorded
def ask(number: int, *, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person to agree, once the person was heard or the days for it have passed."""
    case = known_case(number)
    require(actor, ASK, case.staff_id)
    check_case(CaseState(case.state), wanted=PROPOSED)
    said = read_said(reason)
    last = answer_by(case)
    heard = case.steps.filter(did__in=[Did.ANSWERED.value, Did.DISPUTED.value]).exists()
    if not heard and on <= last:
        words = _("The person can answer until %(day)s; nobody decides before that or the answer.")
        raise Refusal("pay.case_unheard", words, day=last.isoformat())
    wish = {"case": case.pk}
    approval = office.ask(CASE, f"{PREFIX}{case.pk}", wish=wish, reason=said, on=on, actor=actor)
    _step(case, Did.ASKED, actor=actor, words=said)
    note(f"recovery {case.pk} {case.staff_id}", new={"request": approval.pk}, reason=said)
    return approval


@recorded
def let_go(number: int, *, reason: str, on: date, actor: User) -> RecoveryCase:
    """Let a proposed case go, with the reason; while a request about it waits that is decided instead."""
    case = known_case(number)
    require(actor, DECIDE, case.staff_id)
    check_case(CaseState(case.state), wanted=PROPOSED)
    if asked.open_approval(CASE, f"{PREFIX}{case.pk}") is not None:
        raise Refusal("pay.case_asked", _("A request about this case waits for its decision; decide that."))
    return _close(case, CaseState.DROPPED, did=Did.DROPPED, reason=read_said(reason), actor=actor)


def _close(case: RecoveryCase, state: CaseState, *, did: Did, reason: str, actor: User) -> RecoveryCase:
    old, case.state = case.state, state.value
    case.save(update_fields=["state"])
    _step(case, did, actor=actor, words=reason)
    note(f"recovery {case.pk} {case.staff_id}", old={"state": old}, new={"state": case.state}, reason=reason)
    return case


def _step(case: RecoveryCase, did: Did, *, actor: User, fen: int = 0, words: str = "") -> None:
    RecoveryStep.objects.create(case=case, did=did.value, fen=fen, words=words, by=actor.username, at=clock.now())


@recorded
def agree(number: int, *, request: int, reason: str, actor: User) -> RecoveryCase:
    """Take what was agreed of the deferred parts, and let the rest be owed to later pay."""
    case = known_case(number)
    check_case(CaseState(case.state), wanted=PROPOSED)
    taken = sum(_take(case, one, request=request, actor=actor) for one in case.parts.select_related("part"))
    case.open_fen, case.approval_id = case.paid_fen, request
    case.state = (CaseState.AGREED if case.open_fen else CaseState.SETTLED).value
    case.save(update_fields=["open_fen", "approval_id", "state"])
    _step(case, Did.AGREED, actor=actor, fen=taken + case.open_fen, words=reason)
    if not case.open_fen:
        _step(case, Did.SETTLED, actor=actor)
    told = {"state": case.state, "parts": taken, "open": case.open_fen, "request": request}
    note(f"recovery {case.pk} {case.staff_id}", old={"state": CaseState.PROPOSED.value}, new=told, reason=reason)
    return case


def _take(case: RecoveryCase, one: RecoveryPart, *, request: int, actor: User) -> int:
    """Of one part what was agreed, at most what another case has left of it."""
    part: DeferredPart = one.part
    fen = min(one.fen, part.left_fen)
    if fen:
        part.left_fen -= fen
        part.state = part.state if part.left_fen else PartState.TAKEN_BACK.value
        part.save(update_fields=["left_fen", "state"])
        DeferredEntry.objects.create(
            part=part,
            kind=Entry.TAKEN_BACK.value,
            fen=-fen,
            reason=case.reason,
            case=case,
            approval_id=request,
            by=actor.username,
            at=clock.now(),
        )
    return fen


@recorded
def note_repaid(number: int, *, fen: int, words: str, actor: User) -> RecoveryCase:
    """Note what the person has paid back."""
    case = known_case(number)
    require(actor, DECIDE, case.staff_id)
    check_case(CaseState(case.state), wanted=AGREED)
    check_repaid(case.open_fen, fen=fen)
    said, old = read_said(words), case.open_fen
    case.open_fen -= fen
    case.state = case.state if case.open_fen else CaseState.SETTLED.value
    case.save(update_fields=["open_fen", "state"])
    _step(case, Did.REPAID, actor=actor, fen=fen, words=said)
    if not case.open_fen:
        _step(case, Did.SETTLED, actor=actor)
    note(f"recovery {case.pk} {case.staff_id}", old={"open": old}, new={"open": case.open_fen}, reason=said)
    return case


def called(subject: str) -> str:
    """Whose pay, and the case's number."""
    staff_id = whose(subject)
    return f"{staff_names([staff_id]).get(staff_id, '')} {staff_id} · {subject.removeprefix(PREFIX)}".strip()


def standing(subject: str, _wish: Plain) -> Any:
    """The case and its parts as they stand: an answer in between is read before it is decided."""
    case = known_case(int(subject.removeprefix(PREFIX)))
    said = case.steps.filter(did__in=[Did.ANSWERED.value, Did.DISPUTED.value]).count()
    parts = case.parts.select_related("part").order_by("id")
    return {"state": case.state, "said": said, "parts": [[one.part_id, one.part.left_fen] for one in parts]}


def changes(subject: str, _wish: Plain, _before: Any) -> Sequence[Change]:
    """Why, of which period, and what would be taken."""
    case = known_case(int(subject.removeprefix(PREFIX)))
    deferred = sum(one.fen for one in case.parts.all())
    sums = [(gettext("Of deferred parts"), deferred), (gettext("Of pay that went out"), case.paid_fen)]
    return [
        Change(gettext("Cause"), "—", gettext(CAUSE_WORDS[Cause(case.cause)])),
        Change(gettext("Basis"), "—", gettext(BASIS_WORDS[Basis(case.basis)])),
        Change(gettext("Period"), "—", f"{case.since.isoformat()} – {(case.until - timedelta(days=1)).isoformat()}"),
        Change(gettext("Part taken back"), "—", bp_text(case.ratio_bp)),
        *(Change(words, "—", money_text(yuan_of_fen(fen))) for words, fen in sums),
    ]


def carry_out(order: Order) -> None:
    """Take back as agreed."""
    agree(int(order.wish["case"]), request=order.number, reason=order.reason, actor=order.actor)


CASE_KIND = Kind(
    CASE,
    _("recovery of pay"),
    ask_verb=ASK,
    decide_verb=DECIDE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
)
