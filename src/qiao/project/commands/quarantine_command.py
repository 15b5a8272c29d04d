"""`qiao quarantine`: list the rows set aside, write them out to mend, or dismiss one with the reason in words."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.book import actions as book
from qiao.book import queries as book_queries
from qiao.project import terminal
from qiao.project.printing import say, table
from qiao.project.writing import notice, pen

PAGE_ROWS = 50


def run(called: argparse.Namespace) -> int:
    """Dispatch; without an action the list is shown."""
    action = called.action or "list"
    if action == "export":
        with pen(_("quarantine export")):
            count = book.export_quarantine(Path(called.directory), table=called.table)
        told = _(
            "%(count)s rows are in %(directory)s: mend the CSV files by reasons.csv, then `qiao load %(directory)s`."
        )
        say(told, count=count, directory=called.directory)
    elif action == "dismiss":
        with pen(_("quarantine dismissal")):
            book.dismiss(called.row, reason=called.reason, actor=terminal.person())
        say(_("Row %(row)s is closed."), row=called.row)
    else:
        notice()
        _listed(called)
    return 0


def _listed(called: argparse.Namespace) -> None:
    wanted, number, rows = max(1, getattr(called, "most", PAGE_ROWS)), 1, []
    while True:
        page = book_queries.quarantine(table=getattr(called, "table", None), page=number, size=PAGE_ROWS)
        rows += [[entry.pk, entry.table, entry.line, entry.column, entry.value, entry.words] for entry in page.entries]
        if len(rows) >= wanted or number >= page.pages:
            break
        number += 1
    table([_("row"), _("table"), _("line"), _("column"), _("value"), _("reason")], rows[:wanted])
    say(_("%(shown)s of %(all)s open rows."), shown=len(rows[:wanted]), all=page.total)
