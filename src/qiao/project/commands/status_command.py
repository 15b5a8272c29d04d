"""`qiao status`: what the book holds, which months are settled, a digest to compare two books by."""

import argparse
import hashlib

from django.utils.translation import gettext as _

from qiao.book import queries as book
from qiao.book.rules.contract import FACTS
from qiao.contribution.queries.runs import latest_run, months
from qiao.ground import home
from qiao.ground.intake import digest_of
from qiao.project.loading import OWNERS
from qiao.project.printing import say, table
from qiao.project.writing import notice


def run(called: argparse.Namespace) -> int:
    """Show."""
    del called
    notice()
    say(_("home        %(folder)s"), folder=home.home())
    version = book.current()
    if version is None:
        say(_("The book is empty; load an extract first (qiao load DIR)."))
        return 0
    facts = {name: version.tables[name] for name in FACTS if name in version.tables}  # JSON keeps no order everywhere
    masters = {name: owner.rows() for name, owner in OWNERS.items()}
    digests = {name: digest_of(rows) for name, rows in masters.items()}
    digests |= {name: entry["digest"] for name, entry in facts.items() if entry.get("rows")}
    say(_("bank        %(bank)s"), bank=version.load.bank)
    say(
        _("book        version %(version)s by load %(load)s, %(since)s to %(until)s"),
        version=version.pk,
        load=version.load_id,
        since=version.load.since,
        until=version.load.until,
    )
    counts = {name: rows.num_rows for name, rows in masters.items()} | {
        name: entry["rows"] for name, entry in facts.items()
    }
    table(
        [_("table"), _("rows"), _("digest")],
        [[name, count, digests.get(name, "")[:16]] for name, count in counts.items()],
    )
    whole = hashlib.sha256("".join(f"{name}={digests[name]};" for name in sorted(digests)).encode()).hexdigest()
    say(_("book digest %(digest)s"), digest=whole)
    say(_("quarantine  %(rows)s open rows"), rows=book.open_quarantine())
    for month in months():
        settled = latest_run(month)
        if settled is not None:
            say(
                _("settled     %(month)s run %(run)s, result hash %(hash)s"),
                month=month,
                run=settled.pk,
                hash=settled.result_hash,
            )
    return 0
