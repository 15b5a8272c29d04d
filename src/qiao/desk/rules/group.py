"""Group of ties: the customers who belong together because one owns, leads or lives with the other.

Source: piece 2, 2.5 (line 231). A guarantor vouches for a customer and is no part of its group.
"""

from collections.abc import Iterable

GROUP_ROLES = ("parent", "shareholder", "legal_representative", "spouse")
STEPS_MOST = 2
"""Parent and sister companies are two ties away; beyond that everybody is tied to everybody."""
MEMBERS_MOST = 50


def next_to(members: Iterable[str], ties: Iterable[tuple[str, str]]) -> list[str]:
    """The customers who are tied to a member and are not members yet, by id."""
    inside = frozenset(members)
    touched = [pair for pair in ties if inside & frozenset(pair)]
    return sorted({one for pair in touched for one in pair} - inside)
