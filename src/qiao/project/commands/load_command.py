"""`qiao load DIR`: a line a table, read, loaded, quarantined; then what to do about what was set aside."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.ground.audit import SYSTEM_ACTOR
from qiao.project import loading
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Load and report."""
    load = loading.load(Path(called.directory), strict=called.strict, actor=SYSTEM_ACTOR)
    rows = [[row.table, row.read, row.loaded, row.quarantined] for row in load.tables.order_by("id")]
    table([_("table"), _("read"), _("loaded"), _("quarantined")], rows)
    say(
        _("Load %(load)s took hold in %(seconds).1f s; peak memory %(peak)s MiB."),
        load=load.pk,
        seconds=load.seconds,
        peak=load.peak_mib,
    )
    for row in load.tables.exclude(repeated=0).order_by("id"):
        say(
            _("%(table)s: %(count)s rows stood twice with the same content and were loaded once."),
            table=row.table,
            count=row.repeated,
        )
    quarantined = sum(row[3] for row in rows)
    if quarantined:
        say(
            _(
                "%(count)s rows were set aside: `qiao quarantine list` shows why, "
                "`qiao quarantine export DIR` writes them out to mend."
            ),
            count=quarantined,
        )
    return 0
