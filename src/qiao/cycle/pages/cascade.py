"""Targets of a cycle laid out: the units above and below, the parts of one with their sum, what is missing, a bar."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.cycle.actions import cascading
from qiao.cycle.pages.telling import READ, WORDS_LETTERS, WRONG, seen_cycle, told
from qiao.cycle.queries import cascade
from qiao.cycle.queries.cascade import Laid
from qiao.cycle.rules.cascade import LETTERS_MOST, Node, NodeKind
from qiao.cycle.rules.cycle import BEFORE_APPRAISAL
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.refusals import Refusal
from qiao.people.queries import staff as people

PLACES, PERCENT = 2, 100
UNITS_MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_targets(request: HttpRequest, number: int, org_id: str) -> HttpResponse:
    """The targets of one unit of a cycle; the form lays out all of its parts together."""
    person, on = person_of(request), clock.today()
    one = seen_cycle(person, number, on=on)
    require(person, READ)
    laid, scope = cascade.laid_out(one, on=on), scope_of(person, on=on)
    if org_id not in laid.tree or not (scope.everything or org_id in scope.org_ids):
        raise Http404
    if request.method != "POST":
        return render(request, "cycle/targets.html", _whole(person, laid, org_id, on=on))
    reason = request.POST.get("reason", "")[:WORDS_LETTERS]
    try:
        if request.POST.get("act") == "whole":
            if org_id != one.org_id:
                raise Http404
            texts = {name: request.POST.get(f"whole-{name}", "")[:LETTERS_MOST] for name in one.measures}
            cascading.set_whole(number, texts, reason=reason, actor=person)
        elif request.POST.get("act") == "parts":
            typed = {(name, node): _typed(request, name, node) for name in one.measures for node in laid.tree[org_id]}
            cascading.lay_out(number, org_id, typed, reason=reason, on=on, actor=person)
    except Refusal as refusal:
        context = _whole(person, laid, org_id, on=on, request=request) | {"refused": told(refusal), "reason": reason}
        return render(request, "cycle/targets.html", context, status=WRONG)
    return redirect("cycle_targets", number, org_id)


def _typed(request: HttpRequest, name: str, node: Node) -> str:
    return request.POST.get(f"{name}-{node.kind.value}-{node.key}", "")[:LETTERS_MOST]


def _whole(person: User, laid: Laid, unit: str, *, on: date, request: HttpRequest | None = None) -> dict[str, Any]:
    one, nodes = laid.cycle, laid.tree[unit]
    names, staff = people.org_names(), people.staff_names([node.key for node in nodes])
    own = bool(person.staff_id) and Node(NodeKind.PERSON, person.staff_id) in nodes
    scope, is_open = scope_of(person, on=on), one.stage in BEFORE_APPRAISAL
    return {
        "cycle": one,
        "unit": unit,
        "unit_name": names.get(unit, unit),
        "is_root": unit == one.org_id,
        "measures": [_measure(laid, unit, name) for name in one.measures],
        "rows": [
            {
                "name": names.get(node.key, node.key) if node.kind is NodeKind.UNIT else staff.get(node.key, node.key),
                "node": node,
                "leads_on": node.kind is NodeKind.UNIT and (scope.everything or node.key in scope.org_ids),
                "cells": [_cell(laid, name, node, request=request) for name in one.measures],
            }
            for node in nodes
        ],
        "above": _above(laid, unit, person, on=on),
        "gaps": [
            {
                "unit": gap.unit,
                "name": names.get(gap.unit, gap.unit),
                "measure": _(MEASURE_WORDS[Measure(gap.measure)]),
                "missing": _yuan(gap.missing_fen),
                "beyond": _yuan(gap.beyond_fen),
                "without": gap.without,
            }
            for gap in laid.gaps
            if scope.everything or gap.unit in scope.org_ids
        ][:20],
        "tree": _tree(laid, person, on=on),
        "versions": [(row, _(MEASURE_WORDS[Measure(row.measure)])) for row in cascade.versions_of(one, unit)[:30]],
        "node_names": names | staff,
        "may_whole": unit == one.org_id and is_open and may(person, cascading.SET_WHOLE, unit),
        "may_parts": is_open and not own and may(person, cascading.LAY_OUT, unit),
        "own": own,
        "again": any((name, node) in laid.amounts for name in one.measures for node in nodes),
        "whole_again": laid.whole_of(one.org_id, one.measures[0]) is not None,
        "over": f"{laid.over_bp / PERCENT:g}",
        "reason": "",
    }


def _tree(laid: Laid, person: User, *, on: date) -> list[dict[str, Any]]:
    """The units in sight in the order of the tree, each with its depth and what stands of every measure."""
    scope, names = scope_of(person, on=on), people.org_names()
    found: list[dict[str, Any]] = []
    waiting = [(0, laid.cycle.org_id)]
    while waiting and len(found) < UNITS_MOST:
        depth, unit = waiting.pop()
        if scope.everything or unit in scope.org_ids:
            told_all = [_measure(laid, unit, name) for name in laid.cycle.measures]
            found.append(
                {"indent": "\N{EM SPACE}" * depth, "unit": unit, "name": names.get(unit, unit), "measures": told_all}
            )
        below = [node.key for node in laid.tree.get(unit, ()) if node.kind is NodeKind.UNIT]
        waiting += [(depth + 1, key) for key in reversed(below)]
    return found


def _above(laid: Laid, unit: str, person: User, *, on: date) -> tuple[str, str] | None:
    scope, node = scope_of(person, on=on), Node(NodeKind.UNIT, unit)
    found = next((above for above, nodes in laid.tree.items() if node in nodes), None)
    if found is None or not (scope.everything or found in scope.org_ids):
        return None
    return found, people.org_names().get(found, found)


def _measure(laid: Laid, unit: str, name: str) -> dict[str, Any]:
    found = laid.sum_of(unit, name)
    whole = found.whole_fen
    return {
        "code": name,
        "name": _(MEASURE_WORDS[Measure(name)]),
        "whole": _yuan(whole) if whole is not None else "—",
        "typed": text_of_scaled(whole, places=PLACES) if whole is not None else "",
        "sum": _yuan(found.told_fen),
        "missing": _yuan(found.missing_fen) if found.missing_fen else "",
        "beyond": _yuan(found.beyond_fen) if found.beyond_fen else "",
        "part": found.percent,
    }


def _cell(laid: Laid, name: str, node: Node, *, request: HttpRequest | None) -> dict[str, Any]:
    fen = laid.amounts.get((name, node))
    kept = text_of_scaled(fen, places=PLACES) if fen is not None else ""
    field = f"{name}-{node.kind.value}-{node.key}"
    typed = request.POST.get(field, kept)[:LETTERS_MOST] if request is not None else kept
    return {
        "field": field,
        "typed": typed,
        "told": _yuan(fen) if fen is not None else "—",
        "name": _(MEASURE_WORDS[Measure(name)]),
    }


def _yuan(fen: int) -> str:
    return money_text(yuan_of_fen(fen))
