"""Units of what a scheme reckons with, and their product: a rate multiplied twice or unlike things added are found.

Source: docs/formula.md (the bare formula of the first piece has no units, and its 360 can be read in four ways). A
unit is a product of powers of yuan, days, years, things counted and points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _


class Unit(StrEnum):
    """In what a figure or a rate is told."""

    YUAN = "yuan"
    YUAN_DAYS = "yuan_days"
    PART = "part"  # a part of one, told in per cent
    PART_A_YEAR = "part_a_year"  # a rate of interest
    COUNT = "count"
    POINTS = "points"
    YUAN_EACH = "yuan_each"  # for each thing counted
    YUAN_A_POINT = "yuan_a_point"


UNIT_WORDS = {
    Unit.YUAN: _("yuan"),
    Unit.YUAN_DAYS: _("yuan x days"),
    Unit.PART: _("part of one"),
    Unit.PART_A_YEAR: _("part a year"),
    Unit.COUNT: _("number"),
    Unit.POINTS: _("points"),
    Unit.YUAN_EACH: _("yuan for each"),
    Unit.YUAN_A_POINT: _("yuan a point"),
}


@dataclass(frozen=True, slots=True)
class Powers:
    """A unit as powers of what it is made of: yuan x days / years is (1, 1, -1, 0, 0)."""

    yuan: int = 0
    days: int = 0
    years: int = 0
    count: int = 0
    points: int = 0

    def times(self, other: "Powers") -> "Powers":
        """The unit of a product."""
        return Powers(
            self.yuan + other.yuan,
            self.days + other.days,
            self.years + other.years,
            self.count + other.count,
            self.points + other.points,
        )

    def __str__(self) -> str:
        """As a person writes it: yuan·day·year^-2; a plain number is 1."""
        named = (
            ("yuan", self.yuan),
            ("day", self.days),
            ("year", self.years),
            ("number", self.count),
            ("point", self.points),
        )
        told = [name if power == 1 else f"{name}^{power}" for name, power in named if power]
        return "·".join(told) or "1"


POWERS = {
    Unit.YUAN: Powers(yuan=1),
    Unit.YUAN_DAYS: Powers(yuan=1, days=1),
    Unit.PART: Powers(),
    Unit.PART_A_YEAR: Powers(years=-1),
    Unit.COUNT: Powers(count=1),
    Unit.POINTS: Powers(points=1),
    Unit.YUAN_EACH: Powers(yuan=1, count=-1),
    Unit.YUAN_A_POINT: Powers(yuan=1, points=-1),
}
MONEY = Powers(yuan=1)
BY_DAY = Powers(yuan=1, days=1, years=-1)  # balance-days times a rate a year: a day is a part of a year by the basis
BY_PERIOD = Powers(yuan=1, years=-1)  # a balance times a rate a year: wants how long it stood


def product_of(units: Iterable[Unit]) -> Powers:
    """The unit of a product."""
    found = Powers()
    for unit in units:
        found = found.times(POWERS[unit])
    return found
