"""Pay runs: the list, and one run with its people, its sums, what could not be reckoned, and what is done to it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.queries.closing import closed_months
from qiao.ground import clock
from qiao.ground.authority import Scope, may, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import micro_of_fen
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import said_again
from qiao.ground.typed import typed_in
from qiao.office import queries as office
from qiao.office.trail import names_of as log_ins_called
from qiao.pay.actions import approving, correcting, reckoning
from qiao.pay.pages.asking import LONG_MOST, WRONG, day_in, fen_in, told, ways_of
from qiao.pay.queries import runs
from qiao.pay.queries.exports import yuan
from qiao.pay.queries.runs import PayLine, PayRun
from qiao.pay.rules.states import OPEN_RUN, RUN_WORDS, STANDING_RUN, RunState
from qiao.pay.rules.steps import STEP_WORDS, StepKind
from qiao.people.queries import staff as people

FIELDS = ("act", "words", "reason", "day", "staff", "sum", "unit", "period", "correction")
LETTERS_MOST = 64
SHEET_ROWS = 20_000
TROUBLES_MOST = 200
BINS = 12
STEPS_TO_PAID = (RunState.RECKONED, RunState.REVIEWED, RunState.APPROVED, RunState.PAID)


@require_http_methods(["GET", "HEAD", "POST"])
def run_list(request: HttpRequest) -> HttpResponse:
    """The runs with somebody one sees, the newest first; a new one is reckoned here."""
    person, on = person_of(request), clock.today()
    require(person, runs.SEE)
    context = _list(request, person, on=on)
    if request.method != "POST":
        return render(request, "pay/runs.html", context)
    typed = typed_in(request, FIELDS)
    try:
        wish = reckoning.Wish(typed["period"], typed["unit"], day_in(typed["day"]))
        made = reckoning.reckon(wish, asker=person, actor=person.username)
    except Refusal as refusal:
        return render(request, "pay/runs.html", context | {"refused": told(refusal), "typed": typed}, status=WRONG)
    return redirect("pay_run", made.pk)


def _list(request: HttpRequest, person: User, *, on: date) -> dict[str, Any]:
    asked = request.GET.get("state", "")[:LETTERS_MOST]
    state, scope, cut = (
        asked if asked in set(RunState) else "",
        scope_of(person, on=on),
        cut_of(request.GET.get("page")),
    )
    rows = list(runs.runs_in(scope, state=state)[cut.offset : cut.offset + cut.limit])
    closed = [one.month for one in reversed(closed_months())]
    return {
        "page": cut.page(rows),
        "state": state,
        "states": [(one.value, _(words)) for one, words in RUN_WORDS.items()],
        "state_words": {one.value: _(words) for one, words in RUN_WORDS.items()},
        "units": people.org_names(),
        "may_reckon": may(person, reckoning.RECKON),
        "branches": people.branches(scope),
        "closed": closed,
        "whole": scope.everything,
        "typed": {"period": closed[0] if closed else "", "day": on.isoformat()},
        **ways_of(person),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def run_page(request: HttpRequest, number: int) -> HttpResponse:
    """One run; who may looks through it, asks for approval, notes the payment, corrects, moves or drops it here."""
    person, on = person_of(request), clock.today()
    found = runs.run_of(number)
    if found is None or not runs.sees_run(person, found, on=on):
        raise Http404
    if request.method != "POST":
        return render(request, "pay/run.html", _whole(request, found, on=on))
    typed = typed_in(request, FIELDS) | typed_in(request, ("wished",), most=LONG_MOST)
    try:
        _do(found, typed, on=on, actor=person)
    except Refusal as refusal:
        context = _whole(request, found, on=on) | {"refused": told(refusal), "typed": typed}
        return render(request, "pay/run.html", context, status=WRONG)
    return redirect("pay_run", number)


def _do(run: PayRun, typed: Mapping[str, str], *, on: date, actor: User) -> None:
    number, words = run.pk, typed["words"]
    correction = int(typed["correction"]) if typed["correction"].isascii() and typed["correction"].isdigit() else 0
    acts: dict[str, Callable[[], object]] = {
        "review": lambda: approving.review(number, words=words, actor=actor),
        "ask": lambda: approving.ask(number, reason=words, on=on, actor=actor),
        "anew": lambda: reckoning.reckon_anew(number, asker=actor, actor=actor.username),
        "drop": lambda: reckoning.drop(number, reason=words, actor=actor),
        "pay": lambda: approving.pay_out(number, value_day=day_in(typed["day"]), on=on, actor=actor),
        "correct": lambda: correcting.correct(
            number, typed["staff"].strip(), fen=fen_in(typed["sum"]), reason=words, actor=actor
        ),
        "uncorrect": lambda: correcting.take_back(correction, actor=actor),
        "move": lambda: _move(run, typed, actor=actor),
    }
    act = acts.get(typed["act"])
    if act is not None:
        act()


def _move(run: PayRun, typed: Mapping[str, str], *, actor: User) -> None:
    """Lines of person and sum, as they were typed or pasted; then the run is reckoned anew by whoever reckons."""
    wished = {}
    for line in typed["wished"].splitlines():
        if line.strip():
            staff_id, _comma, text = line.replace("\t", ",").replace("，", ",").partition(",")
            wished[staff_id.strip()] = fen_in(text)
    correcting.distribute(run.pk, typed["unit"], wished=wished, reason=typed["words"], actor=actor)


def _whole(request: HttpRequest, run: PayRun, *, on: date) -> dict[str, Any]:
    person = person_of(request)
    scope, state = scope_of(person, on=on), RunState(run.state)
    asked = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("text", "unit", "sort")}
    below = people.orgs_below(asked["unit"]) if asked["unit"] else None
    order = "unit" if asked["sort"] == "unit" else "pay"
    cut = cut_of(request.GET.get("page"))
    told = runs.lines_in(run, scope, reader=person.staff_id)
    rows = runs.lines_in(run, scope, reader=person.staff_id, text=asked["text"], org_ids=below, order=order)
    rows = rows.defer("facts", "said")
    whole, units = runs.sees_whole(person, run, on=on), people.org_names()
    waiting = office.open_approval(approving.RUN, str(run.pk))
    seen = [] if whole else [one["staff_id"] for one in told.values("staff_id")[:SHEET_ROWS]]
    return {
        "run": run,
        "page": cut.page(list(rows[cut.offset : cut.offset + cut.limit])),
        "chosen": asked,
        "state": RUN_WORDS[state],
        "path": _path(state),
        "is_open": state in OPEN_RUN,
        "is_reviewed": state is RunState.REVIEWED,
        "stands": state in STANDING_RUN,
        "whole": whole,
        "unit": units.get(run.unit, run.unit),
        "units": units,
        "branches": people.branches(scope),
        "totals": [(STEP_WORDS[one], run.totals.get(one.value, 0)) for one in StepKind if run.totals.get(one.value)],
        "deferred_fen": -run.totals.get(StepKind.DEFERRED.value, 0),
        "held_fen": -run.totals.get(StepKind.HELD.value, 0),
        "waterfall": _waterfall(run) if whole else None,
        "spread": _spread(told),
        "troubles": _troubles(run, whole=whole, seen=seen, scope=scope),
        "corrections": [one for one in runs.corrections_of(run) if whole or one.staff_id in seen],
        "distributions": runs.distributions_of(run) if whole else [],
        "called": log_ins_called([run.reckoned_by, run.reviewed_by, run.paid_by]),
        "waiting": waiting,
        "may_move": may(person, correcting.MOVE) and state in OPEN_RUN,
        "may_files": may(person, "pay.files") and state in STANDING_RUN and whole,
        "on": on,
        "typed": {"day": max(on, run.until).isoformat(), "unit": asked["unit"]},
        **_may(person, state, whole=whole, asked=waiting is not None),
        **ways_of(person),
    }


def _may(person: User, state: RunState, *, whole: bool, asked: bool) -> dict[str, bool]:
    reviews = whole and may(person, approving.REVIEW)
    return {
        "may_review": reviews and state is RunState.RECKONED,
        "may_ask": reviews and state is RunState.REVIEWED and not asked,
        "may_anew": whole and may(person, reckoning.RECKON) and state in OPEN_RUN and not asked,
        "may_pay": whole and may(person, approving.PAY_OUT) and state is RunState.APPROVED,
        "may_correct": whole and may(person, correcting.CORRECT) and state in STANDING_RUN,
    }


def _path(state: RunState) -> list[tuple[str, bool, bool]]:
    """The steps to the payment: words, whether it is passed, whether it is now."""
    if state is RunState.DROPPED:
        return []
    here = STEPS_TO_PAID.index(state)
    return [(_(RUN_WORDS[one]), place < here, place == here) for place, one in enumerate(STEPS_TO_PAID)]


def _waterfall(run: PayRun) -> dict[str, Any]:
    steps = [
        {"name": _(STEP_WORDS[one]), "micro": micro_of_fen(run.totals[one.value]), "total": False}
        for one in StepKind
        if run.totals.get(one.value)
    ]
    total = {"name": _("Paid out"), "micro": micro_of_fen(run.pay_fen), "total": True}
    return {"steps": [*steps, total], "words": {"unit": _("yuan")}}


def _spread(lines: QuerySet[PayLine]) -> dict[str, Any] | None:
    """How many people are paid how much, in twelve steps of equal width; of the people one sees."""
    paid = [fen for fen in lines.values_list("pay_fen", flat=True)[:SHEET_ROWS] if fen > 0]
    if len(paid) < BINS // 2:
        return None
    width = max(-(-max(paid) // (BINS * 100_000)) * 100_000, 100_000)  # whole thousands of yuan
    counts = [0] * BINS
    for fen in paid:
        counts[min(fen // width, BINS - 1)] += 1
    along = [f"{place * width // 100:,} – {(place + 1) * width // 100:,}" for place in range(BINS)]
    last = max(place for place, count in enumerate(counts) if count) + 1
    series = [{"name": _("People"), "values": counts[:last]}]
    return {"shape": "bars", "along": along[:last], "series": series, "scale": 1, "words": {"unit": ""}}


def _troubles(run: PayRun, *, whole: bool, seen: list[str], scope: Scope) -> list[tuple[str, str, str]]:
    """Who could not be reckoned and why, of the people one sees."""
    listed = run.troubles[:TROUBLES_MOST]
    if not whole:
        visible = people.visible_staff(scope).filter(staff_id__in=[one["staff_id"] for one in listed])
        known = {*seen, *visible.values_list("staff_id", flat=True)}
        listed = [one for one in listed if one["staff_id"] in known]
    return [(one["staff_id"], one["name"], said_again(one["words"], one["facts"])) for one in listed]


def run_sheet(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The people of a run as a file, those one sees; each kind of step a column, so that a row adds up."""
    person, on = person_of(request), clock.today()
    run = runs.run_of(number)
    if run is None or not runs.sees_run(person, run, on=on):
        raise Http404
    asked = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("text", "unit")}
    below = people.orgs_below(asked["unit"]) if asked["unit"] else None
    scope, reader = scope_of(person, on=on), person.staff_id
    lines = runs.lines_in(run, scope, reader=reader, text=asked["text"], org_ids=below, order="unit")
    sums = runs.sums_by_kind(run)
    heads = [_("Number of the person"), _("Name of the person"), _("Unit"), _("Scheme")]
    heads += [*(_(STEP_WORDS[one]) for one in StepKind), _("Paid out"), _("Digest")]
    names = people.org_names()
    rows = (
        (
            *(one.staff_id, one.name, names.get(one.org_id, one.org_id), one.scheme),
            *(yuan(sums.get((one.pk, kind.value), 0)) for kind in StepKind),
            *(yuan(one.pay_fen), one.digest),
        )
        for one in lines.defer("facts", "said", "barred")[:SHEET_ROWS]
    )
    facts = {_("Run no."): run.pk, _("Period"): run.name, _("Unit"): asked["unit"], _("Person"): asked["text"]}
    return export(person, heads, rows, name=f"pay-{run.name}-{run.pk}", form=form, facts=facts)
