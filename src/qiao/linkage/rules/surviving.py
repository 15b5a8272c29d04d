"""Which of two records stays when they become one: the one that can be relied on, then the older, then the fuller."""

from dataclasses import dataclass

NEVER = 10**9  # behind every day on which an account was opened


@dataclass(frozen=True, slots=True)
class Weight:
    """What speaks for keeping a record; opened: the day of its first account, None where it has none."""

    party_id: str
    valid_number: bool = False
    accounts: int = 0
    opened_day: int | None = None
    known_fields: int = 0


def survivor_of_pair(one: Weight, other: Weight) -> str:
    """The id that is proposed to stay; alike in all, the smaller id, so that the answer is always the same."""
    return min((one, other), key=_rank).party_id


def _rank(one: Weight) -> tuple[bool, int, int, int, str]:
    opened = NEVER if one.opened_day is None else one.opened_day
    return not one.valid_number, opened, -one.accounts, -one.known_fields, one.party_id
