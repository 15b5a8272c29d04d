"""Days on which somebody is credited with nothing though the assignment runs on, where the plan says so.

Source: piece 2, 3.4 (certified in the post). An expired certificate or a suspension stops credit
from that day, if the plan says so. The row goes on running with a share of 0, so that an account's own rows go on
standing in the place of the customer's; the share falls to unclaimed, and what it would be stands beside it.
"""

from collections.abc import Iterable, Sequence

Piece = tuple[int, int | None, bool]
"""The days [since, until), None = without an end, and whether they are credited."""


def credited_pieces(since_day: int, until_day: int | None, *, paused: Iterable[tuple[int, int]]) -> Sequence[Piece]:
    """The days of a row cut at the pauses [since, until), which are in order and apart."""
    pieces: list[Piece] = []
    at = since_day
    for first, last in paused:
        start, end = max(first, at), last if until_day is None else min(last, until_day)
        if start >= end:
            continue
        if at < start:
            pieces.append((at, start, True))
        pieces.append((start, end, False))
        at = end
    if until_day is None or at < until_day or not pieces:
        pieces.append((at, until_day, True))
    return pieces
