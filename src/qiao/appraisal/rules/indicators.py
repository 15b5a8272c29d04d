"""What a person's month is appraised by, as indicators: bonus, quality coefficient, completion of a target.

Source: the source text's formula (docs/formula.md); piece 2, 3.4.
"""

from qiao.contribution.rules.indicators import FROM_CREDIT, SINCE
from qiao.engine.indicators import Better, Indicator, Level, Unit
from qiao.ground.money import MICRO_A_FEN
from qiao.ground.words import gettext_noop as _

BONUS = Indicator(
    code="bonus",
    name=_("Bonus"),
    formula=_("Deposit leg x P + loan leg x Q x N - expenses, not below the plan's floor; the slip tells each step"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=(*FROM_CREDIT, "expense", "staff"),
    owner="hr",
    since=SINCE,
    levels=(Level.PERSON, Level.UNIT, Level.BANK),
    plus=("bonus_fen",),
    scale=MICRO_A_FEN,
)
EXPENSES = Indicator(
    code="expenses",
    name=_("Expenses of people"),
    formula=_("Expenses booked to people, each kind by the plan's factor"),
    unit=Unit.MONEY,
    better=Better.LESS,
    sources=("expense", "staff"),
    owner="hr",
    since=SINCE,
    levels=(Level.PERSON, Level.UNIT, Level.BANK),
    plus=("expense_fen",),
    scale=MICRO_A_FEN,
)
QUALITY = Indicator(
    code="quality",
    name=_("Quality coefficient N"),
    formula=_("The plan's step for the share of bad loans"),
    unit=Unit.FACTOR,
    better=Better.MORE,
    sources=("balance", "risk", "assignment"),
    owner="hr",
    since=SINCE,
    levels=(Level.PERSON,),
    by_rule="qiao.appraisal.rules.bonus.bonus_of",
)
COMPLETION = Indicator(
    code="completion",
    name=_("Completion of target"),
    formula=_("Figure to date over its target; below a target under 0 it is 1 + (A - T) / |T|"),
    unit=Unit.PART,
    better=Better.MORE,
    sources=FROM_CREDIT,
    owner="head",
    since=SINCE,
    levels=(Level.PERSON,),
    by_rule="qiao.appraisal.rules.performance.completion",
)
ALL = (BONUS, EXPENSES, QUALITY, COMPLETION)
