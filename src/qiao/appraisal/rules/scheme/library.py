"""The library of indicators K1 to K15: what each measures, which way is good, and the axes a scheme is checked by.

Source: piece 2, 3.4 (line 257); the five categories are those of the supervisors' guideline on appraisal (2012 no. 34,
article 5). The weights are proposals for a manager of corporate customers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _


class Category(StrEnum):
    """The five categories that a bank's appraisal has to have."""

    COMPLIANCE = "compliance"
    RISK = "risk"
    PROFIT = "profit"
    GROWTH = "growth"
    SOCIETY = "society"


class Nature(StrEnum):
    """Counted, or judged by people."""

    COUNTED = "counted"
    JUDGED = "judged"


class Horizon(StrEnum):
    """Whether it shows within the period or only in years."""

    SHORT = "short"
    LONG = "long"


class Bearer(StrEnum):
    """Whose figure it is."""

    PERSON = "person"
    TEAM = "team"


class Direction(StrEnum):
    """Which way is the good one."""

    MORE = "more"
    LESS = "less"


CATEGORY_WORDS = {
    Category.COMPLIANCE: _("Compliance"),
    Category.RISK: _("Risk management"),
    Category.PROFIT: _("Operating benefit"),
    Category.GROWTH: _("Development and transformation"),
    Category.SOCIETY: _("Social responsibility"),
}
NATURE_WORDS = {Nature.COUNTED: _("counted"), Nature.JUDGED: _("judged")}
HORIZON_WORDS = {Horizon.SHORT: _("short term"), Horizon.LONG: _("long term")}
BEARER_WORDS = {Bearer.PERSON: _("of the person"), Bearer.TEAM: _("of the team")}


@dataclass(frozen=True, slots=True)
class Axes:
    """What the rules of supervisors ask of an indicator."""

    direction: Direction
    category: Category
    nature: Nature = Nature.COUNTED
    horizon: Horizon = Horizon.SHORT
    bearer: Bearer = Bearer.PERSON


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator of the library: its measure, axes and a proposed weight."""

    code: str
    name: str
    measure: str
    axes: Axes
    weight: int


_MORE, _LESS = Direction.MORE, Direction.LESS
_LISTED = (
    Listed("K1", _("Increment of average deposits"), "deposit_increment", Axes(_MORE, Category.GROWTH), 15),
    Listed("K2", _("Average deposits against target"), "deposit_average", Axes(_MORE, Category.PROFIT), 5),
    Listed("K3", _("Increment of average loans"), "loan_increment", Axes(_MORE, Category.GROWTH), 8),
    Listed("K4", _("Contribution after transfer prices"), "profit", Axes(_MORE, Category.PROFIT), 20),
    Listed("K5", _("Fee income"), "fees", Axes(_MORE, Category.GROWTH), 10),
    Listed("K6", _("EVA"), "eva", Axes(_MORE, Category.PROFIT, horizon=Horizon.LONG), 10),
    Listed("K7", _("Share of bad loans"), "npl", Axes(_LESS, Category.RISK, horizon=Horizon.LONG), 10),
    Listed("K8", _("Interest collected"), "collected", Axes(_MORE, Category.RISK), 2),
    Listed("K9", _("New active customers"), "new_customers", Axes(_MORE, Category.GROWTH), 5),
    Listed("K10", _("Products a customer holds"), "coverage", Axes(_MORE, Category.GROWTH, horizon=Horizon.LONG), 5),
    Listed("K11", _("Checks after lending done in time"), "checks", Axes(_MORE, Category.RISK), 4),
    Listed("K12", _("Service and visits as rated"), "service", Axes(_MORE, Category.SOCIETY, Nature.JUDGED), 3),
    Listed("K13", _("Learning and certificates"), "learning", Axes(_MORE, Category.GROWTH, horizon=Horizon.LONG), 3),
    Listed("K14", _("Points taken off for breaches"), "breaches", Axes(_LESS, Category.COMPLIANCE), 0),
    Listed("K15", _("Complaints of customers"), "complaints", Axes(_LESS, Category.SOCIETY), 0),
)
LIBRARY: Mapping[str, Listed] = {one.code: one for one in _LISTED}
