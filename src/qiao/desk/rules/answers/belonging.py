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
class CircleLine:
    """A guarantee circle, named after who stands in its middle where in sight; `ringed` customers are in a ring."""

    number: int
    name: str
    hidden: int
    pairs: int
    ringed: int
    sums: TogetherFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePage:
    """A page of circles, and of which day the ties are; null before they were first worked out."""

    ties_on: date | None
    month: str | None
    circles: list[CircleLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CirclePlace:
    """A customer of a circle: for how many it vouches, how many vouch for it."""

    party_id: str
    name: str
    vouches_for: int
    vouched_by: int
    in_ring: bool
    middle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleFound:
    """One circle: the sums over all its customers in sight and over those vouched for, a page of them."""

    number: int
    hidden: int
    pairs: int
    sums: TogetherFigures
    vouched: TogetherFigures
    members: list[CirclePlace]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredName:
    """A declared group."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredList:
    """Declared groups of today."""

    groups: list[DeclaredName]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPlace:
    """A customer of a declared group, or one whom such a customer controls."""

    party_id: str
    name: str
    controlled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFound:
    """One declared group: the sums over all in sight, a page of them; those out of sight are counted."""

    number: int
    name: str
    reason: str
    hidden: int
    hidden_below: int
    sums: TogetherFigures
    members: list[DeclaredPlace]
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
    """The ties round a customer on a day; its group and circle by number, of the newest working out.

    null too where nobody of it is among the customers whom the asker sees on lists.
    """

    party_id: str
    on: date
    group: int | None
    circle: int | None
    nodes: list[WalkNode]
    edges: list[WalkEdge]
    hidden: int
    left_out: int
