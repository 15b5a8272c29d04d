"""What `qiao link simulate` takes; `commands/link_simulate.py` runs it."""

import argparse

from qiao.project.arguments import port

SIMULATOR_PORT = 8010
SCRIPTS = ("good", "slow", "lost-reply", "duplicate", "late-reject", "night", "old-version", "all")
"""As `directlink.rules.simulating` names them; the help is shown without loading it."""


def add(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The action among those of `qiao link`."""
    words = "a bank for the maker of an enterprise's system to try it against, with a report of how it behaved"
    simulate = actions.add_parser("simulate", help=words, description=words)
    simulate.add_argument("--port", type=port, default=SIMULATOR_PORT)
    simulate.add_argument("--script", choices=SCRIPTS, default="all", help="what happens to orders (default all)")
    simulate.add_argument("--signed", metavar="PEM", help="demand signatures by this certificate, as the agent makes")
    simulate.add_argument("--slow-seconds", type=int, default=5, help="how long a slow answer takes (default 5)")
    simulate.add_argument("--minutes", type=int, help="end after so many minutes")
    simulate.add_argument("--until-done", action="store_true", help="end when every script was played to its end")
    simulate.add_argument("--out", default=".", metavar="DIR", help="where the report goes (default: here)")
    words = "where keys for the REST interface go (default: into the run's own folder, which goes at the end)"
    simulate.add_argument("--keys", metavar="DIR", help=words)
