"""A single payment: the form, the look over it, and the order; whom one pays is on the list or typed."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.directlink.models import Payee
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.ordering import given_in, looked_over, new_number, payers
from qiao.directlink.queries import banks, changes
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.routing import SUPER_WISHED
from qiao.directlink.rules.sheets import fen_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import typed_in

WRONG = 400
FIELDS = ("number", "account", "payee", "to", "name", "where", "bank", "amount", "purpose", "memo", "due", "super")
LETTERS_MOST, PURPOSE_LETTERS, DIGITS_MOST = 130, 60, 18


@inside
@for_posts(Post.OPERATOR)
def pay(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form, the look over it, and the order."""
    if request.method != "POST":
        return render(request, "enterprise/pay.html", _form(desk, _fresh(request, desk)))
    typed = typed_in(request, FIELDS, most=LETTERS_MOST)
    step = request.POST.get("step")
    if step == "back":
        return render(request, "enterprise/pay.html", _form(desk, typed))
    order, wrong = order_of(typed, desk)
    if order is None:
        return render(request, "enterprise/pay.html", _form(desk, typed) | {"wrong": wrong}, status=WRONG)
    try:
        if step == "send":
            return given_in(request, order, desk)
        return render(request, "enterprise/look.html", looked_over(order, desk) | {"kept": typed, "back": "link_pay"})
    except Refusal as refusal:
        context = _form(desk, typed) | {"refused": say(refusal)}
        return render(request, "enterprise/pay.html", context, status=WRONG)


def _fresh(request: HttpRequest, desk: Desk) -> dict[str, str]:
    chosen = str(request.GET.get("payee", ""))[:DIGITS_MOST]
    return {"number": new_number(desk), "payee": chosen, "where": "here"}


def _form(desk: Desk, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "payers": payers(desk),
        "payees": changes.payees_of(desk.customer_number),
        "directed": desk.enterprise.directed_only,
        "candidates": banks.found(typed.get("bank", "")) if typed.get("where") == "far" else [],
        "purposes": [_("goods"), _("freight"), _("rent"), _("services"), _("between own accounts")],
    }


def order_of(typed: dict[str, str], desk: Desk) -> tuple[Order | None, dict[str, str]]:
    """The order that the form says, or what is wrong by field."""
    wrong: dict[str, str] = {}
    listed = _listed(typed, desk)
    fen, due = fen_of(typed["amount"].strip()), day_of_text(typed["due"])
    if not typed["account"]:
        wrong["account"] = _("Choose the account that pays.")
    if fen is None:
        wrong["amount"] = _("Write an amount above zero with at most two decimals, such as 1250.50.")
    if typed["due"] and due is None:
        wrong["due"] = _("This is no day; write it as 2026-09-30.")
    if not typed["purpose"].strip():
        wrong["purpose"] = _("Say what it is paid for; the payee reads it.")
    far = _far(typed, wrong) if listed is None else {}
    if listed is None:
        wrong |= {
            field: words
            for field, words in (
                ("to", _("Write the account of the payee.")),
                ("name", _("Write the name of the payee as its bank knows it.")),
            )
            if not typed[field].strip()
        }
    if wrong or fen is None:
        return None, wrong
    item = _of_list(listed, fen) if listed is not None else _typed_item(typed, fen, far=far)
    return _order(typed, item, due=due), {}


def _listed(typed: dict[str, str], desk: Desk) -> Payee | None:
    text = typed["payee"]
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST):
        return None
    return changes.payee_of(desk.customer_number, int(text))


def _far(typed: dict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    """The payee's bank, where it is another one."""
    if typed["where"] != "far":
        return {}
    bank = banks.meant(typed["bank"])
    if bank is None:
        wrong["bank"] = _("No bank or several banks are called so: choose one, or write its number of 12 digits.")
        return {}
    return {"here": False, "bank_number": bank.number, "bank_name": bank.name}


def _of_list(payee: Payee, fen: int) -> Item:
    return Item(
        1, payee.account, payee.name, fen, here=payee.here, bank_name=payee.bank_name, bank_number=payee.bank_number
    )


def _typed_item(typed: dict[str, str], fen: int, *, far: dict[str, Any]) -> Item:
    account = "".join(typed["to"].split())
    return Item(1, account, typed["name"].strip()[:120], fen, **far)


def _order(typed: dict[str, str], item: Item, *, due: date | None) -> Order:
    return Order(
        typed["number"],
        Form.SINGLE,
        typed["account"],
        (item,),
        purpose=typed["purpose"].strip()[:PURPOSE_LETTERS],
        memo=typed["memo"].strip()[:PURPOSE_LETTERS],
        due=due,
        wished=SUPER_WISHED if typed["super"] and not item.here else "",
    )


@inside
@for_posts(Post.OPERATOR)
def bank_names(request: HttpRequest, desk: Desk) -> HttpResponse:  # noqa: ARG001  the door's signature
    """Banks that fit what is being typed, as choices of the field."""
    text = str(request.GET.get("bank", ""))[:LETTERS_MOST]
    return render(request, "enterprise/bank_names.html", {"banks": banks.found(text)})
