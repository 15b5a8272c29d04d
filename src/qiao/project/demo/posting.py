"""The post of the made-up bank: a ladder adopted, careers, certificates, an opening in course; made up like all else.

Nothing here enters a figure of the settlement: it stands beside the book, told through the doors that a bank uses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.people.rules.samples import QUALIFIED
from qiao.people.rules.sheet import HEADS, ReadSheet, read_certificates
from qiao.project.demo.chance import Chance

FILE = "演示证书（虚构）.xlsx"
SINCE = date(2020, 1, 1)
"""From when the bank has had its ladder."""
WITH_CAREER = 12
"""The managers, from the first on, whose careers are told event by event."""
YEARS = 365
LAPSES_IN_DAYS = {"RM001": 55, "RM003": 24, "RM007": 6, "RM009": 85, "RM012": -10, "RM021": 28, "RM033": 62}
"""Whose certificate ends when, counted from today; everybody else's holds for longer."""
SUSPENDED = "RM005"
RISING = ("助理", "初级", "中级", "高级", "资深")
UNIT, LEVEL, PLACES = "T0101", "neutral:助理", "2"
PANEL = ("LEAD01", "HEAD01")
OUTSIDE = ("赵一帆（虚构）", "钱若水（虚构）", "孙小满（虚构）", "李拾光（虚构）")
INSIDE = "OPS01"


ROTATED_TO = "按年度轮岗计划到现岗位（虚构）"
ROTATED_WHY = "重要岗位轮岗（虚构）"
ROTATED_DAYS = (120, 1_500)
"""How long ago most people came into their post by a rotation for control."""
SOON_EVERY, SOON_DAYS, LATE_EVERY, LATE_DAYS = 11, 1_740, 29, 1_870
"""Every so many people came so long ago that another post is due soon, or was due some weeks ago."""


@dataclass(frozen=True, slots=True)
class Manager:
    """A manager as the book has him or her."""

    staff_id: str
    level: str
    hired_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a career: the level it leads to where it does."""

    staff_id: str
    kind: str
    since: date
    level: str = ""
    until: date | None = None
    reason: str = ""


def rotations(people: Sequence[tuple[str, date | None]], *, today: date) -> Iterator[tuple[str, date]]:
    """Since when each of these people (id, day hired) works in the present post; who was hired later began there."""
    for place, (staff_id, hired_on) in enumerate(people, start=1):
        days = Chance("rotated", staff_id).between(*ROTATED_DAYS)
        if place % SOON_EVERY == 0:
            days = SOON_DAYS
        if place % LATE_EVERY == 0:
            days = LATE_DAYS
        since = today - timedelta(days=days)
        if hired_on is not None and hired_on < since:
            yield staff_id, since


def certificates(managers: Sequence[Manager], *, today: date) -> ReadSheet:
    """A sheet with a certificate for everybody but those on probation, read as any other."""
    rows: list[list[object]] = [list(HEADS)]
    for place, one in enumerate(managers):
        if one.level == "见习":
            continue
        last = today + timedelta(days=LAPSES_IN_DAYS.get(one.staff_id, 200 + 11 * place))
        issued = last - timedelta(days=3 * YEARS)
        rows.append([one.staff_id, QUALIFIED, f"Y{place + 1:05d}", issued, last, 40, 16 + place % 25])
    return read_certificates(rows)


def careers(managers: Sequence[Manager], *, today: date) -> Iterator[Told]:
    """The first managers' careers: appointed, confirmed, promoted to the level of the book."""
    for place, one in enumerate(managers[:WITH_CAREER]):
        if one.level not in RISING:
            continue
        began = max(SINCE, one.hired_on or SINCE) + timedelta(days=30 + place)
        steps = RISING[: RISING.index(one.level) + 1]
        yield Told(one.staff_id, "appointed", began, steps[0], reason="竞聘上岗（虚构）")
        yield Told(one.staff_id, "confirmed", began + timedelta(days=182), reason="见习期满，考核合格（虚构）")
        span = max((today - began).days - YEARS, len(steps)) // len(steps)
        for rung, level in enumerate(steps[1:], start=1):
            since = began + timedelta(days=182 + rung * span)
            yield Told(one.staff_id, "promoted", since, level, reason="年度考核达到晋升标准（虚构）")
        if one.staff_id == SUSPENDED:
            since = today - timedelta(days=60)
            yield Told(one.staff_id, "suspended", since, until=since + timedelta(days=7), reason="强制休假（虚构）")
