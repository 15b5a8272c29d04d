"""`qiao`, as on a day that a journey has come to: the house reads its one clock so many seconds ahead of the machine's.

Run as a program in the place of `qiao`. Days of notice, terms and last days pass as the journey turns the page.
"""

import os
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from qiao.ground import clock
from qiao.project import cli

VARIABLE = "JOURNEY_AHEAD"
"""Names the file that says how many seconds the house is ahead."""
OPENS = time(9)


def turn_to(day: date, *, ahead: Path) -> None:
    """Let it be nine in the morning of a day."""
    seconds = (datetime.combine(day, OPENS).astimezone() - clock.now()).total_seconds()
    fresh = ahead.with_suffix(".new")
    fresh.write_text(str(seconds))
    fresh.replace(ahead)  # a page that asks meanwhile reads the one or the other, whole


def main() -> int:
    """Run a command of `qiao`."""
    ahead, now = Path(os.environ[VARIABLE]), clock.now

    def then() -> datetime:
        return now() + timedelta(seconds=float(ahead.read_text()))

    setattr(clock, "now", then)  # noqa: B010  the one clock, and a plain assignment to a function is none for mypy
    setattr(clock, "today", lambda: then().astimezone().date())  # noqa: B010  the same
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
