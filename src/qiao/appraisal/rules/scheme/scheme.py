"""A scheme as read: whom it is for, its indicators, gates, bonus legs, pay, deferral and pool.

Source: piece 2, 2.4 and 3.4 (lines 227, 255 to 259); piece 1, section 3 (lines 81 to 95); piece 5 (line 497: two-level
profit centres). Inside are integers: parts, points and counts in millionths, money in fen. A published scheme is never
changed; the next version has a code of its own.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qiao.appraisal.rules.scheme.library import Axes
from qiao.appraisal.rules.scheme.scoring import Scoring
from qiao.appraisal.rules.scheme.tiers import Tiers
from qiao.appraisal.rules.scheme.units import Unit
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.words import gettext_noop as _

MICRO = 1_000_000
HUNDRED_MICRO = 100 * MICRO  # the weights' sum


class Sector(StrEnum):
    """By whose guidelines the scheme is checked."""

    BANK = "bank"
    SECURITIES = "securities"


class Rhythm(StrEnum):
    """How often the scheme is reckoned."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Sort(StrEnum):
    """The bank's regular system, or something beside it."""

    REGULAR = "regular"
    CAMPAIGN = "campaign"


class TargetFrom(StrEnum):
    """Where an indicator's target comes from."""

    NONE = "none"
    FIXED = "fixed"  # the same for everybody, in the scheme
    SHEET = "sheet"  # the person's own, from the sheet of targets
    BASE = "base"  # last year's figure times a factor


class PaidAs(StrEnum):
    """Whether a leg is bonus or a quota that is shown beside it."""

    BONUS = "bonus"
    ALLOWANCE = "allowance"


SECTOR_WORDS = {Sector.BANK: _("bank"), Sector.SECURITIES: _("securities firm")}
RHYTHM_WORDS = {Rhythm.MONTH: _("month"), Rhythm.QUARTER: _("quarter"), Rhythm.YEAR: _("year")}


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator's target: where from, and the figure or factor in millionths."""

    source: TargetFrom = TargetFrom.NONE
    value_micro: int = 0


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the scheme with its weight (points, millionths), target and way of scoring."""

    code: str
    name: str
    measure: str
    axes: Axes
    weight_micro: int
    target: Target
    scoring: Scoring
    listed: bool  # whether it is the library's
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Gate:
    """A factor between 0 and 1 by the steps of a figure: the first row whose limit is not exceeded, else the last.

    veto: the score is 0 wherever the factor is.
    """

    code: str
    name: str
    measure: str
    steps: tuple[tuple[int, int], ...]  # (limit, factor), millionths
    veto: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """A number a leg is multiplied by, with its unit; millionths."""

    name: str
    value_micro: int
    unit: Unit
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of the bonus: figures added, times rates, or by tiers; or the source formula of a plan.

    weights: by class of product, 1 where not named; the base of an increment is weighted only with `base_weighted`.
    base_on: the day of the base, None = last year's average. worth: only loans with positive EVA count.
    """

    code: str
    name: str
    measures: tuple[str, ...]
    plan: str = ""
    weights: tuple[tuple[str, int], ...] = ()
    base_weighted: bool = True
    base_on: date | None = None
    rates: tuple[Rate, ...] = ()
    day_basis: DayBasis | None = None
    tiers: Tiers | None = None
    cap_fen: int | None = None
    floor_fen: int | None = None
    worth: bool = False
    paid_as: PaidAs = PaidAs.BONUS
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Score:
    """How points become a total: the most of extra points, and the grade from each least total on; millionths."""

    extra_most_micro: int = 10 * MICRO
    grades: tuple[tuple[int, str], ...] = (
        (90 * MICRO, "A"),
        (80 * MICRO, "B"),
        (70 * MICRO, "C"),
        (60 * MICRO, "D"),
        (0, "E"),
    )


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid of the bonus and beside it.

    draw: paid ahead in every period and taken off. base_part: of base pay in all pay, millionths. bonus_most: the
    bonus of a head over base pay, millionths. guaranteed: a bonus promised whatever is reached, for how many months.
    """

    draw_fen: int = 0
    cap_fen: int | None = None
    carry_forward: bool = False
    carry_months: int = 0
    base_part_micro: int | None = None
    bonus_most_micro: int | None = None
    guaranteed_fen: int = 0
    guaranteed_months: int = 0
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Deferral:
    """How much of the variable pay waits, for how many years, in which parts (millionths; none = equal)."""

    part_micro: int
    years: int
    parts: tuple[int, ...] = ()
    conditions: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pool:
    """How a wage pool goes down: a branch may move a person's part by at most this much, millionths."""

    moved_most_micro: int
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom a scheme is; an empty tuple leaves nobody out."""

    posts: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def takes(self, *, post: str, level: str, units: frozenset[str]) -> bool:
        """Whether a person of a post and level in these units (one's own and those above) is appraised by it."""
        by_unit = not self.units or not units.isdisjoint(self.units)
        return by_unit and all(not known or one in known for known, one in ((self.posts, post), (self.levels, level)))


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as read and checked; `text` is the file as it stood."""

    code: str
    name: str
    since: date
    until: date | None
    whom: Whom
    rhythm: Rhythm
    sector: Sector
    sort: Sort
    issued_by: str
    under: str
    authorised: str
    follows: str
    indicators: tuple[Indicator, ...]
    gates: tuple[Gate, ...]
    legs: tuple[Leg, ...]
    score: Score
    pay: Pay
    deferral: Deferral | None
    pool: Pool | None
    text: str = field(default="", compare=False)
    remark: str = ""

    @property
    def weight_micro(self) -> int:
        """The sum of the weights."""
        return sum(one.weight_micro for one in self.indicators)

    def holds(self, on: date) -> bool:
        """Whether a day lies in [since, until)."""
        return self.since <= on and (self.until is None or on < self.until)
