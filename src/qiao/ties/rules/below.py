"""Who is controlled by some members of a group of control, themselves or through those they control.

Source: piece 2, 2.5 (line 231: related parties). A declared group has with its customers all that they control.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from qiao.ties.rules.control import HALF_BP

By = Sequence[tuple[str, int, bool, bool]]
"""What brings a member in: holder, ten-thousandths, named as parent, owner in the end."""


def standing(members: Iterable[tuple[str, By]], survivors: Mapping[str, str]) -> list[tuple[str, By]]:
    """Members and holders by who stands for them: of two that became one each holder once, with the larger share."""
    found: dict[str, dict[str, tuple[str, int, bool, bool]]] = {}
    for own, by in members:
        key = survivors.get(own, own)
        holders = found.setdefault(key, {})
        for told, share, parent, owner in by:
            holder = survivors.get(told, told)
            _same, most, was_parent, was_owner = holders.get(holder, (holder, 0, False, False))
            if holder != key:
                holders[holder] = (holder, max(share, most), parent or was_parent, owner or was_owner)
    return [(key, list(holders.values())) for key, holders in found.items()]


def below(tops: Collection[str], members: Iterable[tuple[str, By]]) -> frozenset[str]:
    """The members whom these control; themselves only where one of them controls the other."""
    rows = list(members)
    inside, found, grows = set(tops), set[str](), True
    while grows:
        reached = {key for key, by in rows if key not in found and _controlled(by, inside)}
        found |= reached
        inside |= reached
        grows = bool(reached)
    return frozenset(found)


def _controlled(by: By, inside: Collection[str]) -> bool:
    held = [one for one in by if one[0] in inside]
    return any(parent or owner for _holder, _share, parent, owner in held) or sum(one[1] for one in held) >= HALF_BP
