"""`qiao runs`: the settlements so far, newest first."""

import argparse

from django.utils.translation import gettext as _

from qiao.contribution.queries.runs import runs
from qiao.project.printing import table
from qiao.project.writing import notice


def run(called: argparse.Namespace) -> int:
    """List."""
    notice()
    rows = [
        [
            one.pk,
            one.month,
            one.plan_code,
            one.engine,
            one.counts["rows"],
            one.seconds,
            one.peak_mib,
            one.result_hash[:16],
        ]
        for one in runs(most=max(0, called.most))
    ]
    table(
        [_("run"), _("month"), _("plan"), _("engine"), _("rows"), _("seconds"), _("peak MiB"), _("result hash")], rows
    )
    return 0
