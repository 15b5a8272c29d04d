"""A team and the curve of its customers as the interface answers them."""

from dataclasses import dataclass

from qiao.desk.rules.answers.figures import StandingLine
from qiao.desk.rules.answers.runs import UnclaimedTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedLoad:
    """How many customers a person serves today, of how many that the level's norm allows; null without a norm."""

    served: int
    norm: int | None
    used: str | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """A person of the team with the month and the load."""

    standing: StandingLine
    load: ServedLoad | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadLine:
    """How the margin lies among the people, in yuan."""

    people: int
    least: str
    lower: str
    median: str
    upper: str
    most: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMonth:
    """A month of all these people together."""

    month: str
    bonus: str
    margin: str
    deposit_balance_days: str
    loan_balance_days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWhole:
    """The team of a month: 20 people a page, the largest margin first, and the months together, oldest first."""

    month: str
    run: int
    count: int
    people: list[TeamMember]
    more: bool
    spread: SpreadLine | None
    months: list[TeamMonth]
    unclaimed: UnclaimedTotal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KneeLine:
    """A customer near the knee of the curve: the place from the largest on, and the contribution of the month."""

    place: int
    party_id: str
    name: str
    contribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveWhole:
    """Which share of the profit which share of the customers brings; points are [customers so far, their sum]."""

    month: str
    customers: int
    total: str
    points: list[tuple[int, str]]
    knee: int
    knee_share: str
    of_a_fifth: str
    for_four_fifths: int | None
    losing: int
    at_knee: list[KneeLine]
