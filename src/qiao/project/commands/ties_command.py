"""`qiao ties`: works the ties of a day out: groups of control, guarantee circles, what customers share."""

import argparse

from django.utils.translation import gettext as _

from qiao.ground import clock
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop
from qiao.project import terminal
from qiao.project.printing import say
from qiao.project.writing import writing
from qiao.ties.actions.computing import work_out


def run(called: argparse.Namespace) -> int:
    """Work out and tell."""
    on = day_of_text(called.day) if called.day else clock.today()
    if on is None:
        raise Refusal("day.unreadable", gettext_noop("%(day)s is not a day; write it as 2026-09-30."), day=called.day)
    with writing(_("ties of %(day)s") % {"day": on}):
        done = work_out(on=on, actor=terminal.person())
    say(_("ties of %(day)s worked out in %(seconds).1f s"), day=on.isoformat(), seconds=done.seconds)
    for words, name, members in (
        (_("groups      %(number)s, %(members)s customers in them"), "groups", "group members"),
        (_("circles     %(number)s, %(members)s customers in them"), "circles", "circle members"),
        (_("shared      %(number)s things, and %(members)s that too many share"), "shared", "shared by too many"),
    ):
        say(words, number=done.counts[name], members=done.counts[members])
    say(_("odd         %(number)s findings"), number=done.counts["findings"])
    return 0
