"""The answer to a request to cancel (camt.029): what of it could be cancelled, what not and why, what is not known yet.

Source: ISO 20022 camt.029.001.10, the answer to camt.055. A payment that has not begun can be withdrawn; one that was
handed on or booked can not, and one that was withdrawn before is answered the same again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qiao.directlink.rules.iso.elements import NAME, WORDS, closing, group, lines, moment, needed, opening, text
from qiao.directlink.rules.states import State

ROOT, VERSION = "RsltnOfInvstgtn", "10"
WORDS_LINES_MOST = 5


class Outcome(StrEnum):
    """What became of a wish to cancel, as the whole answer says it."""

    CANCELLED = "CNCL"
    REFUSED = "RJCR"
    PENDING = "PDCR"
    IN_PART = "PECR"


SINGLE: Mapping[Outcome, str] = {Outcome.CANCELLED: "ACCR", Outcome.REFUSED: "RJCR", Outcome.PENDING: "PDCR"}
"""The same of a payment."""
WHOLE: Mapping[Outcome, str] = {**SINGLE, Outcome.IN_PART: "PACR"}
"""The same of a part of the file, and of the file."""


class RefusalCode(StrEnum):
    """Reasons of the standard's list why a payment is not cancelled."""

    UNKNOWN = "NOOR"
    HANDED_ON = "PTNA"
    BANK_REFUSES = "AGNT"
    GIVEN_BACK = "ARDT"
    OTHER = "NARR"


REFUSED_IN: Mapping[State, RefusalCode | None] = {
    State.LODGED: None,
    State.RETURNED: None,
    State.SCHEDULED: None,
    State.HELD: RefusalCode.BANK_REFUSES,
    State.SENT: RefusalCode.HANDED_ON,
    State.UNKNOWN: RefusalCode.HANDED_ON,
    State.PAID: RefusalCode.HANDED_ON,
    State.PARTLY_PAID: RefusalCode.HANDED_ON,
    State.FAILED: RefusalCode.OTHER,
    State.CANCELLED: None,
    State.EXPIRED: RefusalCode.OTHER,
}
"""Why a payment in a state cannot be cancelled; None where it can, or is."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One payment of the request: what became of the wish, and why not."""

    end_to_end: str
    outcome: Outcome
    sender_number: str = ""
    code: RefusalCode | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PartResolved:
    """The payments of one part of the file; none are named where the whole part was to be cancelled."""

    number: str
    outcome: Outcome
    payments: Iterable[Resolved] = ()
    code: RefusalCode | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer: its number and moment, who answers whom, which case of which request, and which file it was about."""

    number: str
    made_at: datetime
    bank: str
    asker: str
    case: str
    message_id: str
    message_name: str
    outcome: Outcome
    parts: Iterable[PartResolved] = ()
    code: RefusalCode | None = None
    words: str = ""


def outcome_of_all(outcomes: Collection[Outcome]) -> Outcome:
    """What the whole answer says: what is pending keeps it open, what came out both ways is in part."""
    found = frozenset(outcomes)
    if not found:
        return Outcome.REFUSED
    if Outcome.PENDING in found:
        return Outcome.PENDING
    return next(iter(found)) if len(found) == 1 else Outcome.IN_PART


def resolution_xml(resolution: Resolution) -> Iterator[str]:
    """The answer as text, piece by piece."""
    yield opening(f"camt.029.001.{VERSION}", ROOT)
    yield group(
        "Assgnmt",
        needed("Id", resolution.number),
        _party("Assgnr", resolution.bank),
        _party("Assgne", resolution.asker),
        moment("CreDtTm", resolution.made_at),
    )
    if resolution.case:
        yield group("RslvdCase", needed("Id", resolution.case), _party("Cretr", resolution.asker))
    yield group("Sts", text("Conf", resolution.outcome))
    file = (needed("OrgnlMsgId", resolution.message_id), needed("OrgnlMsgNmId", resolution.message_name))
    status = text("GrpCxlSts", WHOLE[resolution.outcome])
    yield f"<CxlDtls>{group('OrgnlGrpInfAndSts', *file, status, _why(resolution.code, resolution.words))}"
    for part in resolution.parts:
        yield from _part(part)
    yield f"</CxlDtls>{closing(ROOT)}"


def _part(part: PartResolved) -> Iterator[str]:
    status = text("PmtInfCxlSts", WHOLE[part.outcome])
    yield f"<OrgnlPmtInfAndSts>{needed('OrgnlPmtInfId', part.number)}{status}{_why(part.code, part.words)}"
    for payment in part.payments:
        yield group(
            "TxInfAndSts",
            text("OrgnlInstrId", payment.sender_number),
            text("OrgnlEndToEndId", payment.end_to_end),
            text("TxCxlSts", SINGLE[payment.outcome]),
            _why(payment.code, payment.words),
        )
    yield "</OrgnlPmtInfAndSts>"


def _party(tag: str, name: str) -> str:
    return group(tag, group("Pty", needed("Nm", name, most=NAME)))


def _why(code: RefusalCode | None, words: str) -> str:
    return group(
        "CxlStsRsnInf",
        group("Rsn", text("Cd", code or "")),
        lines("AddtlInf", words, most=WORDS, count=WORDS_LINES_MOST),
    )
