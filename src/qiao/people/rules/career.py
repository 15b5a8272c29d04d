"""A career as events that are only ever added, and what stood on any day as it was known at any moment.

Source: piece 2, 2.1 and 3.4 (appointed for a year, assessed by quarter, up and down); piece 1, section 9 (a continuous
file of each person). Days are half-open: an event holds from its day on, a suspension until the day before its end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.rules.ladder import Level


class EventKind(StrEnum):
    """What happened to somebody in the post."""

    APPOINTED = "appointed"
    CONFIRMED = "confirmed"
    RENEWED = "renewed"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"


KIND_WORDS = {
    EventKind.APPOINTED: _("appointed"),
    EventKind.CONFIRMED: _("confirmed"),
    EventKind.RENEWED: _("appointed for another term"),
    EventKind.PROMOTED: _("promoted"),
    EventKind.DEMOTED: _("demoted"),
    EventKind.SUSPENDED: _("suspended"),
    EventKind.RESUMED: _("back in the post"),
    EventKind.ENDED: _("post ended"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `until`: of an appointment the first day after its term, of a suspension the first day back."""

    kind: EventKind
    since: date
    number: int
    scheme: str = ""
    level: str = ""
    until: date | None = None
    probation: bool = False
    known_at: datetime | None = None
    taken_back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """What somebody is appointed to: [since, until) at a level of a scheme; until None = without an end."""

    scheme: str
    level: str
    since: date
    until: date | None = None
    probation: bool = False


@dataclass(frozen=True, slots=True)
class Tenure:
    """Months of service that a level asks for, and whole months that are served without a break."""

    least_months: int
    served_months: int


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch [since, until) at one level, on probation or not; `term` is the first day after the appointment."""

    since: date
    until: date | None
    scheme: str
    level: str
    probation: bool
    term: date | None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch [since, until) of suspension; None = until further notice."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Career:
    """All of a person's spells and suspensions in order, and each day from which the post had ended."""

    spells: tuple[Spell, ...] = ()
    gaps: tuple[Gap, ...] = ()
    ends: tuple[date, ...] = ()

    def spell_on(self, day: date) -> Spell | None:
        """The spell that holds on a day; after its term nobody holds a level."""
        found = next((one for one in self.spells if one.holds(day)), None)
        return None if found is None or (found.term is not None and found.term <= day) else found

    def served_since(self, day: date) -> date | None:
        """The first day of the service without a break that runs on a day, at whatever levels of the scheme."""
        spell = self.spell_on(day)
        if spell is None:
            return None
        first = spell.since
        for one in reversed(self.spells):
            if one.until == first and one.scheme == spell.scheme:
                first = one.since
        return first

    def term_over(self, day: date) -> date | None:
        """Since when the term of an appointment is over that was neither renewed nor ended."""
        found = next((one for one in self.spells if one.holds(day)), None)
        return found.term if found is not None and found.term is not None and found.term <= day else None

    def gap_on(self, day: date) -> Gap | None:
        """The suspension of a day."""
        return next((one for one in self.gaps if one.holds(day)), None)

    def ended_on(self, day: date) -> date | None:
        """Since when the post has ended on a day, where it was not taken up again by then."""
        end = max((one for one in self.ends if one <= day), default=None)
        if end is None or any(end <= one.since <= day for one in self.spells):
            return None
        return end


def known(events: Iterable[Event], *, at: datetime | None = None) -> list[Event]:
    """The events that count as known at a moment (None = now), by day and then as they were added."""
    counting = [
        one
        for one in events
        if (at is None and one.taken_back_at is None)
        or (
            at is not None
            and (one.known_at is None or one.known_at <= at)
            and (one.taken_back_at is None or one.taken_back_at > at)
        )
    ]
    return sorted(counting, key=lambda one: (one.since, one.number))


def career(events: Sequence[Event], *, at: datetime | None = None) -> Career:
    """Replay: what the events say together; refused where one does not follow from those before it."""
    found = Career()
    for event in known(events, at=at):
        found = _STEPS[event.kind](found, event)
    return found


def _running(found: Career, event: Event) -> Spell:
    if found.spells and found.spells[-1].until is None:
        return found.spells[-1]
    raise Refusal(
        "career.no_post",
        _("On %(day)s nobody is in this post, so nothing can be %(what)s; appoint first."),
        day=event.since.isoformat(),
        what=KIND_WORDS[event.kind],
    )


