"""Names and values of figures in templates, from the register: `{% load indicators %}`, `{% indicator "margin" %}`."""

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from qiao.engine import indicators
from qiao.engine.indicators import Unit
from qiao.ground.figures import NOTHING, PERCENT, grouped, money_data, money_part
from qiao.ground.figures import Unit as MoneyUnit
from qiao.ground.money import MICRO_A_YUAN

register = template.Library()


@register.simple_tag
def indicator(code: str) -> SafeString:
    """The name with its definition on hovering."""
    one = indicators.indicator(code)
    return format_html('<span class="def" title="{}">{}</span>', gettext(one.formula), gettext(one.name))


@register.simple_tag(takes_context=True)
def figure_of(context: template.Context, code: str, record: object, *, days: int) -> str:
    """The figure of a record by the register: money in the page's unit, a part of one in per cent."""
    unit, currency = context.get("money_as") or MoneyUnit.YUAN, str(context.get("currency") or "CNY")
    value, one = _value(code, record, days=days), indicators.indicator(code)
    if value is None:
        return NOTHING
    if one.unit is Unit.PART:
        return grouped(value * PERCENT, places=2) + "%"
    return money_data(value, MICRO_A_YUAN, unit=unit, currency=currency)


@register.simple_tag
def yuan_of(code: str, record: object, *, days: int) -> str:
    """The same as plain yuan with two decimals, as a paper has it."""
    value = _value(code, record, days=days)
    return NOTHING if value is None else money_part(value.numerator, MICRO_A_YUAN * value.denominator)


def _value(code: str, record: object, *, days: int) -> Fraction | None:
    """None where a template has no record, which it says by None or an empty text."""
    return None if record is None or record == "" else indicators.indicator(code).value(record, days=days)


@register.simple_tag
def indicator_name(code: str) -> str:
    """The name alone, as for a label on a narrow screen."""
    return gettext(indicators.indicator(code).name)


@register.filter
def definition(code: str) -> str:
    """The definition of a column's figure, '' where the column is none."""
    return gettext(indicators.indicator(code).formula) if indicators.known(code) else ""
