"""The form by which somebody questions a figure of one's own: choose it, say what is wrong and what is expected."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.appeals.actions.filing import FILE, Claim, file_appeal
from qiao.appeals.pages.telling import WRONG, figure_text, told
from qiao.appeals.queries.sources import registered
from qiao.appeals.rules.appeal import CAUSE_WORDS, WORDS_MOST
from qiao.appeals.rules.parameters import DECIDE_DAYS
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.typed import typed_in
from qiao.office import queries as office
from qiao.office.rules.papers import BYTES_MOST

FIELDS = ("cause", "expected", "reason", "party_id", "account_id")
PAPERS_AT_ONCE = 5
KEY_LETTERS = 64


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_new(request: HttpRequest) -> HttpResponse:
    """Without a figure the choice of one's own; with one the form."""
    person, on = person_of(request), clock.today()
    require(person, FILE)
    kind, key = request.GET.get("kind", ""), request.GET.get("key", "")[:KEY_LETTERS]
    if not kind:
        return render(request, "appeals/choose.html", {"kinds": _choices(person)})
    context = _form(person, kind, key)
    if request.method != "POST":
        return render(request, "appeals/new.html", context)
    typed = typed_in(request, FIELDS, most=WORDS_MOST + 1)
    claim = Claim(kind, key, **typed)
    given = request.FILES.getlist("papers")[:PAPERS_AT_ONCE]
    papers = [(str(one.name), one.read(BYTES_MOST + 1)) for one in given]
    try:
        made = file_appeal(claim, papers=papers, on=on, actor=person)
    except Refusal as refusal:
        return render(request, "appeals/new.html", context | {"refused": told(refusal), "typed": typed}, status=WRONG)
    return redirect("appeal", made.pk)


def _choices(person: User) -> list[dict[str, Any]]:
    on, found = clock.today(), []
    for source in registered().values():
        own = source.own(person.staff_id, on)
        rows = [(one.key, fill(one.words, one.facts), figure_text(one.value, one.unit), one.address) for one in own]
        found.append({"name": source.name, "words": source.words, "rows": rows})
    return found


def _form(person: User, kind: str, key: str) -> dict[str, Any]:
    source = registered().get(kind)
    figure = source.figure(key, person.staff_id) if source is not None else None
    if source is None or figure is None:
        raise Http404
    return {
        "kind": kind,
        "key": key,
        "figure": figure,
        "what": fill(figure.words, figure.facts),
        "stated": figure_text(figure.value, figure.unit),
        "causes": [(one.value, words) for one, words in CAUSE_WORDS.items()],
        "days": office.parameter(DECIDE_DAYS.name, on=clock.today()),
        "names_customers": source.names_customers,
        "is_whole": source.is_whole,
        "typed": {},
    }
