"""`qiao export MONTH DIR`: the five CSV files of the contract and run.json; with --deltas what is booked since."""

import argparse
import json
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.appraisal.queries.delta_files import export_deltas
from qiao.appraisal.queries.exports import export
from qiao.contribution.queries.runs import chosen_run
from qiao.project.files import fresh_folder
from qiao.project.printing import say
from qiao.project.writing import notice


def run(called: argparse.Namespace) -> int:
    """Write the files of the latest or the chosen run."""
    notice()
    if called.deltas:
        return _deltas(called.month, fresh_folder(Path(called.directory)))
    settled = chosen_run(called.month, called.run)
    facts = export(settled, fresh_folder(Path(called.directory)))
    say(
        _("Run %(run)s of %(month)s is in %(directory)s, result hash %(hash)s."),
        run=settled.pk,
        month=settled.month,
        directory=called.directory,
        hash=json.loads(facts)["result_hash"],
    )
    return 0


def _deltas(month: str, target: Path) -> int:
    lines, people = export_deltas(month, target)
    say(
        _("Differences booked for %(month)s are in %(directory)s: %(lines)s rows of credit, %(people)s of people."),
        month=month,
        directory=target,
        lines=lines,
        people=people,
    )
    return 0
