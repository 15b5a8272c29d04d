"""Receipts of payments that were made: the facts as JSON, and the paper."""

import re

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from qiao.directlink.adapters.receipts import set_receipt
from qiao.directlink.api.rest.door import asking_of
from qiao.directlink.api.rest.problems import PROBLEMS, answers
from qiao.directlink.api.rest.texts import yuan
from qiao.directlink.queries import history, receipts
from qiao.directlink.queries.receipts import Receipt
from qiao.ground import exports
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PDF = "application/pdf"
TRANSFER = re.compile(r"[0-9A-Za-z-]{1,40}", re.ASCII)
router = Router(tags=["receipts"])


class ReceiptAnswer(Schema):
    """What a receipt says; `code` proves it to whoever holds the paper, `digest` is SHA-256 over the facts."""

    number: str
    moment: str
    payer_account: str
    payer_name: str
    payer_bank: str
    payee_account: str
    payee_name: str
    payee_bank: str
    amount: str
    fee: str
    route: str
    purpose: str
    order: str
    code: str
    digest: str
    made_up: bool


@router.get("/receipts/{transfer}", response=answers(ReceiptAnswer), summary="The facts of a receipt")
def facts(request: HttpRequest, transfer: str) -> ReceiptAnswer:
    """By the bank's number of a payment (`transfer` of a payment or of a line)."""
    found = _receipt(request, transfer)
    return ReceiptAnswer(
        number=found.number,
        moment=found.moment,
        payer_account=found.payer_account,
        payer_name=found.payer_name,
        payer_bank=found.payer_bank,
        payee_account=found.payee_account,
        payee_name=found.payee_name,
        payee_bank=found.payee_bank,
        amount=yuan(found.amount_fen),
        fee=yuan(found.fee_fen),
        route=found.route,
        purpose=found.purpose,
        order=found.order,
        code=found.code,
        digest=found.digest,
        made_up=exports.sources.origin().made_up,
    )


@router.get(
    "/receipts/{transfer}/paper",
    response=PROBLEMS,
    summary="A receipt as PDF",
    openapi_extra={"responses": {200: {"description": "The paper", "content": {PDF: {}}}}},
)
def paper(request: HttpRequest, transfer: str) -> HttpResponse:
    """The same bytes for the same facts."""
    found, origin = _receipt(request, transfer), exports.sources.origin()
    content = set_receipt(receipts.content_of(found, bank=origin.bank, made_up=origin.made_up))
    answer = HttpResponse(content, content_type=PDF)
    answer["Content-Disposition"] = f'attachment; filename="receipt-{found.number}.pdf"'
    return answer


def _receipt(request: HttpRequest, transfer: str) -> Receipt:
    asking = asking_of(request)
    is_formed = TRANSFER.fullmatch(transfer) is not None
    payment = history.payment_seen(asking.customer_number, asking.operator_id, transfer) if is_formed else None
    found = receipts.receipt_of(payment, bank=exports.sources.origin().bank) if payment is not None else None
    if found is None:
        raise Refusal("receipt.none", _("There is no receipt under this number."))
    return found
