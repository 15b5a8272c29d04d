"""The title of a picture: what it says, in one sentence."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from qiao.desk.rules.trend import Direction, trend_of
from qiao.ground.figures import percent_text
from qiao.ground.money import PPM_ONE


def told(values: Sequence[int]) -> str:
    """'up 3 months in a row', 'down 4.20% on the month before'; empty where there is nothing to compare."""
    trend = trend_of(values)
    if trend is None or trend.direction is Direction.LEVEL:
        return ""
    up = trend.direction is Direction.UP
    if trend.is_run:
        words = _("up %(n)s months in a row") if up else _("down %(n)s months in a row")
        return words % {"n": trend.steps}
    if trend.change is None:
        return _("up on the month before") if up else _("down on the month before")
    share = percent_text(int(abs(trend.change) * PPM_ONE), scale=PPM_ONE)
    return (_("up %(share)s on the month before") if up else _("down %(share)s on the month before")) % {"share": share}
