"""The steps into the post: each by whom it is for, each refused where its stage or its gate does not let it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.actions import posting
from qiao.people.actions.stepping import add_step
from qiao.people.models import Candidate, StaffCertificate
from qiao.people.queries.entry import candidate_of, notice_stood, standing_of
from qiao.people.queries.staff import staff_of
from qiao.people.rules.entry import SCORE_MOST, Entry, Stage, StepKind
from qiao.people.rules.entry_reading import HOURS_MOST, read_certificate, read_checks, said, whole


def _hr(number: int, actor: User) -> Candidate:
    require(actor, "people.entry")
    candidate = candidate_of(number)
    _not_oneself(candidate, actor)
    return candidate


def _not_oneself(candidate: Candidate, actor: User) -> None:
    if actor.staff_id and actor.staff_id == candidate.staff_id:
        raise Refusal("entry.oneself", _("Nobody takes a step of one's own candidacy, except to withdraw."))


@recorded
def check(number: int, texts: Mapping[str, str], *, on: date, actor: User) -> Entry:
    """Pass the checks: education, tenure, discipline, conflicts of interest, conduct."""
    candidate = _hr(number, actor)
    facts = read_checks(texts, on=on)
    return add_step(candidate, StepKind.CHECKED, facts=facts, reason="", on=on, actor=actor.username)


@recorded
def examine(number: int, score: str, *, reason: str, on: date, actor: User) -> Entry:
    """Keep the score of the written exam; below the pass mark the way ends here."""
    candidate = _hr(number, actor)
    facts = {"score": whole(score, _("Score"), least=0, most=SCORE_MOST)}
    return add_step(candidate, StepKind.EXAMINED, facts=facts, reason=reason.strip(), on=on, actor=actor.username)


@recorded
def declare_relation(number: int, *, reason: str, on: date, actor: User) -> Entry:
    """Say that one is related to a candidate: one scores no more, a score given is taken out."""
    candidate = _panel(number, actor)
    words = said(reason, _("What relates you to the candidate"))
    return add_step(candidate, StepKind.RELATED, facts={}, reason=words, on=on, actor=actor.username)


@recorded
def score(number: int, given: str, *, reason: str, on: date, actor: User) -> Entry:
    """Score a candidate at the interview, as a member of the panel."""
    candidate = _panel(number, actor)
    facts = {"score": whole(given, _("Score"), least=0, most=SCORE_MOST)}
    words = said(reason, _("Reason"))
    return add_step(candidate, StepKind.SCORED, facts=facts, reason=words, on=on, actor=actor.username)


def _panel(number: int, actor: User) -> Candidate:
    candidate = candidate_of(number)
    require(actor, "people.panel", candidate.opening)
    _not_oneself(candidate, actor)
    return candidate


@recorded
def close_interview(number: int, *, reason: str, on: date, actor: User) -> Entry:
    """Close the interview once enough scores are given; below the pass mark the way ends here."""
    candidate = _hr(number, actor)
    return add_step(candidate, StepKind.INTERVIEWED, facts={}, reason=reason.strip(), on=on, actor=actor.username)


@recorded
def announce(number: int, *, on: date, actor: User) -> Entry:
    """Begin the public notice: from now on everybody in the bank reads the name and may object."""
    candidate = _hr(number, actor)
    return add_step(candidate, StepKind.ANNOUNCED, facts={}, reason="", on=on, actor=actor.username)


@recorded
def object_to(number: int, text: str, *, on: date, actor: User) -> Entry:
    """Object during the notice; anybody of the bank but the candidate."""
    require(actor, "people.see_openings")
    candidate = candidate_of(number)
    _not_oneself(candidate, actor)
    words = said(text, _("Objection"))
    return add_step(candidate, StepKind.OBJECTED, facts={"text": words}, reason="", on=on, actor=actor.username)


@recorded
def answer(number: int, objection: int, *, upheld: bool, reason: str, on: date, actor: User) -> Entry:
    """Answer an objection; one that is upheld ends the way here."""
    candidate = _hr(number, actor)
    facts = {"objection": objection, "upheld": upheld}
    words = said(reason, _("Answer"))
    return add_step(candidate, StepKind.ANSWERED, facts=facts, reason=words, on=on, actor=actor.username)


@recorded
def close_notice(number: int, *, on: date, actor: User) -> Entry:
    """Close the notice once it has stood its working days and every objection is answered."""
    candidate = _hr(number, actor)
    began = standing_of(candidate).entry.announced
    facts = {"working_days": notice_stood(began, on=on) if began else 0}
    return add_step(candidate, StepKind.NOTICED, facts=facts, reason="", on=on, actor=actor.username)


@recorded
def train(number: int, hours: str, *, reason: str, on: date, actor: User) -> Entry:
    """Keep hours of training before the post; the stage ends once they suffice."""
    candidate = _hr(number, actor)
    facts = {"hours": whole(hours, _("Hours"), least=1, most=HOURS_MOST)}
    words = said(reason, _("What was trained"))
    return add_step(candidate, StepKind.TRAINED, facts=facts, reason=words, on=on, actor=actor.username)


@recorded
def certify(number: int, texts: Mapping[str, str], *, on: date, actor: User) -> Entry:
    """Keep the certificate that was earned; of a person of the book it goes to the certificates too."""
    candidate = _hr(number, actor)
    facts = read_certificate(texts, on=on)
    found = add_step(candidate, StepKind.CERTIFIED, facts=facts, reason="", on=on, actor=actor.username)
    if found.staff_id:
        _keep_certificate(found.staff_id, facts, actor=actor)
    return found


@recorded
def link(number: int, staff_id: str, *, on: date, actor: User) -> Entry:
    """Say which person of the book a candidate from outside has become."""
    candidate = _hr(number, actor)
    staff = staff_of(staff_id.strip())
    if staff is None:
        words = _("The book does not know %(staff)s yet; the next extract of staff brings new people.")
        raise Refusal("entry.no_staff", words, staff=staff_id.strip()[:64] or "-")
    if Candidate.objects.filter(opening=candidate.opening, staff_id=staff.pk).exists():
        raise Refusal("candidate.again", _("%(staff)s has applied for this opening already."), staff=staff.pk)
    found = add_step(candidate, StepKind.LINKED, facts={"staff_id": staff.pk}, reason="", on=on, actor=actor.username)
    candidate.staff_id = staff.pk
    candidate.save(update_fields=["staff_id"])
    if found.certificate:
        _keep_certificate(staff.pk, found.certificate, actor=actor)
    return found


def _keep_certificate(staff_id: str, facts: Mapping[str, Any], *, actor: User) -> None:
    row = StaffCertificate.objects.create(
        staff_id=staff_id,
        kind=facts["kind"],
        number=facts["number"],
        issued_on=date.fromisoformat(facts["issued_on"]),
        valid_to=date.fromisoformat(facts["valid_to"]) if facts["valid_to"] else None,
        known_at=clock.now(),
        actor=actor.username,
    )
    note(f"certificate {staff_id}", new={"kind": row.kind, "number": row.number, "until": row.valid_to})


@recorded
def confirm(number: int, *, reason: str, on: date, actor: User) -> Entry:
    """End probation with the mentor's assessment in words; the career says so from this day."""
    candidate = _hr(number, actor)
    words = said(reason, _("Assessment of the probation"))
    found = add_step(candidate, StepKind.CONFIRMED, facts={}, reason=words, on=on, actor=actor.username)
    posting.confirm(found.staff_id, since=on, reason=words, actor=actor.username)
    return found


@recorded
def reject(number: int, *, reason: str, on: date, actor: User) -> Entry:
    """Reject with the reason kept; on probation the post ends today and the place is free again."""
    candidate = _hr(number, actor)
    words = said(reason, _("Reason"))
    before = standing_of(candidate).entry.stage
    found = add_step(candidate, StepKind.REJECTED, facts={}, reason=words, on=on, actor=actor.username)
    if before is Stage.PROBATION:
        last = max(on, found.appointed or on)
        posting.end_post(found.staff_id, on=last, reason=words, actor=actor.username)
        candidate.place = None
        candidate.save(update_fields=["place"])
    return found


@recorded
def withdraw(number: int, *, reason: str, on: date, actor: User) -> Entry:
    """Withdraw: the candidate, or HR on the candidate's word."""
    candidate = candidate_of(number)
    if not actor.staff_id or actor.staff_id != candidate.staff_id:
        require(actor, "people.entry")
    words = said(reason, _("Reason"))
    return add_step(candidate, StepKind.WITHDRAWN, facts={}, reason=words, on=on, actor=actor.username)
