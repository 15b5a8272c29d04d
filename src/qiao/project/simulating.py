"""Simulations that pages ask for, worked off by a program of its own, so that no page waits and no memory stays."""

import subprocess
import sys

WORKING = (sys.executable, "-m", "qiao.project.cli", "simulate")


def plug_in() -> None:
    """Let a simulation be begun as soon as it is asked for; called where pages are served."""
    from qiao.simulation.actions.asking import starting  # noqa: PLC0415  its models are there once all apps are

    starting.begin = begin


def begin() -> None:
    """Start the program; it works off all that wait, one program after the other."""
    subprocess.Popen(  # noqa: S603  our own command
        WORKING,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
