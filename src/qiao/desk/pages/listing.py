"""The list of customers: filters, columns, order, pages, views that are kept, and the list as a file."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.contribution.queries import figures, runs, shelf
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.sums import PartySums
from qiao.customers.queries import Customer
from qiao.desk.actions import keep_view, take_view_out
from qiao.desk.queries.listing import Sight, every, listed
from qiao.desk.queries.views import views_of
from qiao.desk.rules.listing import COLUMN_WORDS, FIGURES, INDICATORS, KINDS, Column, Wish, wish_of
from qiao.ground import clock
from qiao.ground.authority import person_of, require, scope_of
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled
from qiao.ground.sheets import Number

PLACES = ("after", "before", "page")
MICRO_PLACES = 6


def customer_list(request: HttpRequest) -> HttpResponse:
    """The list of the newest settled month."""
    person = person_of(request)
    require(person, "customers.see")
    run, sight = _asked(person)
    wish = _wish(request)
    page = listed(run, wish, sight)
    kept = request.GET.copy()
    for name in PLACES:
        kept.pop(name, None)
    context = {
        "page": page,
        "run": run,
        "wish": wish,
        "days": (run.until - run.since).days if run else 1,
        "columns": [(one.value, _(COLUMN_WORDS[one])) for one in wish.columns],
        "sorted_by": wish.sort,
        "falling": not wish.rising,
        "every_column": [(one.value, _(COLUMN_WORDS[one]), one in wish.columns) for one in Column],
        "kinds": [(code, _(words)) for code, words in KINDS.items()],
        "before": _address(kept, before=page.before.text()) if page.before else "",
        "behind": _address(kept, after=page.behind.text()) if page.behind else "",
        "views": views_of(person.username),
        "query": kept.urlencode(),
        "flags": figures.flagged(run, kind="party", keys=[one.party_id for one, _sums in page.rows]) if run else (),
        "figures": {one.value for one in FIGURES},
    }
    return render(request, "desk/customers.html", context)


def _asked(person: User) -> tuple[Run | None, Sight]:
    """The run whose figures are shown, and whose customers: a month settled before there were shelves shows none."""
    on = clock.today()
    run = figures.asked_run("")
    shown = run if shelf.holds(run) else None
    return shown, Sight(scope_of(person, on=on), runs.serving_period(run, on=on))


def _wish(request: HttpRequest) -> Wish:
    return wish_of(request.GET.dict(), columns=tuple(request.GET.getlist("columns")))


def _address(kept: QueryDict, **place: str) -> str:
    """The list's address at another place."""
    asked = kept.copy()
    asked.update(place)
    return f"?{asked.urlencode()}"


def customer_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, all pages of it, as a file; figures in yuan, exact."""
    person = person_of(request)
    require(person, "customers.see")
    run, sight = _asked(person)
    wish = _wish(request)
    heads = [_("Customer"), *(_(COLUMN_WORDS[one]) for one in wish.columns)]
    chosen = {_("Month"): run.month if run else ""} | {
        _("Filter"): " ".join(text for text in (wish.text, wish.kind, wish.industry, wish.region, wish.manager) if text)
    }
    return export(person, heads, _cells(run, wish, sight), name="customers", form=form, facts=chosen)


def _cells(run: Run | None, wish: Wish, sight: Sight) -> Iterator[list[object]]:
    days = (run.until - run.since).days if run else 1
    for one, sums in every(run, wish, sight):
        yield [one.name, *(_cell(column, one, sums, days=days) for column in wish.columns)]


def _cell(column: Column, one: Customer, sums: PartySums | None, *, days: int) -> object:
    plain = {
        Column.ID: one.party_id,
        Column.KIND: _(KINDS.get(one.kind, one.kind)),
        Column.INDUSTRY: one.industry,
        Column.REGION: one.region,
    }
    if column in plain:
        return plain[column]
    if sums is None:
        return ""
    return Number(text_of_scaled(INDICATORS[column].whole(sums, days=days), places=MICRO_PLACES))


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the list as it stands under a name, or in the place of the view of that name."""
    person = person_of(request)
    require(person, "customers.see")
    keep_view(
        person.username, name=request.POST.get("name", ""), query=request.POST.get("query", ""), actor=person.username
    )
    return redirect(f"/customers/?{_clean(request.POST.get('query', ''))}")


@require_POST
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Take one of one's own views out."""
    person = person_of(request)
    require(person, "customers.see")
    take_view_out(person.username, number=number, actor=person.username)
    return redirect("customer_list")


def _clean(query: str) -> str:
    return urlencode([(name, value) for name, values in QueryDict(query).lists() for value in values])
