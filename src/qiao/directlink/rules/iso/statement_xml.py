"""Statements in the standard's XML: camt.053 of days gone by, camt.052 of today so far, camt.054 of a single movement.

Source: ISO 20022, versions .001.02 and .001.08 of each: the one that most systems of enterprises read, and the one that
newer ones ask for. They tell the same; where they name it differently, `Form` says how. Page by page, line by line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.directlink.rules.iso.elements import (
    ACCOUNT,
    ACCOUNT_NAME,
    CURRENCY,
    NAME,
    NOTE,
    amount,
    closing,
    day,
    group,
    lines,
    moment,
    needed,
    opening,
    side,
    text,
    total,
)
from qiao.directlink.rules.iso.stated import Bank, Paging, Side, Stated, StatedLine, Totals, followed, is_creditor
from qiao.directlink.rules.iso.transaction_codes import DOMAIN, code_of

OLDER, NEWER = "02", "08"
VERSIONS = (OLDER, NEWER)
PURPOSE_LINES_MOST = 4
CLEARING_SYSTEM = "CNAPS"
"""The payment systems of the People's Bank in the standard's list of clearing systems."""


class Kind(StrEnum):
    """Which message."""

    REPORT = "camt.052"
    STATEMENT = "camt.053"
    NOTIFICATION = "camt.054"


@dataclass(frozen=True, slots=True)
class Names:
    """What a kind of message calls its root, what is told in it, and the pages of that."""

    root: str
    told: str
    pages: str


NAMES: Mapping[Kind, Names] = {
    Kind.REPORT: Names("BkToCstmrAcctRpt", "Rpt", "RptPgntn"),
    Kind.STATEMENT: Names("BkToCstmrStmt", "Stmt", "StmtPgntn"),
    Kind.NOTIFICATION: Names("BkToCstmrDbtCdtNtfctn", "Ntfctn", "NtfctnPgntn"),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A version's way to write what both versions tell."""

    kind: Kind
    version: str

    @property
    def is_newer(self) -> bool:
        """Whether it is the newer version."""
        return self.version == NEWER

    def booked(self) -> str:
        """That a line is booked."""
        return "<Sts><Cd>BOOK</Cd></Sts>" if self.is_newer else "<Sts>BOOK</Sts>"

    def party(self, tag: str, name: str) -> str:
        """Who is on a side."""
        named = text("Nm", name, most=NAME)
        return group(tag, group("Pty", named) if self.is_newer else named)

    def institution(self, tag: str, bank: Bank) -> str:
        """A bank by all that is known of it."""
        code = text("BICFI" if self.is_newer else "BIC", bank.bic)
        system = group("ClrSysId", text("Cd", CLEARING_SYSTEM))
        number = text("MmbId", bank.number)
        member = group("ClrSysMmbId", system, number) if number else ""
        return group(tag, group("FinInstnId", code, member, text("Nm", bank.name, most=NAME)))

    def net(self, totals: Totals) -> str:
        """What all lines come to together."""
        fen = abs(totals.net_fen)
        if self.is_newer:
            sum_told = total("Amt", fen)
            return group("TtlNetNtry", sum_told, side(totals.net_fen)) if sum_told else ""
        sum_told = total("TtlNetNtryAmt", fen)
        return sum_told + side(totals.net_fen) if sum_told else ""

    def moved(self, line: StatedLine) -> str:
        """The amount of a payment within a line."""
        if self.is_newer:
            return amount("Amt", line.amount_fen) + side(line.amount_fen)
        return group("AmtDtls", group("TxAmt", amount("Amt", line.amount_fen)))


def statement_xml(statement: Stated, *, kind: Kind, version: str) -> Iterator[str]:
    """The statement, or a page of it, as text piece by piece; `version` 02 or 08."""
    assert version in VERSIONS, version
    form, names = Form(kind, version), NAMES[kind]
    yield opening(f"{kind.value}.001.{version}", names.root)
    yield group(
        "GrpHdr",
        needed("MsgId", statement.number),
        moment("CreDtTm", statement.made_at),
        group("MsgRcpt", text("Nm", statement.owner, most=NAME)),
        _page("MsgPgntn", statement.paging),
    )
    yield f"<{names.told}>{_head(statement, form)}{_balances(statement, kind)}{_summary(statement.totals, form)}"
    for line in followed(statement):
        yield _line(line, form)
    yield f"</{names.told}>{closing(names.root)}"


