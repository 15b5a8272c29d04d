"""Close customers: those who belong together through persons, because one leads or lives with the other.

Source: piece 2, 2.5 (line 231). Who holds or controls whom is told by groups of control, who vouches by circles.
"""

from collections.abc import Iterable

CLOSE_ROLES = ("legal_representative", "spouse")
STEPS_MOST = 2
"""Two firms of one person, or the firm of a spouse, are two ties away; beyond that everybody is close to everybody."""
MEMBERS_MOST = 50


def next_to(members: Iterable[str], ties: Iterable[tuple[str, str]]) -> list[str]:
    """The customers who are tied to a member and are not members yet, by id."""
    inside = frozenset(members)
    touched = [pair for pair in ties if inside & frozenset(pair)]
    return sorted({one for pair in touched for one in pair} - inside)
