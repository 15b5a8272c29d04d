"""Batches at once and in the background, and payroll."""

from datetime import date
from typing import Any

from qiao.directlink.actions.taking import take
from qiao.directlink.api.answers.asked import Asking, Outcome, inner, of_instruction, refusal, told
from qiao.directlink.api.answers.payments import (
    item_of,
    payee_info,
    payer_info,
    reason_words,
    server_number,
    state_info,
    voucher,
    yuan,
)
from qiao.directlink.models import Instruction, Payment
from qiao.directlink.queries import instructions
from qiao.directlink.rules.fox import itemlines
from qiao.directlink.rules.fox.codes import Code
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import TEXT, Part
from qiao.directlink.rules.fox.telling import SUCCESS, state_of, wage_result
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.orders import Business, Form, Item, Order
from qiao.directlink.rules.states import State

BUSINESS = {"0": Business.PAYMENT, "1": Business.EXPENSE, "2": Business.PAYMENT, "3": Business.EXPENSE}


def pay_batch(request: Request, asking: Asking) -> Outcome:
    """RBATCHTRSFR: up to a hundred payments; without a body what became of them."""
    if request.body is None:
        return _again(request, asking, form=Form.BATCH, tell=_batch)
    body = request.body
    items = tuple(
        item_of(
            int(one.text("INDX")),
            one.part("ACCTTO"),
            amount_fen=one.fen("TRNAMT") or 0,
            purpose=one.text("USE"),
            memo=one.text("REMARK"),
        )
        for one in body.parts("XFERINFO")
    )
    order = _order(request.trnuid, body, items=items, form=Form.BATCH)
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(request, taken.instruction, _batch, is_replay=taken.is_replay)


def pay_later(request: Request, asking: Asking) -> Outcome:
    """ASYNBATCHTRSFR: lines of payments, worked off in the background; the conditions refuse all for one bad line."""
    if request.body is None:
        return _again(request, asking, form=Form.BATCH_LATER, tell=_later)
    body = request.body
    asked = itemlines.read_items(body.text("XFERINFOTEXT"))
    items = tuple(
        Item(
            index=int(one.number),
            account=one.account,
            name=one.name,
            amount_fen=one.asked_fen,
            here=one.is_at_bank,
            same_city=one.is_same_city,
            bank_name="" if one.is_at_bank else one.bank,
            bank_number="" if one.is_at_bank else one.bank_number,
            city=one.address,
            purpose=one.purpose,
            memo=one.memo,
        )
        for one in asked
    )
    order = _order(request.trnuid, body, items=items, form=Form.BATCH_LATER)
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(request, taken.instruction, _later, is_replay=taken.is_replay)


def pay_wages(request: Request, asking: Asking) -> Outcome:
    """RPAYOFF: one debit, many wages; without a body what became of them."""
    if request.body is None:
        return _again(request, asking, form=Form.PAYROLL, tell=_wages)
    said = request.body.part("RPAYOFFINFO")
    items = tuple(
        Item(int(one.text("INDX")), one.text("ACCTID"), one.text("ACCTNAME"), one.fen("TRNAMT") or 0)
        for one in said.parts("RPAYOFFLIST/RPAYOFF")
    )
    due = said.text("DTDUE")
    order = Order(
        number=request.trnuid,
        form=Form.PAYROLL,
        account=said.text("ACCTFROM/ACCTID"),
        items=items,
        memo=said.text("REMARK"),
        title=said.text("TITLE"),
        code=said.text("DESCRIPTION"),
        due=date.fromisoformat(due) if due else None,
        said={"CHEQUENUM": said.text("CHEQUENUM")} if said.text("CHEQUENUM") else {},
    )
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(request, taken.instruction, _wages, is_replay=taken.is_replay)


def ask_wages(request: Request, asking: Asking) -> Outcome:
    """RPAYOFFINQ: what became of a payroll by its client's number."""
    found = _of_form(asking, inner(request).text("CLIENTREF"), Form.PAYROLL)
    return refusal(request, Code.GENERAL, "指令不存在") if found is None else told(request, _wages(found))


def _order(number: str, body: Part, *, items: tuple[Item, ...], form: Form) -> Order:
    due = body.text("DTDUE")
    return Order(
        number=number,
        form=form,
        account=body.text("ACCTFROM/ACCTID"),
        items=items,
        purpose=body.text("PURPOSE"),
        memo=body.text("MEMO"),
        title=body.text("TITLE"),
        due=date.fromisoformat(due) if due else None,
        business=BUSINESS[body.text("BIZTYPE")],
        said={tag: body.text(tag) for tag in ("CHEQUENUM", "BIZTYPE") if body.text(tag)},
    )


