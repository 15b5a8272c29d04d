"""Pages of the book: loads with what became of each table, and the quarantine with its reasons."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.book import queries
from qiao.book.models import State
from qiao.book.queries import Entry
from qiao.book.rules.contract import TABLES
from qiao.ground.authority import may, require
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop

TEXT_MOST = 64
LOADS_A_PAGE = 30
NUMBER_DIGITS_MOST = 12
STATES = {
    State.OPEN.value: gettext_noop("open"),
    State.MENDED.value: gettext_noop("mended"),
    State.DISMISSED.value: gettext_noop("dismissed"),
}


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), request.path
    return request.user


def loads(request: HttpRequest) -> HttpResponse:
    """Every extract that took hold, the newest first."""
    require(_person(request), "book.loads")
    cut = cut_of(request.GET.get("page"), size=LOADS_A_PAGE)
    page = cut.page(queries.loads(most=cut.limit, skip=cut.offset))
    rows = [(load, _sums(load)) for load in page.rows]
    return render(request, "book/loads.html", {"page": page, "rows": rows})


def _sums(load: Any) -> dict[str, int]:
    tables = load.tables.all()
    return {name: sum(getattr(one, name) for one in tables) for name in ("read", "loaded", "quarantined", "repeated")}


def load(request: HttpRequest, number: int) -> HttpResponse:
    """One load, table by table."""
    require(_person(request), "book.loads")
    found = queries.load(number)
    if found is None:
        raise Http404
    tables = sorted(found.tables.all(), key=lambda one: list(TABLES).index(one.table) if one.table in TABLES else 99)
    return render(request, "book/load.html", {"load": found, "tables": tables, "sums": _sums(found)})


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The filters of the address; what is no filter is left out."""
    table, state, load_text = (request.GET.get(name, "") for name in ("table", "state", "load"))
    number = (
        int(load_text) if load_text.isascii() and load_text.isdigit() and len(load_text) < NUMBER_DIGITS_MOST else None
    )
    return {
        "table": table if table in TABLES else "",
        "state": state if state in STATES else ("" if state == "all" else State.OPEN.value),
        "load": number,
        "search": request.GET.get("text", "").strip()[:TEXT_MOST],
    }


def quarantine(request: HttpRequest) -> HttpResponse:
    """Rows that were set aside, with line, column, value and reason."""
    person = _person(request)
    require(person, "book.loads")
    asked = _asked(request)
    sees_values = may(person, "book.values")
    if not sees_values:
        asked["search"] = ""  # who does not see values may not guess them either
    found = queries.quarantine(**asked, page=cut_of(request.GET.get("page")).number)
    context = {
        "found": found,
        "asked": asked,
        "state_asked": request.GET.get("state", State.OPEN.value),
        "lines": [(entry, fill(entry.reason.words, entry.reason.facts)) for entry in found.entries],
        "sees_values": sees_values,
        "tables": list(TABLES),
        "states": [(value, _(words)) for value, words in STATES.items()],
        "open_counts": sorted(queries.open_counts().items()),
        "pages": _pages(found),
    }
    return render(request, "book/quarantine.html", context)


def _pages(found: queries.Page) -> Any:
    return cut_of(str(found.number)).page([*found.entries, *([None] if found.number < found.pages else [])])


def quarantine_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows as a file, wholly; `qiao quarantine export` writes rows to mend and load."""
    person = _person(request)
    require(person, "book.loads")
    require(person, "book.values")
    heads = [
        _("Load"),
        _("Table"),
        _("Line"),
        _("Column"),
        _("Value"),
        _("Reason"),
        _("Key"),
        _("State"),
        _("Row as given"),
    ]
    asked = _asked(request)
    lines = (_cells(entry) for entry in queries.quarantine_entries(**asked))
    facts = {_("Table"): asked["table"], _("State"): asked["state"], _("Load"): asked["load"] or ""}
    return export(person, heads, lines, name="quarantine", form=form, facts=facts)


def _cells(entry: Entry) -> list[object]:
    reason = fill(entry.reason.words, entry.reason.facts)
    given = " | ".join(cell or "" for cell in entry.given.values())
    key = " · ".join(entry.key)
    return [
        entry.load_id,
        entry.table,
        entry.line,
        entry.column,
        entry.value,
        reason,
        key,
        _(STATES[entry.state]),
        given,
    ]
