"""`qiao link banks`: take in the table of banks of the payment systems."""

import argparse

from qiao.directlink.actions.importing import BANKS
from qiao.project.link_tables import take_in


def run(called: argparse.Namespace) -> int:
    """Take the file in, whole or not at all."""
    return take_in(BANKS, called.file)
