"""Requests to withdraw, for the tests: the whole file, a part, single payments, by made-up firms."""

from qiao.directlink.rules.iso.versions import NAMESPACE

NINTH = f"{NAMESPACE}camt.055.001.09"
GROUP = "<OrgnlMsgId>M1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
CUST = "<CxlRsnInf><Rsn><Cd>CUST</Cd></Rsn></CxlRsnInf>"
DUPL = "<CxlRsnInf><Rsn><Prtry>付重了</Prtry></Rsn><AddtlInf>演示</AddtlInf></CxlRsnInf>"


def request(underlying: str, *, namespace: str = NINTH, control: str = "") -> bytes:
    """A request that withdraws so much."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{namespace}">\n<CstmrPmtCxlReq>\n'
        "<Assgnmt><Id>C20300508-1</Id><Assgnr><Pty><Nm>演示云杉贸易有限公司</Nm></Pty></Assgnr>"
        "<Assgne><Agt><FinInstnId><Nm>演示银行</Nm></FinInstnId></Agt></Assgne>"
        f"<CreDtTm>2030-05-08T10:00:00</CreDtTm></Assgnmt>\n{control}<Undrlyg>\n{underlying}</Undrlyg>\n"
        "</CstmrPmtCxlReq>\n</Document>\n"
    ).encode()


def whole(mark: str = "<GrpCxl>true</GrpCxl>") -> str:
    """The whole file, or only its name where the mark is left out."""
    return f"<OrgnlGrpInfAndCxl>{GROUP}{mark}{CUST}</OrgnlGrpInfAndCxl>\n"


def part(inside: str, *, group: str = f"<OrgnlGrpInf>{GROUP}</OrgnlGrpInf>") -> str:
    """A part, or payments of it."""
    return f"<OrgnlPmtInfAndCxl><OrgnlPmtInfId>P1</OrgnlPmtInfId>{group}{inside}</OrgnlPmtInfAndCxl>\n"


def payment(end_to_end: str, reason: str = "") -> str:
    """A single payment of a part."""
    number = f"<OrgnlEndToEndId>{end_to_end}</OrgnlEndToEndId>"
    amount = '<OrgnlInstdAmt Ccy="CNY">7.00</OrgnlInstdAmt>'
    return f"<TxInf><CxlId>X-{end_to_end}</CxlId>{number}{amount}{reason}</TxInf>\n"
