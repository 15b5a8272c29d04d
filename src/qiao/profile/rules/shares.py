"""Shareholders hold at most the whole together, on every day: whatever is said later, earlier, or taken back."""

from collections.abc import Iterable, Sequence
from datetime import date

from qiao.ground.money import SHARE_BP_ONE
from qiao.profile.rules.standing import Known, standing

SHAREHOLDER = "shareholder"


def most_held(known: Sequence[Known], *, since: date) -> int:
    """The most that the shareholders of one customer hold together on a day or on any later one, ten-thousandths."""
    days = {since} | {one.valid_from for one in known if one.valid_from > since}
    return max(_held(known, day=day) for day in days)


def _held(known: Iterable[Known], *, day: date) -> int:
    stands = standing((one for one in known if one.item == SHAREHOLDER), day=day)
    return sum(int((one.values or {}).get("share", 0)) for one in stands.values())


def goes_beyond(before: Sequence[Known], after: Sequence[Known], *, since: date) -> bool:
    """Whether a change lets them hold more than the whole; what stands beyond it already may become no worse."""
    held = most_held(after, since=since)
    return held > SHARE_BP_ONE and held > most_held(before, since=since)
