"""The house's numbers of rotation, forced leave and exit; two persons change each from a day on.

Source: piece 2, 3.4 (rotation for training, managers in and out); the supervisors' texts on important posts, which name
the principle and no number. Banks' own rules differ (1, 2 and 3 years; at least 5, at most 3 days), so that every
number here is a proposal or to be verified.
"""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Rotation and leave")
OWN = _("Qiao's own proposal")
GUIDELINE = _("Guidelines for internal control of commercial banks (CBRC 2014 no. 40), to be verified")
BANKS = _("rules of single banks, which differ; to be verified")
POST_NAMES = ("rm", "lead", "head", "desk")

SET_MONTHS = Parameter(
    "duty.set_months",
    _("Months that a manager may serve the same customers"),
    GROUP,
    Form.COUNT,
    36,
    least=1,
    most=600,
    source=BANKS,
    why=_("Managers may rotate among sets of customers in the place of posts."),
    verified=False,
)
SET_WARNING_MONTHS = Parameter(
    "duty.set_warning_months",
    _("Months with the same customers after which a rotation is announced"),
    GROUP,
    Form.COUNT,
    30,
    least=1,
    most=600,
    source=OWN,
    why=_("A set of customers is handed on in half a year, not in a week."),
    verified=False,
)
SET_SHARE = Parameter(
    "duty.set_share",
    _("Part of today's customers who have to be served since then for the set to be the same"),
    GROUP,
    Form.BASIS_POINTS,
    5_000,
    least=1,
    most=10_000,
    source=OWN,
    why=_("A single old customer makes no old set, and a single new one makes none new."),
    verified=False,
)
POST_MONTHS = Parameter(
    "duty.post_months",
    _("Months that somebody may stay in the same post"),
    GROUP,
    Form.COUNT,
    60,
    least=1,
    most=600,
    source=GUIDELINE,
    why=_("Important posts are rotated; the guidelines name no number of years."),
    verified=False,
)
POST_WARNING_MONTHS = Parameter(
    "duty.post_warning_months",
    _("Months in the same post after which a rotation is announced"),
    GROUP,
    Form.COUNT,
    54,
    least=1,
    most=600,
    source=OWN,
    why=_("Somebody has to be found and trained for the post."),
    verified=False,
)
LEAVE_DAYS = Parameter(
    "duty.leave_days",
    _("Working days of forced leave a year"),
    GROUP,
    Form.COUNT,
    5,
    least=1,
    most=60,
    source=BANKS,
    why=_("One bank asks for at least 5 working days a year, another for at most 3."),
    verified=False,
)
LEAVE_WARNING_DAYS = Parameter(
    "duty.leave_warning_days",
    _("Days before the end of the year from which a missing forced leave is told"),
    GROUP,
    Form.DAYS,
    92,
    least=1,
    most=365,
    source=OWN,
    why=_("Otherwise everybody is sent away in December."),
    verified=False,
)
NOTICE_DAYS = Parameter(
    "duty.notice_days",
    _("Days before a forced leave on which the person is told of it"),
    GROUP,
    Form.DAYS,
    0,
    least=0,
    most=90,
    source=BANKS,
    why=_("Forced leave comes unannounced: nothing can be put in order before somebody looks."),
    verified=False,
)
UNIT_SHARE = Parameter(
    "duty.unit_share",
    _("Part of a unit's people who may be away by a draw at once, one person always"),
    GROUP,
    Form.BASIS_POINTS,
    2_500,
    least=1,
    most=10_000,
    source=OWN,
    why=_("The counter stays open while somebody is away."),
    verified=False,
)
LEARNING_SHARE = Parameter(
    "duty.learning_share",
    _("Part of the people who go through a rotation for learning in a year"),
    GROUP,
    Form.BASIS_POINTS,
    10_000,
    least=1,
    most=10_000,
    source=_("the bank's plan for managers: everybody goes through training in turn"),
    why=_("It is another thing than rotation for control: people come back to their post."),
    verified=False,
)
POSTS = Parameter(
    "duty.posts",
    _("Posts that rotation and forced leave are for (1) or not (0)"),
    GROUP,
    Form.COUNT,
    {"rm": 1, "lead": 1, "head": 1, "desk": 1},
    least=0,
    most=1,
    source=GUIDELINE,
    why=_("The guidelines speak of important posts and leave it to the bank which they are."),
    verified=False,
)
ALL = (
    SET_MONTHS,
    SET_WARNING_MONTHS,
    SET_SHARE,
    POST_MONTHS,
    POST_WARNING_MONTHS,
    LEAVE_DAYS,
    LEAVE_WARNING_DAYS,
    NOTICE_DAYS,
    UNIT_SHARE,
    LEARNING_SHARE,
    POSTS,
)
