"""The status report of a file of orders (pain.002): what became of the file, of each part, of each payment, and why.

Source: ISO 20022 pain.002.001.03, which answers pain.001 up to version 08 and pain.008 up to 07, and .12 for those that
came later. What the sender gave is said back as it was: message, part, instruction and end-to-end numbers. Written
piece by piece, so that a hundred thousand payments never lie in memory together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiao.directlink.rules.files import Code
from qiao.directlink.rules.iso.elements import (
    NAME,
    WORDS,
    closing,
    group,
    lines,
    moment,
    needed,
    opening,
    text,
    total,
)
from qiao.directlink.rules.iso.statuses import NEWER, OF_WHOLES, OLDER, Status, Tally, merged, written

ROOT = "CstmrPmtStsRpt"
VERSIONS = (OLDER, NEWER)
WORDS_LINES_MOST = 5


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: its code, if there is one, and words for people in their language."""

    code: Code | None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PaymentTold:
    """What became of one payment; `transfer` is the bank's own number of it, none where it never got one."""

    end_to_end: str
    sender_number: str
    status: Status
    whys: tuple[Why, ...] = ()
    transfer: str = ""


@dataclass(frozen=True, slots=True)
class PartTold:
    """What became of a part: its number in the file, and its payments, which are asked for once."""

    number: str
    status: Status
    payments: Iterable[PaymentTold]
    whys: tuple[Why, ...] = ()
    count: int | None = None
    sum_fen: int | None = None
    tallies: tuple[Tally, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The file that is reported on, by what it said of itself: `name` as pain.001.001.09; the sum is fen."""

    message_id: str
    name: str
    count: int | None = None
    sum_fen: int | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """A report: its own number and moment, who tells it, the file, and what became of it; parts are asked for once."""

    number: str
    made_at: datetime
    bank: str
    file: Answered
    status: Status
    parts: Iterable[PartTold]
    whys: tuple[Why, ...] = ()
    tallies: tuple[Tally, ...] = ()


def report_xml(report: FileReport, *, version: str) -> Iterator[str]:
    """The report as text, piece by piece; `version` 03 or 12 (`statuses.report_version`)."""
    assert version in VERSIONS, version
    yield opening(f"pain.002.001.{version}", ROOT)
    yield group(
        "GrpHdr",
        needed("MsgId", report.number),
        moment("CreDtTm", report.made_at),
        group("InitgPty", text("Nm", report.bank, most=NAME)),
    )
    file = report.file
    yield group(
        "OrgnlGrpInfAndSts",
        needed("OrgnlMsgId", file.message_id),
        needed("OrgnlMsgNmId", file.name),
        _counted(file.count, file.sum_fen),
        text("GrpSts", written(report.status, version=version)),
        _whys(report.whys),
        _tallies(report.tallies, version=version),
    )
    for part in report.parts:
        yield from _part(part, version=version)
    yield closing(ROOT)


def _part(part: PartTold, *, version: str) -> Iterator[str]:
    head = needed("OrgnlPmtInfId", part.number)
    counted = _counted(part.count, part.sum_fen)
    status = text("PmtInfSts", written(part.status, version=version))
    yield f"<OrgnlPmtInfAndSts>{head}{counted}{status}{_whys(part.whys)}{_tallies(part.tallies, version=version)}"
    for payment in part.payments:
        assert payment.status not in OF_WHOLES, payment
        yield group(
            "TxInfAndSts",
            text("OrgnlInstrId", payment.sender_number),
            text("OrgnlEndToEndId", payment.end_to_end),
            text("TxSts", written(payment.status, version=version)),
            _whys(payment.whys),
            text("AcctSvcrRef", payment.transfer),
        )
    yield "</OrgnlPmtInfAndSts>"


def _counted(count: int | None, sum_fen: int | None) -> str:
    return ("" if count is None else text("OrgnlNbOfTxs", str(count))) + total("OrgnlCtrlSum", sum_fen)


def _whys(whys: Sequence[Why]) -> str:
    return "".join(
        group(
            "StsRsnInf",
            group("Rsn", text("Cd", why.code or "")),
            lines("AddtlInf", why.words, most=WORDS, count=WORDS_LINES_MOST),
        )
        for why in whys
    )


def _tallies(tallies: Sequence[Tally], *, version: str) -> str:
    return "".join(
        group(
            "NbOfTxsPerSts",
            text("DtldNbOfTxs", str(one.count)),
            text("DtldSts", one.status),
            total("DtldCtrlSum", one.sum_fen),
        )
        for one in merged(tallies, version=version)
        if one.status not in OF_WHOLES
    )
