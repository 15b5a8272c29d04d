"""`qiao questions`: write the kept questions that are due to their files, for cron; or list them."""

import argparse

from django.utils.translation import gettext as _

from qiao.ground import clock
from qiao.project import terminal
from qiao.project.printing import say, table
from qiao.questions.actions.writing import write_due
from qiao.questions.queries.kept import file_of, scheduled

TROUBLED = 1


def run(called: argparse.Namespace) -> int:
    """Write or list; the status is 1 where a question could not be written."""
    if called.action == "list":
        table(
            [_("number"), _("question"), _("owner"), _("how often"), _("form")],
            [[one.pk, one.name, one.owner, one.rhythm, one.form] for one in scheduled()],
        )
        return 0
    written = write_due(on=clock.today(), actor=terminal.person(), number=called.number or 0)
    for one in written:
        if one.run.trouble:
            say(
                _("%(name)s of %(owner)s: %(trouble)s"),
                name=one.question.name,
                owner=one.question.owner,
                trouble=_(one.run.trouble),
            )
        else:
            say(
                _("%(name)s of %(owner)s: %(rows)s lines in %(file)s"),
                name=one.question.name,
                owner=one.question.owner,
                rows=one.run.rows,
                file=file_of(one.run),
            )
    say(_("%(count)s questions were due."), count=len(written))
    return TROUBLED if any(one.run.trouble for one in written) else 0
