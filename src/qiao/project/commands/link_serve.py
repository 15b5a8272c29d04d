"""`qiao link serve`: the direct link on an address of its own."""

import argparse

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import link_serving, serving

COMPANIONS: tuple[tuple[str, ...], ...] = ()
"""Command lines of the programs that run beside the server: begun with it, begun anew when they die, ended with it."""


def run(called: argparse.Namespace) -> int:
    """Serve until stopped."""
    workers = serving.workers() if called.workers is None else called.workers
    if not 1 <= workers <= serving.WORKERS_MOST:
        raise Refusal(
            "link.workers",
            _("%(count)s processes are not possible; name 1 to %(most)s."),
            count=workers,
            most=serving.WORKERS_MOST,
        )
    chain = link_serving.chosen_chain(called.host, plain=called.plain)
    link_serving.serve(called.host, called.port, chain=chain, workers=workers, companions=COMPANIONS)
    return 0
