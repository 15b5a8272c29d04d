"""Writes of the office: ask, decide, withdraw; tasks given, done and undone. Each leaves its audit record."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localtime

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries
from qiao.office.models import Approval, ParameterValue, Signature, Task
from qiao.office.registry import Kind, Order, Wish, kinds
from qiao.office.rules.deciding import State, check_open, check_reason, check_second, check_unchanged
from qiao.office.rules.signing import Place, all_signed, check_place, check_signers, place_for

REASON_LETTERS_MOST = 500
TEXT_LETTERS_MOST = 300
DAYS_AHEAD_MOST = 3_660


@recorded
def ask(kind: str, subject: str, *, wish: Wish, reason: str, on: date, actor: User) -> Approval:
    """Ask a second person, or all who are to sign, for a change; one open request of a kind about a thing.

    Whoever asks and is named to sign has signed by asking.
    """
    known = kinds[kind]
    require(actor, known.ask_verb, subject)
    waiting = queries.open_approval(kind, subject)
    if waiting is not None:
        raise Refusal(
            "approval.open",
            _("Request no. %(number)s of %(by)s about this waits for its decision; decide or withdraw it first."),
            number=waiting.pk,
            by=waiting.asked_by,
        )
    signers = known.signers(subject, wish)
    check_signers(signers)
    approval = Approval.objects.create(
        kind=kind,
        subject=subject,
        wish=dict(wish),
        before=known.standing(subject, wish),
        reason=check_reason(reason)[:REASON_LETTERS_MOST],
        asked_by=actor.username,
        asked_at=clock.now(),
        due=on + timedelta(days=queries.parameter(known.due, on=on)),
    )
    Signature.objects.bulk_create(
        Signature(approval=approval, place=number, role=one.role, staff_id=one.staff_id, verb=one.verb)
        for number, one in enumerate(signers)
    )
    note(f"request {approval.pk}: {kind} {subject}", old=approval.before, new=approval.wish, reason=approval.reason)
    places = queries.places_of(approval)
    own = place_for(places, queries.hand_of(actor, approval), asked_by=actor.username)
    if own is not None:
        places = _sign(approval, own, actor=actor)
    assert not places or not all_signed(places), "a request needs somebody else's signature"
    return approval


@recorded
def decide(number: int, *, approve: bool, reason: str, on: date, actor: User) -> Approval:
    """Approve a request and carry it out, or refuse it with the reason; once, and never by who asked.

    Where several sign, to approve is to sign: the last signature carries it out, and any of them may refuse.
    """
    approval = _open_request(number)
    check_second(approval.asked_by, by=actor.username)
    kind, places = queries.kind_of(approval), queries.places_of(approval)
    if not places:
        require(actor, kind.decide_verb, approval.subject)
    if not queries.sees(actor, approval):
        words = _("You do not see everything that this request is about; whoever does can decide it.")
        raise Refusal("authority.unseen", words)
    said = reason.strip() if approve else check_reason(reason)
    if places:
        own = check_place(place_for(places, queries.hand_of(actor, approval), asked_by=approval.asked_by))
        if approve:
            check_unchanged(approval.before, now=kind.standing(approval.subject, approval.wish))
            places = _sign(approval, own, actor=actor)
            if not all_signed(places):
                return approval
    if approve:
        _carry_out(approval, kind, on=on, actor=actor)
    _close(approval, State.APPROVED if approve else State.REFUSED, said=said, actor=actor)
    return approval


def _carry_out(approval: Approval, kind: Kind, *, on: date, actor: User) -> None:
    check_unchanged(approval.before, now=kind.standing(approval.subject, approval.wish))
    kind.carry_out(Order(approval.pk, approval.subject, approval.wish, approval.reason, on, actor))


def _sign(approval: Approval, place: Place, *, actor: User) -> list[Place]:
    """Put a person's name into a place; returns the places as they stand then."""
    rows = Signature.objects.filter(approval=approval, place=place.number, signed_by="")
    rows.update(signed_by=actor.username, signed_at=clock.now())
    note(
        f"request {approval.pk}: {approval.kind} {approval.subject}",
        old={"signed": None},
        new={"signed": place.signer.role, "by": actor.username},
    )
    return queries.places_of(approval)


