"""The house's numbers of entry: days of notice, days off. Whether credit stops without a certificate the plan says."""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter
from qiao.people.rules.workdays import DAYS_OFF

NOTICE_DAYS = Parameter(
    "people.notice_days",
    _("Working days that a public notice of a candidate stands at least"),
    DAYS_OFF.group,
    Form.COUNT,
    5,
    least=1,
    most=90,
    source=_("Qiao's own proposal"),
    why=_("Whoever knows a reason against an appointment has time to say it."),
    verified=False,
)
ALL = (DAYS_OFF, NOTICE_DAYS)
