"""`qiao serve`: the web application on one address, with as many threads as it takes."""

import argparse

from qiao.project import serving


def run(called: argparse.Namespace) -> int:
    """Serve until stopped."""
    serving.serve(called.host, called.port)
    return 0