def _head(statement: Stated, form: Form) -> str:
    """The statement's own number, its days, its account."""
    ends = moment("ToDtTm", statement.made_at)
    if form.kind is Kind.STATEMENT:
        ends = f"<ToDtTm>{statement.last.isoformat()}T23:59:59</ToDtTm>"
    return "".join(
        (
            needed("Id", statement.number),
            _page(NAMES[form.kind].pages, statement.paging) if form.is_newer else "",
            text("ElctrncSeqNb", str(statement.sequence)),
            moment("CreDtTm", statement.made_at),
            group("FrToDt", f"<FrDtTm>{statement.since.isoformat()}T00:00:00</FrDtTm>", ends),
            group(
                "Acct",
                group("Id", group("Othr", needed("Id", statement.account, most=ACCOUNT))),
                text("Ccy", CURRENCY),
                text("Nm", statement.owner, most=ACCOUNT_NAME),
                group("Ownr", text("Nm", statement.owner, most=NAME)),
                form.institution("Svcr", statement.bank),
            ),
        )
    )


def _page(tag: str, paging: Paging) -> str:
    return group(tag, text("PgNb", str(paging.number)), text("LastPgInd", "true" if paging.is_last else "false"))


def _balances(statement: Stated, kind: Kind) -> str:
    """Opening and closing, interim between pages; of today what is booked by now, and what may be paid out."""
    if kind is Kind.NOTIFICATION:
        return ""
    paging = statement.paging
    opened = _balance("OPBD", statement.opening_fen, at=statement.since, is_interim=paging.number > 1)
    at = statement.last
    booked, available = ("CLBD", "CLAV") if kind is Kind.STATEMENT else ("ITBD", "ITAV")
    closed = _balance(booked, statement.closing_fen, at=at, is_interim=not paging.is_last)
    if statement.available_fen is None or not paging.is_last:
        return opened + closed
    return opened + closed + _balance(available, statement.available_fen, at=at)


def _balance(code: str, fen: int, *, at: date, is_interim: bool = False) -> str:
    interim = group("SubTp", text("Cd", "INTM")) if is_interim else ""
    kind = group("Tp", group("CdOrPrtry", text("Cd", code)), interim)
    return group("Bal", kind, amount("Amt", fen), side(fen), group("Dt", day("Dt", at)))


def _summary(totals: Totals, form: Form) -> str:
    return group(
        "TxsSummry",
        group(
            "TtlNtries",
            text("NbOfNtries", str(totals.count)),
            total("Sum", totals.turnover_fen),
            form.net(totals),
        ),
        group("TtlCdtNtries", text("NbOfNtries", str(totals.credits)), total("Sum", totals.credits_fen)),
        group("TtlDbtNtries", text("NbOfNtries", str(totals.debits)), total("Sum", totals.debits_fen)),
    )


def _line(line: StatedLine, form: Form) -> str:
    """One booked line with the payment in it."""
    sender = line.sender
    batch = group("Btch", text("MsgId", sender.message), text("PmtInfId", sender.part))
    on = day("Dt", line.on)
    return group(
        "Ntry",
        text("NtryRef", str(line.line)),
        amount("Amt", line.amount_fen),
        side(line.amount_fen),
        "<RvslInd>true</RvslInd>" if line.is_reversal else "",
        form.booked(),
        group("BookgDt", on),
        group("ValDt", on),
        text("AcctSvcrRef", line.transfer),
        _code(line),
        group("NtryDtls", batch, _payment(line, form)),
        text("AddtlNtryInf", line.words, most=NOTE),
    )


def _code(line: StatedLine) -> str:
    """The standard's code, and the bank's own summary code beside it."""
    code = code_of(line)
    family = group("Fmly", text("Cd", code.family), text("SubFmlyCd", code.sub_family))
    own = group("Prtry", text("Cd", line.summary))
    return group("BkTxCd", group("Domn", text("Cd", DOMAIN), family), own)


def _payment(line: StatedLine, form: Form) -> str:
    sender = line.sender
    return group(
        "TxDtls",
        group(
            "Refs",
            text("MsgId", sender.message),
            text("AcctSvcrRef", line.transfer),
            text("PmtInfId", sender.part),
            text("InstrId", sender.order),
            text("EndToEndId", sender.end_to_end),
        ),
        form.moved(line),
        *_sides(line.other, form, tag="Cdtr" if is_creditor(line) else "Dbtr"),
        group("RmtInf", lines("Ustrd", line.purpose, most=NAME, count=PURPOSE_LINES_MOST)),
        text("AddtlTxInf", line.memo, most=NOTE),
    )


def _sides(other: Side, form: Form, *, tag: str) -> tuple[str, str]:
    """The other side with its account, and its bank; the own side stands in the head."""
    parties = group("RltdPties", form.party(tag, other.name), _account(f"{tag}Acct", other.account))
    agents = group("RltdAgts", form.institution(f"{tag}Agt", Bank(other.bank, number=other.bank_number)))
    return parties, agents


def _account(tag: str, number: str) -> str:
    return group(tag, group("Id", group("Othr", text("Id", number, most=ACCOUNT))))
