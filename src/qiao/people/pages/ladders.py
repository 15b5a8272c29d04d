"""Levels and what each may do: ladders in force, samples to adopt, their history, and the way to another version."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import handed_in
from qiao.office import queries as office
from qiao.people.actions import ladders as asking
from qiao.people.queries.ladders import ladders_on, matrices_on, matrix_versions_of, versions_of
from qiao.people.queries.telling import NOT_THERE, line_of, line_of_level, proposal_of, segments_of, yuan
from qiao.people.rules import authority, samples
from qiao.people.rules import ladder as rules
from qiao.people.rules.authority import Authority
from qiao.people.rules.ladder import MARK_WORDS, SECTOR_WORDS, Ladder
from qiao.people.rules.reading import (
    CELLS,
    LEVELS_MOST,
    read_ladder,
    read_matrix,
    rows_of,
    text_of,
    written,
    written_matrix,
)

WRONG, TEXT_MOST, CELL_MOST = 400, 6_000, 200
NAMES = ("name", "source", "sector", "mark", "levels", "matrix", "reason", "since", "what", "scheme")


def ladder_list(request: HttpRequest) -> HttpResponse:
    """Ladders in force with their levels and authority, and the samples that can be adopted."""
    person, on = person_of(request), clock.today()
    require(person, "people.see_ladders")
    found, matrices = ladders_on(on), matrices_on(on)
    context = {
        "ladders": [_card(one, matrices.get(scheme, {})) for scheme, one in found.items()],
        "samples": [_card(one, {}) for one in samples.SAMPLES if one.scheme not in found],
        "may_ask": may(person, "people.ladders"),
    }
    return render(request, "people/ladders.html", context)


def _card(ladder: Ladder, matrix: dict[str, Authority]) -> dict[str, Any]:
    return {
        "ladder": ladder,
        "sector": SECTOR_WORDS[ladder.sector],
        "mark": MARK_WORDS[ladder.mark],
        "sure": ladder.mark is rules.Mark.READ,
        "rows": [(level, _cells(matrix.get(level.code))) for level in ladder.levels],
        "has_matrix": bool(matrix),
        "names": [level.label for level in ladder.levels],
    }


def _cells(allowed: Authority | None) -> dict[str, str]:
    if allowed is None:
        return {"segments": NOT_THERE}
    return {
        "segments": segments_of(allowed.segments),
        "customers": str(allowed.customers_most),
        "price": str(allowed.price_bp),
        "quota": yuan(allowed.quota_fen_month),
        "propose": proposal_of(allowed),
        "alone": _("yes") if allowed.alone else _("no"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request: HttpRequest, scheme: str) -> HttpResponse:
    """One ladder: what it was and will be, and the forms that ask for another version of it or of its matrix."""
    person, on = person_of(request), clock.today()
    require(person, "people.ladders" if request.method == "POST" else "people.see_ladders")
    standing = ladders_on(on).get(scheme)
    shown = standing or samples.BY_SCHEME.get(scheme)
    if shown is None and not versions_of(scheme) and not (scheme == "new" and may(person, "people.ladders")):
        raise Http404
    context = {
        "scheme": scheme,
        "shown": shown,
        "in_force": standing is not None,
        "fresh": not versions_of(scheme),
        "may_ask": may(person, "people.ladders"),
        "waiting": [one for one in (office.open_approval(kind, scheme) for kind in ("ladder", "matrix")) if one],
        "versions": [(one, _lines(scheme, one.terms)) for one in versions_of(scheme)],
        "matrix_versions": [(one, _matrix_lines(one.rows)) for one in matrix_versions_of(scheme)],
        "sectors": SECTOR_WORDS,
        "marks": MARK_WORDS,
    }
    if request.method != "POST":
        return render(request, "people/ladder.html", context | _typed(_standing_texts(scheme, shown)))
    sent = {name: str(request.POST.get(name, ""))[:TEXT_MOST] for name in NAMES}
    texts = _from_cells(request, sent, standing=_standing_texts(scheme, shown))
    try:
        asked = _ask(request, scheme, texts)
    except Refusal as refusal:
        if not refusal.code.startswith(("ladder.", "matrix.", "approval.")):
            raise
        typed = _standing_texts(scheme, shown) | {key: text for key, text in texts.items() if text}
        told = context | _typed(typed) | {"refused": say(refusal)}
        return render(request, "people/ladder.html", told, status=WRONG)
    return handed_in(request, asked.pk)


def _typed(texts: dict[str, str]) -> dict[str, Any]:
    """What was typed, as text and as cells with an empty line for one more level."""
    return {
        "typed": texts,
        "level_rows": [*rows_of(texts.get("levels", "")), [""] * CELLS],
        "matrix_rows": rows_of(texts.get("matrix", "")),
    }


def _from_cells(request: HttpRequest, texts: dict[str, str], *, standing: dict[str, str]) -> dict[str, str]:
    """The texts of a form of cells as if its lines had been typed; what such a form does not ask for stays as it is."""
    field = {"level_cells": "levels", "matrix_cells": "matrix"}.get(texts["what"])
    if field is None:
        return texts
    columns = [[cell[:CELL_MOST] for cell in request.POST.getlist(f"cell{place}")] for place in range(CELLS)]
    rows = list(zip(*(column[: LEVELS_MOST + 1] for column in columns), strict=False))
    given = {name: text for name, text in texts.items() if text}
    return standing | given | {field: text_of(rows), "what": "ladder" if field == "levels" else "matrix"}


def _standing_texts(scheme: str, shown: Ladder | None) -> dict[str, str]:
    on = clock.today()
    matrix = _in_words(matrices_on(on).get(scheme) or samples.MATRICES.get(scheme) or {})
    typed = {"since": on.isoformat(), "matrix": written_matrix(matrix), "sector": "bank", "mark": "proposal"}
    if shown is None:
        return typed
    facts = {"name": _(shown.name), "source": _(shown.source), "sector": shown.sector.value, "mark": shown.mark.value}
    told = replace(shown, levels=tuple(replace(one, label=_(one.label)) for one in shown.levels))
    return typed | facts | {"levels": written(told)}


def _in_words(matrix: Mapping[str, Authority]) -> dict[str, Authority]:
    return {code: replace(one, segments=tuple(_(name) for name in one.segments)) for code, one in matrix.items()}


def _as_kept(typed: Ladder, shown: Ladder | None) -> Ladder:
    """The typed ladder; words of a sample that were left as they read stay what they are, in every language."""
    if shown is None:
        return typed
    labels = {one.code: one.label for one in shown.levels}
    levels = tuple(
        replace(one, label=labels[one.code]) if one.label == _(labels.get(one.code, "-")) else one
        for one in typed.levels
    )
    name = shown.name if typed.name == _(shown.name) else typed.name
    source = shown.source if typed.source == _(shown.source) else typed.source
    return replace(typed, name=name, source=source, levels=levels)


def _segments_as_kept(rows: Mapping[str, Authority]) -> dict[str, Authority]:
    known = {_(name): name for one in samples.NEUTRAL_MATRIX.values() for name in one.segments}
    return {
        code: replace(one, segments=tuple(known.get(name, name) for name in one.segments)) for code, one in rows.items()
    }


def _ask(request: HttpRequest, scheme: str, texts: dict[str, str]) -> office.Approval:
    person, on = person_of(request), clock.today()
    asked: dict[str, Any] = {"since": day_of_text(texts["since"]), "reason": texts["reason"], "on": on, "actor": person}
    if texts["what"] == "matrix":
        base = ladders_on(on).get(scheme)
        if base is None:
            raise Refusal("matrix.no_ladder", _("Adopt the ladder first; the matrix names its levels."))
        rows = _segments_as_kept(read_matrix(base, texts["matrix"]))
        return asking.propose_matrix(scheme, rows, **asked)
    if texts["what"] == "end":
        return asking.propose_end(scheme, **asked)
    code = texts["scheme"].strip() if scheme == "new" else scheme
    shown = ladders_on(on).get(code) or samples.BY_SCHEME.get(code)
    return asking.propose(_as_kept(read_ladder(code, texts), shown), **asked)


def _lines(scheme: str, terms: Any) -> list[tuple[str, str]]:
    if terms is None:
        return []
    return [(one.code, line_of_level(one)) for one in rules.from_plain(scheme, terms).levels]


def _matrix_lines(rows: Any) -> list[tuple[str, str]]:
    return [(code, line_of(one)) for code, one in authority.from_plain(rows or {}).items()]
