"""Headings of columns: the name of an indicator with the unit in which a file tells it."""

from django.utils.translation import gettext as _

from qiao.engine.indicators import Indicator, Unit


def heading(one: Indicator) -> str:
    """An indicator's name, with its unit where that is yuan."""
    units = {Unit.MONEY: _("%(name)s (yuan)"), Unit.MONEY_DAYS: _("%(name)s (yuan-days)")}
    return units.get(one.unit, "%(name)s") % {"name": _(one.name)}
