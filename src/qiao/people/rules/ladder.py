"""Ladders: the levels of a post as data, several at once, each version holding from a day.

Source: piece 2, 2.1 and 3.4 (levels of managers); piece 1, section 9 (a bank's level terms). Banks count up and down,
so nothing is read out of a level's digit: `rank_order` is the only order, and higher is more senior.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class Sector(StrEnum):
    """The trade that a ladder is for."""

    BANK = "bank"
    SECURITIES = "securities"
    INSURANCE = "insurance"


class Mark(StrEnum):
    """What a table rests on; nothing but `READ` was seen in a source."""

    READ = "read"
    BELIEVED = "believed"
    PROPOSAL = "proposal"


SECTOR_WORDS = {Sector.BANK: _("bank"), Sector.SECURITIES: _("securities"), Sector.INSURANCE: _("insurance")}
MARK_WORDS = {Mark.READ: _("read in the source"), Mark.BELIEVED: _("to be verified"), Mark.PROPOSAL: _("proposal")}


@dataclass(frozen=True, slots=True)
class Level:
    """One level; `certificates` are the kinds that somebody at it has to hold, `staff_grade` the bank's own grade."""

    code: str
    label: str
    rank_order: int
    min_tenure_months: int = 0
    is_probation: bool = False
    staff_grade: str = ""
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of a scheme, the most senior first; `posts` are the posts of the book that it is for."""

    scheme: str
    sector: Sector
    name: str
    source: str
    mark: Mark
    levels: tuple[Level, ...]
    posts: tuple[str, ...] = ("rm",)

    def level(self, code: str) -> Level | None:
        """The level of this code."""
        return next((one for one in self.levels if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Version:
    """What holds of a scheme from a day on; `terms` None = from that day the scheme is no longer in force."""

    scheme: str
    since: date
    terms: Mapping[str, Any] | None


def plain(ladder: Ladder) -> dict[str, Any]:
    """A ladder as plain JSON."""
    return {
        "sector": ladder.sector.value,
        "name": ladder.name,
        "source": ladder.source,
        "mark": ladder.mark.value,
        "posts": list(ladder.posts),
        "levels": [
            {
                "code": one.code,
                "label": one.label,
                "rank_order": one.rank_order,
                "min_tenure_months": one.min_tenure_months,
                "is_probation": one.is_probation,
                "staff_grade": one.staff_grade,
                "certificates": list(one.certificates),
            }
            for one in ladder.levels
        ],
    }


def from_plain(scheme: str, terms: Mapping[str, Any]) -> Ladder:
    """A ladder out of plain JSON as we wrote it, the most senior level first."""
    levels = [Level(**{**one, "certificates": tuple(one["certificates"])}) for one in terms["levels"]]
    return Ladder(
        scheme,
        Sector(terms["sector"]),
        str(terms["name"]),
        str(terms["source"]),
        Mark(terms["mark"]),
        senior_first(levels),
        tuple(terms["posts"]),
    )


def senior_first(levels: Iterable[Level]) -> tuple[Level, ...]:
    """Levels by rank, the highest first."""
    return tuple(sorted(levels, key=lambda one: -one.rank_order))


def ladders_by(versions: Iterable[Version], *, on: date) -> dict[str, Ladder]:
    """The ladders in force on a day, by scheme."""
    newest: dict[str, Version] = {}
    for one in versions:
        held = newest.get(one.scheme)
        if one.since <= on and (held is None or one.since >= held.since):
            newest[one.scheme] = one
    return {scheme: from_plain(scheme, one.terms) for scheme, one in sorted(newest.items()) if one.terms is not None}


def ladder_of(post: str, ladders: Mapping[str, Ladder], *, code: str) -> Ladder | None:
    """The ladder that an extract's level belongs to: the only one of this post with such a level, else none."""
    fits = [one for one in ladders.values() if post in one.posts and one.level(code) is not None]
    return fits[0] if len(fits) == 1 else None


def steps_between(ladder: Ladder, *, old: str, new: str) -> int:
    """How many levels up (or, below zero, down) it is from one level to another."""
    codes = [one.code for one in reversed(ladder.levels)]
    if old not in codes or new not in codes:
        raise Refusal("level.unknown", _("The ladder %(ladder)s has no such level."), ladder=ladder.name)
    return codes.index(new) - codes.index(old)


def check_levels(levels: Sequence[Level]) -> None:
    """Refuse levels of which two have one rank or one code."""
    for what in ([one.code for one in levels], [one.rank_order for one in levels]):
        if len(set(what)) != len(what):
            raise Refusal("ladder.twice", _("Two levels have the same code or the same rank; each has its own."))
