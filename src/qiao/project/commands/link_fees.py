"""`qiao link fees`: take in the fees of the routes."""

import argparse

from qiao.directlink.actions.importing import FEES
from qiao.project.link_tables import take_in


def run(called: argparse.Namespace) -> int:
    """Take the file in, whole or not at all."""
    return take_in(FEES, called.file)
