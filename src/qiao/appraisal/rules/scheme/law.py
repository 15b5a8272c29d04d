"""Rules of supervisors as dated data: what each asks, its number, where it stands, and whether that was read.

Source: the guidelines on appraisal (2012 no. 34) and on sound pay (2010 no. 14), the securities association's guide of
2022, as docs/schemes.md lists them. None of the numbers is a constant of the program: each is a parameter of the house
that two persons change from a day on, so that a scheme of the past is checked by what held then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Asked(StrEnum):
    """What a rule asks."""

    NO_SIZE_OF_A_DAY = "appraisal.no_size_of_a_day"
    NO_SINGLE = "appraisal.no_single_indicator"
    NO_STANDING_ALONE = "appraisal.no_standing_alone"
    NO_TIGHTENING = "appraisal.no_tightening"
    ALL_CATEGORIES = "appraisal.all_categories"
    GUARD_WEIGHS_MOST = "appraisal.guard_weighs_most"
    LONG_HORIZON = "appraisal.long_horizon"
    DEFERRAL_PART = "appraisal.deferral_part"
    DEFERRAL_YEARS = "appraisal.deferral_years"
    DEFERRAL_EVEN = "appraisal.deferral_even"
    BASE_PART = "appraisal.base_part"
    HEAD_BONUS = "appraisal.head_bonus"
    GUARANTEED_MONTHS = "appraisal.guaranteed_months"
    PEERS_LEAST = "appraisal.peers_least"
    NO_DIRECT_SHARE = "appraisal.no_direct_share"


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule from a day on (None = since ever). A yes-or-no rule holds with 1; parts are ten-thousandths."""

    asked: Asked
    value: int
    source: str
    article: str = ""
    verified: bool = True
    since: date | None = None


@dataclass(frozen=True, slots=True)
class DatedRules:
    """The rules known to the house, with all their values."""

    rules: tuple[DatedRule, ...]

    def at(self, asked: Asked, *, on: date) -> DatedRule | None:
        """The rule that holds on a day, None where it asks nothing then."""
        known = [one for one in self.rules if one.asked is asked and (one.since is None or one.since <= on)]
        found = max(known, key=lambda one: one.since or date.min, default=None)
        return found if found is not None and found.value > 0 else None


def rules_of(known: Iterable[DatedRule]) -> DatedRules:
    """Rules together."""
    return DatedRules(tuple(known))
