"""The cells of the list of customers, written in one go: hundreds on a page, and the list is what people turn most."""

from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiao.contribution.rules.sums import PartySums
from qiao.customers.queries import Customer
from qiao.desk.rules.listing import FIGURES, KINDS, Column
from qiao.ground.figures import NOTHING, Unit, money_data
from qiao.ground.money import MICRO_A_YUAN

register = template.Library()
AVERAGES = frozenset({Column.DEPOSITS, Column.LOANS})


@register.simple_tag(takes_context=True)
def cells(context: template.Context, one: Customer, sums: PartySums | None) -> SafeString:
    """A customer's cells of the chosen columns, each with its column's words for a narrow screen."""
    return SafeString(
        "".join(_cell(context, Column(code), words=words, one=one, sums=sums) for code, words in context["columns"])
    )


def _cell(
    context: template.Context, column: Column, *, words: str, one: Customer, sums: PartySums | None
) -> SafeString:
    if column in FIGURES:
        divisor = MICRO_A_YUAN * (context["days"] if column in AVERAGES else 1)
        value = None if sums is None else getattr(sums, FIGURES[column])
        unit, currency = context.get("money_as") or Unit.YUAN, context.get("currency") or "CNY"
        shown = NOTHING if value is None else money_data(value, divisor, unit=unit, currency=currency)
    elif column is Column.KIND:
        shown = _(KINDS.get(one.kind, one.kind))
    else:
        shown = one.party_id if column is Column.ID else getattr(one, column.value) or NOTHING
    return SafeString(f"{_opening(column, words)}{conditional_escape(shown)}</td>")


@lru_cache(maxsize=64)  # ten columns in two languages
def _opening(column: Column, words: str) -> SafeString:
    if column in FIGURES:
        return format_html('<td class="num" data-label="{}">', words)
    return format_html('<td class="mono" data-label="{}">' if column is Column.ID else '<td data-label="{}">', words)