def _again(request: Request, asking: Asking, *, form: Form, tell: Any) -> Outcome:
    """The same number without a body."""
    found = _of_form(asking, request.trnuid, form)
    if found is None:
        return refusal(request, Code.GENERAL, "指令不存在")
    return of_instruction(request, found, tell, is_replay=True)


def _of_form(asking: Asking, number: str, form: Form) -> Instruction | None:
    found = instructions.by_number(asking.customer_number, number)
    if found is None or found.form != form.value or not instructions.is_seen(found, asking.caller.operator_id):
        return None
    return found


def _head(instruction: Instruction) -> dict[str, object]:
    content = instruction.content
    return {
        "TITLE": content["title"] or None,
        "ACCTFROM": payer_info(instruction),
        "BIZTYPE": content["said"].get("BIZTYPE", "0"),
        "TOTALCOUNT": str(instruction.count),
        "TOTALAMOUNT": yuan(instruction.total_fen),
        "CURSYM": "RMB",
        "PURPOSE": content["purpose"],
        "MEMO": content["memo"] or None,
    }


def _batch(instruction: Instruction) -> dict[str, object]:
    payments = instructions.payments_of(instruction)
    return {
        **_head(instruction),
        "CHEQUENUM": voucher(instruction),
        "DTDUE": instruction.content["due"],
        "XFERINFO": [
            {
                "INDX": str(payment.index),
                "ACCTTO": payee_info(item),
                "TRNAMT": yuan(payment.amount_fen),
                "USE": item["purpose"] or None,
                "REMARK": item["memo"] or None,
                "STATUS": item_state(instruction, payment),
                "ERRMSG": item_words(payment),
            }
            for payment, item in zip(payments, instruction.content["items"], strict=True)
        ],
        "XFERPRCSTS": state_info(instruction, payments),
    }


def _later(instruction: Instruction) -> dict[str, object]:
    payments = instructions.payments_of(instruction)
    body = {**_head(instruction), "XFERPRCSTS": state_info(instruction, payments)}
    if instruction.state == State.SCHEDULED.value:
        return body
    lines = (
        (_line(item), item_state(instruction, payment), item_words(payment) or "")
        for payment, item in zip(payments, instruction.content["items"], strict=True)
    )
    return body | {"XFERINFOTEXT": {"@size": str(len(payments)), TEXT: itemlines.write_items(lines)}}


def _line(item: dict[str, Any]) -> itemlines.Item:
    """A line as it was asked for."""
    fields = (
        *(str(item["index"]), item["account"], item["name"], "Y" if item["here"] else "N"),
        *("Y" if item["same_city"] else "N", item["bank_number"], item["bank_name"], item["city"]),
        *(yuan(item["amount_fen"]), item["purpose"], item["memo"]),
    )
    return itemlines.Item(itemlines.BAR.join(fields) + itemlines.BAR)


def _wages(instruction: Instruction) -> dict[str, object]:
    payments, content = instructions.payments_of(instruction), instruction.content
    return {
        "SRVRID": server_number(instruction),
        "RPAYOFFINFO": {
            "ACCTFROM": payer_info(instruction),
            "TITLE": content["title"],
            "DESCRIPTION": content["code"],
            "TOTALCOUNT": str(instruction.count),
            "TOTALAMOUNT": yuan(instruction.total_fen),
            "CHEQUENUM": voucher(instruction),
            "CURSYM": "RMB",
            "DTDUE": content["due"],
            "REMARK": content["memo"] or None,
            "RPAYOFFLIST": {
                "RPAYOFF": [
                    {
                        "INDX": str(payment.index),
                        "ACCTNAME": payment.other_name,
                        "ACCTID": payment.other_account,
                        "TRNAMT": yuan(payment.amount_fen),
                        "STATUS": wage_result(State(payment.state), Reason(payment.reason) if payment.reason else None),
                        "ERRMSG": item_words(payment),
                    }
                    for payment in payments
                ]
            },
        },
        "XFERPRCSTS": state_info(instruction, payments),
    }


def item_state(instruction: Instruction, payment: Payment) -> str:
    """The state of one payment of a batch."""
    form = Form(instruction.form)
    state = state_of(State(payment.state), form, routes={payment.route}, is_wished=bool(instruction.content["due"]))
    if payment.state == State.LODGED.value:
        return str(state_info(instruction, [payment])["XFERPRCCODE"])
    return state.value


def item_words(payment: Payment) -> str | None:
    """What is said of one payment of a batch."""
    if payment.state == State.PAID.value:
        return SUCCESS
    return reason_words(payment) or None
