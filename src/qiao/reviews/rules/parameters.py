"""Numbers of reviews from all sides: our own proposals, from a day on."""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Reviews")
_OURS = _("Proposed by us; the bank's own rules of appraisal say it")
RATERS_LEAST = Parameter(
    "reviews.raters_least",
    _("Answers that a group needs before its score is shown and counts"),
    GROUP,
    Form.COUNT,
    3,
    least=2,
    most=20,
    source=_OURS,
    why=_("With fewer, somebody could tell who said what."),
    verified=False,
)
WEIGHTS = Parameter(
    "reviews.weights",
    _("Weight of the groups of raters"),
    GROUP,
    Form.COUNT,
    {"lead": 40, "peer": 30, "report": 10, "service": 20},
    least=0,
    most=100,
    source=_OURS,
    why=_("Groups that do not count are left out and the others stand for the whole."),
    verified=False,
)
TRIM = Parameter(
    "reviews.trim",
    _("Part of a group's answers left out at either end"),
    GROUP,
    Form.BASIS_POINTS,
    2_000,
    least=0,
    most=4_900,
    source=_OURS,
    verified=False,
)
OUTLIER = Parameter(
    "reviews.outlier",
    _("Robust deviations from the median, in hundredths, beyond which an answer is an outlier"),
    GROUP,
    Form.COUNT,
    300,
    least=100,
    most=1_000,
    source=_OURS,
    verified=False,
)
SEVERITY = Parameter(
    "reviews.severity",
    _("Points by which a rater is on average above or below the others before it is shown"),
    GROUP,
    Form.COUNT,
    10,
    least=1,
    most=50,
    source=_OURS,
    verified=False,
)
ALL = (RATERS_LEAST, WEIGHTS, TRIM, OUTLIER, SEVERITY)
