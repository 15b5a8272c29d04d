"""What a post lets its holder see: the manager what is his or hers, the lead the team, the head the branch and below.

Source: the contract, 1 (posts); the first version's access. HR sees pay and an auditor all; an administrator manages
access and sees no customer.
"""

from datetime import date, timedelta
from enum import Enum


class Sight(Enum):
    """How far a person sees."""

    EVERYTHING = "everything"
    UNIT_AND_BELOW = "unit and below"
    SELF = "self"


_BY_POST = {
    "rm": (Sight.SELF,),
    "lead": (Sight.SELF, Sight.UNIT_AND_BELOW),
    "head": (Sight.SELF, Sight.UNIT_AND_BELOW),
    "desk": (Sight.SELF, Sight.UNIT_AND_BELOW),
    "hr": (Sight.EVERYTHING,),
    "auditor": (Sight.EVERYTHING,),
    "trainer": (Sight.SELF,),
    "admin": (),
}
_WIDE_AT_HEAD_OFFICE = frozenset({"lead", "head", "desk"})


def sees_until(left_on: date | None) -> date | None:
    """The first day on which a person sees nothing more: the day after the last in the post; None = still in it."""
    return None if left_on is None else left_on + timedelta(days=1)


def sight_of(post: str, *, org_is_root: bool) -> tuple[Sight, ...]:
    """The sights of a post; at the head office (a unit without a parent) a lead, head or desk sees everything."""
    if org_is_root and post in _WIDE_AT_HEAD_OFFICE:
        return (Sight.EVERYTHING,)
    return _BY_POST.get(post, ())
