"""Load of the managers: who is over the norm, who has room, by which part; units beside each other; as a file."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run
from qiao.desk.queries.load import Line, lines_of, unit_lines
from qiao.desk.rules.indicators import WHOLE_LOAD
from qiao.desk.rules.load import STATE_WORDS, State
from qiao.ground import clock
from qiao.ground.authority import Scope, may, person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.sheets import Number
from qiao.people.queries import staff as people
from qiao.portfolio.rules.balancing import PART_WORDS, Part

CHART_MOST = 20
PERCENT_MICRO = 100_000_000
FEN_PLACES = 2
LETTERS_MOST = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which unit and which loads."""

    person: User
    scope: Scope
    run: Run | None
    unit: str
    state: State | None


def load(request: HttpRequest) -> HttpResponse:
    """The page: counts, the heaviest as a picture, every manager with all parts, units for who sees several."""
    asked = _asked(request)
    lines = _lines(asked)
    shown = [one for one in lines if asked.state is None or one.load.state is asked.state]
    page = cut_of(request.GET.get("page")).of(shown)
    counted = Counter(one.load.state for one in lines)
    units = unit_lines(asked.run, asked.scope, lines, on=clock.today()) if not asked.unit else []
    context = {
        "run": asked.run,
        "page": page,
        "unit": asked.unit,
        "units": people.branches(asked.scope),
        "state": asked.state.value if asked.state else "",
        "states": [(one.value, _(words), counted[one]) for one, words in STATE_WORDS.items()],
        "count": len(lines),
        "over": counted[State.OVER],
        "room": counted[State.ROOM],
        "staffed": units,
        "whole": next((one for one in units if one.unit.parent_id is None), None),
        "chart": _chart(shown),
        "state_words": {one.value: _(words) for one, words in STATE_WORDS.items()},
        "part_words": {part.value: _(words) for part, words in PART_WORDS.items()},
        "compares": may(asked.person, "appraisal.league"),
        "balances": may(asked.person, "appraisal.league") and may(asked.person, "customers.see"),
        "sees_settings": may(asked.person, "office.settings"),
    }
    return render(request, "desk/load.html", context)


def load_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """All lines of the list as a file."""
    asked = _asked(request)
    shown = [one for one in _lines(asked) if asked.state is None or one.load.state is asked.state]
    heads = [_("Person"), _("Name"), _("Unit"), _("Level"), _("Load (%)"), _("State"), _("Heaviest part")]
    heads += [f"{_(PART_WORDS[part])} {word}" for part in Part for word in (_("held"), _("norm"))]
    facts = {_("Unit"): asked.unit, _("State"): _(STATE_WORDS[asked.state]) if asked.state else ""}
    return export(asked.person, heads, _cells(shown), name="load", form=form, facts=facts)


def _cells(lines: list[Line]) -> Iterator[list[object]]:
    for one in lines:
        load_, person = one.load, one.person
        heaviest, state = load_.heaviest, load_.state
        told = [person.staff_id, person.name, person.org.name, person.level, _percent(load_.whole)]
        told += [_(STATE_WORDS[state]) if state else "", _(PART_WORDS[heaviest.part]) if heaviest else ""]
        for carried in load_.carried:
            money = carried.part in {Part.DEPOSITS, Part.LOANS}
            told += [_figure(carried.held, money=money), _figure(carried.norm, money=money)]
        yield list(told)


def _figure(value: int | None, *, money: bool) -> object:
    if value is None:
        return ""
    return Number(text_of_scaled(value, places=FEN_PLACES)) if money else value


def _percent(value: Fraction | None) -> object:
    return "" if value is None else Number(text_of_scaled(int(value * 10_000), places=FEN_PLACES))


def _asked(request: HttpRequest) -> Asked:
    person = person_of(request)
    require(person, "desk.load")
    state = request.GET.get("state", "")
    return Asked(
        person,
        scope_of(person, on=clock.today()) if may(person, "appraisal.league") else _own(person),
        runs.newest_run(),
        request.GET.get("branch", "")[:LETTERS_MOST],
        State(state) if state in set(State) else None,
    )


def _own(person: User) -> Scope:
    """Whoever compares nobody reads the own load."""
    return Scope(everything=False, staff_ids=frozenset({person.staff_id}), org_ids=frozenset())


def _lines(asked: Asked) -> list[Line]:
    return lines_of(asked.run, asked.scope, asked.unit, on=clock.today())


def _chart(lines: list[Line]) -> dict[str, Any]:
    """The heaviest loads of those shown, in per cent, with the norm as a line."""
    return {
        "rows": [
            {
                "name": one.person.name,
                "micro": int(one.load.whole * PERCENT_MICRO),
                "address": f"/people/{one.person.staff_id}/",
            }
            for one in lines[:CHART_MOST]
            if one.load.whole is not None
        ],
        "median": PERCENT_MICRO,
        "words": {"unit": "%", "measure": _(WHOLE_LOAD.name), "median": _("norm")},
    }
