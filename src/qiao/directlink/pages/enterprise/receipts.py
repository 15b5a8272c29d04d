"""Receipts of payments that were made: the paper, and the check of a paper that somebody holds."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.directlink.adapters.receipts import set_receipt
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.queries import history, receipts
from qiao.directlink.rules.rights import Post
from qiao.ground import exports
from qiao.ground.keeping import for_keeping
from qiao.ground.typed import typed_in

WRONG = 400
LETTERS_MOST = 60


@inside
@for_posts(Post.OPERATOR)
def receipt(request: HttpRequest, desk: Desk, transfer: str) -> HttpResponse:  # noqa: ARG001  the door's signature
    """The receipt as PDF, for whoever may see the account."""
    payment = history.payment_seen(desk.customer_number, desk.operator.pk, transfer)
    origin = exports.sources.origin()
    found = receipts.receipt_of(payment, bank=origin.bank) if payment is not None else None
    if found is None:
        raise Http404
    content = set_receipt(receipts.content_of(found, bank=origin.bank, made_up=origin.made_up))
    return for_keeping(content, name=f"receipt-{found.number}.pdf", kind="application/pdf")


@inside
@for_posts(Post.OPERATOR)
def receipt_check(request: HttpRequest, desk: Desk) -> HttpResponse:  # noqa: ARG001  the door's signature
    """Whether a paper's number and code belong together; whoever has both is told what was paid."""
    if request.method != "POST":
        return render(request, "enterprise/receipt_check.html", {"typed": {}})
    typed = {name: text.strip() for name, text in typed_in(request, ("number", "code"), most=LETTERS_MOST).items()}
    payment = receipts.payment_of_receipt(typed["number"])
    found = receipts.receipt_of(payment, bank=exports.sources.origin().bank) if payment is not None else None
    context: dict[str, Any] = {"typed": typed}
    if found is not None and found.fits(typed["code"]):
        return render(request, "enterprise/receipt_check.html", context | {"receipt": found})
    words = _("Number and code do not belong together: the paper was not made by this bank, or was changed.")
    return render(request, "enterprise/receipt_check.html", context | {"refused": words}, status=WRONG)
