"""The clocks of appeals: numbers of the house, from a day on."""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Appeals")
_OURS = _("Proposed by us; the bank's own rules of appraisal say it")
DECIDE_DAYS = Parameter(
    "appeals.decide_days",
    _("Working days within which an appeal is decided"),
    GROUP,
    Form.COUNT,
    10,
    least=1,
    most=60,
    source=_OURS,
    why=_("To be verified against the bank's rules of labour and the law before anybody relies on it."),
    verified=False,
)
SECOND_DAYS = Parameter(
    "appeals.second_days",
    _("Working days after a decision within which a second instance may be asked for"),
    GROUP,
    Form.COUNT,
    10,
    least=1,
    most=60,
    source=_OURS,
    verified=False,
)
ALL = (DECIDE_DAYS, SECOND_DAYS)
