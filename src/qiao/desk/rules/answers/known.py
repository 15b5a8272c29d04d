"""What is known of a customer as the interface answers it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """A value of an entry: fields by name as texts, secrets masked; values null where the entry ended that day."""

    number: int
    item: str
    entry: str
    values: dict[str, str] | None
    valid_from: date
    known_at: datetime
    actor: str
    source: str
    taken_back_at: datetime | None
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """A customer's record as it stood on a day, as known at a moment (null = now); what is late by days."""

    party_id: str
    day: date
    known_at: datetime | None
    no_marketing: bool
    values: list[KnownLine]
    late: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHistory:
    """A page of everything ever kept of a customer, the newest first."""

    party_id: str
    values: list[KnownLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemField:
    """A field of an item; a choice is one of its codes."""

    name: str
    kind: str
    needed: bool
    secret: bool
    choices: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """An item of the register: whom it concerns ('' = everybody), who keeps it, after how many days again."""

    item: str
    words: str
    group: str
    concerns: str
    key: str
    owner: str
    every_days: int
    whence: str
    asked: bool
    own: bool
    fields: list[ItemField]
