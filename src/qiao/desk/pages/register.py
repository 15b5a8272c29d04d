"""The register of what is known: who keeps what, how often, what is late, collected twice or by nobody; and sheets."""

from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.contribution.queries import figures, runs
from qiao.customers import queries as customers
from qiao.desk.queries.remembered import gaps_of
from qiao.desk.queries.sight import seen_among, served_subquery
from qiao.desk.rules.freshness import KEPT_MINUTES
from qiao.ground import clock
from qiao.ground.authority import POSTS, may, person_of, require, scope_of
from qiao.ground.exports import FORMS
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.profile.actions.sheets import take_back_sheet, take_in_sheet
from qiao.profile.queries import register, sheets
from qiao.profile.queries.lists import lists
from qiao.profile.rules.items import WHENCE, Item
from qiao.profile.rules.sheet import ReadSheet, heads_of, read_rows

REFUSED = 409
BYTES_MOST = 64 * 2**20
NAME_LETTERS = 100
TROUBLES_SHOWN = 200


def register_page(request: HttpRequest) -> HttpResponse:
    """Every item over the customers in sight."""
    person = person_of(request)
    require(person, "profile.see")
    on = clock.today()
    period = runs.serving_period(figures.asked_run(""), on=on)
    context = {
        "reckoned": gaps_of(scope_of(person, on=on), period=period, on=on),
        "kept_minutes": KEPT_MINUTES,
        "posts": {code: post_name(code) for code in POSTS},
        "whence": {code: _(words) for code, words in WHENCE.items()},
        "stewards": may(person, "profile.steward"),
        "lists": lists(),
    }
    return render(request, "desk/register.html", context)


def register_item(request: HttpRequest, item: str) -> HttpResponse:
    """One item: its fields, its template, the sheets taken in."""
    person = person_of(request)
    require(person, "profile.see")
    return _item_page(request, person, _known(item))


def template(request: HttpRequest, item: str, form: str) -> HttpResponse:
    """An empty sheet with the item's heads."""
    person = person_of(request)
    kept = _known(item)
    require(person, "profile.sheets", kept)
    answer = HttpResponse(sheets.template_of(kept, form=form), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{kept.code}.{form}"'
    return answer


@require_POST
def hand_in(request: HttpRequest, item: str) -> HttpResponse:
    """Read a sheet: shown first with its troubles by cell; taken in where the good rows are asked for."""
    person, kept = person_of(request), _known(item)
    require(person, "profile.sheets", kept)
    given, on = request.FILES.get("sheet"), clock.today()
    if given is None:
        return _item_page(request, person, kept, refused=_("Choose a file first."))
    file = str(given.name)[:NAME_LETTERS]
    try:
        content = given.read(BYTES_MOST + 1)
        read = read_rows(kept, sheets.sheet_rows(content, file=file))
        read = sheets.fitting(kept, read, seen=_seen(person, {row.party_id for row in read.rows}))
        if request.POST.get("take") != "1":
            return _item_page(request, person, kept, read=read, file=file)
        sheet = take_in_sheet(
            kept.code,
            read.rows,
            file=file,
            refused=read.refused,
            valid_from=on,
            person=person,
            actor=person.username,
            digest=sheets.digest_of(kept.code, content),
        )
    except Refusal as refusal:
        return _item_page(request, person, kept, refused=say(refusal))
    told = _("%(rows)s rows were taken in, %(refused)s were not.") % {"rows": sheet.rows, "refused": sheet.refused}
    messages.success(request, told)
    return redirect("register_item", kept.code)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a whole sheet back."""
    person = person_of(request)
    require(person, "profile.sheets")
    sheet = sheets.sheet_of(number)
    if sheet is None or not _in_sight(person, sheet):
        raise Http404
    try:
        taken = take_back_sheet(number, reason=request.POST.get("reason", ""), person=person, actor=person.username)
        messages.success(request, _("%(taken)s values were taken back.") % {"taken": taken})
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("register_item", sheet.item)


def _seen(person: User, party_ids: Collection[str]) -> frozenset[str]:
    """Which of these customers the person sees; whom the book does not have, nobody does."""
    on = clock.today()
    scope, period = scope_of(person, on=on), runs.serving_period(figures.asked_run(""), on=on)
    return seen_among(party_ids, scope=scope, period=period)


def _in_sight(person: User, sheet: sheets.Sheet) -> bool:
    """Whether the person sees everybody whom the sheet names: who does not, cannot take it back nor read its name."""
    on = clock.today()
    served = served_subquery(scope_of(person, on=on), period=runs.serving_period(figures.asked_run(""), on=on))
    return served is None or not sheets.reaches_beyond(sheet, customers.listed_customers(served))


def _known(item: str) -> Item:
    found = register.items_ever(clock.today()).get(item)
    if found is None:
        raise Http404
    return found


def _item_page(
    request: HttpRequest, person: User, item: Item, *, refused: str = "", read: ReadSheet | None = None, file: str = ""
) -> HttpResponse:
    troubles = read.troubles[:TROUBLES_SHOWN] if read else ()
    may_hand_in = may(person, "profile.sheets", item)
    context = {
        "item": item,
        "post": post_name(item.owner),
        "whence": _(WHENCE[item.whence]),
        "heads": heads_of(item),
        "may_hand_in": may_hand_in,
        "refused": refused,
        "read": read,
        "file": file,
        "troubles": [(one.line, one.column, fill(one.trouble.words, dict(one.trouble.facts))) for one in troubles],
        "sheets": [one for one in sheets.sheets_of(item.code) if _in_sight(person, one)] if may_hand_in else [],
    }
    return render(request, "desk/register_item.html", context, status=REFUSED if refused else 200)
