"""`qiao link watch`: take in the names at which a payment stops."""

import argparse

from qiao.directlink.actions.importing import WATCH
from qiao.project.link_tables import take_in


def run(called: argparse.Namespace) -> int:
    """Take the file in, whole or not at all."""
    return take_in(WATCH, called.file)
