"""The feedback interview: noted by who leads, signed by both, with the person's own words; unsigned blocks nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from qiao.cycle.actions.agreeing import THE_PERSON, WHO_LEADS, called
from qiao.cycle.models import CycleMember, Interview
from qiao.cycle.queries import cycles, grades
from qiao.cycle.rules import parameters
from qiao.cycle.rules.cycle import AFTER_FIXING, check_stage, read_words
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.office.rules.deciding import State
from qiao.office.rules.signing import Signer

LEAD, READ, OWN, SIGN = "cycle.lead", "cycle.read_interview", "cycle.accept", "cycle.sign"
INTERVIEW = "cycle_interview"


@dataclass(frozen=True, slots=True)
class Noted:
    """What was said: strengths, what to improve, agreed next steps."""

    held_on: date | None
    strengths: str
    improve: str
    steps: str


@recorded
def note_interview(member: CycleMember, said: Noted, *, on: date, actor: User) -> Interview:
    """Note an interview and sign it; the person signs after, or says why not."""
    require(actor, LEAD, str(member.pk))
    check_stage(member.cycle.stage, AFTER_FIXING)
    found = grades.interview_of(member)
    if found is not None and found.request is not None and found.request.state == State.APPROVED:
        raise Refusal("cycle.interview_signed", _("Both have signed this interview; it stays as it is."))
    if said.held_on is None or said.held_on > on:
        raise Refusal("cycle.interview_day", _("Give the day of the interview; it has been held."))
    if found is not None and found.request is not None and found.request.state == State.ASKED:
        if found.noted_by != actor.username:
            words = _("%(by)s noted this interview and awaits the person's signature.")
            raise Refusal("cycle.interview_waits", words, by=found.noted_by)
        office.withdraw(found.request.pk, actor=actor)
    versions = [*found.versions, _version(found)] if found is not None else []
    made, _fresh = Interview.objects.update_or_create(
        member=member,
        defaults={
            "held_on": said.held_on,
            "strengths": read_words(said.strengths),
            "improve": read_words(said.improve),
            "steps": read_words(said.steps),
            "noted_by": actor.username,
            "noted_at": clock.now(),
            "own_words": "",
            "own_at": None,
            "versions": versions,
            "unsigned": "",
            "unsigned_by": "",
            "unsigned_at": None,
        },
    )
    note(f"cycle {member.cycle_id} {member.staff_id}", new={"interview": made.held_on})
    reason = gettext("Interview of %(day)s") % {"day": said.held_on.isoformat()}
    wish = {"noted_by": actor.staff_id}
    made.request = office.ask(INTERVIEW, str(member.pk), wish=wish, reason=reason, on=on, actor=actor)
    made.save(update_fields=["request"])
    return made


def _version(found: Interview) -> dict[str, str]:
    """An interview as it stood before it is noted again, with the person's answer to it."""
    return {
        "held": found.held_on.isoformat(),
        "strengths": found.strengths,
        "improve": found.improve,
        "steps": found.steps,
        "by": found.noted_by,
        "at": found.noted_at.isoformat(),
        "own_words": found.own_words,
        "unsigned": grades.refused_words(found),
    }


@recorded
def sign_interview(member: CycleMember, *, words: str, signs: bool, on: date, actor: User) -> Interview:
    """The person's own words, and the signature, or its refusal, which needs them."""
    require(actor, OWN, str(member.pk))
    found = _waiting(member)
    found.own_words = words.strip()[:2_000] if signs else read_words(words)
    found.own_at = clock.now()
    found.save(update_fields=["own_words", "own_at"])
    note(f"cycle {member.cycle_id} {member.staff_id}", new={"interview": found.held_on, "signed": signs})
    request: Approval | None = found.request
    assert request is not None
    reason = "" if signs else gettext("Not signed; the words stand with the interview")
    office.decide(request.pk, approve=signs, reason=reason, on=on, actor=actor)
    return found


@recorded
def note_unsigned(member: CycleMember, *, words: str, actor: User) -> Interview:
    """Record in words why the person does not sign, where he or she is away or says nothing; it blocks nothing."""
    require(actor, LEAD, str(member.pk))
    found = _waiting(member)
    found.unsigned, found.unsigned_by, found.unsigned_at = read_words(words), actor.username, clock.now()
    found.save(update_fields=["unsigned", "unsigned_by", "unsigned_at"])
    note(f"cycle {member.cycle_id} {member.staff_id}", new={"interview": found.held_on, "signed": False})
    return found


def _waiting(member: CycleMember) -> Interview:
    found = grades.interview_of(member)
    if found is None or found.request is None or found.request.state != State.ASKED:
        raise Refusal("cycle.no_interview", _("No interview waits for a signature."))
    return found


def standing(subject: str, _wish: Wish) -> Any:
    """What who leads noted, as it stands."""
    member = cycles.member_by(subject)
    found = grades.interview_of(member) if member is not None else None
    return {"held": found.held_on.isoformat(), "at": found.noted_at.isoformat()} if found is not None else {}


def changes(subject: str, _wish: Wish, _before: Any) -> Sequence[Change]:
    """What was noted."""
    member = cycles.member_by(subject)
    found = grades.interview_of(member) if member is not None else None
    if found is None:
        return []
    return [
        Change(gettext("Held on"), "—", found.held_on.isoformat()),
        Change(gettext("Strengths"), "—", found.strengths),
        Change(gettext("To improve"), "—", found.improve),
        Change(gettext("Next steps"), "—", found.steps),
    ]


def decided_at(subject: str) -> str:
    """The page of the interview, where the person's words stay."""
    member = cycles.member_by(subject)
    assert member is not None, subject
    return reverse("cycle_interview", args=[member.cycle_id, member.staff_id])


def signers(subject: str, wish: Wish) -> Sequence[Signer]:
    """Who held it, and the person."""
    member = cycles.member_by(subject)
    assert member is not None, subject
    return (Signer(WHO_LEADS, staff_id=str(wish["noted_by"])), Signer(THE_PERSON, staff_id=member.staff_id))


def carry_out(order: Order) -> None:
    """Both have signed; the request says so."""
    signed(order.subject, request=order.number, actor=order.actor)


@recorded
def signed(subject: str, *, request: int, actor: User) -> None:
    """Record that both have signed."""
    member = cycles.member_by(subject)
    assert member is not None, subject
    note(f"cycle {member.cycle_id} {member.staff_id}", new={"signed": True, "request": request, "by": actor.username})


INTERVIEW_KIND = Kind(
    INTERVIEW,
    _("feedback interview of a cycle"),
    ask_verb=LEAD,
    decide_verb=SIGN,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    read_verb=READ,
    heads=(_("Stands"), _("Noted")),
    signers=signers,
    due=parameters.SIGN_DAYS.name,
    decided_at=decided_at,
)
