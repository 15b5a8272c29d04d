"""What the workbench says of customers: whether a person sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User


def sees_everything(person: User, _party_ids: Sequence[str], on: date) -> bool:
    """Whether a person sees the whole bank."""
    return scope_of(person, on=on).everything


@dataclass(slots=True)
class Sources:
    """What was said so far; before, only who sees the whole bank sees a group."""

    sees: Callable[[User, Sequence[str], date], bool] = field(default=sees_everything)


sources = Sources()


def sees(person: User, party_ids: Sequence[str]) -> bool:
    """Whether a person sees every one of these customers today."""
    return not party_ids or sources.sees(person, party_ids, clock.today())
