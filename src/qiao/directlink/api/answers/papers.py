"""Receipts of a day's lines, the number of an instruction's receipt, and the answer "agrees" to balance statements."""

from datetime import date, timedelta

from django.utils.timezone import localtime

from qiao.directlink.actions import errands
from qiao.directlink.api.answers.accounts import attachment
from qiao.directlink.api.answers.asked import Asking, Outcome, inner, refusal, told
from qiao.directlink.api.answers.batches import item_state, item_words
from qiao.directlink.api.answers.payments import payee_info, payer_info, server_number, state_info, voucher, yuan
from qiao.directlink.models import Errand
from qiao.directlink.queries import accounts, instructions, parties
from qiao.directlink.rules import parameters
from qiao.directlink.rules.fox.codes import Code
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.orders import Form
from qiao.ground.periods import month_period
from qiao.office import queries as office

RECEIPT_OF = {"1": {Form.SINGLE, Form.FAST}, "2": {Form.BATCH, Form.BATCH_LATER}, "3": {Form.PAYROLL}}
WAITS, DONE = "0", "2"
DAY = timedelta(days=1)
PAGE = 100
NO_TASK = "没有该任务"


def make_receipts(request: Request, asking: Asking) -> Outcome:
    """ELECTRONICRECEIPT: have the receipts of an account's day made; one task for an account and day."""
    body = inner(request)
    day = date.fromisoformat(body.text("RECEIPTDATE"))
    row = accounts.account_for(asking.customer_number, asking.caller.operator_id, body.text("ACCTID"))
    wanted = errands.Wanted(request.trnuid, errands.RECEIPTS, row.number, day.isoformat())
    errand, _was_there = errands.ask(wanted, asking.caller, at=asking.at, alone=True)
    return told(
        request,
        {
            "ACCTID": errand.account,
            "CRE_TIME": f"{localtime(errand.made_at):%Y-%m-%d %H:%M:%S}",
            "CLT_REF_NO": errand.number,
            "STATUS": DONE if errand.state == "done" else WAITS,
        },
    )


def fetch_receipts(request: Request, asking: Asking) -> Outcome:
    """ASYNRECEIPTINFO: the receipts of a task, a page at a time; a file's name is its line's number."""
    errand = _errand(asking, inner(request).text("CLT_REF_NO"), errands.RECEIPTS)
    if errand is None:
        return refusal(request, Code.REFUSED, NO_TASK)
    day = date.fromisoformat(errand.period)
    lines = accounts.lines_of(errand.account, since=day, until=day + DAY)
    number = int(inner(request).text("@PAGE") or 1)
    page = accounts.page_of(lines, number, size=PAGE)
    is_done = errand.state == "done"
    files = [
        {"SEQ": str(place), "FILE_ID": str(line.pk), "FILE_NAME": f"{attachment(line)}.pdf"}
        for place, line in enumerate(page.lines, start=(number - 1) * PAGE + 1)
    ]
    made = localtime(errand.made_at).date()
    kept_days = office.parameter(parameters.RECEIPTS_KEPT.name, on=made)
    return told(
        request,
        {
            "@MORE": "Y" if is_done and page.more else "N",
            "STATUS": DONE if is_done else WAITS,
            "SRVC_NO": str(errand.pk).zfill(12),
            "FILESUM": str(lines.count()) if is_done else None,
            "ACCTID": errand.account,
            "RECEIPT_TYPE": "01",
            "DUE_DATE": (made + timedelta(days=kept_days)).isoformat(),
            "CONTENT": files if is_done else [],
        },
    )


