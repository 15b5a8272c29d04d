"""The pieces a simulation reckons: the whole months, quarters or years of a scheme's rhythm among the chosen months."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.appraisal.rules.scheme.scheme import Rhythm
from qiao.appraisal.rules.spans import MONTHS, Span, name_of, shifted
from qiao.ground.periods import Period, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MONTHS_MOST = 36


@dataclass(frozen=True, slots=True)
class Piece:
    """A month, quarter or year by its name with its chosen months; not `whole` where some were not chosen."""

    name: str
    months: tuple[str, ...]
    whole: bool

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(month_period(self.months[0]).since, month_period(self.months[-1]).until)


def months_between(first: str, last: str) -> tuple[str, ...]:
    """The months from one to another, both in it."""
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    if not 0 < count <= MONTHS_MOST:
        words = _("Choose 1 to %(most)s months, the first not after the last.")
        raise Refusal("simulation.months", words, most=MONTHS_MOST)
    return tuple(shifted(first, by=number) for number in range(count))


def pieces_of(rhythm: Rhythm, months: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of consecutive months, oldest first; a piece at the edge may lack months and says so."""
    span = Span(rhythm.value)
    by_name: dict[str, list[str]] = {}
    for month in months:
        by_name.setdefault(name_of(span, month=month), []).append(month)
    return tuple(Piece(name, tuple(held), len(held) == MONTHS[span]) for name, held in by_name.items())
