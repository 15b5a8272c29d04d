"""Arguments that several commands take, told apart from what is none."""

import argparse

from qiao.ground.periods import month_period

PORTS = range(1, 65_536)


def month(text: str) -> str:
    """A month as the commands take it: 2026-09."""
    try:
        month_period(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month; write it as 2026-09") from error
    return text


def port(text: str) -> int:
    """A port to serve on."""
    if not text.isascii() or not text.isdecimal() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; choose one from {PORTS[0]} to {PORTS[-1]}")
    return int(text)
