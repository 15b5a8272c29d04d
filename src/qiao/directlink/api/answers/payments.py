"""Single payments: XFER, fast transfers, and the questions what became of them."""

from datetime import date

from django.utils.timezone import localtime

from qiao.directlink.actions.taking import take
from qiao.directlink.api.answers.asked import Asking, Outcome, inner, of_instruction, refusal, told
from qiao.directlink.models import Instruction, Payment
from qiao.directlink.queries import instructions
from qiao.directlink.rules.fox.codes import Code
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import Part
from qiao.directlink.rules.fox.telling import REASONS, UNKNOWN_WORDS, state_of
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.states import State
from qiao.ground.money import text_of_scaled

SINGLE = frozenset({Form.SINGLE.value, Form.FAST.value})
NUMBER_DIGITS, VOUCHER_DIGITS = 12, 7


def pay(request: Request, asking: Asking) -> Outcome:
    """XFER: one payment, to whoever it may be."""
    order = single_order(request.trnuid, inner(request).part("XFERINFO"), Form.SINGLE)
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(request, taken.instruction, _paid, is_replay=taken.is_replay)


def pay_fast(request: Request, asking: Asking) -> Outcome:
    """ICTRANSFER: one payment without workflow or limit; without a body what became of it."""
    if request.body is None:
        found = _found(asking, request.trnuid)
        if found is None:
            return refusal(request, Code.GENERAL, "指令不存在")
        return of_instruction(request, found, _fast, is_replay=True)
    order = single_order(request.trnuid, request.body.part("XFERINFO"), Form.FAST)
    taken = take(order, asking.caller, at=asking.at, core=asking.core)
    return of_instruction(request, taken.instruction, _fast, is_replay=taken.is_replay)


def ask(request: Request, asking: Asking) -> Outcome:
    """XFERINQ and ICTRANSFERINQ: what became of a payment by its client's number."""
    found = _found(asking, inner(request).text("CLIENTREF"))
    if found is None:
        return refusal(request, Code.GENERAL, "指令不存在")
    tag = "SRVRTID" if request.interface == "XFERINQ" else "SRVRID"
    number = server_number(found)
    one = {tag: number, "XFERINFO": payment_info(found), "XFERPRCSTS": state_info(found)}
    return told(request, {"XFERLIST": {"@MORE": "N", "FROM": number, "TO": number, "XFER": [one]}})


def ask_core(request: Request, asking: Asking) -> Outcome:
    """INQSTATE: the core's own result of a payment."""
    body = inner(request)
    found = (
        _found(asking, body.text("CLIENTREF")) if body.text("CLIENTREF") else _by_server(asking, body.text("SRVRID"))
    )
    if found is None:
        return told(request, {"CORERESULT": "0"})
    results = {State.PAID.value: "Y", State.FAILED.value: "F", State.CANCELLED.value: "F", State.EXPIRED.value: "F"}
    status = results.get(found.state, "1")
    return told(
        request,
        {
            "XFERINFO": {"SRVRID": server_number(found), **payment_info(found)},
            "CORERESULT": "2" if status == "F" else "1",
            "CORESTATUS": status,
        },
    )


def single_order(number: str, said: Part, form: Form) -> Order:
    """The order that a payment's particulars say."""
    due = said.text("DTDUE")
    return Order(
        number=number,
        form=form,
        account=said.text("ACCTFROM/ACCTID"),
        items=(item_of(1, said.part("ACCTTO"), amount_fen=said.fen("TRNAMT") or 0),),
        purpose=said.text("PURPOSE"),
        memo=said.text("MEMO"),
        due=date.fromisoformat(due) if due else None,
        wished=said.text("PMTMODE"),
        said={tag: said.text(tag) for tag in ("CHEQUENUM",) if said.text(tag)},
    )


def item_of(index: int, payee: Part, *, amount_fen: int, purpose: str = "", memo: str = "") -> Item:
    """One payment to a payee; INTERBANK=Y means that the payee is at this bank."""
    bank = payee.text("BANKDESC")
    here = payee.text("@INTERBANK") == "Y" if payee.text("@INTERBANK") else not bank
    return Item(
        index=index,
        account=payee.text("ACCTID"),
        name=payee.text("NAME"),
        amount_fen=amount_fen,
        here=here,
        same_city=payee.text("@LOCAL") != "N",
        bank_name="" if here else bank,
        bank_number="" if here else payee.text("BANKNUM"),
        city=payee.text("CITY"),
        purpose=purpose,
        memo=memo,
    )


