"""Appraisal: scores from closed months, a grade proposed by who leads, calibrated by a second person, fixed."""

from datetime import date

from qiao.cycle.models import Cycle, CycleMember, GradeResult
from qiao.cycle.queries import cycles, grades, valuing
from qiao.cycle.rules.cycle import Stage, check_stage
from qiao.cycle.rules.grades import check_grade, check_reason, check_stand_in, suggested
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import may, require
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_YUAN, half_away
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

LEAD, CALIBRATE, OPEN, STAND_IN = "cycle.lead", "cycle.calibrate", "cycle.open", "cycle.stand_in"
SCHEMES_LETTERS, GRADE_LETTERS, BATCH_ROWS = 200, 40, 500
RECKONED = ("schemes", "trouble", "score_micro", "scheme_grade", "review_micro", "suggested", "reckoned_at")
"""What a reckoning writes of a result."""


def reckon(one: Cycle, *, on: date, actor: User) -> int:
    """Reckon everybody's score anew; grades that were proposed stay, with what now follows beside them."""
    valuing.check_closed(one)
    members = cycles.members_of(one)
    found, reviews = valuing.valuations(one, members), valuing.review_scores(one, members)
    known, now = grades.grades_on(on), clock.now()
    rows = {row.member_id: row for row in GradeResult.objects.filter(member__cycle=one)}
    fresh = [GradeResult(member=member) for member in members if member.pk not in rows]
    for member, row in [(row.member, row) for row in fresh] + [
        (member, rows[member.pk]) for member in members if member.pk in rows
    ]:
        value = found[member.staff_id]
        row.schemes, row.trouble = value.schemes[:SCHEMES_LETTERS], value.trouble
        row.score_micro = None if value.score is None else half_away(value.score * MICRO_A_YUAN)
        row.scheme_grade, row.review_micro = value.grade[:GRADE_LETTERS], reviews.get(member.staff_id)
        row.suggested = suggested(value.score, scheme_grade=value.grade, grades=known)
        row.reckoned_at = now
    GradeResult.objects.bulk_create(fresh, batch_size=BATCH_ROWS)
    GradeResult.objects.bulk_update(rows.values(), RECKONED, batch_size=BATCH_ROWS)
    scored = sum(1 for value in found.values() if value.score is not None)
    note(f"cycle {one.pk} scores", new={"people": len(members), "done": scored, "by": actor.username})
    return scored


@recorded
def reckon_again(number: int, *, on: date, actor: User) -> int:
    """Reckon the scores anew, after figures were handed in or targets put right."""
    one = _cycle(number)
    require(actor, OPEN, one.org_id)
    check_stage(one.stage, {Stage.APPRAISING})
    return reckon(one, on=on, actor=actor)


@recorded
def propose_grade(member: CycleMember, *, grade: str, reason: str, on: date, actor: User) -> GradeResult:
    """Propose somebody's grade; another than follows from the score needs its reason.

    Where nobody who leads is there, human resources propose it, with a reason always.
    """
    stands_in = may(actor, STAND_IN, str(member.pk))
    if not stands_in:
        require(actor, LEAD, str(member.pk))
    check_stage(member.cycle.stage, {Stage.APPRAISING})
    found = _result(member)
    if found.proposed and found.proposed_by != actor.username:
        words = _("%(by)s proposed the grade already; a second person calibrates it.")
        raise Refusal("cycle.proposed", words, by=found.proposed_by)
    if found.calibrated:
        raise Refusal("cycle.calibrated", _("The grade was calibrated by %(by)s already."), by=found.calibrated_by)
    code = check_grade(grade, grades=grades.grades_on(on))
    old = found.proposed
    found.proposed, found.reason = (
        code,
        (check_stand_in(reason) if stands_in else check_reason(reason, differs=code != found.suggested)),
    )
    found.proposed_by, found.proposed_at = actor.username, clock.now()
    found.save(update_fields=["proposed", "reason", "proposed_by", "proposed_at"])
    note(f"cycle {member.cycle_id} {member.staff_id}", old={"grade": old}, new={"grade": code}, reason=found.reason)
    return found


@recorded
def calibrate_grade(member: CycleMember, *, grade: str, reason: str, on: date, actor: User) -> GradeResult:
    """Set another grade than was proposed: a second person, by name and with the reason; both stay."""
    require(actor, CALIBRATE, member.staff_id)
    check_stage(member.cycle.stage, {Stage.APPRAISING})
    found = _result(member)
    if not found.proposed:
        raise Refusal("cycle.unproposed", _("Who leads proposes a grade first."))
    if found.proposed_by == actor.username:
        raise Refusal("cycle.second", _("You proposed this grade; a second person calibrates it."))
    code = check_grade(grade, grades=grades.grades_on(on))
    old = grades.standing_grade(found)
    found.calibrated, found.calibration = code, check_reason(reason, differs=True)
    found.calibrated_by, found.calibrated_at = actor.username, clock.now()
    found.save(update_fields=["calibrated", "calibration", "calibrated_by", "calibrated_at"])
    note(
        f"cycle {member.cycle_id} {member.staff_id}", old={"grade": old}, new={"grade": code}, reason=found.calibration
    )
    return found


def fix_grades(one: Cycle, *, actor: User) -> None:
    """Fix everybody's grade; refused while one is missing."""
    rows = list(GradeResult.objects.filter(member__cycle=one).select_related("member"))
    lacking = sum(1 for row in rows if not grades.standing_grade(row))
    if lacking or not rows:
        words = _("%(count)s people have no grade yet; all are needed before they are fixed.")
        raise Refusal("cycle.ungraded", words, count=lacking)
    now = clock.now()
    for row in rows:
        row.grade, row.fixed_by, row.fixed_at = grades.standing_grade(row), actor.username, now
    GradeResult.objects.bulk_update(rows, ["grade", "fixed_by", "fixed_at"], batch_size=500)
    note(f"cycle {one.pk} grades", new={"fixed": len(rows)})


def _result(member: CycleMember) -> GradeResult:
    found = grades.result_for(member)
    if found is None:
        raise Refusal("cycle.unreckoned", _("There is no score of this person yet; human resources reckon it."))
    return found


def _cycle(number: int) -> Cycle:
    one = cycles.cycle_of(number)
    if one is None:
        raise Refusal("cycle.unknown", _("There is no such cycle."))
    return one
