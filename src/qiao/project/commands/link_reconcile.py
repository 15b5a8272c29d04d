"""`qiao link reconcile`: a month of the link's ledger held against itself; ends with 1 where it does not hold."""

import argparse

from django.utils.translation import gettext

from qiao.directlink.queries.reconciling import reconcile
from qiao.directlink.rules.reconciling import TROUBLE_WORDS
from qiao.ground.money import text_of_scaled
from qiao.ground.periods import month_period
from qiao.project.printing import say, table

BROKEN = 1


def run(called: argparse.Namespace) -> int:
    """Tell every break with its account and line, or that all holds."""
    found = reconcile(month_period(called.month), None)
    say(
        gettext("Accounts: %(accounts)s, transfers: %(transfers)s, payments: %(payments)s, journals: %(journals)s."),
        accounts=len(found.months),
        transfers=found.transfers,
        payments=found.payments,
        journals=found.journals,
    )
    if found.holds:
        say(gettext("Everything holds."))
        return 0
    rows = [
        [gettext(TROUBLE_WORDS[one.trouble]), one.subject, one.line or "", _yuan(one.wanted_fen), _yuan(one.found_fen)]
        for one in found.breaks
    ]
    heads = [gettext("What"), gettext("Account or transfer"), gettext("Ledger line")]
    table([*heads, gettext("Should be"), gettext("Is")], rows, right_from=2)
    return BROKEN


def _yuan(fen: int | None) -> str:
    return "" if fen is None else text_of_scaled(fen, places=2)
