"""What pages of appeals say alike: refusals beside their form, figures in their unit."""

from fractions import Fraction

from django.utils.translation import gettext as _

from qiao.appeals.queries.sources import UNIT_WORDS, YUAN
from qiao.appeals.rules.appeal import PLACES
from qiao.ground.figures import grouped
from qiao.ground.typed import beside

WRONG = 400
told = beside(("appeal.", "paper.", "approval.", "portfolio.", "shares.", "hold."))
SCALE = 10**PLACES


def figure_text(value: int | None, unit: str, *, signed: bool = False) -> str:
    """A figure with its unit."""
    if value is None:
        return "—"
    return f"{grouped(Fraction(value, SCALE), places=PLACES, signed=signed)} {_(UNIT_WORDS.get(unit, YUAN))}"
