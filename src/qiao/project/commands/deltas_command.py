"""`qiao deltas [MONTH] [--book]`: what became known of closed months, what is booked of it; books what waits."""

import argparse

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.appraisal.actions.booking import Means, book_waiting
from qiao.appraisal.queries.deltas import events, said_of, trouble_of
from qiao.appraisal.rules.late import KIND_WORDS, STATE_WORDS, LateKind, LateState
from qiao.ground.money import text_of_scaled
from qiao.project import terminal
from qiao.project.printing import say, table
from qiao.project.writing import notice, writing

TROUBLED = 1
FEN_PLACES = 2


def run(called: argparse.Namespace) -> int:
    """Book or list; the status is 1 where something could not be booked."""
    if not called.book:
        notice()
        listed(called.month)
        return 0
    with writing(_("booking of differences")) as bench:
        means = Means(bench.scratch, terminal.telling(bench.tell))
        done = book_waiting(called.month, means=means, actor=terminal.person())
    terminal.wipe()
    for late in done:
        for line in said_of(late):
            say("%(line)s", line=line)
    say(_("%(count)s dealt with."), count=len(done))
    troubles = trouble_of(called.month)
    for late in troubles:
        say(
            _("no. %(number)s for %(month)s waits: %(trouble)s"),
            number=late.event_id,
            month=late.close.month,
            trouble=late.trouble,
        )
    return TROUBLED if troubles else 0


def listed(month: str | None) -> None:
    """Events and months as a table, the newest first."""
    rows = [
        [
            one.late.event_id,
            one.late.close.month,
            _(KIND_WORDS[LateKind(one.late.event.kind)]),
            one.late.event.cause,
            f"{localtime(one.late.event.known_at):%Y-%m-%d}",
            _(STATE_WORDS[LateState(one.late.state)]),
            one.run.in_month if one.run else "",
            text_of_scaled(one.paid_fen, places=FEN_PLACES) if one.run else "",
        ]
        for one in events(month=month)
    ]
    heads = [_("event"), _("month"), _("kind"), _("cause"), _("known on"), _("state"), _("booked in"), _("bonus")]
    table(heads, rows)
