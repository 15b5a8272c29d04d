"""What is served, as indicators.

Source: piece 2, 2.1 (managers carry too much).
"""

from qiao.engine.indicators import Better, Indicator, Level, Unit
from qiao.ground.words import gettext_noop as _

SERVED = Indicator(
    code="served",
    name=_("Customers served"),
    formula=_("Number of different customers whom a person serves on the day; cover and referral do not count"),
    unit=Unit.COUNT,
    better=Better.NEITHER,
    sources=("assignment",),
    owner="head",
    since="2026-01-01",
    levels=(Level.PERSON,),
    by_rule="qiao.portfolio.queries.counting.served_counts",
)
INTRODUCED = Indicator(
    code="introduced",
    name=_("Customers who know their manager"),
    formula=_(
        "Of the customers whom a person took over by a hand-over in force, the part whose introduction is acknowledged"
    ),
    unit=Unit.PART,
    better=Better.MORE,
    sources=("assignment",),
    owner="head",
    since="2026-01-01",
    levels=(Level.PERSON,),
    by_rule="qiao.portfolio.queries.serving.introduced_counts",
)
ALL = (SERVED, INTRODUCED)
