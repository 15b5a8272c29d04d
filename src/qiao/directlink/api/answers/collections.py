"""Collections: one by GATHER, many by FBBATCHGATHER, and the questions what became of them."""

from dataclasses import replace

from qiao.directlink.actions.taking import take
from qiao.directlink.api.answers.asked import Asking, Outcome, inner, of_instruction, refusal, told
from qiao.directlink.api.answers.batches import item_words
from qiao.directlink.api.answers.payments import server_number, state_info, voucher, yuan
from qiao.directlink.models import Instruction
from qiao.directlink.queries import instructions
from qiao.directlink.rules.fox.codes import Code
from qiao.directlink.rules.fox.collecting import OTHER_BANK_WAYS
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import Part
from qiao.directlink.rules.fox.telling import collection_result
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.states import State

PAY_OUT, SELF_PAID = "0", "2"
DAYS_USUAL, PAGE_ITEMS = "3", 100
SAID = ("SUMM", "LIMITDAYS", "TRNTYPE", "CHEQUENUM", "USE")
OF_ITEM = ("PAYMODE", "BIZCODE0", "BIZCODE1", "BIZCODE2")


def collect(request: Request, asking: Asking) -> Outcome:
    """GATHER: one collection; without a body what became of it."""
    if request.body is None:
        found = _of_number(asking, request.trnuid)
        if found is None:
            return refusal(request, Code.GENERAL, "指令不存在")
        return of_instruction(request, found, _collected, is_replay=True)
    said = request.body.part("GATHERINFO")
    if said.text("TRNTYPE") == PAY_OUT or said.text("PAYINFO/PAYMODE") == SELF_PAID:
        return refusal(request, Code.REFUSED, "不支持的托收方式")
    order = _order(request.trnuid, said, account=said.text("ACCTTO/ACCTID"), payers=(said.part("PAYINFO"),))
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(request, taken.instruction, _collected, is_replay=taken.is_replay)


def collect_batch(request: Request, asking: Asking) -> Outcome:
    """FBBATCHGATHER: many collections; its answer tells the state alone."""
    body = inner(request)
    modes = {one.text("PAYMODE") for one in body.parts("GATHERINFO")}
    if body.text("TRNTYPE") == PAY_OUT or SELF_PAID in modes:
        return refusal(request, Code.REFUSED, "不支持的托收方式")
    order = _order(request.trnuid, body, account=body.text("ACCTID"), payers=body.parts("GATHERINFO"))
    order = replace(order, purpose=body.text("USE"), said={**order.said, "batch": "1"})
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(
        request, taken.instruction, lambda one: {"XFERPRCSTS": state_info(one)}, is_replay=taken.is_replay
    )


def ask_batch(request: Request, asking: Asking) -> Outcome:
    """FBBATCHSTMT: a batch of collections with a page of its items."""
    body = inner(request)
    found = _of_number(asking, body.text("CLIENTREF"))
    if found is None:
        return refusal(request, Code.GENERAL, "指令不存在")
    content, said = found.content, found.content["said"]
    payments = instructions.payments_of(found)
    start = (int(body.text("@PAGE") or 1) - 1) * PAGE_ITEMS
    shown = list(zip(payments, content["items"], strict=True))[start : start + PAGE_ITEMS]
    if not shown:
        return refusal(request, Code.NO_DETAILS)
    items = [
        {
            **_item_info(item, said),
            "MEMO": item["memo"],
            "RESULT": collection_result(State(payment.state)),
            "ERRMSG": item_words(payment) or "",
        }
        for payment, item in shown
    ]
    head = {
        "@MORE": "Y" if start + PAGE_ITEMS < len(payments) else "N",
        "ACPTNO": server_number(found),
        "ACCTID": found.account_id,
        "NAME": found.account.name[:60],
        "FIRMCODE": content["firm"],
        "BIZCODE": content["code"],
        "SUMM": said.get("SUMM"),
        "LIMITDAYS": said.get("LIMITDAYS", DAYS_USUAL),
        "TITLE": content["title"],
        "CHEQUENUM": voucher(found),
        "TRNTYPE": said.get("TRNTYPE", "1"),
        "TOTALCNT": str(found.count),
        "TOTALAMT": yuan(found.total_fen),
        "USE": content["purpose"] or None,
        "MEMO": content["memo"] or None,
        "STATUS": state_info(found, payments)["XFERPRCCODE"],
    }
    return told(request, {**head, "CONTENT": items})


