"""A batch or a payroll from a sheet: read row by row, every wrong row named, then looked over and given in."""

import json
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.directlink.adapters import payment_sheets as files
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.ordering import given_in, looked_over, new_number, payers
from qiao.directlink.rules import sheets
from qiao.directlink.rules.orders import ITEMS_MOST, Form, Order
from qiao.directlink.rules.rights import Post
from qiao.directlink.rules.sheets import HEADS, Read, Trouble
from qiao.ground.exports import FORMS
from qiao.ground.keeping import for_keeping
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.ground.typed import typed_in
from qiao.ground.words import gettext_noop

WRONG = 400
FIELDS = ("number", "account", "form", "purpose", "due")
KINDS = (Form.PAYROLL, Form.BATCH)
LETTERS_MOST, ROWS_LETTERS_MOST, TROUBLES_SHOWN = 60, 400_000, 100


@inside
@for_posts(Post.OPERATOR)
def sheet(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The form with the sheet, the look over what it says, and the order."""
    if request.method != "POST":
        fresh = {"number": new_number(desk), "form": Form.PAYROLL.value}
        return render(request, "enterprise/sheet.html", _form(desk, fresh))
    typed = typed_in(request, FIELDS, most=LETTERS_MOST)
    if request.POST.get("step") == "back":
        return render(request, "enterprise/sheet.html", _form(desk, typed))
    try:
        rows = _rows(request)
        read = sheets.read(rows)
        order = _order(typed, read)
        if request.POST.get("step") == "send" and not read.troubles:
            return given_in(request, order, desk)
        if not read.troubles:
            return _looked(request, order, desk, kept={"typed": typed, "rows": rows, "read": read})
    except Refusal as refusal:
        context = _form(desk, typed) | {"refused": say(refusal)}
        return render(request, "enterprise/sheet.html", context, status=WRONG)
    context = _form(desk, typed) | _troubles(list(read.troubles))
    return render(request, "enterprise/sheet.html", context, status=WRONG)


def _looked(request: HttpRequest, order: Order, desk: Desk, *, kept: dict[str, Any]) -> HttpResponse:
    """The look over a sheet; payments that the bank knows cannot be made send the whole sheet back."""
    look, lines = looked_over(order, desk), kept["read"].lines
    if look["wrong"]:
        troubles = [Trouble(lines[index - 1], gettext_noop("%(why)s"), {"why": why}) for index, why in look["wrong"]]
        context = _form(desk, kept["typed"]) | _troubles(troubles)
        return render(request, "enterprise/sheet.html", context, status=WRONG)
    look["twice"] = [(lines[first - 1], lines[later - 1]) for first, later in look["twice"]]
    rows = json.dumps(kept["rows"], ensure_ascii=False, separators=(",", ":"))
    return render(
        request, "enterprise/look.html", look | {"kept": kept["typed"] | {"rows": rows}, "back": "link_sheet"}
    )


def _form(desk: Desk, typed: dict[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "payers": payers(desk),
        "kinds": [
            (Form.PAYROLL.value, _("payroll: persons at this bank, one debit, all or none of the sum")),
            (Form.BATCH.value, _("batch: anybody, each payment for itself")),
        ],
        "heads": [_(words) for words in HEADS.values()],
        "most": ITEMS_MOST,
    }


def _rows(request: HttpRequest) -> list[list[str]]:
    """The rows of the sheet that was sent, or of the one that was looked over."""
    sent = request.FILES.get("sheet")
    if isinstance(sent, UploadedFile):
        if (sent.size or 0) > files.BYTES_MOST:
            raise Refusal("sheet.large", gettext_noop("The sheet is larger than 1 MiB; give it in in parts."))
        return files.rows_of(sent.read(), file=sent.name or "")
    return _kept_rows(str(request.POST.get("rows", ""))[:ROWS_LETTERS_MOST])


def _kept_rows(text: str) -> list[list[str]]:
    if not text:
        raise Refusal("sheet.none", gettext_noop("Choose a sheet first."))
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("sheet.none", gettext_noop("Choose a sheet first.")) from error
    whole = isinstance(rows, list) and all(
        isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
    )
    if not whole or len(rows) > files.ROWS_MOST:
        raise Refusal("sheet.none", gettext_noop("Choose a sheet first."))
    return [[cell.replace("\0", "")[: files.CELL_LETTERS_MOST] for cell in row[: files.COLUMNS_MOST]] for row in rows]


def _order(typed: dict[str, str], read: Read) -> Order:
    form = next((one for one in KINDS if one.value == typed["form"]), None)
    if form is None or not typed["account"]:
        raise Refusal("sheet.choices", gettext_noop("Choose the account that pays, and what the sheet is."))
    if len(read.items) > ITEMS_MOST[form]:
        raise Refusal(
            "sheet.items",
            gettext_noop("The sheet has %(count)s payments, and this form takes at most %(most)s."),
            count=len(read.items),
            most=ITEMS_MOST[form],
        )
    return Order(typed["number"], form, typed["account"], read.items, purpose=_purpose(typed), due=_due(typed["due"]))


def _purpose(typed: dict[str, str]) -> str:
    purpose = typed["purpose"].strip()
    if not purpose:
        raise Refusal("sheet.purpose", gettext_noop("Say what it is paid for; the payee reads it."))
    return purpose


def _due(text: str) -> date | None:
    due = day_of_text(text)
    if text and due is None:
        raise Refusal("sheet.due", gettext_noop("This is no day; write it as 2026-09-30."))
    return due


def _troubles(found: list[Trouble]) -> dict[str, Any]:
    return {
        "troubles": [(one.line, fill(one.words, one.facts)) for one in found[:TROUBLES_SHOWN]],
        "troubles_count": len({one.line for one in found}),
        "troubles_left": len(found[TROUBLES_SHOWN:]),
    }


@inside
@for_posts(Post.OPERATOR)
def sheet_template(request: HttpRequest, desk: Desk, form: str) -> HttpResponse:  # noqa: ARG001  the door's signature
    """An empty sheet with the right heads."""
    content = files.template([_(words) for words in HEADS.values()], form=form)
    return for_keeping(content, name=f"payments.{form}", kind=FORMS[form])
