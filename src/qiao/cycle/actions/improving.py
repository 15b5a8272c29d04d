"""Improvement plans: written by who leads, answered by the person, reviewed, ended; not met, two persons decide on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.cycle.actions.agreeing import THE_PERSON, WHO_LEADS, called
from qiao.cycle.models import CycleMember, ImprovementPlan, PlanReview
from qiao.cycle.queries import cycles, grades
from qiao.cycle.rules import parameters
from qiao.cycle.rules.cycle import AFTER_FIXING, check_stage, read_words
from qiao.cycle.rules.improving import Ending, PlanState, check_ending, read_reviews
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.office.rules.signing import Signer

LEAD, SIGN, SEE = "cycle.lead", "cycle.sign", "cycle.see_person"
PROPOSE, DECIDE = "cycle.unmet_propose", "cycle.use_decide"
PLAN, UNMET = "cycle_plan", "cycle_unmet"


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as it is written: goals with measures, help given, days of reviews, the end."""

    goals: str
    help: str
    reviews: str
    until: date | None


@recorded
def open_plan(member: CycleMember, draft: Draft, *, on: date, actor: User) -> ImprovementPlan:
    """Write a plan for somebody of whom one is asked; the person signs it or answers."""
    require(actor, LEAD, str(member.pk))
    check_stage(member.cycle.stage, AFTER_FIXING)
    if grades.plan_of(member) is not None:
        raise Refusal("cycle.plan_again", _("There is a plan already; note its reviews and its outcome."))
    if member.staff_id not in grades.asked_plans(member.cycle, [member], on=on):
        raise Refusal("cycle.plan_unasked", _("The grade asks for no plan."))
    days, until = read_reviews(draft.reviews, until=draft.until, on=on)
    made = ImprovementPlan.objects.create(
        member=member,
        goals=read_words(draft.goals),
        help=read_words(draft.help),
        until=until,
        opened_by=actor.username,
        opened_at=clock.now(),
    )
    PlanReview.objects.bulk_create([PlanReview(plan=made, due=day) for day in days])
    note(f"cycle plan {made.pk}", new={"staff": member.staff_id, "until": until, "reviews": days})
    reason = gettext("Improvement plan until %(day)s") % {"day": until.isoformat()}
    made.request = office.ask(
        PLAN, str(member.pk), wish={"plan": made.pk, "by": actor.staff_id}, reason=reason, on=on, actor=actor
    )
    made.save(update_fields=["request"])
    return made


@recorded
def note_review(member: CycleMember, *, words: str, on: date, actor: User) -> PlanReview:
    """Note the next review of a plan."""
    plan = _open_plan(member, actor=actor)
    found = PlanReview.objects.filter(plan=plan, held_on=None).order_by("due").first()
    if found is None:
        raise Refusal("cycle.plan_reviewed", _("All reviews of the plan are noted; say what came of it."))
    found.words, found.held_on, found.by = read_words(words), on, actor.username
    found.save(update_fields=["words", "held_on", "by"])
    note(f"cycle plan {plan.pk}", new={"review": found.due, "day": on})
    return found


@recorded
def end_plan(
    member: CycleMember, *, ending: str, words: str, until: date | None, on: date, actor: User
) -> ImprovementPlan:
    """Say what came of a plan: met, extended once, or not met, and human resources propose what follows."""
    plan = _open_plan(member, actor=actor)
    held = [one.due for one in grades.reviews_of(plan) if one.held_on is not None]
    outcome = check_ending(ending, held=held, is_extended=plan.is_extended)
    said = read_words(words)
    if outcome is Ending.EXTENDED:
        if until is None or until <= plan.until:
            raise Refusal("cycle.plan_until_later", _("Give a later last day than the one that stands."))
        read_reviews(on.isoformat(), until=until, on=on)
        PlanReview.objects.get_or_create(plan=plan, due=plan.until)
        plan.is_extended, plan.until = True, until
    else:
        plan.state = (PlanState.MET if outcome is Ending.MET else PlanState.UNMET).value
        plan.ended_by, plan.ended_at = actor.username, clock.now()
    plan.outcome = f"{plan.outcome}\n{said}".strip()
    plan.save(update_fields=["state", "is_extended", "until", "outcome", "ended_by", "ended_at"])
    note(f"cycle plan {plan.pk}", new={"state": outcome.value, "until": plan.until}, reason=said)
    return plan


