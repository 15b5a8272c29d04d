"""The two thresholds, as dated parameters of the house.

Source: piece 2, 2.5 (line 233: many collect the same); the figures are measured, see docs/linkage.md.
"""

from qiao.ground.words import gettext_noop as _
from qiao.linkage.rules.judging import Thresholds
from qiao.office.rules.parameter import Form, Parameter, Value

PPM_OF_BASIS_POINT = 100
GROUP = _("One customer, once")
CLEAR_FROM = Parameter(
    "linkage.clear",
    _("Probability from which two records are a clear match"),
    GROUP,
    Form.BASIS_POINTS,
    8_000,
    least=5_000,
    most=10_000,
    source=_("the house's own measurement"),
    why=_(
        "What speaks against one customer is ruled out before; above it a merge is proposed, a second person decides."
    ),
)
DOUBTFUL_FROM = Parameter(
    "linkage.doubtful",
    _("Probability from which two records stand in the doubtful queue"),
    GROUP,
    Form.BASIS_POINTS,
    2_000,
    least=100,
    most=10_000,
    source=_("the house's own measurement"),
    why=_("Lower finds more and costs more looking through."),
)
KNOWN = (CLEAR_FROM, DOUBTFUL_FROM)


def thresholds_of(clear: Value, doubtful: Value) -> Thresholds:
    """The thresholds out of the parameters; a doubtful one above the clear one leaves no doubtful pairs."""
    assert isinstance(clear, int), "one number"
    assert isinstance(doubtful, int), "one number"
    return Thresholds(clear * PPM_OF_BASIS_POINT, min(doubtful, clear) * PPM_OF_BASIS_POINT)
