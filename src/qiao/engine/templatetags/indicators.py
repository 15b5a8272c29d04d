"""Names of figures in templates, from the register: `{% load indicators %}`, `{% indicator "margin" %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from qiao.engine import indicators

register = template.Library()


@register.simple_tag
def indicator(code: str) -> SafeString:
    """The name with its definition on hovering."""
    one = indicators.indicator(code)
    return format_html('<span class="def" title="{}">{}</span>', gettext(one.formula), gettext(one.name))


@register.simple_tag
def indicator_name(code: str) -> str:
    """The name alone, as for a label on a narrow screen."""
    return gettext(indicators.indicator(code).name)


@register.filter
def definition(code: str) -> str:
    """The definition of a column's figure, '' where the column is none."""
    return gettext(indicators.indicator(code).formula) if indicators.known(code) else ""
