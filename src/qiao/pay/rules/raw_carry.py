"""What a scheme carries within its formula: of R below zero into the next periods, the oldest first, until it expires.

Source: features 2.1 (13: draws and true-up, running total). The scheme takes the sum into R; here is which of the
carried sums that used up, so that each still expires on its own day.
"""

from collections.abc import Iterable

from qiao.pay.rules.steps import CarriedSum


def used_up(
    carried: Iterable[CarriedSum], *, raw_fen: int, carried_fen: int
) -> tuple[tuple[tuple[int, int], ...], int]:
    """Which carried sums R took up (number, fen below 0), and what is newly carried (fen, 0 or below).

    R has what was carried into it, a figure of 0 or below, already within.
    """
    raw_before_fen = raw_fen - carried_fen
    room = max(raw_before_fen, 0)
    found: list[tuple[int, int]] = []
    for one in carried:
        taken = min(-one.fen, room)
        if taken:
            found.append((one.number, -taken))
            room -= taken
    return tuple(found), min(raw_before_fen, 0)
