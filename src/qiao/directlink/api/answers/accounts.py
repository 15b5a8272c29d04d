"""Accounts, balances and statements."""

from collections import defaultdict
from datetime import date, timedelta

from django.utils.timezone import localtime

from qiao.directlink.api.answers.asked import Asking, Outcome, inner, refusal, told
from qiao.directlink.api.answers.payments import yuan
from qiao.directlink.models import Entry, LedgerAccount
from qiao.directlink.queries import accounts
from qiao.directlink.rules.fox import records
from qiao.directlink.rules.fox.batches import WAGE_KINDS
from qiao.directlink.rules.fox.codes import Code, Severity, refused
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import TEXT
from qiao.directlink.rules.fox.statements import SECOND
from qiao.directlink.rules.fox.telling import ROUTES, SUMMARIES
from qiao.directlink.rules.ledger import AccountState
from qiao.ground.refusals import Refusal

DAY = timedelta(days=1)
SIDES = {"0": "debit", "1": "credit"}
FILE_LINES_USUAL = 100
ORDINARY, BASIC = "0", "1"
STATES = {AccountState.OPEN.value: "1", AccountState.FROZEN.value: "4", AccountState.CLOSED.value: "2"}


def current_account(request: Request, asking: Asking) -> Outcome:
    """CURRACCTQUERY: a current account and its balances."""
    row = _seen(request, asking)
    return told(
        request,
        {
            "ACCTID": row.number,
            "NAME": row.name[:60],
            "STATUS": "0" if row.state == AccountState.CLOSED.value else "1",
            "ACCTTYPE": ORDINARY,
            "BALAMT": yuan(row.booked_fen),
            "AVAILBAL": yuan(accounts.available_fen(row)),
            "CURRENCY": row.currency,
            "OPENDAT": row.opened_on.isoformat(),
            "CTRLLMT": yuan(row.held_fen),
            "FREEZELMT": yuan(row.frozen_fen),
        },
    )


def account(request: Request, asking: Asking) -> Outcome:
    """ACCOUNTQUERY: an account; one that is not there has a code of its own."""
    try:
        row = _seen(request, asking)
    except Refusal as missing:
        if missing.code != "account.unknown_here":
            raise
        return refusal(request, Code.NO_CURRENT_ACCOUNT)
    return told(
        request,
        {
            "ACCTID": row.number,
            "NAME": row.name[:60],
            "ORGID": row.branch or None,
            "ACCTTYPE": BASIC,
            "CURRENCY": row.currency,
            "ISFREEZE": STATES[row.state],
            "ISGATHER": "1",
            "OPENDATE": row.opened_on.isoformat(),
            "BALAREAL": yuan(row.booked_fen),
            "BALAMT": yuan(accounts.available_fen(row)),
        },
    )


def demand_deposit(request: Request, asking: Asking) -> Outcome:
    """DEMANDDEPOSITQUERY: the balance of a current account."""
    row = _seen(request, asking)
    body = {"ACCTID": row.number, "ACCTNAME": row.name[:60], "BALAMT": yuan(row.booked_fen)}
    return told(request, {**body, "DTSTART": row.opened_on.isoformat()})


def history(request: Request, asking: Asking) -> Outcome:
    """HISBALQUERY: the balance at each day's end, and what came and went."""
    said = inner(request).part("HISBALQUERYINFO")
    since, last = date.fromisoformat(said.text("DTSTART")), date.fromisoformat(said.text("DTEND"))
    row = accounts.account_for(asking.customer_number, asking.caller.operator_id, said.text("ACCTID"))
    lines: dict[date, list[Entry]] = defaultdict(list)
    for line in accounts.lines_of(row.number, since=since, until=last + DAY):
        lines[line.on].append(line)
    balance_fen, details = accounts.balance_before(row.number, since), []
    for ahead in range((last - since).days + 1):
        day = since + ahead * DAY
        moved = accounts.moved(lines[day], balance_fen)
        balance_fen = moved.closing_fen
        details.append(
            {
                "HISBALANCE": yuan(balance_fen),
                "DEBITFLOWS": str(sum(line.amount_fen < 0 for line in lines[day])),
                "CREDITFLOWS": str(sum(line.amount_fen > 0 for line in lines[day])),
                "DEBITAMOUNT": yuan(moved.debits_fen),
                "CREDITAMOUNT": yuan(moved.credits_fen),
                "DTFLOW": day.isoformat(),
            }
        )
    head = {"ACCTID": row.number, "ACCTNAME": row.name[:50], "DTSTART": since.isoformat(), "DTEND": last.isoformat()}
    return told(request, {"HISBALQUERYINFO": {**head, "DETAILS": {"DETAIL": details}}})


