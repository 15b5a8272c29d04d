"""Figures of an answer in templates: `{% load questions %}`."""

from fractions import Fraction

from django import template
from django.utils.safestring import SafeString

from qiao.engine.indicators import Indicator, Unit
from qiao.ground.figures import NOTHING, PERCENT, grouped, money_data
from qiao.ground.figures import Unit as MoneyUnit
from qiao.ground.money import MICRO_A_YUAN

register = template.Library()


@register.simple_tag(takes_context=True)
def figure(context: template.Context, one: Indicator, value: Fraction | None) -> SafeString | str:
    """A figure in the unit of its indicator; money in the page's unit."""
    if value is None:
        return NOTHING
    if one.unit is Unit.COUNT:
        return grouped(value, places=0)
    if one.unit is Unit.PART:
        return grouped(value * PERCENT, places=2) + "%"
    unit, currency = context.get("money_as") or MoneyUnit.YUAN, str(context.get("currency") or "CNY")
    return money_data(value, MICRO_A_YUAN, unit=unit, currency=currency)
