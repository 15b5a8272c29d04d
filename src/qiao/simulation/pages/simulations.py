"""Simulations as pages: one's own with the form for another, and one with its sums, charts, edges and assumptions."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.appraisal.queries import schemes
from qiao.appraisal.rules.scheme.findings import SEVERITY_WORDS
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.scheme.telling import told as told_in
from qiao.contribution.queries import runs
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.pieces import wants_piece
from qiao.ground.refusals import Refusal
from qiao.ground.saying import said_again, say
from qiao.people.queries import staff as people
from qiao.simulation.actions import asking
from qiao.simulation.pages.charts import charts_of
from qiao.simulation.queries.results import Asked, people_of
from qiao.simulation.queries.simulations import LARGEST_NUMBER, Simulation, far, readable, scheme_of
from qiao.simulation.rules.lines import BOUND_WORDS, Bound
from qiao.simulation.rules.setting import AGAINST_WORDS, ASSUMED_USUAL_PERCENT, Against, Setting
from qiao.simulation.rules.states import STATE_WORDS, State
from qiao.simulation.rules.summing import change_of

WRONG = 409
NO_CONTENT = 204
TEXT_MOST, LETTERS_MOST, DIGITS_MOST, BYTES_MOST = 200_000, 100, 6, 400_000
TOP, OTHERS_MOST = 8, 50


@require_http_methods(["GET", "HEAD", "POST"])
def simulation_list(request: HttpRequest) -> HttpResponse:
    """One's simulations, and the form that asks for another."""
    person = person_of(request)
    require(person, "simulation.see")
    refused = ""
    if request.method == "POST":
        try:
            made = asking.ask(_setting(request, person), actor=person)
        except Refusal as refusal:
            if refusal.code.startswith("authority."):
                raise
            refused = say(refusal)
        else:
            return redirect("simulation", made.pk)
    return _listed(request, person, refused=refused)


def _listed(request: HttpRequest, person: User, *, refused: str) -> HttpResponse:
    cut = cut_of(request.GET.get("page"))
    rows = list(readable(person)[cut.offset : cut.offset + cut.limit])
    scope = scope_of(person, on=clock.today())
    context = {
        "page": cut.page(rows),
        "refused": refused,
        "may_run": may(person, asking.VERB),
        "schemes": schemes.readable(person)[:200],
        "chosen": request.POST if request.method == "POST" else request.GET,
        "months": runs.months(),
        "branches": people.branches(scope),
        "against": [(one.value, words) for one, words in AGAINST_WORDS.items()],
        "assumed": ASSUMED_USUAL_PERCENT,
        "state_words": {one.value: words for one, words in STATE_WORDS.items()},
        "own": person.username,
    }
    return render(request, "simulation/simulations.html", context, status=WRONG if refused else 200)


def _setting(request: HttpRequest, person: User) -> Setting:
    def typed(name: str) -> str:
        return request.POST.get(name, "")[:LETTERS_MOST].strip()

    against, assumed = typed("against"), typed("assumed")[:DIGITS_MOST]
    return Setting(
        name=typed("name"),
        text=_text(request, person),
        first=typed("first"),
        last=typed("last"),
        unit=typed("unit"),
        against=Against(against) if against in set(Against) else Against.HELD,
        assumed_percent=int(assumed) if assumed.isascii() and assumed.isdigit() else -1,
    )


def _text(request: HttpRequest, person: User) -> str:
    """The chosen scheme's text, or an uploaded file's, or what was typed."""
    file = request.FILES.get("file")
    if file is not None:
        return str(file.read(BYTES_MOST), "utf-8", errors="replace")
    number = request.POST.get("scheme", "")[:DIGITS_MOST]
    if number.isascii() and number.isdigit():
        record = schemes.readable(person).filter(pk=int(number)).first()
        if record is not None:
            return record.text
    return request.POST.get("text", "")[:TEXT_MOST].replace("\r\n", "\n")