def statement(request: Request, asking: Asking) -> Outcome:
    """SCUSTSTMT: a page of lines in the shape that the version asks for, and the balances; without days these alone."""
    body = inner(request)
    row = accounts.account_for(asking.customer_number, asking.caller.operator_id, body.text("ACCTFROM/ACCTID"))
    echoed = {tag: body.text(f"ACCTFROM/{tag}") or None for tag in ("NAME", "BANKDESC", "CITY")}
    whole: dict[str, object] = {"CURDEF": "RMB", "ACCTFROM": {"ACCTID": row.number, **echoed}}
    balances = {
        "LEDGERBAL": {"BALAMT": yuan(row.booked_fen), "DTASOF": asking.on.isoformat()},
        "AVAILBAL": {"BALAMT": yuan(accounts.available_fen(row)), "DTASOF": asking.on.isoformat()},
    }
    span = body.part("INCTRAN")
    if not span:
        return told(request, whole | balances)
    since, last = date.fromisoformat(span.text("DTSTART")), date.fromisoformat(span.text("DTEND"))
    rows = accounts.lines_of(
        row.number,
        since=since,
        until=last + DAY,
        side=SIDES.get(span.text("TRNTYPE"), "both"),
        reversals=body.text("SELTYPE") == "3",
    )
    page = accounts.page_of(rows, int(span.text("PAGE") or 1))
    if not page.lines:
        nothing = refused(Code.NO_LINES, severity=Severity.INFO)
        return told(request, whole | balances, status=nothing)
    version = SECOND if body.text("VERSION") == SECOND else ""
    lines = [line_info(line, row, version=version) for line in page.lines]
    days = {"DTSTART": since.isoformat(), "DTEND": last.isoformat()}
    listed = {"TRANLIST": {"@MORE": "Y" if page.more else "N", **days, "STMTTRN": lines}}
    return told(request, whole | listed | balances, version=version)


def line_info(line: Entry, row: LedgerAccount, *, version: str) -> dict[str, object]:
    """One line: the older seventeen elements, and the fourteen of version 2.0 where they are wanted."""
    short, long = summary_of(line.summary)
    old: dict[str, object] = {
        "SRVRTID": serial(line),
        "TRNTYPE": "DEBIT" if line.amount_fen < 0 else "CREDIT",
        "TRNCODE": line.summary,
        "DTACCT": f"{localtime(line.at):%Y-%m-%dT%H:%M:%S}",
        "TRNAMT": yuan(abs(line.amount_fen)),
        "BALAMT": yuan(line.balance_fen or 0),
        "CURRENCY": "RMB",
        "MEMO": f"{short}|{line.purpose}" if line.purpose else short,
        "CORRELATE_ACCTID": line.other_account or None,
        "CORRELATE_NAME": line.other_name or None,
        "CHEQUENUM": line.voucher or None,
        "CORRELATE_BANKNAME": line.other_bank[:50] or None,
        "CORRELATE_BANKCODE": line.other_bank_number[:12] or None,
        "ATTACHINFO": attachment(line),
    }
    if version != SECOND:
        return old
    return old | {
        "MEMO": core_number(line, row) if line.is_reversal else line.memo,
        "HXJYLSBH": core_number(line, row),
        "SUMMNAME": short,
        "SUMMDESC": long,
        "PURPOSE": line.purpose,
        "BRANCHNO": row.branch,
        "CHANNELCODE": line.channel,
        "CASHFLAG": "1",
        "CBBZ": "0",
        "BCZBZ": "0",
        "ROUTECHOICE": ROUTES.get(line.route, "0"),
        "BIZREF": "",
        "TEXT1": "",
        "TEXT2": "",
        "TEXT3": "",
    }


