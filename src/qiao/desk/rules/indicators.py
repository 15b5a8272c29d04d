"""What the workbench reckons across capabilities, as indicators: the load of a manager, what is known of customers.

Source: piece 2, 2.1 (managers carry too much) and 2.5 (many collect the same, others nobody does).
"""

from qiao.engine.indicators import Better, Indicator, Level, Unit
from qiao.ground.words import gettext_noop as _

SINCE = "2026-10-01"
LENT = ("account", "balance", "assignment", "party_relation")
EARNED = ("account", "balance", "assignment", "rate", "ftp", "product", "fee", "risk")
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
WHOLE_LOAD = Indicator(
    code="whole_load",
    name=_("Load of a manager"),
    formula=_(
        "The largest of four parts of their norms: customers served today, average deposits and average loans of the "
        "month, service hours (customers by kind times minutes a month)"
    ),
    unit=Unit.PART,
    better=Better.NEITHER,
    sources=("assignment", "staff", "balance"),
    owner="head",
    since=SINCE,
    levels=(Level.PERSON,),
    by_rule="qiao.desk.rules.load.Load.whole",
)
MANAGER_SHARE = Indicator(
    code="manager_share",
    name=_("Managers among staff"),
    formula=_("Relationship managers in post today over all people in post today"),
    unit=Unit.PART,
    better=Better.NEITHER,
    sources=("staff",),
    owner="hr",
    since=SINCE,
    levels=(Level.UNIT, Level.BANK),
    by_rule="qiao.portfolio.rules.staffing.Staffing.share",
)
DEPOSITS_EACH = Indicator(
    code="deposits_each",
    name=_("Deposits a manager"),
    formula=_("Average deposits at the unit and below over its relationship managers"),
    unit=Unit.MONEY,
    better=Better.NEITHER,
    sources=("balance", "staff"),
    owner="head",
    since=SINCE,
    levels=(Level.UNIT, Level.BANK),
    by_rule="qiao.portfolio.rules.staffing.Staffing.deposits_each",
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
OF_BANK = Indicator(
    code="of_bank_loans",
    name=_("Of the bank's loans"),
    formula=_("Average loans of the customers together over those of the whole bank in the same month"),
    unit=Unit.PART,
    better=Better.LESS,
    sources=LENT,
    owner="desk",
    since=SINCE,
    levels=(Level.GROUP,),
    by_rule="qiao.desk.rules.belonging.of_bank",
)
LARGEST = Indicator(
    code="largest_part",
    name=_("Largest of it"),
    formula=_("Average loans of the customer that owes most over those of all customers of the group"),
    unit=Unit.PART,
    better=Better.NEITHER,
    sources=LENT,
    owner="desk",
    since=SINCE,
    levels=(Level.GROUP,),
    by_rule="qiao.desk.rules.belonging.largest_part",
)
OF_A_FIFTH = Indicator(
    code="of_a_fifth",
    name=_("Profit of the largest fifth"),
    formula=_("Contribution of the fifth of the customers that brings most over the contribution of all"),
    unit=Unit.PART,
    better=Better.LESS,
    sources=EARNED,
    owner="head",
    since=SINCE,
    levels=(Level.UNIT, Level.BANK),
    by_rule="qiao.desk.rules.concentration.Concentration.of_a_fifth",
)
KNEE_SHARE = Indicator(
    code="knee_share",
    name=_("Profit up to the knee"),
    formula=_("Contribution of the customers that bring more than an average one over the contribution of all"),
    unit=Unit.PART,
    better=Better.LESS,
    sources=EARNED,
    owner="head",
    since=SINCE,
    levels=(Level.UNIT, Level.BANK),
    by_rule="qiao.desk.rules.concentration.Concentration.knee_share",
)
GROWTH = Indicator(
    code="growth",
    name=_("Change on the month before"),
    formula=_("The month's figure less that of the month before, over that of the month before where it is above 0"),
    unit=Unit.PART,
    better=Better.NEITHER,
    sources=EARNED,
    owner="desk",
    since=SINCE,
    levels=(Level.CUSTOMER, Level.PERSON, Level.UNIT),
    by_rule="qiao.desk.rules.trend.Trend.change",
)
ALL = (
    USED_LOAD,
    WHOLE_LOAD,
    MANAGER_SHARE,
    DEPOSITS_EACH,
    KNOWN_OF,
    OF_BANK,
    LARGEST,
    OF_A_FIFTH,
    KNEE_SHARE,
    GROWTH,
)
