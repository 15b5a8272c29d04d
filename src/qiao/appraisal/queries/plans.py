"""The plans on file and the one in force."""

from datetime import date

from qiao.appraisal.models import PlanRecord
from qiao.appraisal.rules.plan import Plan, in_force
from qiao.appraisal.rules.plan_file import BUILT_IN, read_plan
from qiao.contribution.queries.runs import Run

PLANS_MOST = 1_000


def plan_records() -> list[PlanRecord]:
    """The plans on file, newest first, at most 1,000."""
    return list(PlanRecord.objects.order_by("-since", "-code")[:PLANS_MOST])


def plan_in_force(on: date) -> Plan:
    """The plan in force on a day, else the built-in one."""
    on_file = [read_plan(record.text, file=record.code).plan for record in plan_records()]
    return in_force(on_file, on=on) or BUILT_IN


def plan_of(run: Run) -> Plan:
    """The plan a run was settled by, as it stood then."""
    return read_plan(run.plan_text, file=run.plan_code).plan
