"""The register of indicators as pages: all of them, and one with its definition and where it is used."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.engine import indicators
from qiao.engine.indicators import BETTER_WORDS, LEVEL_WORDS, UNIT_WORDS
from qiao.ground.authority import may, person_of, require


def indicator_list(request: HttpRequest) -> HttpResponse:
    """All indicators."""
    require(person_of(request), "questions.indicators")
    rows = [(one, _(one.name), _(one.formula), _(UNIT_WORDS[one.unit])) for one in indicators.indicators()]
    return render(request, "questions/indicators.html", {"rows": rows})


def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator."""
    person = person_of(request)
    require(person, "questions.indicators")
    if not indicators.known(code):
        raise Http404
    one = indicators.indicator(code)
    context = {
        "one": one,
        "name": _(one.name),
        "formula": _(one.formula),
        "unit": _(UNIT_WORDS[one.unit]),
        "better": _(BETTER_WORDS[one.better]),
        "levels": [_(LEVEL_WORDS[level]) for level in one.levels],
        "shown": [(_(shown.words), shown.address) for shown in indicators.shown_in(code)],
        "askable": not one.by_rule and may(person, "questions.ask"),
    }
    return render(request, "questions/indicator.html", context)
