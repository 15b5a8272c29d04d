"""What a cycle asks of somebody: targets, standards, talks, grades, interviews, plans, each by its day."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from qiao.cycle.models import Cycle, CycleMember, GradeResult, ImprovementPlan, MidtermTalk, Objection, PlanReview
from qiao.cycle.queries import cascade, cycles, grades, standards
from qiao.cycle.rules import parameters
from qiao.cycle.rules.cycle import MEMBERS_MOST, SIGNED_IN, Stage
from qiao.cycle.rules.improving import PlanState
from qiao.cycle.rules.standards import Signing
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TaskLine
from qiao.people.queries.staff import Staff, visible_ids

SOURCE = "cycle"
CYCLES_MOST, UNITS_MOST, PLANS_MOST = 6, 10, 10
REVIEW_DAYS_AHEAD = 7
UNSIGNED = _("%(cycle)s: %(count)s people have not signed their standards by their day")
TO_SIGN = frozenset({Signing.OPEN, Signing.SUPERSEDED})


def duties_of(person: User, on: date) -> list[TaskLine]:
    """One line for what is asked of a person in each cycle, at most a few of each kind."""
    lines = list(_own(person)) if person.staff_id else []
    if person.post in {"lead", "head", "hr"}:
        rows = cycles.cycles_in(scope_of(person, on=on)).exclude(stage=Stage.CLOSED.value)
        for one in rows[:CYCLES_MOST]:
            lines += _led(one, person, on=on)
        lines += _plans(person, on=on)
    return lines


def _line(words: str, one: Cycle, due: date, **facts: object) -> TaskLine:
    address = reverse("cycle", args=[one.pk])
    return TaskLine(words, address, due, {"cycle": one.name, **facts}, source=SOURCE)


def _own(person: User) -> Iterator[TaskLine]:
    for member in cycles.own_members(person.staff_id)[:CYCLES_MOST]:
        if member.cycle.stage in SIGNED_IN:
            stand = standards.standings(member.cycle, [member])[member.staff_id]
            if stand.signing in TO_SIGN:
                address = reverse("cycle_person", args=[member.cycle_id, member.staff_id])
                words = _("%(cycle)s: read your standards, and sign them or object")
                yield TaskLine(words, address, member.cycle.agree_by, {"cycle": member.cycle.name}, source=SOURCE)


def led_in(one: Cycle, person: User, *, on: date) -> list[CycleMember]:
    """Those whose lead a person is first of all: a lead's managers; a head's leads, and managers without a lead."""
    rows = list(cycles.members_in(one, person, on=on).exclude(staff_id=person.staff_id))
    if person.post == "lead":
        return [row for row in rows if row.post == "rm"]
    with_lead = set(Staff.objects.filter(post="lead", left_on=None).values_list("org_id", flat=True))
    return [row for row in rows if row.post == "lead" or row.org_id not in with_lead]


def _led(one: Cycle, person: User, *, on: date) -> Iterator[TaskLine]:
    if person.post == "hr":
        yield from _of_human_resources(one, on=on)
        return
    if one.stage == Stage.SETTING:
        yield from _to_lay_out(one, person, on=on)
        return
    led = led_in(one, person, on=on)
    for words, due, count in _counts(one, led, on=on):
        if count:
            yield _line(words, one, due, count=count)
    if one.stage == Stage.INTERVIEWING:
        yield from _plans_to_write(one, led, on=on)


def _counts(one: Cycle, led: list[CycleMember], *, on: date) -> Iterator[tuple[str, date, int]]:
    """What is asked for, by which day, of how many people."""
    pks = [member.pk for member in led]
    objected = Objection.objects.filter(member__in=pks, answered_at=None).count()
    yield _("%(cycle)s: answer %(count)s objections"), one.agree_by, objected
    if one.stage in SIGNED_IN and on > one.agree_by:
        yield UNSIGNED, one.agree_by, len(unsigned_of(one, led))
    if one.stage == Stage.RUNNING:
        talked = set(MidtermTalk.objects.filter(member__in=pks).values_list("member_id", flat=True))
        yield _("%(cycle)s: note the mid-term talk with %(count)s people"), one.midterm_by, len(pks) - len(talked)
    if one.stage == Stage.APPRAISING:
        ungraded = GradeResult.objects.filter(member__in=pks, proposed="").count()
        yield _("%(cycle)s: propose the grades of %(count)s people"), one.appraise_by, ungraded
    if one.stage == Stage.INTERVIEWING:
        untalked = len(set(pks) - grades.held_with(led))
        yield _("%(cycle)s: hold the interview with %(count)s people"), one.interview_by, untalked


def unsigned_of(one: Cycle, members: list[CycleMember]) -> list[CycleMember]:
    """Those whose standards are not signed by both as they stand."""
    found = standards.standings(one, members)
    return [member for member in members if found[member.staff_id].signing is not Signing.SIGNED]


def _to_lay_out(one: Cycle, person: User, *, on: date) -> Iterator[TaskLine]:
    scope, laid = scope_of(person, on=on), cascade.laid_out(one, on=on)
    units = dict.fromkeys(gap.unit for gap in laid.gaps)
    seen = [unit for unit in units if scope.everything or unit in scope.org_ids]
    own = {node.key for node in laid.tree.get(one.org_id, ())}
    for unit in seen[:UNITS_MOST]:
        if laid.whole_of(unit, one.measures[0]) is not None and not (unit == one.org_id and person.staff_id in own):
            address = reverse("cycle_targets", args=[one.pk, unit])
            words = _("%(cycle)s: lay out the targets of %(unit)s")
            yield TaskLine(words, address, one.agree_by, {"cycle": one.name, "unit": unit}, source=SOURCE)


def _of_human_resources(one: Cycle, *, on: date) -> Iterator[TaskLine]:
    stage = Stage(one.stage)
    if stage in SIGNED_IN and on > one.agree_by:
        unsigned = one.members.filter(agreements=None).count()
        if unsigned:
            yield _line(UNSIGNED, one, one.agree_by, count=unsigned)
    if stage is Stage.APPRAISING:
        ungraded = list(one.members.filter(result__proposed="")[:MEMBERS_MOST])
        alone = len(cycles.unled(ungraded, on=on)) if ungraded else 0
        if alone:
            words = _("%(cycle)s: propose the grades of %(count)s people whom nobody leads at present")
            yield _line(words, one, one.appraise_by, count=alone)
    due = {
        Stage.SETTING: one.agree_by,
        Stage.AGREEING: one.agree_by,
        Stage.APPRAISING: one.appraise_by,
        Stage.INTERVIEWING: one.interview_by,
    }.get(stage)
    if due is not None and on > due:
        yield _line(_("%(cycle)s is past the day of its stage: see that it goes on"), one, due)


def _plans_to_write(one: Cycle, led: list[CycleMember], *, on: date) -> Iterator[TaskLine]:
    asked = grades.asked_plans(one, led, on=on)
    days = cycles.number_on(parameters.PLAN_DAYS.name, on=on)
    written = set(ImprovementPlan.objects.filter(member__in=led).values_list("member__staff_id", flat=True))
    moved = [row for row in cycles.moves_of(one) if row.new == Stage.INTERVIEWING]
    due = (moved[-1].at.date() if moved else on) + timedelta(days=days)
    for staff_id in sorted(asked - written)[:PLANS_MOST]:
        address = reverse("cycle_plan", args=[one.pk, staff_id])
        words = _("%(cycle)s: write the improvement plan of %(staff)s")
        yield TaskLine(words, address, due, {"cycle": one.name, "staff": staff_id}, source=SOURCE)


def _plans(person: User, *, on: date) -> Iterator[TaskLine]:
    """Reviews that come up and plans at their end, of those who wrote them; what follows, of human resources."""
    rows = PlanReview.objects.filter(
        held_on=None,
        due__lte=on + timedelta(days=REVIEW_DAYS_AHEAD),
        plan__opened_by=person.username,
        plan__state=PlanState.OPEN.value,
    ).select_related("plan__member__cycle")
    for row in rows.order_by("due")[:PLANS_MOST]:
        yield _of_plan(_("%(cycle)s: review the improvement plan of %(staff)s"), row.plan, row.due)
    plans = ImprovementPlan.objects.select_related("member__cycle").order_by("until")
    for plan in plans.filter(state=PlanState.OPEN.value, opened_by=person.username, until__lte=on)[:PLANS_MOST]:
        yield _of_plan(_("%(cycle)s: say what came of the improvement plan of %(staff)s"), plan, plan.until)
    if person.post == "hr":
        seen = visible_ids(scope_of(person, on=on))
        unmet = plans.filter(state=PlanState.UNMET.value).exclude(member__staff_id=person.staff_id or "-")
        for plan in (unmet if seen is None else unmet.filter(member__staff_id__in=seen))[:PLANS_MOST]:
            words = _("%(cycle)s: propose what follows from the plan of %(staff)s, which was not met")
            yield _of_plan(words, plan, plan.until)


def _of_plan(words: str, plan: ImprovementPlan, due: date) -> TaskLine:
    member = plan.member
    address = reverse("cycle_plan", args=[member.cycle_id, member.staff_id])
    return TaskLine(words, address, due, {"cycle": member.cycle.name, "staff": member.staff_id}, source=SOURCE)
