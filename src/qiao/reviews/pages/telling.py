"""What pages of reviews say alike."""

from fractions import Fraction

from qiao.ground.figures import grouped
from qiao.ground.typed import beside

WRONG = 400
told = beside(("review.", "figures."))


def points(value: Fraction | None) -> str:
    """A score in points with two decimals."""
    return "—" if value is None else grouped(value, places=2)
