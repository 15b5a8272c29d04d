"""Merges newer than the kept ties: whoever was merged since is told as the survivor, and each customer in one place.

Source: piece 2, 3.5 (line 263: one book for the whole bank). A survivor who is kept himself is told there and nowhere
else; of several who were merged into one from outside, the first by number stands for it.
"""

from collections.abc import Collection, Mapping


def told_elsewhere(absorbed: Mapping[str, str], *, kept: Collection[str]) -> frozenset[str]:
    """The kept members that are not told.

    absorbed: kept members merged since, with their survivors; kept: the survivors who are kept themselves.
    """
    taken, gone = set(kept), set[str]()
    for key, survivor in sorted(absorbed.items()):
        if survivor in taken:
            gone.add(key)
        taken.add(survivor)
    return frozenset(gone)
