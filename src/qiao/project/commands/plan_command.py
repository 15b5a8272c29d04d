"""`qiao plan`: check a plan file, put it in force, list the plans."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.appraisal.actions import plans as appraisal
from qiao.appraisal.queries.plans import plan_records
from qiao.appraisal.rules.plan_file import BUILT_IN, PlanReading, read_plan
from qiao.ground.saying import fill
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Dispatch."""
    if called.action == "list":
        rows = [[record.code, record.since.isoformat(), record.actor] for record in plan_records()]
        table([_("plan"), _("in force from"), _("added by")], [*rows, [BUILT_IN.code, _("where no other is"), "qiao"]])
        return 0
    content = content_of(Path(called.file))
    if called.action == "check":
        told(read_plan(content, file=called.file))
        say(_("%(file)s can be used."), file=called.file)
    else:
        reading = appraisal.add_plan(content, file=called.file, actor=terminal.person())
        told(reading)
        say(_("Plan %(code)s is in force from %(since)s."), code=reading.plan.code, since=reading.plan.since)
    return 0


def told(reading: PlanReading) -> None:
    """Say a plan's warnings, one a line."""
    for warning in reading.warnings:
        say("%(line)s", line=_("warning: %(warning)s") % {"warning": fill(warning.words, warning.facts)})
