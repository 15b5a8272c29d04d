"""`qiao close MONTH`: from now on the month's figures stay; what becomes known later is booked in the open month."""

import argparse

from django.utils.translation import gettext as _

from qiao.appraisal.actions.closing import close
from qiao.project import terminal
from qiao.project.printing import say
from qiao.project.writing import writing


def run(called: argparse.Namespace) -> int:
    """Close and say on which settlement."""
    with writing(_("closing of %(month)s") % {"month": called.month}):
        done = close(called.month, asker=None, actor=terminal.person())
    say(
        _("%(month)s is closed on run %(run)s, result hash %(hash)s."),
        month=done.month,
        run=done.run_id,
        hash=done.run.result_hash,
    )
    return 0
