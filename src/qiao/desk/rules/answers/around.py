"""What lies round a customer as the interface answers it: holdings, close customers, events."""

from dataclasses import dataclass
from datetime import date

from qiao.desk.rules.answers.figures import Figures, ServingLine


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """A product, running accounts of it, and the part of the peers that have one; null of too few peers."""

    product_id: str
    accounts: int
    peers_share: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingsWhole:
    """What the customer holds and what it lacks though its peers have it; `peers` says how many were asked."""

    held: list[HoldingLine]
    missing: list[HoldingLine]
    peers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLine:
    """A customer close through persons, of those one sees."""

    party_id: str
    name: str
    figures: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseWhole:
    """Those close through persons, who brings most first, and their sum."""

    members: list[CloseLine]
    contribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """What happened, or will, on a day: opened, closed, matures, rate, served, left; rates a year as parts of one."""

    on: date
    what: str
    account_id: str
    product_id: str
    staff_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The surroundings of a customer in a month; close is null where nobody is whom one sees."""

    party_id: str
    month: str
    holdings: HoldingsWhole
    close: CloseWhole | None
    events: list[EventLine]
    serving: list[ServingLine]
