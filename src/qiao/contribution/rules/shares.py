"""Shares: which part of an account or a customer each person has on each day, and why.

Source: the book's contract, 2. Rows that name the account replace the customer's rows on the days on which any of
them runs. Several rows of one person are added. A leaver's row goes on running, but from the day after the last day
in the post its share falls to unclaimed; so does what is left of 1. Unclaimed is written as a person with an empty
id.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from qiao.contribution.rules.facts import AssignmentRow
from qiao.contribution.rules.spells import Spell, maximal
from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.periods import Period

UNCLAIMED = ""


class Scope(StrEnum):
    """Whose assignment rows decide on a day."""

    ACCOUNT = "account"
    PARTY = "party"
    NOBODY = "nobody"  # no row runs


class ShareReason(StrEnum):
    """Why a part of a share stands where it stands."""

    ASSIGNED = "assigned"  # a row of this person runs
    BARRED = "barred"  # a row runs, but its person is suspended or without certificate, and the plan asks: unclaimed
    LEFT = "left"  # a row runs, but its person has left the post: unclaimed
    REST = "rest"  # what the running rows leave of 1: unclaimed


@dataclass(frozen=True, slots=True)
class SharePart:
    """One row's part of a day: to whom it goes, how much, and the row it comes from."""

    credited_to: str  # empty = unclaimed
    share_bp: int
    reason: ShareReason
    staff_id: str = ""  # whose row it is; empty for the rest
    role: str = ""


@dataclass(frozen=True, slots=True)
class SharePiece:
    """The days [since_day, until_day) on which the same rows run; the parts add up to 10,000."""

    since_day: int
    until_day: int
    scope: Scope
    parts: tuple[SharePart, ...]


def share_pieces(
    party_rows: Sequence[AssignmentRow],
    *,
    account_rows: Sequence[AssignmentRow] = (),
    left_on_days: Mapping[str, int],
    period: Period,
) -> tuple[SharePiece, ...]:
    """The whole period in pieces, each with its parts and their reasons; not yet added up by person."""
    edges = _edges((*party_rows, *account_rows), left_on_days=left_on_days, period=period)
    pieces: list[SharePiece] = []
    for since, until in pairwise(edges):
        own = [row for row in account_rows if row.runs_on(since)]
        running = own or [row for row in party_rows if row.runs_on(since)]
        scope = Scope.ACCOUNT if own else Scope.PARTY if running else Scope.NOBODY
        pieces.append(SharePiece(since, until, scope, _parts(running, left_on_days=left_on_days, day=since)))
    return tuple(pieces)


def shares_by_person(pieces: Iterable[SharePiece]) -> dict[str, tuple[Spell[int], ...]]:
    """Each person's share in ten-thousandths as maximal spells, unclaimed first, people in bytewise order; no zeros."""
    spells: dict[str, list[Spell[int]]] = {}
    for piece in pieces:
        totals: dict[str, int] = {}
        for part in piece.parts:
            totals[part.credited_to] = totals.get(part.credited_to, 0) + part.share_bp
        assert sum(totals.values()) == SHARE_BP_ONE, piece
        for person, share_bp in totals.items():
            if share_bp:
                spells.setdefault(person, []).append(Spell(piece.since_day, piece.until_day, share_bp))
    return {person: maximal(spells[person]) for person in sorted(spells)}


def _edges(rows: Iterable[AssignmentRow], *, left_on_days: Mapping[str, int], period: Period) -> list[int]:
    """The days inside the period on which a row begins or ends or its person is gone, with both ends of the period."""
    days = {period.since_day, period.until_day}
    for row in rows:
        days.add(row.since_day)
        if row.until_day is not None:
            days.add(row.until_day)
        if row.staff_id in left_on_days:
            days.add(left_on_days[row.staff_id] + 1)
    return sorted(day for day in days if period.since_day <= day <= period.until_day)


def _parts(running: Sequence[AssignmentRow], *, left_on_days: Mapping[str, int], day: int) -> tuple[SharePart, ...]:
    """The running rows' parts of one day and the rest, which is unclaimed."""
    parts: list[SharePart] = []
    for row in sorted(running, key=lambda row: (row.staff_id, row.role, row.since_day)):
        assert 0 <= row.share_bp <= SHARE_BP_ONE, row
        if row.barred_bp:
            parts.append(SharePart(UNCLAIMED, row.barred_bp, ShareReason.BARRED, row.staff_id, row.role))
            continue
        left_on_day = left_on_days.get(row.staff_id)
        gone = left_on_day is not None and left_on_day < day
        reason = ShareReason.LEFT if gone else ShareReason.ASSIGNED
        parts.append(SharePart(UNCLAIMED if gone else row.staff_id, row.share_bp, reason, row.staff_id, row.role))
    rest = SHARE_BP_ONE - sum(row.share_bp + row.barred_bp for row in running)
    assert rest >= 0, running  # a load sets rows aside that claim more than the whole
    if rest:
        parts.append(SharePart(UNCLAIMED, rest, ShareReason.REST))
    return tuple(parts)
