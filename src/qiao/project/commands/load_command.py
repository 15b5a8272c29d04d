"""`qiao load DIR`: a line a table, read, loaded, quarantined; then what to do about what was set aside."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.project import loading, terminal
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Load and report."""
    load = loading.load(Path(called.directory), strict=called.strict, actor=terminal.person())
    terminal.wipe()
    tables = list(load.tables.order_by("id"))
    rows = [[one.table, one.read, one.loaded, one.quarantined] for one in tables]
    table([_("table"), _("read"), _("loaded"), _("quarantined")], rows)
    for one in tables:
        if one.repeated:
            told = _("%(table)s: %(count)s rows stood twice with the same content and were loaded once.")
            say(told, table=one.table, count=one.repeated)
        if one.moved:
            told = _(
                "%(table)s: %(count)s rows of the book itself were set aside: they conflict with rows of this load."
            )
            say(told, table=one.table, count=one.moved)
    took_hold = _("Load %(load)s took hold in %(seconds).1f s; peak memory %(peak)s MiB.")
    say(took_hold, load=load.pk, seconds=load.seconds, peak=load.peak_mib)
    aside = sum(one.quarantined + one.moved for one in tables)
    if aside:
        told = _(
            "%(count)s rows were set aside. `qiao quarantine list` says why, `qiao quarantine export DIR` writes them."
        )
        say(told, count=aside)
    return 0
