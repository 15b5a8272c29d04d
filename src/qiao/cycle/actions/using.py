"""Uses of a result: proposed, decided by a second person, followed by tasks; nothing happens by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from qiao.cycle.models import CycleMember, GradeUse
from qiao.cycle.queries import grades
from qiao.cycle.rules.cycle import AFTER_FIXING, check_stage, read_words
from qiao.cycle.rules.uses import USE_WORDS, UseSort, UseState, read_sort, read_training
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.queries.staff import staff_names

PROPOSE, DECIDE = "cycle.use_propose", "cycle.use_decide"
USE = "cycle_use"
FOLLOWS = {
    UseSort.PAY: _("Agreed from a cycle's result: see to the pay of %(person)s by its run or scheme"),
    UseSort.LEVEL: _("Agreed from a cycle's result: propose the change of level of %(person)s"),
    UseSort.TRAINING: _("Agreed from a cycle's result: training of %(person)s, %(topic)s, %(hours)s hours"),
    UseSort.ROTATION: _("Agreed from a cycle's result: plan the rotation of %(person)s"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A use as it is proposed; topic and hours are those of training."""

    sort: str
    words: str
    topic: str = ""
    hours: str = ""


@recorded
def propose_use(member: CycleMember, wish: Proposal, *, on: date, actor: User) -> GradeUse:
    """Propose a use that may follow from the fixed grade; a second person decides it."""
    require(actor, PROPOSE, str(member.pk))
    check_stage(member.cycle.stage, AFTER_FIXING)
    result = grades.result_for(member)
    grade = result.grade if result is not None else ""
    sort = read_sort(wish.sort, grade=grade, table=grades.uses_on(on))
    topic, hours = read_training(wish.topic, wish.hours, sort=sort)
    if GradeUse.objects.filter(
        member=member, sort=sort.value, state=UseState.PROPOSED.value, request__state="asked"
    ).exists():
        raise Refusal("cycle.use_again", _("This use waits for its decision already."))
    made = GradeUse.objects.create(
        member=member,
        sort=sort.value,
        words=read_words(wish.words),
        topic=topic,
        hours=hours,
        proposed_by=actor.username,
        proposed_at=clock.now(),
    )
    note(f"cycle {member.cycle_id} {member.staff_id}", new={"use": sort.value, "grade": grade})
    plain = {"use": made.pk, "sort": sort.value, "grade": grade, "topic": topic, "hours": hours}
    subject = f"{member.pk}:{made.pk}"
    made.request = office.ask(USE, subject, wish=plain, reason=made.words[:500], on=on, actor=actor)
    made.save(update_fields=["request"])
    return made


@recorded
def note_outcome(number: int, *, words: str, actor: User) -> GradeUse:
    """Record what came of a use that was agreed to."""
    found = grades.use_of(number)
    if found is None:
        raise Refusal("cycle.no_use", _("There is no such use."))
    require(actor, PROPOSE, str(found.member_id))
    if found.state != UseState.AGREED:
        raise Refusal("cycle.use_state", _("Only a use that was agreed to has an outcome, and once."))
    found.state, found.outcome = UseState.DONE.value, read_words(words)
    found.outcome_by, found.outcome_at = actor.username, clock.now()
    found.save(update_fields=["state", "outcome", "outcome_by", "outcome_at"])
    note(
        f"cycle use {found.pk}", old={"state": UseState.AGREED.value}, new={"state": found.state}, reason=found.outcome
    )
    return found


def called(subject: str) -> str:
    """Whose use."""
    found = _use(subject)
    name = staff_names([found.member.staff_id]).get(found.member.staff_id, found.member.staff_id)
    return f"{name} {found.member.cycle.period}"


def _use(subject: str) -> GradeUse:
    found = grades.use_of(int(subject.partition(":")[2]))
    assert found is not None, subject
    return found


def standing(subject: str, _wish: Wish) -> Any:
    """The grade that it follows from, and that it is not agreed to yet."""
    found = _use(subject)
    result = grades.result_for(found.member)
    return {"grade": result.grade if result is not None else "", "state": found.state}


def changes(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The grade, what is proposed, and why."""
    found = _use(subject)
    lines = [
        Change(gettext("Grade"), str(before["grade"]), str(before["grade"])),
        Change(gettext("What may follow"), "—", gettext(USE_WORDS[UseSort(found.sort)])),
        Change(gettext("In words"), "—", found.words),
    ]
    if wish["hours"]:
        lines.append(Change(gettext("Training, hours"), "—", f"{found.topic} {found.hours}"))
    return lines


def carry_out(order: Order) -> None:
    """Agree to it."""
    agree(order.subject, request=order.number, on=order.on, actor=order.actor)


@recorded
def agree(subject: str, *, request: int, on: date, actor: User) -> GradeUse:
    """Agree to a use: who proposed it and who opened the cycle have the task, of training the person too."""
    found = _use(subject)
    old, found.state = found.state, UseState.AGREED.value
    found.save(update_fields=["state"])
    member, sort = found.member, UseSort(found.sort)
    note(
        f"cycle use {found.pk}",
        old={"state": old},
        new={"state": found.state, "request": request, "day": on, "use": found.sort},
    )
    name = staff_names([member.staff_id]).get(member.staff_id, member.staff_id)
    facts = {"person": name, "topic": found.topic, "hours": found.hours}
    address = reverse("cycle_uses", args=[member.cycle_id, member.staff_id])
    told = {found.proposed_by, member.cycle.opened_by}
    if sort is UseSort.TRAINING:
        told |= set(User.objects.filter(staff_id=member.staff_id).values_list("username", flat=True))
    for username in sorted(told):
        office.give_task(username, FOLLOWS[sort], facts=facts, address=address, due=None, actor=actor)
    return found


USE_KIND = Kind(
    USE,
    _("use of a cycle's result"),
    ask_verb=PROPOSE,
    decide_verb=DECIDE,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
)
