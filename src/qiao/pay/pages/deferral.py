"""Deferred parts of the people one sees: what falls due when, what is kept back; and the same as a file."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.money import micro_of_fen
from qiao.ground.paging import cut_of
from qiao.pay.pages.asking import ways_of
from qiao.pay.queries import ledger, runs
from qiao.pay.queries.exports import yuan
from qiao.pay.rules.states import PART_WORDS, PartState
from qiao.people.queries import staff as people

LETTERS_MOST, YEAR_LETTERS = 64, 4
SHEET_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the list is asked for; empty = everything."""

    state: str
    unit: str
    person: str
    year: int | None

    @property
    def org_ids(self) -> list[str] | None:
        """The unit with those below it, None for all."""
        return people.orgs_below(self.unit) if self.unit else None


def _filter(request: HttpRequest) -> Filter:
    asked = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("state", "unit", "person", "year")}
    text = asked["year"]
    year = int(text) if len(text) == YEAR_LETTERS and text.isascii() and text.isdigit() and int(text) else None
    return Filter(
        asked["state"] if asked["state"] in set(PartState) else "", asked["unit"], asked["person"].strip(), year
    )


def _rows(request: HttpRequest, chosen: Filter) -> "Any":
    scope = scope_of(person_of(request), on=clock.today())
    return ledger.parts_in(scope, state=chosen.state, staff_id=chosen.person, org_ids=chosen.org_ids, year=chosen.year)


def part_list(request: HttpRequest) -> HttpResponse:
    """The parts, the first due first, with what is left by year."""
    person = person_of(request)
    require(person, runs.SEE)
    chosen, cut, on = _filter(request), cut_of(request.GET.get("page")), clock.today()
    rows = _rows(request, chosen)
    page = cut.page(list(rows.select_related("line__run")[cut.offset : cut.offset + cut.limit]))
    sums = ledger.sums_by_state(rows)
    years = ledger.waiting_sums(rows)
    context = {
        "page": page,
        "chosen": chosen,
        "names": people.staff_names([one.staff_id for one in page.rows]),
        "units": people.org_names(),
        "branches": people.branches(scope_of(person, on=on)),
        "states": [(one.value, _(words)) for one, words in PART_WORDS.items()],
        "state_words": {one.value: _(words) for one, words in PART_WORDS.items()},
        "sums": [(_(PART_WORDS[PartState(state)]), *told) for state, told in sorted(sums.items())],
        "left_fen": sum(left for _count, _whole, left in sums.values()),
        "years": _chart(years),
        "year_list": [year for year, _left in years],
        "on": on,
        **ways_of(person),
    }
    return render(request, "pay/parts.html", context)


def _chart(years: list[tuple[int, int]]) -> dict[str, Any] | None:
    if not years:
        return None
    series = [{"name": _("Left"), "kind": "deposit", "micro": [micro_of_fen(left) for _year, left in years]}]
    return {"months": [str(year) for year, _left in years], "series": series, "words": {"unit": _("yuan")}}


def parts_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file, all its pages."""
    person = person_of(request)
    require(person, runs.SEE)
    chosen = _filter(request)
    listed = list(_rows(request, chosen).select_related("line__run")[:SHEET_ROWS])
    names, units = people.staff_names([one.staff_id for one in listed]), people.org_names()
    heads = [_("Number of the person"), _("Name of the person"), _("Unit"), _("Earned in"), _("Part"), _("Due")]
    heads += [_("Deferred (yuan)"), _("Left (yuan)"), _("State")]
    rows = (
        (
            *(one.staff_id, names.get(one.staff_id, ""), units.get(one.org_id, one.org_id), one.line.run.name),
            *(f"{one.number} / {one.of}", one.due.isoformat(), yuan(one.amount_fen), yuan(one.left_fen)),
            _(PART_WORDS[PartState(one.state)]),
        )
        for one in listed
    )
    facts = {_("State"): chosen.state, _("Unit"): chosen.unit, _("Person"): chosen.person, _("Year"): chosen.year or ""}
    return export(person, heads, rows, name="deferred-parts", form=form, facts=facts)