def _found(asking: Asking, number: str) -> Instruction | None:
    found = instructions.by_number(asking.customer_number, number)
    return (
        found
        if found is not None and found.form in SINGLE and instructions.is_seen(found, asking.caller.operator_id)
        else None
    )


def _by_server(asking: Asking, number: str) -> Instruction | None:
    found = instructions.by_id(asking.customer_number, int(number or 0))
    return (
        found
        if found is not None and found.form in SINGLE and instructions.is_seen(found, asking.caller.operator_id)
        else None
    )


def _paid(instruction: Instruction) -> dict[str, object]:
    return {
        "SRVRID": server_number(instruction),
        "XFERINFO": payment_info(instruction),
        "XFERPRCSTS": state_info(instruction),
        "CLIENTREF": instruction.number,
    }


def _fast(instruction: Instruction) -> dict[str, object]:
    return {
        "SRVRID": server_number(instruction),
        "XFERINFO": payment_info(instruction),
        "XFERPRCSTS": state_info(instruction),
    }


def server_number(instruction: Instruction) -> str:
    """The bank's number of an instruction: twelve digits."""
    return str(instruction.pk).zfill(NUMBER_DIGITS)


def voucher(instruction: Instruction) -> str:
    """The number of the voucher: the client's, else the last seven digits of the bank's own."""
    return str(
        instruction.content["said"].get("CHEQUENUM") or str(instruction.pk).zfill(VOUCHER_DIGITS)[-VOUCHER_DIGITS:]
    )


def payment_info(instruction: Instruction) -> dict[str, object]:
    """The particulars of a single payment as they were accepted: names filled in, a day where none was wished."""
    content = instruction.content
    (item,) = content["items"]
    return {
        "ACCTFROM": payer_info(instruction),
        "ACCTTO": payee_info(item),
        "CHEQUENUM": voucher(instruction),
        "CURSYM": "RMB",
        "TRNAMT": yuan(item["amount_fen"]),
        "PMTMODE": content["wished"] or None,
        "PURPOSE": content["purpose"],
        "DTDUE": content["due"] or localtime(instruction.made_at).date().isoformat(),
        "MEMO": content["memo"] or None,
    }


def payer_info(instruction: Instruction) -> dict[str, object]:
    """Who pays, with the name of the account."""
    return {"ACCTID": instruction.account_id, "NAME": instruction.account.name[:50]}


def payee_info(item: dict[str, object]) -> dict[str, object]:
    """Who is paid."""
    return {
        "@INTERBANK": "Y" if item["here"] else "N",
        "@LOCAL": "Y" if item["same_city"] else "N",
        "ACCTID": item["account"],
        "NAME": item["name"],
        "BANKDESC": item["bank_name"] or None,
        "BANKNUM": item["bank_number"] or None,
        "CITY": item["city"] or None,
    }


def state_info(instruction: Instruction, payments: list[Payment] | None = None) -> dict[str, str | None]:
    """Where an instruction stands, since when, and why where it failed."""
    known = instructions.payments_of(instruction) if payments is None else payments
    state = state_of(
        State(instruction.state),
        Form(instruction.form),
        routes={one.route for one in known},
        is_wished=bool(instruction.content["due"]),
    )
    words = instruction.words or (UNKNOWN_WORDS if instruction.state == State.UNKNOWN.value else "")
    if instruction.form in SINGLE and known and known[0].state == State.FAILED.value:
        words = reason_words(known[0])
    return {
        "XFERPRCCODE": state.value,
        "DTXFERPRC": f"{localtime(instruction.state_at):%Y-%m-%d %H:%M:%S}",
        "MESSAGE": words or None,
    }


def reason_words(payment: Payment) -> str:
    """Why a payment failed: the other side's words where it has said any."""
    return payment.words or (REASONS[Reason(payment.reason)] if payment.reason else "")


def yuan(fen: int) -> str:
    """A sum as the interface writes it."""
    return text_of_scaled(fen, places=2)
