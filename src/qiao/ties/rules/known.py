"""For how many customers somebody may vouch and still tie them to one another, as a dated parameter of the house."""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter
from qiao.ties.rules.circles import VOUCHED_MOST

VOUCHED = Parameter(
    "ties.vouched_most",
    _("Customers somebody may vouch for and still tie them to one another"),
    _("Ties"),
    Form.COUNT,
    VOUCHED_MOST,
    least=2,
    most=10_000,
    source=_("proposal of the house, to be verified"),
    why=_("Whoever vouches for more is told as a guarantee company: those it vouches for are strangers to each other."),
    verified=False,
)