def ask_unmet(member: CycleMember, *, words: str, on: date, actor: User) -> Approval:
    """Propose what follows from goals not met; a second person decides. Nothing ends by itself."""
    require(actor, PROPOSE, str(member.pk))
    plan = grades.plan_of(member)
    if plan is None or plan.state != PlanState.UNMET:
        raise Refusal("cycle.plan_state", _("Only where the goals of a plan are not met something is proposed."))
    said = read_words(words)
    return office.ask(UNMET, str(member.pk), wish={"words": said}, reason=said[:500], on=on, actor=actor)


def _open_plan(member: CycleMember, *, actor: User) -> ImprovementPlan:
    require(actor, LEAD, str(member.pk))
    plan = grades.plan_of(member)
    if plan is None or plan.state != PlanState.OPEN:
        raise Refusal("cycle.no_plan", _("No plan is under way."))
    return plan


def _plan(subject: str) -> ImprovementPlan:
    member = cycles.member_by(subject)
    plan = grades.plan_of(member) if member is not None else None
    assert plan is not None, subject
    return plan


def standing(subject: str, _wish: Wish) -> Any:
    """The plan's state and last day."""
    plan = _plan(subject)
    return {"state": plan.state, "until": plan.until.isoformat()}


def changes(subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """The plan, and what is proposed where its goals are not met."""
    plan = _plan(subject)
    lines = [
        Change(gettext("Goals with measures"), "—", plan.goals),
        Change(gettext("Help given"), "—", plan.help),
        Change(gettext("Until"), "—", plan.until.isoformat()),
    ]
    if "words" in wish:
        lines += [
            Change(gettext("What came of it"), "—", plan.outcome),
            Change(gettext("What is proposed"), "—", wish["words"]),
        ]
    return lines


def signers(subject: str, wish: Wish) -> Sequence[Signer]:
    """Who leads, and the person."""
    return (Signer(WHO_LEADS, staff_id=str(wish["by"])), Signer(THE_PERSON, staff_id=_plan(subject).member.staff_id))


def carry_out(order: Order) -> None:
    """Both have signed the plan."""
    signed(order.subject, request=order.number, actor=order.actor)


@recorded
def signed(subject: str, *, request: int, actor: User) -> None:
    """Record that both have signed a plan."""
    note(f"cycle plan {_plan(subject).pk}", new={"signed": True, "request": request, "by": actor.username})


def carry_out_unmet(order: Order) -> None:
    """Keep what was decided."""
    decide_unmet(order.subject, words=str(order.wish["words"]), request=order.number, actor=order.actor)


@recorded
def decide_unmet(subject: str, *, words: str, request: int, actor: User) -> ImprovementPlan:
    """Keep what two persons decided after goals were not met; carrying it out is done where it belongs."""
    plan = _plan(subject)
    plan.state, plan.decision, plan.decided_request_id = PlanState.DECIDED.value, words, request
    plan.save(update_fields=["state", "decision", "decided_request"])
    note(f"cycle plan {plan.pk}", new={"state": plan.state, "request": request, "by": actor.username}, reason=words)
    return plan


PLAN_KIND = Kind(
    PLAN,
    _("improvement plan"),
    ask_verb=LEAD,
    decide_verb=SIGN,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    read_verb=SEE,
    heads=(_("Stands"), _("Planned")),
    signers=signers,
    due=parameters.SIGN_DAYS.name,
)
UNMET_KIND = Kind(
    UNMET,
    _("what follows from an improvement plan not met"),
    ask_verb=PROPOSE,
    decide_verb=DECIDE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out_unmet,
    read_verb=SEE,
)
