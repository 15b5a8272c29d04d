"""Arguments that several commands take, told apart from what is none."""

import argparse
from datetime import date

from qiao.ground.periods import month_period

PORTS = range(1, 65_536)
YEARS = range(1970, 9_000)


def month(text: str) -> str:
    """A month as the commands take it: 2026-09."""
    try:
        month_period(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month; write it as 2026-09") from error
    return text


def day(text: str) -> date:
    """A day as the commands take it: 2026-09-30."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-09-30") from error
    if found.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{text!r} is no day of a bank; choose a year from {YEARS[0]} to {YEARS[-1]}")
    return found


def port(text: str) -> int:
    """A port to serve on."""
    if not text.isascii() or not text.isdecimal() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; choose one from {PORTS[0]} to {PORTS[-1]}")
    return int(text)
