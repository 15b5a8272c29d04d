"""Numbers of appraisal that the house sets: how far back a difference is booked without a decision.

Source: features 2.1 (7: a backward limit). No rule names the number of months: it is a proposal.
"""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Appraisal")
MONTHS_BACK = Parameter(
    "deltas.months_back",
    _("Months back for which differences are booked without a decision"),
    GROUP,
    Form.COUNT,
    12,
    least=0,
    most=600,
    source=_("a proposal, no rule names it"),
    why=_("What became known later than that is booked or left by a decision of its own, with the reason."),
    verified=False,
)
ALL = (MONTHS_BACK,)