def receipt_number(request: Request, asking: Asking) -> Outcome:
    """RECEIPT: the number of an instruction's receipt, and who made and signed it."""
    found = instructions.by_number(asking.customer_number, request.trnuid)
    forms = {form.value for form in RECEIPT_OF[inner(request).text("BIZTYPE")]}
    if found is None or found.form not in forms or not instructions.is_seen(found, asking.caller.operator_id):
        return refusal(request, Code.GENERAL, "指令不存在")
    payments, content = instructions.payments_of(found), found.content
    signed = [one.operator.name for one in instructions.signings_of(found) if one.verdict == "signed" and one.counts]
    items = [
        {
            "INDX": str(payment.index),
            "ACCTTO": payee_info(item),
            "TRNAMT": yuan(payment.amount_fen),
            "STATUS": item_state(found, payment),
            "MSG": item_words(payment),
        }
        for payment, item in zip(payments, content["items"], strict=True)
    ]
    return told(
        request,
        {
            "RECEIPTNO": f"R{server_number(found)}",
            "SRVRID": server_number(found),
            "ACCTFROM": payer_info(found),
            "TOTALCOUNT": str(found.count),
            "TOTALAMOUNT": yuan(found.total_fen),
            "CHEQUENUM": voucher(found),
            "CURSYM": "RMB",
            "PURPOSE": content["purpose"],
            "DTDUE": content["due"] or localtime(found.made_at).date().isoformat(),
            "MEMO": content["memo"] or None,
            "XFERINFO": items,
            "SUBMITOR": found.maker.name,
            "CHECKER": signed[0] if signed[1:] else None,
            "GRANTOR": signed[-1] if signed else None,
            "XFERPRCSTS": state_info(found, payments),
        },
    )


def agree(request: Request, asking: Asking) -> Outcome:
    """BATCHCHECK: say that balance statements of a month agree; the same number again tells how it stands."""
    body = inner(request)
    said = body.text("RECONCILEDATE")
    month = f"{said[:4]}-{said[4:]}"
    account = body.text("RECONCILEACCOUNT")
    if account:
        accounts.account_for(asking.customer_number, asking.caller.operator_id, account)
    elif not any(grant.account == "" for grant in parties.grants_of(asking.caller.operator_id)):
        return refusal(request, Code.NOT_PERMITTED)
    wanted = errands.Wanted(request.trnuid, errands.AGREES, account, month)
    errand, _was_there = errands.ask(wanted, asking.caller, at=asking.at, alone=True)
    result = "处理完成" if errand.state == "done" else "处理中"
    return told(request, {"PAYMENTDAYS": said, "RECONCILERESULT": result})


def ask_agreed(request: Request, asking: Asking) -> Outcome:
    """BATCHCHECKQUERY: which accounts a task has agreed to, with their balances at the month's end."""
    errand = _errand(asking, inner(request).text("CLT_REF_NO"), errands.AGREES)
    if errand is None:
        return refusal(request, Code.REFUSED, NO_TASK)
    if errand.state != "done":
        return refusal(request, Code.REFUSED, "处理中，请稍后查询")
    month = month_period(errand.period)
    rows = accounts.accounts_of(asking.customer_number, asking.caller.operator_id)
    rows = [row for row in rows if errand.account in {"", row.number}]
    number = int(inner(request).text("@PAGE") or 1)
    shown = rows[(number - 1) * PAGE : number * PAGE]
    assert errand.done_at is not None, "what is done has its moment"
    return told(
        request,
        {
            "@MORE": "Y" if len(rows) > number * PAGE else "N",
            "BATCHNUM": str(errand.pk).zfill(12),
            "RECONCILEDATE": f"{month.since:%Y%m}",
            "EXCUTETIME": f"{localtime(errand.done_at):%Y-%m-%d %H:%M:%S}",
            "EXCUTERESULT": "处理成功",
            "CONTENT": [
                {
                    "RECONCILEACCT": row.number,
                    "ACCTNAME": row.name[:60],
                    "CURRENCYTYPE": "人民币",
                    "ACCTBALANCE": yuan(accounts.balance_before(row.number, month.until)),
                    "RECONCILERESULT": "相符",
                }
                for row in shown
            ],
        },
    )


def _errand(asking: Asking, number: str, kind: str) -> Errand | None:
    found = Errand.objects.filter(enterprise_id=asking.customer_number, number=number, kind=kind).first()
    if found is None:
        return None
    if found.account:
        accounts.account_for(asking.customer_number, asking.caller.operator_id, found.account)
    return found
