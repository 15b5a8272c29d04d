"""Putting a plan in force."""

from qiao.appraisal.actions.late import plan_added
from qiao.appraisal.models import PlanRecord
from qiao.appraisal.rules.plan_file import PlanReading, read_plan
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


@recorded
def add_plan(content: bytes, *, file: str, actor: str) -> PlanReading:
    """Put a plan in force from its first day on; a code is used once, so what was paid by it stays readable."""
    reading = read_plan(content, file=file)
    if PlanRecord.objects.filter(code=reading.plan.code).exists():
        raise Refusal(
            "plan.code_taken",
            _("%(file)s: there is already a plan %(code)s, and plans do not change; give this one a code of its own."),
            file=file,
            code=reading.plan.code,
        )
    plan = reading.plan
    PlanRecord.objects.create(code=plan.code, since=plan.since, text=plan.text, added_at=clock.now(), actor=actor)
    plan_added(plan, added_by=actor)
    note(f"plan {plan.code}", new={"since": plan.since, "text": plan.text})
    return reading
