"""Who may be given customers on a day: somebody in the post, not suspended, with the certificates of the level.

Source: piece 2, 3.4 (certified in the post); piece 1, section 9. Nothing bars anybody where no ladder is in force, no
certificate was told and nothing happened to the person: a bank that keeps none of it goes on as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from qiao.ground.words import gettext_noop as _
from qiao.people.rules.career import Career
from qiao.people.rules.certificates import Certificate, best, lacking
from qiao.people.rules.ladder import Ladder, Level, Version, ladder_of, ladders_by


@dataclass(frozen=True, slots=True)
class Post:
    """What the book says of somebody: the post, the extract's level, the last day in the post."""

    post: str
    level: str
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Held:
    """The level somebody is at on a day; `since` is None and `told` False where only the extract says so."""

    ladder: Ladder
    level: Level
    since: date | None
    probation: bool
    term: date | None
    told: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """Why somebody may not be given customers: marked words and their facts."""

    code: str
    words: str
    facts: tuple[tuple[str, str], ...] = ()


def held_on(post: Post, career: Career, ladders: Mapping[str, Ladder], *, on: date) -> Held | None:
    """The level of a day: by the career, or by the extract's level where no career was begun here."""
    if not career.spells and career.ended_on(on) is None:
        ladder = ladder_of(post.post, ladders, code=post.level)
        level = ladder.level(post.level) if ladder else None
        return Held(ladder, level, None, level.is_probation, None, told=False) if ladder and level else None
    spell = career.spell_on(on)
    ladder = ladders.get(spell.scheme) if spell else None
    level = ladder.level(spell.level) if ladder and spell else None
    if spell is None or ladder is None or level is None:
        return None
    return Held(ladder, level, spell.since, spell.probation, spell.term, told=True)


def bars(
    post: Post,
    career: Career,
    certificates: Sequence[Certificate],
    *,
    ladders: Mapping[str, Ladder],
    on: date,
) -> tuple[Bar, ...]:
    """Every reason why this person may not be given customers on this day; none = nothing bars."""
    found = [*_gone(post, career, on=on), *_suspended(career, on=on)]
    held = held_on(post, career, ladders, on=on)
    if not found and held is None:
        found += _no_level(post, career, ladders, on=on)
    needed = held.level.certificates if held else ()
    found += _certificates(certificates, needed, on=on)
    return tuple(found)


def _gone(post: Post, career: Career, *, on: date) -> list[Bar]:
    if post.left_on is not None and post.left_on < on:
        words = _("has left; %(day)s was the last day in the post")
        return [Bar("left", words, (("day", post.left_on.isoformat()),))]
    ended = career.ended_on(on)
    if ended is None:
        return []
    return [Bar("ended", _("the post ended on %(day)s"), (("day", ended.isoformat()),))]


def _suspended(career: Career, *, on: date) -> list[Bar]:
    gap = career.gap_on(on)
    if gap is None:
        return []
    since = ("day", gap.since.isoformat())
    if gap.until is None:
        return [Bar("suspended", _("suspended since %(day)s, until further notice"), (since,))]
    words = _("suspended since %(day)s, back on %(until)s")
    return [Bar("suspended", words, (since, ("until", gap.until.isoformat())))]


def _no_level(post: Post, career: Career, ladders: Mapping[str, Ladder], *, on: date) -> list[Bar]:
    over = career.term_over(on)
    if over is not None:
        words = _("the appointment ended with its term on %(day)s; renew it or end the post")
        return [Bar("term", words, (("day", over.isoformat()),))]
    names = sorted(one.name for one in ladders.values() if post.post in one.posts)
    if not names:
        return []
    words = _("was not appointed to a level of a ladder in force (%(ladder)s)")
    return [Bar("no_level", words, (("ladder", names[0]),))]


def _certificates(certificates: Sequence[Certificate], needed: Sequence[str], *, on: date) -> list[Bar]:
    """Where the level names no kind, every kind that was ever held has to be valid still."""
    kinds = needed or sorted(best(certificates, on=on))
    found = []
    for kind, last in lacking(certificates, kinds, on=on):
        if last is None:
            found.append(Bar("no_certificate", _("has no certificate %(kind)s"), (("kind", kind),)))
        else:
            facts = (("kind", kind), ("day", last.isoformat()))
            found.append(Bar("expired", _("the certificate %(kind)s expired on %(day)s"), facts))
    return found


def joined(spells: Iterable[tuple[date, date | None]], *, since: date, until: date) -> tuple[tuple[date, date], ...]:
    """The stretches of [since, until) on which any of these holds, in order and apart; None = without an end."""
    found: list[tuple[date, date]] = []
    for first, last in sorted((max(first, since), min(last or until, until)) for first, last in spells):
        if first >= last:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def uncertified(
    post: Post,
    career: Career,
    certificates: Sequence[Certificate],
    *,
    versions: Sequence[Version],
    since: date,
    until: date,
) -> tuple[tuple[date, date], ...]:
    """The stretches of [since, until) on which a certificate that the level of the day asks for is not valid."""
    day = timedelta(days=1)
    edges = [one.since for one in versions] + [
        edge for one in career.spells for edge in (one.since, one.until, one.term)
    ]
    edges += [*(one.issued_on for one in certificates), *(one.valid_to + day for one in certificates if one.valid_to)]
    cuts = [since, *sorted({edge for edge in edges if edge and since < edge < until}), until]
    found: list[tuple[date, date]] = []
    for first, last in pairwise(cuts):
        held = held_on(post, career, ladders_by(versions, on=first), on=first)
        if held is None or not lacking(certificates, held.level.certificates, on=first):
            continue
        joined = found.pop()[0] if found and found[-1][1] == first else first
        found.append((joined, last))
    return tuple(found)