def _order(number: str, said: Part, *, account: str, payers: tuple[Part, ...]) -> Order:
    kept = {tag: said.text(tag) for tag in SAID if said.text(tag)}
    for place, one in enumerate(payers, start=1):
        kept |= {f"{tag}:{place}": one.text(tag) for tag in OF_ITEM if one.text(tag)}
    return Order(
        number=number,
        form=Form.COLLECTION,
        account=account,
        items=tuple(_item(one) for one in payers),
        purpose=payers[0].text("PURPOSE"),
        memo=said.text("MEMO"),
        title=said.text("TITLE"),
        code=said.text("BIZCODE"),
        firm=said.text("FIRMCODE"),
        said=kept,
    )


def _item(payer: Part) -> Item:
    far = payer.text("PAYMODE") in OTHER_BANK_WAYS
    return Item(
        index=int(payer.text("INDX")),
        account=payer.text("ACCTFROM/ACCTID"),
        name=payer.text("ACCTFROM/NAME"),
        amount_fen=payer.fen("APPLYAMT") or 0,
        here=not far,
        bank_name=payer.text("ACCTFROM/BANKDESC") if far else "",
        bank_number=payer.text("ACCTFROM/BANKNUM") if far else "",
        purpose=payer.text("PURPOSE"),
        memo=payer.text("MEMO"),
        contract=payer.text("CONTRACTID"),
    )


def _item_info(item: dict[str, object], said: dict[str, str], place: int = 1) -> dict[str, object]:
    return {
        "INDX": str(item["index"]),
        "CONTRACTID": item["contract"],
        "ACCTFROM": {
            "ACCTID": item["account"],
            "NAME": item["name"],
            "BANKDESC": item["bank_name"] or None,
            "BANKNUM": item["bank_number"] or None,
        },
        "PAYMODE": said.get(f"PAYMODE:{place}", "0"),
        "APPLYAMT": yuan(int(str(item["amount_fen"]))),
        "PURPOSE": item["purpose"],
        **{tag: said[f"{tag}:{place}"] for tag in OF_ITEM[1:] if f"{tag}:{place}" in said},
    }


def _of_number(asking: Asking, number: str) -> Instruction | None:
    found = instructions.by_number(asking.customer_number, number)
    is_one = found is not None and found.form == Form.COLLECTION.value
    return found if is_one and found and instructions.is_seen(found, asking.caller.operator_id) else None


def _collected(instruction: Instruction) -> dict[str, object]:
    content, said = instruction.content, instruction.content["said"]
    payment = instructions.payments_of(instruction)[0]
    (item,) = content["items"]
    paid = payment.state == State.PAID.value
    return {
        "GATHERINFO": {
            "ACCEPTNO": server_number(instruction),
            "ACCTTO": {"ACCTID": instruction.account_id, "NAME": instruction.account.name},
            "FIRMCODE": content["firm"],
            "BIZCODE": content["code"],
            "SUMM": said.get("SUMM"),
            "LIMITDAYS": said.get("LIMITDAYS", DAYS_USUAL),
            "TITLE": content["title"] or None,
            "MEMO": content["memo"] or None,
            "CHEQUENUM": voucher(instruction),
            "PAYINFO": {
                **_item_info(item, said),
                "PAYAMT": yuan(payment.amount_fen) if paid else None,
                "RESULT": collection_result(State(payment.state)),
                "MSG": (item_words(payment) or "")[:60] or None,
            },
        },
        "XFERPRCSTS": state_info(instruction, [payment]),
    }
