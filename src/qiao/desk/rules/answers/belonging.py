"""Groups and ties as the interface answers them: only customers in sight, and how many are not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherFigures:
    """Several customers' month together, each once: balance-days in yuan-days, contribution in yuan."""

    customers: int
    deposit_balance_days: str
    loan_balance_days: str
    contribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group of control; no name where its head is not in sight; `hidden` customers are in no figure."""

    number: int
    name: str
    hidden: int
    sums: TogetherFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """A page of groups, and of which day the ties are; null before they were first worked out."""

    ties_on: date | None
    month: str | None
    groups: list[GroupLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderLine:
    """Who brings a member in; null where not in sight. Share in ten-thousandths."""

    name: str | None
    share_bp: int
    declared: bool
    owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMember:
    """A member in sight; `party_id` null of an outsider; `effective` a part of one, null where not all is in sight."""

    party_id: str | None
    name: str
    step: int
    effective: str | None
    by: list[HolderLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlWhole:
    """One group of control: a page of its members, sums over all in sight; `more`: another page follows."""

    number: int
    name: str
    hidden: int
    sums: TogetherFigures
    members: list[ControlMember]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkNode:
    """A customer in sight, or an outsider, who has no `party_id`."""

    node: str
    party_id: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkEdge:
    """A tie between two nodes, from the holder, guarantor or supplier to the other."""

    start: str
    end: str
    kind: str
    share_bp: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesWhole:
    """The ties round a customer on a day; its group and circle by number, of the newest working out."""

    party_id: str
    on: date
    group: int | None
    circle: int | None
    nodes: list[WalkNode]
    edges: list[WalkEdge]
    hidden: int
    left_out: int
