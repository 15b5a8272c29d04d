"""The page Today as the interface answers it, and for whom a token stands."""

from dataclasses import dataclass
from datetime import date

from qiao.desk.rules.answers.figures import Figures, StandingLine
from qiao.desk.rules.answers.office import TaskLine
from qiao.desk.rules.answers.performance import ForecastLine
from qiao.desk.rules.answers.runs import UnclaimedTotal, UnitLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """For whom the token stands; `rows_read` were counted today before this answer, of `rows_most` a day."""

    username: str
    staff_id: str
    post: str
    rows_read: int
    rows_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCustomer:
    """One of the customers that bring most."""

    party_id: str
    name: str
    figures: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSums:
    """The people one sees: how many have figures, their sums, the first few by bonus."""

    people: int
    bonus: str
    margin: str
    deposit_balance_days: str
    loan_balance_days: str
    first: list[StandingLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayWhole:
    """The page Today; what does not concern the post is null or empty."""

    month: str | None
    own: StandingLine | None
    months: dict[str, str | None]
    forecast: ForecastLine | None
    customer_count: int | None
    customers: list[FirstCustomer]
    team: TeamSums | None
    unit: UnitLine | None
    unclaimed: UnclaimedTotal | None
    quarantined: int | None
    tasks: list[TaskLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """One move: `amount` is the change, or what is owed or matures; `days` those it lay still, or is past due."""

    party_id: str
    customer: str
    account_id: str
    product_id: str
    on: date
    amount: str | None
    days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveGroup:
    """The moves of one kind: how many, how many since the load before, the first three."""

    what: str
    number: int
    news: int
    first: list[MoveLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesOfKind:
    """A page of the moves of one kind."""

    what: str
    moves: list[MoveLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverLine:
    """A customer whom a person serves since a day (`begins`), or served until it."""

    party_id: str
    customer: str
    person: str
    on: date
    begins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesWhole:
    """What moves by kind, and at most eight hand-overs; of the whole bank none are told."""

    groups: list[MoveGroup]
    hand_overs: list[HandOverLine]
