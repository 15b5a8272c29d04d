"""`qiao serve`: the web application on one address, with as many threads as it takes."""

import argparse

from qiao.project import serving, terminal
from qiao.project.access import actions, queries


def run(called: argparse.Namespace) -> int:
    """Serve until stopped; what is left of earlier days' sessions is swept first."""
    if queries.are_sessions_over():
        actions.sweep_sessions(actor=terminal.person())
    serving.serve(called.host, called.port)
    return 0
