"""`qiao holds [MONTH]`: look through settled months for signs and hold the credit concerned."""

import argparse
from collections.abc import Sequence

from django.utils.translation import gettext

from qiao.appraisal.actions.holding import Found, find
from qiao.contribution.queries.runs import months
from qiao.ground import clock
from qiao.ground.periods import day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import terminal
from qiao.project.printing import say
from qiao.project.writing import writing

BY_ITSELF = 2  # without a month: the newest two, since what lies round their common end is known only now


def run(called: argparse.Namespace) -> int:
    """Look through and tell."""
    for month in _asked(called.month):
        with writing(gettext("holds of %(month)s") % {"month": month}) as bench:
            found = find(month, scratch=bench.scratch, on=clock.today(), actor=terminal.person())
        report(found)
    return 0


def _asked(month: str | None) -> Sequence[str]:
    if month:
        return [month]
    settled = sorted(months()[:BY_ITSELF])
    if not settled:
        raise Refusal("holds.none", _("No month has been settled yet; run `qiao settle MONTH` first."))
    return settled


def report(found: Found) -> None:
    """What a search came to, line by line."""
    terminal.wipe()
    say(gettext("%(month)s looked through, on settlement %(run)s"), month=found.month, run=found.run.pk)
    say(gettext("signs       %(signs)s"), signs=found.signs)
    say(gettext("holds       %(holds)s, of them new %(fresh)s"), holds=len(found.drafts), fresh=found.fresh)
    for day in found.waiting:
        words = gettext("waits       the book does not go far enough beyond %(day)s; look again once it does")
        say(words, day=day_of(day).isoformat())
    say(gettext("hash        %(hash)s"), hash=found.digest)
