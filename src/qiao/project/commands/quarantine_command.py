"""`qiao quarantine`: list the rows set aside, write them out to mend, or dismiss one with the reason in words."""

import argparse
from pathlib import Path

from django.utils.translation import gettext

from qiao.book import actions as book
from qiao.book import queries as book_queries
from qiao.book.rules.contract import TABLES
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import terminal
from qiao.project.printing import say, table
from qiao.project.writing import notice, pen

PAGE_ROWS = 50


def run(called: argparse.Namespace) -> int:
    """Dispatch; without an action the list is shown."""
    action = called.action or "list"
    if action == "export":
        with pen(gettext("quarantine export")):
            count = book.export_quarantine(Path(called.directory), table=called.table)
        told = gettext(
            "%(count)s rows are in %(directory)s: mend the CSV files by reasons.csv, then `qiao load %(directory)s`."
        )
        say(told, count=count, directory=called.directory)
    elif action == "dismiss":
        with pen(gettext("quarantine dismissal")):
            book.dismiss(called.row, reason=called.reason, actor=terminal.person())
        say(gettext("Row %(row)s is closed."), row=called.row)
    else:
        notice()
        _listed(getattr(called, "table", None), most=max(1, getattr(called, "most", PAGE_ROWS)))
    return 0


def _listed(name: str | None, *, most: int) -> None:
    if name and name not in TABLES:
        raise Refusal("quarantine.table", _("There is no table %(table)s in the contract."), table=name)
    number, rows = 1, []
    while True:
        page = book_queries.quarantine(table=name, page=number, size=PAGE_ROWS)
        rows += [[entry.pk, entry.table, entry.line, entry.column, entry.value, entry.words] for entry in page.entries]
        if len(rows) >= most or number >= page.pages:
            break
        number += 1
    table(
        [gettext("row"), gettext("table"), gettext("line"), gettext("column"), gettext("value"), gettext("reason")],
        rows[:most],
    )
    say(gettext("%(shown)s of %(all)s open rows."), shown=len(rows[:most]), all=page.total)
