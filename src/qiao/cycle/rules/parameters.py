"""Parameters of the cycle: how far parts may exceed a whole, when somebody is behind, grades and what follows.

Nothing here comes from a law; the defaults are proposals of ours, and a bank sets its own.
"""

from qiao.cycle.rules.uses import UseSort
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Performance cycle")
_OURS = _("Proposed by us; the bank's own rules of appraisal say it")
GRADES_BUILT_IN = {"A": 95, "B": 85, "C": 70, "D": 60, "E": 0}
OVER = Parameter(
    "cycle.over_allocation",
    _("By how much parts may come to more than their whole"),
    GROUP,
    Form.BASIS_POINTS,
    500,
    least=0,
    most=5_000,
    source=_OURS,
    why=_("A reserve for who falls short; shown wherever it is used."),
    verified=False,
)
BEHIND = Parameter(
    "cycle.behind",
    _("Points of completion below the time that has passed from which somebody is behind"),
    GROUP,
    Form.BASIS_POINTS,
    1_000,
    least=0,
    most=10_000,
    source=_OURS,
    verified=False,
)
GRADES = Parameter(
    "cycle.grades",
    _("Grades with the least points of each"),
    GROUP,
    Form.COUNT,
    GRADES_BUILT_IN,
    least=0,
    most=200,
    source=_OURS,
    why=_("A grade that the scheme itself gives goes before it."),
    verified=False,
    open_keys=True,
)
_FOLLOWS = {
    "A": (UseSort.PAY, UseSort.LEVEL),
    "B": (UseSort.PAY, UseSort.LEVEL),
    "C": (UseSort.TRAINING,),
    "D": (UseSort.TRAINING, UseSort.ROTATION, UseSort.PAY),
    "E": (UseSort.TRAINING, UseSort.ROTATION, UseSort.PAY, UseSort.LEVEL),
}
USES = Parameter(
    "cycle.uses",
    _("What may follow from a grade: 1 may, 0 may not"),
    GROUP,
    Form.COUNT,
    {f"{grade} {one.value}": int(one in sorts) for grade, sorts in _FOLLOWS.items() for one in UseSort},
    least=0,
    most=1,
    source=_OURS,
    why=_("Each is a proposal that a second person decides."),
    verified=False,
    open_keys=True,
)
PLAN_LOWEST = Parameter(
    "cycle.plan_lowest",
    _("How many of the lowest grades ask for an improvement plan at once"),
    GROUP,
    Form.COUNT,
    1,
    least=1,
    most=5,
    source=_OURS,
    verified=False,
)
PLAN_IN_A_ROW = Parameter(
    "cycle.plan_in_a_row",
    _("After how many cycles in a row the grade above them asks for a plan too"),
    GROUP,
    Form.COUNT,
    2,
    least=1,
    most=10,
    source=_OURS,
    verified=False,
)
PLAN_DAYS = Parameter(
    "cycle.plan_days",
    _("Days within which an improvement plan is to be written"),
    GROUP,
    Form.DAYS,
    14,
    least=1,
    most=90,
    source=_OURS,
    verified=False,
)
SIGN_DAYS = Parameter(
    "cycle.sign_days",
    _("Days within which an agreement, an interview or a plan is to be signed"),
    GROUP,
    Form.DAYS,
    7,
    least=1,
    most=60,
    source=_OURS,
    verified=False,
)
ALL = (OVER, BEHIND, GRADES, USES, PLAN_LOWEST, PLAN_IN_A_ROW, PLAN_DAYS, SIGN_DAYS)
