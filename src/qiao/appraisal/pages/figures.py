"""Figures handed in as pages: those that hold, one by a form, many by a sheet that is looked at first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.actions.handed import VERB, hand_in_figures, hand_in_one, take_back_figure
from qiao.appraisal.queries.handed_figures import fitting, listed_figures
from qiao.appraisal.rules.handed import HANDED, HEADS, SOURCE_MOST, ReadFigures, read_figures
from qiao.appraisal.rules.scheme.units import UNIT_WORDS
from qiao.appraisal.rules.spans import period_of_name
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.exports import FORMS, export
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.ground.sheets import Number
from qiao.people.queries import staff as people
from qiao.profile.queries import sheets

REFUSED, BYTES_MOST, NAME_LETTERS, TROUBLES_SHOWN, SHEET_ROWS = 409, 8 * 2**20, 100, 200, 20_000
PERIOD_LETTERS = 7
PLACES = 6


@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """The list; whoever may hands in one figure or takes one back."""
    person = person_of(request)
    require(person, "appraisal.figures")
    if request.method != "POST":
        return render(request, "appraisal/figures.html", _context(request))
    scope, number = scope_of(person, on=clock.today()), request.POST.get("number", "")
    typed = {head: request.POST.get(head, "")[: SOURCE_MOST + 1] for head in HEADS}
    try:
        if request.POST.get("act") == "take_back":
            pk = int(number) if number.isascii() and number.isdigit() and len(number) < NAME_LETTERS else -1
            take_back_figure(pk, reason=typed["source"], scope=scope, asker=person, actor=person.username)
            messages.success(request, _("The figure was taken back; it is unknown again."))
        else:
            hand_in_one(typed, scope=scope, asker=person, actor=person.username)
            messages.success(request, _("The figure is kept and holds from now on."))
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        context = _context(request) | {"refused": say(refusal), "typed": typed}
        return render(request, "appraisal/figures.html", context, status=REFUSED)
    return redirect("figures")


def figures_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file; values in their units, exact."""
    person = person_of(request)
    require(person, "appraisal.figures")
    figure, period, text = _chosen(request)
    rows = list(listed_figures(scope_of(person, on=clock.today()), figure=figure, period=period)[:SHEET_ROWS])
    names = people.staff_names([row.staff_id for row in rows])
    lines = [
        [
            row.staff_id,
            names.get(row.staff_id, ""),
            _(HANDED[row.figure].words),
            row.since.isoformat(),
            row.until.isoformat(),
            Number(text_of_scaled(row.value_micro or 0, places=PLACES)),
            _(UNIT_WORDS[HANDED[row.figure].unit]),
            row.source,
            row.actor,
        ]
        for row in rows
    ]
    heads = [
        _("Person"),
        _("Name"),
        _("Figure"),
        _("First day"),
        _("Day after the last"),
        _("Value"),
        _("Unit of the figure"),
        _("Taken from"),
        _("Handed in by"),
    ]
    return export(person, heads, lines, name="figures", form=form, facts={"figure": figure, "period": text})


@require_http_methods(["GET", "HEAD", "POST"])
def figures_hand_in(request: HttpRequest) -> HttpResponse:
    """Read a sheet: shown first with its troubles; kept where the good lines are asked for."""
    person = person_of(request)
    require(person, VERB)
    if request.method != "POST":
        return _page(request)
    given = request.FILES.get("sheet")
    if given is None:
        return _page(request, refused=_("Choose a file first."))
    file, scope = str(given.name)[:NAME_LETTERS], scope_of(person, on=clock.today())
    try:
        rows = sheets.sheet_rows(given.read(BYTES_MOST + 1)[:BYTES_MOST], file=file)
        read = fitting(read_figures(rows), scope=scope, own=person.staff_id)
        if request.POST.get("take") != "1":
            return _page(request, read=read, file=file)
        fresh = hand_in_figures(read.rows, scope=scope, asker=person, file=file, actor=person.username)
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        return _page(request, refused=say(refusal))
    told = _("%(rows)s figures were read, %(fresh)s are new or changed; %(refused)s lines were not taken.")
    messages.success(request, told % {"rows": len(read.rows), "fresh": fresh, "refused": read.refused})
    return redirect("figures")


def figures_template(request: HttpRequest, form: str) -> HttpResponse:
    """An empty sheet with the heads of figures."""
    require(person_of(request), VERB)
    answer = HttpResponse(sheets.empty_sheet(HEADS, form=form), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="figures.{form}"'
    return answer


def _chosen(request: HttpRequest) -> tuple[str, Period | None, str]:
    figure, text = request.GET.get("figure", ""), request.GET.get("period", "").strip()[:PERIOD_LETTERS]
    try:
        period = period_of_name(text) if text else None
    except ValueError:
        period = None
    return figure if figure in HANDED else "", period, text


def _context(request: HttpRequest) -> dict[str, object]:
    person = person_of(request)
    figure, period, text = _chosen(request)
    cut = cut_of(request.GET.get("page"))
    rows = listed_figures(scope_of(person, on=clock.today()), figure=figure, period=period)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return {
        "page": page,
        "lines": [(row, _value_text(row.value_micro or 0)) for row in page.rows],
        "figure": figure,
        "period": text,
        "known": [(one.name, one.words, UNIT_WORDS[one.unit]) for one in HANDED.values()],
        "words": {one.name: one.words for one in HANDED.values()},
        "unit_words": {one.name: UNIT_WORDS[one.unit] for one in HANDED.values()},
        "names": people.staff_names([row.staff_id for row in page.rows]),
        "may_hand_in": may(person, VERB),
        "typed": {},
    }


def _value_text(micro: int) -> str:
    whole, dot, part = text_of_scaled(micro, places=PLACES).partition(".")
    return (f"{int(whole):,}{dot}{part}").rstrip("0").rstrip(".")


def _page(request: HttpRequest, *, refused: str = "", read: ReadFigures | None = None, file: str = "") -> HttpResponse:
    troubles = read.troubles[:TROUBLES_SHOWN] if read else ()
    context = {
        "refused": refused,
        "read": read,
        "file": file,
        "heads": HEADS,
        "known": [(one.name, one.words, UNIT_WORDS[one.unit]) for one in HANDED.values()],
        "troubles": [(one.line, one.column, fill(one.words, {"text": one.text})) for one in troubles],
    }
    return render(request, "appraisal/figures_hand_in.html", context, status=REFUSED if refused else 200)