def _closed(found: Career, *, on: date) -> tuple[Spell, ...]:
    """The spells with the running one closed; one that would have no day is left out."""
    last = replace(found.spells[-1], until=on)
    return (*found.spells[:-1], last) if last.since < on else found.spells[:-1]


def _appointed(found: Career, event: Event) -> Career:
    if found.spells and found.spells[-1].until is None:
        raise Refusal(
            "career.in_post",
            _("Already in the post since %(day)s; renew the term, promote, or end the post first."),
            day=found.spells[-1].since.isoformat(),
        )
    fresh = Spell(event.since, None, event.scheme, event.level, event.probation, event.until)
    return replace(found, spells=(*found.spells, fresh))


def _confirmed(found: Career, event: Event) -> Career:
    held = _running(found, event)
    if not held.probation:
        raise Refusal("career.confirmed", _("There is no probation to be confirmed from."))
    return _next(found, replace(held, since=event.since, probation=False))


def _renewed(found: Career, event: Event) -> Career:
    held = _running(found, event)
    if event.until is not None and held.term is not None and event.until <= held.term:
        raise Refusal(
            "career.term", _("Another term ends after the one before, on %(day)s."), day=held.term.isoformat()
        )
    return _next(found, replace(held, since=event.since, term=event.until))


def _levelled(found: Career, event: Event) -> Career:
    held = _running(found, event)
    if (held.scheme, held.level) == (event.scheme, event.level):
        raise Refusal("career.same_level", _("This is the level held already; choose another."))
    return _next(found, replace(held, since=event.since, scheme=event.scheme, level=event.level))


def _next(found: Career, fresh: Spell) -> Career:
    return replace(found, spells=(*_closed(found, on=fresh.since), fresh))


def _suspended(found: Career, event: Event) -> Career:
    met = next((one for one in found.gaps if one.until is None or one.until > event.since), None)
    if met is not None:
        raise Refusal(
            "career.suspended",
            _("Suspended already since %(day)s; end that first."),
            day=met.since.isoformat(),
        )
    return replace(found, gaps=(*found.gaps, Gap(event.since, event.until)))


def _resumed(found: Career, event: Event) -> Career:
    held = found.gaps[-1] if found.gaps else None
    if held is None or (held.until is not None and held.until <= event.since) or event.since < held.since:
        raise Refusal("career.not_suspended", _("Nobody is suspended here on %(day)s."), day=event.since.isoformat())
    kept = () if held.since == event.since else (replace(held, until=event.since),)
    return replace(found, gaps=(*found.gaps[:-1], *kept))


def _ended(found: Career, event: Event) -> Career:
    end = found.ended_on(event.since)
    if end is not None:
        raise Refusal("career.ended", _("The post ended already, on %(day)s."), day=end.isoformat())
    running = bool(found.spells) and found.spells[-1].until is None
    spells = _closed(found, on=event.since) if running else found.spells
    return replace(found, spells=spells, ends=(*found.ends, event.since))


_STEPS = {
    EventKind.APPOINTED: _appointed,
    EventKind.CONFIRMED: _confirmed,
    EventKind.RENEWED: _renewed,
    EventKind.PROMOTED: _levelled,
    EventKind.DEMOTED: _levelled,
    EventKind.SUSPENDED: _suspended,
    EventKind.RESUMED: _resumed,
    EventKind.ENDED: _ended,
}


def check_tenure(lacking: Tenure, *, exception: str) -> None:
    """Refuse a promotion before its time, unless an exception is named for the second person."""
    if not exception:
        raise Refusal(
            "career.tenure",
            _("The level asks for %(least)s months of service, served are %(months)s: wait, or name the exception."),
            least=lacking.least_months,
            months=lacking.served_months,
        )


def check_step(leapt: Sequence[Level], *, exception: str) -> None:
    """Refuse a promotion over a level, unless an exception is named for the second person."""
    if leapt and not exception:
        words = _("The promotion passes over %(levels)s: go level by level, or name the exception.")
        raise Refusal("career.leap", words, levels="、".join(one.code for one in leapt))
