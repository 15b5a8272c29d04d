"""Certificates held, their hours, and what lapses when: told 90, 60, 30 and 7 days before.

Source: piece 2, 3.4 (trained before the post, certified in it); piece 1, section 9 (certificate and hours of each
year). The last day of a certificate is still a day of it. Of one kind the one that is valid longest counts.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

STAGES = (90, 60, 30, 7)
"""Days before the last day at which a reminder is told; [D] in the domain notes."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate as it was told; `valid_to` is its last day, None = without an end."""

    kind: str
    number: str
    issued_on: date
    valid_to: date | None
    hours_required: int = 0
    hours_earned: int = 0
    told: int = 0
    known_at: datetime | None = None
    taken_back_at: datetime | None = None

    def valid_on(self, day: date) -> bool:
        """Whether it was issued by a day and is not over."""
        return self.issued_on <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def hours_lacking(self) -> int:
        """Hours still to be earned."""
        return max(self.hours_required - self.hours_earned, 0)


@dataclass(frozen=True, slots=True)
class Lapse:
    """A certificate that lapses soon or has lapsed; `stage` is the nearest of 90, 60, 30, 7 days, 0 once it has."""

    certificate: Certificate
    stage: int
    lapsed: bool


def held(certificates: Iterable[Certificate], *, at: datetime | None = None) -> list[Certificate]:
    """What counts as known at a moment: of one number what was told last."""
    newest: dict[tuple[str, str], Certificate] = {}
    for one in sorted(certificates, key=lambda found: found.told):
        late = at is not None and one.known_at is not None and one.known_at > at
        back = one.taken_back_at is not None and (at is None or one.taken_back_at <= at)
        if not late and not back:
            newest[one.kind, one.number] = one
    return list(newest.values())


def best(certificates: Iterable[Certificate], *, on: date) -> dict[str, Certificate]:
    """By kind the certificate that is valid longest, of those issued by the day."""
    found: dict[str, Certificate] = {}
    for one in certificates:
        before = found.get(one.kind)
        if one.issued_on <= on and (before is None or _end(one) > _end(before)):
            found[one.kind] = one
    return found


def _end(one: Certificate) -> date:
    return one.valid_to or date.max


def lapsing(certificates: Iterable[Certificate], *, on: date, stages: Sequence[int] = STAGES) -> list[Lapse]:
    """Those of `best` that lapse within the longest stage or have lapsed, the most urgent first."""
    found = []
    for one in best(certificates, on=on).values():
        if one.valid_to is None or one.valid_to - on > timedelta(days=max(stages)):
            continue
        left = (one.valid_to - on).days
        found.append(
            Lapse(one, min((stage for stage in stages if stage >= left), default=0) if left >= 0 else 0, left < 0)
        )
    return sorted(found, key=lambda lapse: (_end(lapse.certificate), lapse.certificate.kind))


def due_of(lapse: Lapse, *, on: date, stages: Sequence[int] = STAGES) -> date:
    """By which day something is to be done: the day of the next reminder, then the last day itself."""
    last = _end(lapse.certificate)
    days = (last - timedelta(days=stage) for stage in sorted(stages, reverse=True))
    return next((day for day in days if day >= on), last)


def lacking(certificates: Iterable[Certificate], needed: Collection[str], *, on: date) -> list[tuple[str, date | None]]:
    """Which needed kinds are not valid on a day, each with the last day it was; None where there was never one."""
    found = best(certificates, on=on)
    return [
        (kind, found[kind].valid_to if kind in found else None)
        for kind in needed
        if kind not in found or not found[kind].valid_on(on)
    ]
