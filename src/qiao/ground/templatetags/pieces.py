"""Parts of tables in templates: pager, sort links, states, empty states. `{% load pieces %}`."""

from fractions import Fraction
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from qiao.ground.figures import PERCENT, UNITS, grouped, unit_name
from qiao.ground.paging import Page

register = template.Library()
BEGINNING = {"page": None, "after": None, "before": None}  # another order begins at its first page
FORM_NAMES = (("xlsx", "Excel"), ("csv", "CSV"))  # names of the trade, the same in every language


@register.inclusion_tag("ground/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Ways to the page before and behind, keeping every other choice of the address."""
    request: HttpRequest = context["request"]
    return {
        "page": page,
        "before": _with(request.GET, {name: page.number - 1}) if page.number > 1 else "",
        "behind": _with(request.GET, {name: page.number + 1}) if page.more else "",
    }


@register.inclusion_tag("ground/sort.html", takes_context=True)
def sort(context: template.Context, key: str, words: str) -> dict[str, Any]:
    """A column's head that sorts by the column; the first click gives the largest first."""
    request: HttpRequest = context["request"]
    current = context.get("sorted_by") == key
    falling = not (current and context.get("falling"))
    return {
        "words": words,
        "current": current,
        "falling": context.get("falling"),
        "address": _with(request.GET, {"sort": key, "order": "falling" if falling else "rising"} | BEGINNING),
    }


@register.inclusion_tag("ground/units.html", takes_context=True)
def units(context: template.Context) -> dict[str, Any]:
    """The choice of the unit in which the page shows money."""
    request: HttpRequest = context["request"]
    currency, chosen = str(context.get("currency") or "CNY"), context.get("money_as")
    return {
        "choices": [(unit.value, unit_name(unit, currency=currency), unit is chosen) for unit in UNITS],
        "action": reverse("unit"),
        "back": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("ground/download.html", takes_context=True)
def download(context: template.Context, name: str) -> dict[str, Any]:
    """The ways to take the list as a file, with the filters of the page; `name` is that of the address with `form`."""
    request: HttpRequest = context["request"]
    chosen = f"?{request.GET.urlencode()}" if request.GET else ""
    return {"ways": [(words, reverse(name, kwargs={"form": form}) + chosen) for form, words in FORM_NAMES]}


@register.inclusion_tag("ground/flag.html")
def flag(lost: Any, words: str = "") -> dict[str, Any]:
    """The state beside a figure that lost a row to quarantine; nothing where it lost none."""
    return {"lost": lost, "words": words or _("a balance, rate, price or share behind this figure was set aside")}


@register.inclusion_tag("ground/empty.html")
def empty(heading: str, words: str = "", icon: str = "inbox") -> dict[str, Any]:
    """What to say where a list has no rows: why, and what to do."""
    return {"heading": heading, "words": words, "icon": icon}


@register.inclusion_tag("ground/change.html")
def change(value: Fraction | None) -> dict[str, Any]:
    """By what part a figure rose or fell, with an arrow and a sign; a dash where nothing is comparable."""
    if value is None or value == "":
        return {"text": ""}
    icon = "arrow-up-right" if value > 0 else "arrow-down-right" if value < 0 else "arrow-right"
    return {"text": grouped(value * PERCENT, places=2, signed=True) + "%", "icon": icon}


@register.simple_tag(takes_context=True)
def address(context: template.Context, **changes: Any) -> str:
    """The page's own address with some choices changed; None takes a choice out, and the page number goes back to 1."""
    request: HttpRequest = context["request"]
    return _with(request.GET, {"page": None} | changes)


def _with(chosen: QueryDict, changes: dict[str, Any]) -> str:
    query = chosen.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
