"""Before another value of the link's parameters: orders that name their day have to find one that they may name."""

from datetime import date

from qiao.directlink.rules.parameters import DUE_FIRST, DUE_LAST, check_window
from qiao.office import queries as office
from qiao.office.registry import register_check
from qiao.office.rules.parameter import Value, numbers

TOGETHER = (DUE_FIRST, *DUE_LAST.values())
"""The parameters of the windows: each bounds the others."""


def register() -> None:
    """Have the office ask before a value is wished and before it is set."""
    for one in TOGETHER:
        register_check(one.name, check_windows)


def check_windows(name: str, value: Value, since: date) -> None:
    """Refuse a value that would leave a window without a day, on its first day or when another bound changes later.

    A value that is set for a later day already ends the one that is wished.
    """
    until = min((row.since for row in office.values_of(name) if row.since > since), default=date.max)
    others = [one.name for one in TOGETHER if one.name != name]
    changes = {row.since for other in others for row in office.values_of(other) if since < row.since < until}
    for day in sorted({since, *changes}):
        found = {other: office.dated(other, on=day).value for other in others} | {name: value}
        firsts = numbers(found[DUE_FIRST.name])
        for key, last in DUE_LAST.items():
            check_window(firsts[key], numbers(found[last.name])[""], since=day)
