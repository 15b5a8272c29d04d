"""`qiao serve`: the web application on one address, with as many threads as it takes."""

import argparse

from django.utils.translation import gettext

from qiao.customers import queries as customers
from qiao.customers.actions import renew_search
from qiao.ground import home
from qiao.project import serving, terminal
from qiao.project.access import actions, queries


def run(called: argparse.Namespace) -> int:
    """Serve until stopped; what is left of earlier days' sessions is swept first, and a search index mended."""
    if queries.are_sessions_over():
        actions.sweep_sessions(actor=terminal.person())
    if customers.search_is_behind():
        with home.locked(gettext("the search index")):
            renew_search(actor=terminal.person())
        serving.serve_anew(called.host, called.port)
    serving.serve(called.host, called.port)
    return 0
