"""`qiao link open`: enterprises set up from their description, for a start and for trials."""

import argparse
from pathlib import Path

from django.utils.translation import gettext, ngettext

from qiao.directlink.actions.setting_up import set_up
from qiao.directlink.rules.description import read_description
from qiao.ground import clock
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Open all that is described, and tell the passwords that were made."""
    file = Path(called.file)
    told = read_description(content_of(file).decode("utf-8", errors="replace"), file=file.name)
    made = set_up(told, at=clock.now(), actor=terminal.person())
    count = len(told.enterprises)
    say(ngettext("%(count)s enterprise is on the link.", "%(count)s enterprises are on the link.", count), count=count)
    for one in told.enterprises:
        if one.terms.addresses:
            addresses = ", ".join(one.terms.addresses)
            say(
                gettext("%(number)s may ask from these addresses alone: %(addresses)s"),
                number=one.number,
                addresses=addresses,
            )
    if made:
        heads = [gettext("customer number"), gettext("log-in name"), gettext("first password, told once")]
        table(heads, [[one.enterprise, one.operator, one.password] for one in made])
    return 0