def found_or_404(request: HttpRequest, number: int) -> Simulation:
    """A simulation that the person may read."""
    person = person_of(request)
    require(person, "simulation.see")
    found = readable(person).filter(pk=number).first() if number < LARGEST_NUMBER else None
    if found is None:
        raise Http404
    return found


def simulation(request: HttpRequest, number: int) -> HttpResponse:
    """One simulation: under way, failed, or with all that it came to; whoever waited for it is given the whole page."""
    found = found_or_404(request, number)
    if found.state == State.DONE.value and wants_piece(request):
        return HttpResponse(status=NO_CONTENT, headers={"HX-Redirect": request.path})
    return _page(request, found)


def _page(request: HttpRequest, found: Simulation, *, refused: str = "") -> HttpResponse:
    person, scheme = person_of(request), scheme_of(found)
    done = found.state == State.DONE.value
    context: dict[str, Any] = {
        "simulation": found,
        "scheme": scheme,
        "refused": refused,
        "state": STATE_WORDS[State(found.state)],
        "done": done,
        "far": far(found),
        "against": AGAINST_WORDS[Against(found.against)],
        "unit": people.org_names().get(found.unit, found.unit),
        "own": found.asked_by == person.username,
        "trouble": said_again(found.trouble["words"], found.trouble["facts"]) if found.trouble else "",
        "starts_itself": asking.starting.begin is not None,
    }
    if done:
        context |= _told(request, found, scheme=scheme, on=clock.today())
    return render(request, "simulation/simulation.html", context, status=WRONG if refused else 200)


def _told(request: HttpRequest, found: Simulation, *, scheme: Scheme, on: date) -> dict[str, Any]:
    told, names = found.told, people.org_names()
    others = readable(person_of(request)).filter(state=State.DONE.value).exclude(pk=found.pk)[:OTHERS_MOST]
    return {
        "told": told,
        "change_fen": change_of(told),
        "deferred_fen": sum(one["later_fen"] for one in told["pieces"]),
        "spreads": (
            ([(names.get(one["key"], one["key"]), one) for one in told["branches"]], _("By branch"), _("Branch")),
            ([(one["key"] or "—", one) for one in told["levels"]], _("By level"), _("Level")),
        ),
        "tops": (
            (people_of(found, Asked(), order="change", most=TOP), _("Who gains most"), "change"),
            (people_of(found, Asked(), order="loss", most=TOP), _("Who loses most"), "loss"),
        ),
        "edges": [_edge(one) for one in told["edges"]],
        "bounds": [(BOUND_WORDS[Bound(name)], count) for name, count in told["bounds"].items()],
        "findings": schemes.checked(scheme, on=on).findings,
        "severity_words": SEVERITY_WORDS,
        "charts": charts_of(found),
        "others": list(others),
        "gini": {name: _part(ppm) for name, ppm in told["gini"].items()},
    }


def _edge(one: dict[str, Any]) -> dict[str, Any]:
    at = Fraction(int(one["at"][0]), int(one["at"][1]))
    measure = MEASURES[one["measure"]]
    return one | {"at": told_in(at, measure.unit), "measure": measure.name}


def _part(ppm: int | None) -> Fraction | None:
    return None if ppm is None else Fraction(ppm, 1_000_000)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a simulation anew that failed or was cut off."""
    found = found_or_404(request, number)
    try:
        asking.ask_again(number, actor=person_of(request))
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect("simulation", number)


@require_POST
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a simulation of one's own."""
    found = found_or_404(request, number)
    try:
        asking.delete(number, actor=person_of(request))
    except Refusal as refusal:
        return _refused(request, found, refusal)
    messages.success(request, _("The simulation is deleted."))
    return redirect("simulations")


def _refused(request: HttpRequest, found: Simulation, refusal: Refusal) -> HttpResponse:
    if refusal.code.startswith("authority."):
        raise refusal
    return _page(request, found, refused=say(refusal))
