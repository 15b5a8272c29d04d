"""What a simulation is asked for: a scheme's text, months, whom, what it is held against, and what is assumed.

Source: features 2.1 (12): run on kept data, production untouched. What nobody has handed in is not taken for 0: an
indicator without its figure counts by an assumed part of its weight, and every page says so.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ASSUMED_MOST_PERCENT = 120
ASSUMED_USUAL_PERCENT = 100
NAME_LETTERS_MOST = 100


class Against(StrEnum):
    """What a scheme is held against."""

    HELD = "held"  # the published schemes where one held, else the plan
    PLAN = "plan"  # the bonus by the plan, as it was settled


AGAINST_WORDS = {
    Against.HELD: _("what held: the published schemes, else the plan's bonus"),
    Against.PLAN: _("the plan's bonus, as it was settled"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """The terms of one simulation; `unit` empty = everybody whom the asker sees."""

    name: str
    text: str
    first: str
    last: str
    unit: str
    against: Against
    assumed_percent: int

    @property
    def assumed(self) -> Fraction:
        """As a part of one."""
        return Fraction(self.assumed_percent, 100)


def check_assumed(percent: int) -> int:
    """Refuse what no weight can be reached by."""
    if not 0 <= percent <= ASSUMED_MOST_PERCENT:
        words = _("Assume a completion of 0 to %(most)s per cent.")
        raise Refusal("simulation.assumed", words, most=ASSUMED_MOST_PERCENT)
    return percent
