"""What other storeys say of people: who is about to leave the bank."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

__all__ = ("Sources", "sources")


@dataclass(slots=True)
class Sources:
    """What was said so far: `leaves` is the last day in the post of whoever's exit is open, None of everybody else."""

    leaves: Callable[[str], date | None] = field(default=lambda _staff_id: None)


sources = Sources()
