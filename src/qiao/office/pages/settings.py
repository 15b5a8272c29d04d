"""The house's parameters: each with its value today, unit, source and history; another value is asked for here."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.office import parameters, queries
from qiao.office.pages.asked import text_of, told_again
from qiao.office.queries import Dated
from qiao.office.rules.parameter import KEY_LETTERS_MOST, UNIT_WORDS, Parameter, Value, numbers, written
from qiao.office.trail import names_of

FIELD = "value:"
TOLD_BESIDE = ("parameter.", "approval.reason")
NUMBER_LETTERS_MOST = 20


def setting_list(request: HttpRequest) -> HttpResponse:
    """All parameters, by group."""
    require(person_of(request), "office.settings")
    groups: dict[str, list[dict[str, object]]] = {}
    for found in queries.parameters_on(clock.today()):
        groups.setdefault(found.parameter.group, []).append(_row(found))
    return render(request, "office/settings.html", {"groups": groups})


def _row(found: Dated) -> dict[str, object]:
    known = found.parameter
    return {"found": found, "known": known, "unit": UNIT_WORDS[known.form], "lines": _lines(found.value, known)}


def _lines(value: Value, known: Parameter) -> list[tuple[str, str]]:
    return [(key, written(number, known.form)) for key, number in numbers(value).items()]


@require_http_methods(["GET", "HEAD", "POST"])
def setting(request: HttpRequest, key: str) -> HttpResponse:
    """One parameter: what it is, what it was, and the way to another value."""
    person, on = person_of(request), clock.today()
    require(person, "office.settings")
    found = queries.dated(key, on=on)
    known = found.parameter
    values = queries.values_of(key)
    context = _row(found) | {
        "history": [(one, _lines(one.value, known), one.since > on) for one in values],
        "names": names_of([name for one in values for name in (one.approval.asked_by, one.approval.decided_by)]),
        "waiting": queries.open_approval(parameters.KIND, key),
        "may_ask": may(person, "office.parameter_ask", key),
        "bounds": (written(known.least, known.form), written(known.most, known.form)),
        "today": on,
        "typed": _typed(request, found) if request.method == "POST" else dict(_lines(found.value, known)),
        "since_typed": request.POST.get("since", on.isoformat()),
        "reason_typed": text_of(request, "reason"),
    }
    if request.method != "POST":
        return render(request, "office/setting.html", context)
    try:
        since, reason = day_of_text(request.POST.get("since")), text_of(request, "reason")
        asked = parameters.propose(key, _typed(request, found), since=since, reason=reason, on=on, actor=person)
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        return told_again(request, "office/setting.html", context, refusal=refusal)
    return redirect("approval", number=asked.pk)


def _typed(request: HttpRequest, found: Dated) -> Mapping[str, str]:
    """What was typed by key; an open table may bring one more."""
    typed = {
        name.removeprefix(FIELD)[:KEY_LETTERS_MOST]: str(text)[:NUMBER_LETTERS_MOST]
        for name, text in request.POST.items()
        if name.startswith(FIELD)
    }
    fresh = text_of(request, "new_key", most=KEY_LETTERS_MOST)
    if fresh and found.parameter.open_keys:
        typed[fresh] = text_of(request, "new_value", most=NUMBER_LETTERS_MOST)
    return typed
