"""Files of orders for the tests: valid messages of every version that is read, by made-up firms of the cast."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from qiao.directlink.rules.files import FileKind
from qiao.directlink.rules.iso.versions import VERSIONS, Version

NAMES = ("演示云杉贸易有限公司", "演示白桦物流有限公司", "演示 & 青石 <样例> 商行")
DAY = date(2030, 5, 8)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
BY_NAME = {one.name: one for one in VERSIONS.values()}
TRANSFERS = BY_NAME["pain.001.001.09"]
COLLECTIONS = BY_NAME["pain.008.001.08"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payment as a test wants it."""

    end_to_end: str
    amount: str = "10.00"
    name: str = NAMES[0]
    account: str = "6222000000000017"
    iban: str = ""
    currency: str = "CNY"
    sender_number: str = ""
    purpose: Sequence[str] = ("货款",)
    bank_number: str = ""
    bic: str = ""
    bank_name: str = ""
    contract: str = ""
    firm: str = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class WantedPart:
    """A part as a test wants it; what it declares is right unless it is given."""

    payments: Sequence[Wanted]
    number: str = "P1"
    account: str = "6222000000000025"
    count: str | None = None
    total: str | None = None
    day: str = DAY.isoformat()
    moment: str = ""
    is_salary: bool = False
    method: str = ""
    firm: str = ""


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file as a test wants it."""

    parts: Sequence[WantedPart]
    version: Version = TRANSFERS
    message_id: str = "M20300508-1"
    count: str | None = None
    total: str | None = None
    sender: str = NAMES[0]
    between: str = ""
    lead: str = field(default=DECLARATION)


def many(count: int, *, version: Version = TRANSFERS) -> WantedFile:
    """A file of so many payments of one part, all different."""
    payments = [
        Wanted(
            f"E{index}",
            f"{index % 900 + 1}.{index % 100:02}",
            sender_number=f"S{index}",
            name=NAMES[index % 3],
            account=f"62220000{index:08}",
            bank_number="102100099996" if index % 2 else "",
            contract=f"C{index}" if version.kind is FileKind.COLLECTIONS else "",
        )
        for index in range(1, count + 1)
    ]
    return WantedFile([WantedPart(payments)], version)


def written(wanted: WantedFile) -> bytes:
    """The message's bytes, one element of a payment a line."""
    version = wanted.version
    payments = [one for part in wanted.parts for one in part.payments]
    count = str(len(payments)) if wanted.count is None else wanted.count
    total = summed(payments) if wanted.total is None else wanted.total
    head = (
        f"<GrpHdr><MsgId>{escape(wanted.message_id)}</MsgId><CreDtTm>2030-05-07T09:30:00</CreDtTm>"
        f"<NbOfTxs>{count}</NbOfTxs>{_maybe('CtrlSum', total)}"
        f"<InitgPty><Nm>{escape(wanted.sender)}</Nm></InitgPty></GrpHdr>\n"
    )
    parts = "".join(_part(part, version) for part in wanted.parts)
    return (
        f'{wanted.lead}{wanted.between}<Document xmlns="{version.namespace}">\n<{version.initiation}>\n{head}{parts}'
        f"</{version.initiation}>\n</Document>\n"
    ).encode()


def summed(payments: Sequence[Wanted]) -> str:
    """The control sum of amounts with two decimals."""
    fen = sum(int(one.amount.replace(".", "")) for one in payments)
    return f"{fen // 100}.{fen % 100:02}"


def _maybe(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _part(part: WantedPart, version: Version) -> str:
    is_transfer = version.kind is FileKind.PAYMENTS
    own = "Dbtr" if is_transfer else "Cdtr"
    count = str(len(part.payments)) if part.count is None else part.count
    total = summed(part.payments) if part.total is None else part.total
    kind = "<PmtTpInf><CtgyPurp><Cd>SALA</Cd></CtgyPurp></PmtTpInf>" if part.is_salary else ""
    moment = f"<DtTm>{part.moment}</DtTm>" if part.moment else f"<Dt>{part.day}</Dt>"
    day = moment if version.has_choice_of_day else part.day
    firm = f"<CdtrSchmeId>{_firm(part.firm)}</CdtrSchmeId>" if part.firm else ""
    payments = "".join(_payment(one, version) for one in part.payments)
    return (
        f"<PmtInf><PmtInfId>{escape(part.number)}</PmtInfId>"
        f"<PmtMtd>{part.method or ('TRF' if is_transfer else 'DD')}</PmtMtd>{_maybe('NbOfTxs', count)}"
        f"{_maybe('CtrlSum', total)}{kind}<{version.day}>{day}</{version.day}><{own}><Nm>{NAMES[0]}</Nm></{own}>"
        f"<{own}Acct><Id><Othr><Id>{part.account}</Id></Othr></Id></{own}Acct>"
        f"<{own}Agt><FinInstnId><Othr><Id>DEMO</Id></Othr></FinInstnId></{own}Agt>{firm}\n{payments}</PmtInf>\n"
    )


def _firm(number: str) -> str:
    return f"<Id><PrvtId><Othr><Id>{number}</Id></Othr></PrvtId></Id>"


def _payment(one: Wanted, version: Version) -> str:
    is_transfer = version.kind is FileKind.PAYMENTS
    other = "Cdtr" if is_transfer else "Dbtr"
    amount = f'<InstdAmt Ccy="{one.currency}">{one.amount}</InstdAmt>'
    clearing = f"<ClrSysMmbId><MmbId>{one.bank_number}</MmbId></ClrSysMmbId>" if one.bank_number else ""
    bank = _maybe(version.bic, one.bic) + clearing + _maybe("Nm", one.bank_name)
    bank = bank or ("" if is_transfer else "<Othr><Id>DEMO</Id></Othr>")
    agent = f"<{other}Agt><FinInstnId>{bank}</FinInstnId></{other}Agt>\n" if bank else ""
    mandate = f"<MndtRltdInf><MndtId>{one.contract}</MndtId></MndtRltdInf>" if one.contract else ""
    scheme = f"<CdtrSchmeId>{_firm(one.firm)}</CdtrSchmeId>" if one.firm else ""
    collection = f"<DrctDbtTx>{mandate}{scheme}</DrctDbtTx>\n" if mandate or scheme else ""
    account = _maybe("IBAN", one.iban) or f"<Othr>{_maybe('Id', one.account)}</Othr>"
    purpose = "".join(_maybe("Ustrd", line) for line in one.purpose)
    remittance = f"<RmtInf>{purpose}</RmtInf>\n" if purpose else ""
    return (
        f"<{version.payment}>\n<PmtId>{_maybe('InstrId', one.sender_number)}{_maybe('EndToEndId', one.end_to_end)}"
        f"</PmtId>\n{f'<Amt>{amount}</Amt>' if is_transfer else amount}\n{collection}{agent}"
        f"<{other}>{_maybe('Nm', one.name)}</{other}>\n<{other}Acct><Id>{account}</Id></{other}Acct>\n{remittance}"
        f"{one.extra}</{version.payment}>\n"
    )
