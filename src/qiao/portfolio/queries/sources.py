"""What other storeys say: the first day not settled, who keeps a customer, its loans, what bars a person."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qiao.ground.periods import day_number

__all__ = ("Bars", "Sources", "closed_until_day", "loans_of", "open_from_day", "sources")

Bars = Callable[[str, str, date], Sequence[str]]


@dataclass(slots=True)
class Sources:
    """What other storeys said so far: the first day not settled, that behind all closed months, who keeps a customer.

    `kept` are those of some customers of whom one of some units keeps an account: `keeping`, of many at once.
    `loans` are a customer's loan accounts with the day each was opened.
    `bars` (person, customer, day) answers words, beside what people say of the person; until a capability says so,
    nothing bars. `owed` is what a customer owed on average in the newest settled month, in fen; `size` the size of a
    company as the bank's table of authority calls it, '' where nobody knows. `exits` are the last days in the post that
    were told here, by person.
    """

    open_from: Callable[[], date | None] = field(default=lambda: None)
    closed_until: Callable[[], date | None] = field(default=lambda: None)
    keeping: Callable[[str], Collection[str]] = field(default=lambda _party_id: ())
    loans: Callable[[str], Sequence[tuple[str, int]]] = field(default=lambda _party_id: ())
    owed: Callable[[str], int] = field(default=lambda _party_id: 0)
    size: Callable[[str], str] = field(default=lambda _party_id: "")
    kept: Callable[[Collection[str], Collection[str]], Collection[str]] = field(default=lambda _party_ids, _units: ())
    exits: Callable[[Collection[str]], Mapping[str, date]] = field(default=lambda _staff_ids: {})
    bars: Bars = field(default=lambda _staff_id, _party_id, _day: ())


sources = Sources()


def open_from_day() -> int | None:
    """The number of the first day that no settlement has counted; None before the first."""
    found = sources.open_from()
    return None if found is None else day_number(found)


def closed_until_day() -> int | None:
    """The number of the day after the last closed month; None while none is closed."""
    found = sources.closed_until()
    return None if found is None else day_number(found)


def loans_of(party_id: str) -> Sequence[tuple[str, int]]:
    """The customer's loan accounts with the day each was opened."""
    return sources.loans(party_id)
