"""What our states and reasons are called in a status report: tables, each complete.

Source: the standard's external lists of payment statuses and status reasons; directlink.md 8. *Settled* is said of the
payer's side: booked here. *Unknown* is pending, never refused: nobody may send such a payment again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.directlink.rules.files import Code, FileKind
from qiao.directlink.rules.ledger import REASON_WORDS, Reason
from qiao.directlink.rules.states import STATE_WORDS, State
from qiao.ground.words import gettext_noop as _


class Status(StrEnum):
    """Statuses of the standard, as far as they are written."""

    RECEIVED = "RCVD"
    TECHNICALLY_RIGHT = "ACTC"
    ACCEPTED = "ACCP"
    UNDER_WAY = "ACSP"
    SETTLED = "ACSC"
    PENDING = "PDNG"
    PARTLY = "PART"
    REJECTED = "RJCT"
    CANCELLED = "CANC"


STATUS_WORDS: Mapping[Status, str] = {
    Status.RECEIVED: _("the file is here, not looked at yet"),
    Status.TECHNICALLY_RIGHT: _("right in form, waits for signatures"),
    Status.ACCEPTED: _("accepted, waits for its day"),
    Status.UNDER_WAY: _("accepted and under way"),
    Status.SETTLED: _("booked on the payer's account"),
    Status.PENDING: _("pending: more will be told, do not send it again"),
    Status.PARTLY: _("some are accepted, some rejected"),
    Status.REJECTED: _("rejected: it is not paid"),
    Status.CANCELLED: _("cancelled as was asked"),
}
STATUS_OF_STATE: Mapping[State, Status] = {
    State.LODGED: Status.TECHNICALLY_RIGHT,
    State.RETURNED: Status.PENDING,
    State.SCHEDULED: Status.ACCEPTED,
    State.HELD: Status.PENDING,
    State.SENT: Status.UNDER_WAY,
    State.UNKNOWN: Status.PENDING,
    State.PAID: Status.SETTLED,
    State.PARTLY_PAID: Status.PARTLY,
    State.FAILED: Status.REJECTED,
    State.CANCELLED: Status.CANCELLED,
    State.EXPIRED: Status.REJECTED,
}
CODE_OF_REASON: Mapping[Reason, Code] = {
    Reason.FUNDS: Code.FUNDS,
    Reason.UNKNOWN_ACCOUNT: Code.CREDITOR_ACCOUNT,
    Reason.CLOSED: Code.CLOSED,
    Reason.FROZEN: Code.BLOCKED,
    Reason.NAME: Code.NAME,
    Reason.NOT_A_PERSON: Code.NOT_ALLOWED,
    Reason.CONTRACT: Code.MANDATE,
    Reason.LIMIT: Code.TOO_MUCH,
    Reason.BANK: Code.AGENT,
    Reason.REJECTED: Code.REFUSED,
    Reason.SCREENED: Code.SCREENED,
    Reason.WITHDRAWN: Code.CANCELLED,
    Reason.EXPIRED: Code.LATE,
}
CODE_OF_END: Mapping[State, Code] = {
    State.FAILED: Code.REFUSED,
    State.CANCELLED: Code.CANCELLED,
    State.EXPIRED: Code.LATE,
}
"""The reason of a payment that ended without one of its own."""
TOLD_IN_WORDS = frozenset({State.RETURNED, State.HELD, State.UNKNOWN})
"""States that share a code with others: the words say which it is."""
OLDER, NEWER = "03", "12"
"""Versions of the status report: 03 answers pain.001 to version 08 and pain.008 to 07, 12 all that came later."""
LAST_OLD: Mapping[FileKind, int] = {FileKind.PAYMENTS: 8, FileKind.COLLECTIONS: 7}
NOT_IN_OLDER: Mapping[Status, Status] = {Status.CANCELLED: Status.REJECTED}
"""What the older report has no name for is told by the nearest it has; the reason code says the rest."""
PROGRESS = (Status.PENDING, Status.TECHNICALLY_RIGHT, Status.ACCEPTED, Status.UNDER_WAY, Status.SETTLED)
"""From the least that has happened to the most."""
ENDED_UNPAID = frozenset({Status.REJECTED, Status.CANCELLED})
OF_WHOLES = frozenset({Status.RECEIVED, Status.PARTLY})
"""Said of a file or a part, never of a payment."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, why, and words for people, not translated yet."""

    status: Status
    code: Code | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """So many payments of a status and their sum, fen; the sum is not known where some amounts could not be read."""

    status: Status
    count: int
    sum_fen: int | None


def report_version(kind: FileKind, version: str) -> str:
    """The version of the report that answers a file of a version."""
    return OLDER if int(version) <= LAST_OLD[kind] else NEWER


def written(status: Status, *, version: str) -> Status:
    """A status as a version of the report can tell it."""
    return NOT_IN_OLDER.get(status, status) if version == OLDER else status


def verdict(state: State, *, reason: Reason | None, is_collection: bool = False, words: str = "") -> Verdict:
    """What is reported of a payment or a part in a state; a reason counts only once it has ended unpaid."""
    status = STATUS_OF_STATE[state]
    if status not in ENDED_UNPAID:
        return Verdict(status, None, words or (STATE_WORDS[state] if state in TOLD_IN_WORDS else ""))
    if reason is None:
        return Verdict(status, CODE_OF_END[state], words or STATE_WORDS[state])
    code = CODE_OF_REASON[reason]
    if is_collection and code is Code.CREDITOR_ACCOUNT:
        code = Code.DEBTOR_ACCOUNT  # of a collection the other side is who pays
    return Verdict(status, code, words or REASON_WORDS[reason])


def status_of_all(statuses: Collection[Status]) -> Status:
    """The status of a whole from those of what is in it; a file of which nothing is begun is right in form."""
    found = frozenset(statuses)
    if not found:
        return Status.TECHNICALLY_RIGHT
    if len(found) == 1:
        return next(iter(found))
    if found <= ENDED_UNPAID:
        return Status.REJECTED
    if found & (ENDED_UNPAID | {Status.PARTLY}):
        return Status.PARTLY
    return min(found, key=PROGRESS.index)


def tallied(rows: Iterable[tuple[State, int, int]], *, refused_unread: int = 0) -> tuple[Tally, ...]:
    """Counts and sums by status from those by state; payments refused while the file was read add to the rejected."""
    found = [Tally(STATUS_OF_STATE[state], count, sum_fen) for state, count, sum_fen in rows]
    if refused_unread:
        found.append(Tally(Status.REJECTED, refused_unread, None))
    return merged(found, version=NEWER)


def merged(tallies: Iterable[Tally], *, version: str) -> tuple[Tally, ...]:
    """The tallies with one for each status that a version of the report can tell."""
    found = dict[Status, Tally]()
    for one in tallies:
        status = written(one.status, version=version)
        old = found.get(status, Tally(status, 0, 0))
        known = one.sum_fen is not None and old.sum_fen is not None
        sum_fen = (old.sum_fen or 0) + (one.sum_fen or 0) if known else None
        found[status] = Tally(status, old.count + one.count, sum_fen)
    return tuple(found[status] for status in Status if status in found)
