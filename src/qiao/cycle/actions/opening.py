"""A cycle opened by human resources, people who came taken in, and the moves from stage to stage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.cycle.actions.grading import fix_grades, reckon
from qiao.cycle.models import Cycle, CycleMember, CycleMove
from qiao.cycle.queries import cascade, cycles, grades, standards
from qiao.cycle.rules.cycle import (
    MEMBERS_MOST,
    STAGE_WORDS,
    CyclePeriod,
    Stage,
    check_days,
    check_stage,
    next_of,
    read_cycle_period,
    read_measures,
    read_name,
    read_words,
)
from qiao.cycle.rules.standards import Signing
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff

OPEN = "cycle.open"


@dataclass(frozen=True, slots=True)
class Wish:
    """A cycle as it is asked for: the days are those of agreeing, mid-term talk, appraisal, interviews."""

    name: str
    org_id: str
    period: str
    measures: Collection[str]
    days: Sequence[date | None]


@recorded
def open_cycle(wish: Wish, *, on: date, actor: User) -> Cycle:
    """Open a cycle for a unit and everybody below it who serves customers or leads who do."""
    require(actor, OPEN, wish.org_id)
    period, name, measures = read_cycle_period(wish.period), read_name(wish.name), read_measures(wish.measures)
    days = check_days(wish.days, period=period.period)
    if wish.org_id not in people.org_names():
        raise Refusal("cycle.unit", _("Choose a unit of the list."))
    if Cycle.objects.filter(org_id=wish.org_id, period=period.name).exists():
        raise Refusal("cycle.again", _("There is a cycle of this unit and period already."))
    staff = cycles.staff_in(wish.org_id, on=on)
    if not 0 < len(staff) <= MEMBERS_MOST:
        words = _("A cycle has 1 to %(most)s people; the unit has %(count)s.")
        raise Refusal("cycle.people", words, most=MEMBERS_MOST, count=len(staff))
    _check_alone(period, measures, [row.staff_id for row in staff])
    made = Cycle.objects.create(
        name=name,
        org_id=wish.org_id,
        period=period.name,
        measures=measures,
        agree_by=days.agree_by,
        midterm_by=days.midterm_by,
        appraise_by=days.appraise_by,
        interview_by=days.interview_by,
        opened_at=clock.now(),
        opened_by=actor.username,
    )
    _take_in(made, staff)
    told = {"unit": made.org_id, "period": made.period, "people": len(staff), "days": days.in_order}
    note(f"cycle {made.pk}", new=told | {"measures": measures})
    return made


def _check_alone(period: CyclePeriod, measures: Collection[str], staff_ids: Collection[str], *, but: int = 0) -> None:
    """Refuse people of whom another cycle that is not closed sets the same targets in days of this period."""
    taken = cycles.taken_elsewhere(period, measures, staff_ids, but=but)
    if taken is not None:
        words = _("%(staff)s is in the cycle %(cycle)s (%(period)s) with the same targets; close it first.")
        other = taken.cycle
        raise Refusal("cycle.twice", words, staff=taken.staff_id, cycle=other.name, period=other.period)


def _take_in(one: Cycle, staff: Collection[Staff]) -> None:
    CycleMember.objects.bulk_create(
        [CycleMember(cycle=one, staff_id=row.staff_id, org_id=row.org_id, post=row.post) for row in staff],
        batch_size=500,
    )


@recorded
def take_in_newcomers(number: int, *, on: date, actor: User) -> int:
    """Take in who has come to the units of a cycle since; returns how many."""
    one = known_cycle(number)
    require(actor, OPEN, one.org_id)
    check_stage(one.stage, {Stage.SETTING, Stage.AGREEING, Stage.RUNNING})
    found = cycles.newcomers_of(one, on=on)
    if not found:
        raise Refusal("cycle.nobody_new", _("Nobody has come to these units since the cycle was opened."))
    count = one.members.count() + len(found)
    if count > MEMBERS_MOST:
        words = _("A cycle has 1 to %(most)s people; the unit has %(count)s.")
        raise Refusal("cycle.people", words, most=MEMBERS_MOST, count=count)
    _check_alone(read_cycle_period(one.period), one.measures, [row.staff_id for row in found], but=one.pk)
    _take_in(one, found)
    note(f"cycle {one.pk}", new={"people": [row.staff_id for row in found]})
    return len(found)


@recorded
def move_on(number: int, *, stage: str, reason: str, on: date, actor: User) -> Cycle:
    """Let a cycle go on from a stage to the next; where something is still open, only with a reason, or not at all."""
    one = known_cycle(number)
    require(actor, OPEN, one.org_id)
    old = Stage(one.stage)
    if stage != old:
        words = _('The cycle is at the stage "%(stage)s" by now; look at it before it goes on.')
        raise Refusal("cycle.moved", words, stage=STAGE_WORDS[old])
    new = next_of(old)
    if new is None:
        raise Refusal("cycle.over", _("The cycle is closed; nothing follows."))
    open_things = _left_open(one, old, on=on)
    said = read_words(reason) if open_things else reason.strip()
    if old is Stage.RUNNING:
        reckon(one, on=on, actor=actor)
    if old is Stage.APPRAISING:
        fix_grades(one, actor=actor)
    one.stage = new.value
    one.save(update_fields=["stage"])
    CycleMove.objects.create(cycle=one, old=old.value, new=new.value, reason=said, by=actor.username, at=clock.now())
    note(f"cycle {one.pk}", old={"state": old.value}, new={"state": new.value, "open": open_things}, reason=said)
    return one


def _left_open(one: Cycle, stage: Stage, *, on: date) -> int:
    """How many things of a stage are open; targets that do not come to their whole keep the cycle where it is."""
    if stage is Stage.SETTING:
        _check_laid_out(one, on=on)
        return 0
    members = cycles.members_of(one)
    if stage is Stage.AGREEING:
        return sum(1 for found in standards.standings(one, members).values() if found.signing is not Signing.SIGNED)
    if stage is Stage.INTERVIEWING:
        return len(unfinished(members))
    return 0


def unfinished(members: Collection[CycleMember]) -> list[CycleMember]:
    """Those with whom no interview is on file yet."""
    held = grades.held_with(members)
    return [one for one in members if one.pk not in held]


def _check_laid_out(one: Cycle, *, on: date) -> None:
    gaps = cascade.laid_out(one, on=on).gaps
    if gaps:
        first = gaps[0]
        name = people.org_names().get(first.unit, first.unit)
        if first.without:
            words = _("%(count)s targets are not laid out yet; the first: of %(people)s people directly in %(unit)s.")
            raise Refusal("cycle.not_laid_out", words, count=len(gaps), unit=name, people=first.without)
        if not first.missing_fen and not first.beyond_fen:
            words = _("%(count)s targets are not set yet; the first: %(unit)s has no target of its own.")
            raise Refusal("cycle.not_laid_out", words, count=len(gaps), unit=name)
        words = _("%(count)s targets do not come to their whole yet; the first: %(unit)s, %(missing)s yuan missing.")
        missing = money_text(yuan_of_fen(first.missing_fen))
        raise Refusal("cycle.not_laid_out", words, count=len(gaps), unit=name, missing=missing)


def known_cycle(number: int) -> Cycle:
    """A cycle; an unknown number is refused."""
    one = cycles.cycle_of(number)
    if one is None:
        raise Refusal("cycle.unknown", _("There is no such cycle."))
    return one