@recorded
def look_anew(number: int, *, actor: User) -> Approval:
    """Take up what stands now in a request that goes on waiting after a decision about the same thing beside it."""
    approval = _open_request(number)
    old, approval.before = approval.before, queries.kind_of(approval).standing(approval.subject, approval.wish)
    approval.save(update_fields=["before"])
    note(f"request {number}: {approval.kind} {approval.subject}", old={"stood": old}, new={"stands": approval.before})
    return approval


@recorded
def withdraw(number: int, *, actor: User) -> Approval:
    """Take one's own request back before it is decided."""
    approval = _open_request(number)
    if approval.asked_by != actor.username:
        raise Refusal("authority.not_asker", _("Only who asked can withdraw a request; you can refuse it."))
    _close(approval, State.WITHDRAWN, said="", actor=actor)
    return approval


def _open_request(number: int) -> Approval:
    approval = queries.approval_of(number)
    at = f"{localtime(approval.decided_at):%Y-%m-%d}" if approval.decided_at else ""
    check_open(State(approval.state), by=approval.decided_by, at=at)
    return approval


def _close(approval: Approval, state: State, *, said: str, actor: User) -> None:
    approval.state, approval.decision = state.value, said[:REASON_LETTERS_MOST]
    approval.decided_by, approval.decided_at = actor.username, clock.now()
    approval.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    note(
        f"request {approval.pk}: {approval.kind} {approval.subject}",
        old={"state": State.ASKED.value},
        new={"state": state.value},
        reason=approval.decision,
    )


@recorded
def set_parameter(name: str, *, value: Any, since: date, reason: str, number: int, actor: User) -> None:
    """Let a value hold from a day on, as request `number` was approved to."""
    old = queries.dated(name, on=since)
    ParameterValue.objects.update_or_create(
        name=name, since=since, defaults={"value": value, "reason": reason, "approval_id": number}
    )
    note(
        f"parameter {name}",
        old={"value": old.value, "since": old.since},
        new={"value": value, "since": since, "request": number},
        reason=reason,
    )


@recorded
def add_task(text: str, *, due: date | None, on: date, actor: User) -> Task:
    """Write down a task of one's own, with or without a day."""
    require(actor, "office.task")
    text = " ".join(text.split())
    if not text:
        raise Refusal("task.text", _("Say in a few words what is to be done."))
    if due is not None and not on <= due <= on + timedelta(days=DAYS_AHEAD_MOST):
        raise Refusal("task.due", _("The day has to be today or later, and within ten years."))
    return _given(actor.username, text, {}, address="", due=due, own=True, actor=actor)


@recorded
def give_task(
    person: str, words: str, *, facts: Mapping[str, Any], address: str, due: date | None, actor: User
) -> Task:
    """Give a log-in a task in a capability's marked words; the capability asks authority first."""
    return _given(person, words, facts, address=address, due=due, own=False, actor=actor)


def _given(
    person: str, words: str, facts: Mapping[str, Any], *, address: str, due: date | None, own: bool, actor: User
) -> Task:
    task = Task.objects.create(
        person=person,
        words=words[:TEXT_LETTERS_MOST],
        facts=dict(facts),
        is_own_text=own,
        address=address,
        due=due,
        given_by=actor.username,
        given_at=clock.now(),
    )
    note(f"task {task.pk}", new={"for": person, "words": task.words, "due": due})
    return task


@recorded
def finish_task(number: int, *, actor: User) -> Task:
    """Tick one's task off; a task that is done already stays done."""
    return _tick(number, done=True, actor=actor)


@recorded
def reopen_task(number: int, *, actor: User) -> Task:
    """Undo: the task is to be done again."""
    return _tick(number, done=False, actor=actor)


def _tick(number: int, *, done: bool, actor: User) -> Task:
    require(actor, "office.task")
    task = Task.objects.filter(pk=number, person=actor.username).first() if number < 2**63 else None
    if task is None:
        raise Refusal("task.unknown", _("You have no task no. %(number)s."), number=str(number)[:20])
    old = task.done_at is not None
    if old is not done:
        task.done_at = clock.now() if done else None
        task.save(update_fields=["done_at"])
    note(f"task {task.pk}", old={"done": old}, new={"done": done})
    return task
