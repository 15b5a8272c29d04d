"""`qiao pay`: reckon a run of closed months, list the runs, write the files of one that stands."""

import argparse
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext

from qiao.ground.authority import Scope
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.home import lay
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import safe_cell
from qiao.ground.words import gettext_noop as _
from qiao.pay.actions.reckoning import Wish, reckon
from qiao.pay.queries import exports, runs
from qiao.pay.queries.runs import PayRun
from qiao.pay.rules.states import RUN_WORDS, STANDING_RUN, RunState, check_run
from qiao.project import terminal
from qiao.project.printing import say
from qiao.project.writing import writing

EVERYTHING = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())
RUNS_MOST = 50
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def run(called: argparse.Namespace) -> int:
    """Do what was called for."""
    if called.action == "reckon":
        _reckon(called)
    elif called.action == "write":
        _write(called)
    else:
        for one in runs.runs_in(EVERYTHING)[:RUNS_MOST]:
            _tell(one)
    return 0


def _reckon(called: argparse.Namespace) -> None:
    day = day_of_text(called.day)
    if day is None:
        raise Refusal("pay.day_unread", _("Write the day of payment as 2026-10-15."))
    with writing(gettext("pay of %(period)s") % {"period": called.period}):
        made = reckon(Wish(called.period, called.unit, day), asker=None, actor=terminal.person())
    _tell(made)
    for one in made.troubles:
        say(gettext("not reckoned  %(staff)s"), staff=one["staff_id"])


def _tell(one: PayRun) -> None:
    say(
        gettext("run %(number)s  %(period)s  %(unit)s  %(state)s  %(people)s people  %(sum)s yuan"),
        number=one.pk,
        period=one.name,
        unit=one.unit,
        state=gettext(RUN_WORDS[RunState(one.state)]),
        people=one.people,
        sum=money_text(yuan_of_fen(one.pay_fen)),
    )


def _write(called: argparse.Namespace) -> None:
    found = runs.known_run(called.run)
    check_run(RunState(found.state), wanted=STANDING_RUN)
    folder, rows = Path(called.directory), exports.accrual_of(found)
    lay(folder / "payroll.csv", _csv(exports.payroll_heads(), exports.payroll_rows(found)))
    lay(folder / "accrual.csv", _csv(exports.accrual_heads(rows), exports.accrual_rows(found, rows)))
    say(
        gettext("payroll.csv and accrual.csv of run %(number)s are in %(folder)s."), number=found.pk, folder=str(folder)
    )


def _csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
