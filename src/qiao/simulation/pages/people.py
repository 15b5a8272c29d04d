"""The people of a simulation: searched, ordered, as a sheet; and two simulations of one's own beside each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.ground.authority import person_of
from qiao.ground.exports import export
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import cut_of
from qiao.ground.sheets import Number
from qiao.people.queries import staff as people
from qiao.simulation.pages.simulations import found_or_404
from qiao.simulation.queries.results import ORDERS, Asked, PersonLine, people_of
from qiao.simulation.queries.simulations import Simulation
from qiao.simulation.rules.lines import BOUND_WORDS, Bound
from qiao.simulation.rules.states import State, check_done

LETTERS_MOST, SHEET_ROWS = 64, 50_000
ORDER_USUAL = "change"


def _done_or_404(request: HttpRequest, number: int) -> Simulation:
    found = found_or_404(request, number)
    check_done(State(found.state), number=number)
    return found


def _asked(request: HttpRequest) -> tuple[Asked, str]:
    typed = {name: request.GET.get(name, "")[:LETTERS_MOST] for name in ("text", "branch", "level")}
    order = request.GET.get("sort", "")
    return Asked(**typed), order if order in ORDERS else ORDER_USUAL


def simulation_people(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody of a simulation, in the order of what changes."""
    found = _done_or_404(request, number)
    asked, order = _asked(request)
    cut = cut_of(request.GET.get("page"))
    rows = people_of(found, asked, order=order, most=cut.limit, skip=cut.offset)
    names = people.org_names()
    context = {
        "simulation": found,
        "page": cut.page(rows),
        "asked": asked,
        "order": order,
        "names": names,
        "branches": sorted((one["key"], names.get(one["key"], one["key"])) for one in found.told["branches"]),
        "levels": sorted(one["key"] for one in found.told["levels"]),
        "bound_words": {one.value: words for one, words in BOUND_WORDS.items()},
    }
    return render(request, "simulation/people.html", context)


def simulation_sheet(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The same list as a file, all its pages."""
    found = _done_or_404(request, number)
    asked, order = _asked(request)
    names = people.org_names()
    lines = [_line(one, names) for one in people_of(found, asked, order=order, most=SHEET_ROWS)]
    facts = {
        _("Simulation"): found.pk,
        _("Scheme"): found.scheme_code,
        _("Months"): f"{found.first} – {found.last}",
        _("Assumed"): f"{found.assumed_percent}%",
        _("Unit"): asked.branch,
        _("Level"): asked.level,
        _("Text"): asked.text,
    }
    return export(person_of(request), _heads(), lines, name=f"simulation-{number}", form=form, facts=facts)


def _heads() -> list[str]:
    return [
        _("Person"),
        _("Name"),
        _("Unit"),
        _("Level"),
        _("As things stand (yuan)"),
        _("By the scheme (yuan)"),
        _("Change (yuan)"),
        _("Paid now (yuan)"),
        _("Deferred (yuan)"),
        _("Bounds"),
    ]


def _line(one: PersonLine, names: dict[str, str]) -> list[object]:
    figures = (one.held_fen, one.new_fen, one.change_fen, one.now_fen, one.later_fen)
    bounds = "; ".join(_(BOUND_WORDS[Bound(name)]) for name in one.bounds)
    texts = [one.staff_id, one.name, names.get(one.org_id, one.org_id), one.level]
    return [*texts, *(Number(text_of_scaled(fen, places=2)) for fen in figures), bounds]


def compared(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Two simulations beside each other: terms, sums, periods, branches, levels."""
    pair = [_done_or_404(request, one) for one in (number, other)]
    names = people.org_names()
    context = {
        "one": pair[0],
        "other": pair[1],
        "tables": (
            (_("Altogether"), [_sums(pair, words=_("By the scheme"))]),
            (_("By period"), _table(pair, "pieces", key="piece", called={})),
            (_("By branch"), _table(pair, "branches", key="key", called=names)),
            (_("By level"), _table(pair, "levels", key="key", called={})),
        ),
    }
    return render(request, "simulation/compared.html", context)


Row = tuple[str, int | None, int | None, int]


def _sums(pair: list[Simulation], *, words: str) -> Row:
    one, other = (int(each.told["new_fen"]) for each in pair)
    return words, one, other, other - one


def _table(pair: list[Simulation], table: str, *, key: str, called: dict[str, str]) -> list[Row]:
    """Each key of either: what the first pays, what the other pays, and the difference; fen."""
    one, other = ({str(row[key]): int(row["new_fen"]) for row in each.told[table]} for each in pair)
    return [
        (called.get(name, name) or "—", one.get(name), other.get(name), other.get(name, 0) - one.get(name, 0))
        for name in sorted(one.keys() | other.keys())
    ]
