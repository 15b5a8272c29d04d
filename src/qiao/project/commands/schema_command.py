"""`qiao schema DIR`: empty templates of all tables of the contract."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.book import actions as book
from qiao.project.printing import say


def run(called: argparse.Namespace) -> int:
    """Write the templates."""
    book.write_templates(Path(called.directory))
    say(
        _("Empty templates of all tables are in %(directory)s; fill in manifest.json and the tables you have."),
        directory=called.directory,
    )
    return 0
