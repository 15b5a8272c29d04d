"""An extract's lines against those agreed here: when they are a conflict, and what is said of it.

Source: issue 6, part 4. A customer whose portfolio was changed by an approval here follows the extract no more by
itself: lines that differ are set aside until two persons decide. The same lines are asked about once.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.lines import Line, edges, in_order


class ConflictState(StrEnum):
    """Where a conflict stands; all but `OPEN` are final."""

    OPEN = "open"
    KEPT = "kept"  # ours stay
    TAKEN = "taken"  # the extract's were taken
    AGREED = "agreed"  # a later extract says what stands here
    REPLACED = "replaced"  # a later extract says something else again


CONFLICT_WORDS = {
    ConflictState.OPEN: _("to be decided"),
    ConflictState.KEPT: _("ours kept"),
    ConflictState.TAKEN: _("the extract's taken"),
    ConflictState.AGREED: _("agrees by itself"),
    ConflictState.REPLACED: _("said otherwise later"),
}


class Finding(StrEnum):
    """What a load makes of a customer whose portfolio is the house's own."""

    SAME = "same"  # nothing to do
    CLOSES = "closes"  # the extract says what stands here: an open conflict ends
    OPENS = "opens"  # a new conflict, an open one with other lines ends


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer's conflicts: the open one's digest, and the digest ours were kept against."""

    open_digest: str = ""
    kept_digest: str = ""


def judge(ours: Iterable[Line], theirs: Iterable[Line], *, known: Known) -> Finding:
    """Compare what stands here with what the extract says."""
    our_lines, their_lines = set(ours), set(theirs)
    if our_lines == their_lines:
        return Finding.CLOSES if known.open_digest else Finding.SAME
    return Finding.SAME if digest_of(their_lines) in {known.open_digest, known.kept_digest} else Finding.OPENS


def first_difference(one: Iterable[Line], other: Iterable[Line]) -> int | None:
    """The first day on which the two do not run alike; None where they are the same."""
    ones, others = set(one), set(other)
    differing = [*(ones - others), *(others - ones)]
    for day in edges(differing):
        if {_running(line) for line in ones if line.runs_on(day)} != {_running(x) for x in others if x.runs_on(day)}:
            return day
    return min((line.since_day for line in differing), default=None)


def _running(line: Line) -> tuple[str, str, str, int]:
    return line.account_id, line.staff_id, line.role, line.share_bp


def digest_of(lines: Iterable[Line]) -> str:
    """SHA-256 of the lines, whatever their order."""
    return hashlib.sha256(json.dumps(plain(lines), ensure_ascii=False).encode()).hexdigest()


def plain(lines: Iterable[Line]) -> list[list[str | int | None]]:
    """The lines as plain JSON, in order."""
    return [
        [one.account_id, one.staff_id, one.role, one.since_day, one.until_day, one.share_bp] for one in in_order(lines)
    ]


def from_plain(rows: Sequence[Sequence[str | int | None]]) -> tuple[Line, ...]:
    """The lines of plain JSON."""
    return tuple(Line(*row) for row in rows)  # type: ignore[arg-type]  # written by `plain`