def statement_file(request: Request, asking: Asking) -> Outcome:
    """FSTMT: lines as records of 530 bytes."""
    body = inner(request)
    row = accounts.account_for(asking.customer_number, asking.caller.operator_id, body.text("ACCTFROM/ACCTID"))
    span = body.part("INCTRAN")
    since, last = date.fromisoformat(span.text("DTSTART")), date.fromisoformat(span.text("DTEND"))
    rows = accounts.lines_of(row.number, since=since, until=last + DAY, side=SIDES.get(span.text("TRNTYPE"), "both"))
    rows = accounts.within(rows, least_fen=span.fen("MINAMT"), most_fen=span.fen("MAXAMT"))
    size = int(span.text("NUM") or FILE_LINES_USUAL)
    page = accounts.page_of(rows, int(span.text("PAGE") or 1), size=size)
    if not page.lines:
        return refusal(request, Code.NO_LINES)
    moment = f"{localtime(asking.at):%Y-%m-%d %H:%M:%S}"
    text = records.write_records([_record(line, row) for line in page.lines])
    return told(
        request,
        {
            "ACCTFROM": {"ACCTID": row.number, "NAME": row.name[:60]},
            "TOTAL": str(rows.count()),
            "MORE": "Y" if page.more else "N",
            "TRANLIST": {"@size": str(len(page.lines)), TEXT: text},
            "LEDGERBAL": {"BALAMT": yuan(row.booked_fen), "DTASOF": moment},
            "AVAILBAL": {"BALAMT": yuan(accounts.available_fen(row)), "DTASOF": moment},
        },
    )


def _record(line: Entry, row: LedgerAccount) -> records.Record:
    return records.Record(
        core_number=core_number(line, row),
        voucher_group=str(line.pk)[-10:],
        number_in_group=str(line.line),
        day=f"{line.on:%Y%m%d}",
        time=localtime(line.at).strftime("%H%M%S"),
        area=row.branch[:2],
        office=row.branch[2:],
        teller_serial=serial(line),
        channel=line.channel,
        own_voucher=line.voucher,
        core_customer=row.enterprise_id or "",
        balance=yuan(line.balance_fen or 0),
        amount=yuan(abs(line.amount_fen)),
        cash_flag="1",
        side="0" if line.amount_fen < 0 else "1",
        supplement_flag="0",
        reversed_flag="0",
        summary_code=line.summary,
        other_account=line.other_account,
        other_name=line.other_name,
        other_bank_number=line.other_bank_number,
        other_bank=line.other_bank,
        route=ROUTES.get(line.route, "0"),
        purpose=line.purpose,
        remark=core_number(line, row) if line.is_reversal else line.memo,
    )


def _seen(request: Request, asking: Asking) -> LedgerAccount:
    return accounts.account_for(asking.customer_number, asking.caller.operator_id, inner(request).text("ACCTID"))


def serial(line: Entry) -> str:
    """The teller's serial, which is not unique."""
    return str(line.pk % 10**8).zfill(8)


def attachment(line: Entry) -> str:
    """The number of a line: its day, the group and the number in it, 25 digits; no two lines share it."""
    return f"{line.on:%Y%m%d}{line.pk:011d}{line.line:06d}"


def core_number(line: Entry, row: LedgerAccount) -> str:
    """The core's number of a transaction, which a payment and its fee share; a return names the payment's."""
    payment = line.payment
    if payment is None:
        return f"H{row.branch:0>5}{line.on:%Y%m%d}{line.pk:012d}0000"
    day = localtime(payment.state_at).date() if line.is_reversal else line.on
    return f"H{row.branch:0>5}{day:%Y%m%d}{payment.pk:012d}0001"


def summary_of(code: str) -> tuple[str, str]:
    """The short and the long name of a summary code."""
    wage = WAGE_KINDS.get(code)
    return (wage, wage) if wage else SUMMARIES.get(code, (code, code))
