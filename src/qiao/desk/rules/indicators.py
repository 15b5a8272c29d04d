"""What the workbench reckons across capabilities, as indicators: the load of a manager, what is known of customers.

Source: piece 2, 2.1 (managers carry too much) and 2.5 (many collect the same, others nobody does).
"""

from qiao.engine.indicators import Better, Indicator, Level, Unit
from qiao.ground.words import gettext_noop as _

SINCE = "2026-10-01"
USED_LOAD = Indicator(
    code="used_load",
    name=_("Load against the norm"),
    formula=_("Customers served today over the norm of the level"),
    unit=Unit.PART,
    better=Better.NEITHER,
    sources=("assignment", "staff"),
    owner="head",
    since=SINCE,
    levels=(Level.PERSON,),
    by_rule="qiao.desk.rules.load.Load.used",
)
KNOWN_OF = Indicator(
    code="known_of",
    name=_("Customers of whom an item is known"),
    formula=_("Number of customers in sight with a value of the item that holds today"),
    unit=Unit.COUNT,
    better=Better.MORE,
    sources=("party",),
    owner="desk",
    since=SINCE,
    levels=(Level.UNIT, Level.BANK),
    by_rule="qiao.profile.queries.register",
)
ALL = (USED_LOAD, KNOWN_OF)
