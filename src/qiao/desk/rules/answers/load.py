"""The loads of managers as the interface answers them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPart:
    """A part of a load: customers as a number, deposits and loans in yuan on average, minutes a month."""

    part: str
    held: str
    norm: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """A manager with the load: the largest of the parts over their norms, 1 = the norm."""

    staff_id: str
    name: str
    org_id: str
    level: str
    load: str | None
    state: str | None
    heaviest: str | None
    parts: list[LoadPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPage:
    """A page of managers: customers served on `on`, deposits and loans of `month`."""

    on: date
    month: str | None
    count: int
    people: list[LoadLine]
    more: bool
