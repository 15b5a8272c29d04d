"""What the storeys above say of customers: whether a person sees them, and which figures move with a record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User

Figures = Mapping[str, str]
"""A customer's figures as they are shown, by the figure's words."""


def sees_everything(person: User, _party_ids: Sequence[str], on: date) -> bool:
    """Whether a person sees the whole bank."""
    return scope_of(person, on=on).everything


@dataclass(slots=True)
class Sources:
    """What was said so far; before, only who sees the whole bank sees a pair, and no figures are known."""

    sees: Callable[[User, Sequence[str], date], bool] = field(default=sees_everything)
    figures: Callable[[Sequence[str]], Mapping[str, Figures]] = field(default=lambda _party_ids: {})


sources = Sources()


def sees(person: User, party_ids: Sequence[str]) -> bool:
    """Whether a person sees every one of these customers today."""
    return sources.sees(person, party_ids, clock.today())
