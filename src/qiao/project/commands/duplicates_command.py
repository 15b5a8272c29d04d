"""`qiao duplicates`: find customers who stand in the book twice; the pairs stand in the queue of the pages."""

import argparse

from django.utils.translation import gettext as _

from qiao.ground import clock
from qiao.linkage.actions.finding import find_duplicates
from qiao.linkage.queries.pairs import DuplicateSearch
from qiao.project import terminal
from qiao.project.printing import say
from qiao.project.writing import writing

MILLI = 1000


def run(_called: argparse.Namespace) -> int:
    """Search anew and say what was found."""
    with writing(_("duplicate search")) as bench:
        search = find_duplicates(scratch=bench.scratch, on=clock.today(), actor=terminal.person())
    _told(search)
    return 0


def _told(search: DuplicateSearch) -> None:
    say(
        _("%(customers)s customers, %(compared)s pairs compared; clear: %(clear)s, doubtful: %(doubtful)s."),
        customers=f"{search.customers:,}",
        compared=f"{search.compared:,}",
        clear=f"{search.clear:,}",
        doubtful=f"{search.doubtful:,}",
    )
    if search.common_keys:
        words = _("%(keys)s telephones, names or addresses stand with so many that nobody was compared by them.")
        say(words, keys=f"{search.common_keys:,}")
    say(_("%(seconds)s s, digest %(digest)s"), seconds=f"{search.took_ms / MILLI:.1f}", digest=search.digest)
