"""People of the bank, and whom they serve, as the interface answers them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person of the bank."""

    staff_id: str
    name: str
    org_id: str
    post: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWhole(PersonLine):
    """A person with the unit's name and the days of coming and, where it has come, going."""

    org_name: str
    hired_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedLine:
    """A customer, or one of its accounts, whom the person serves now with a share in ten-thousandths."""

    party_id: str
    name: str
    account_id: str
    role: str
    since: date
    until: date | None
    share_bp: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPage:
    """A page of those served, 50 of them."""

    serving: list[ServedLine]
    more: bool
