"""Figures that no extract brings and that somebody hands in: checks done, complaints, service as rated, breaches.

Source: piece 2, 3.4 (line 257: indicators of quality beside those of amount). A figure is told of a person and a month,
quarter or year, in millionths of its unit. What is asked of a longer period is put together of what was handed in, and
only where nothing of the period lacks: a figure that nobody has told is unknown and never 0.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiao.appraisal.rules.scheme.measures import FIGURES
from qiao.appraisal.rules.scheme.units import Unit
from qiao.appraisal.rules.spans import period_of_name
from qiao.ground.money import mul_div_half_away, scaled_from_text
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.rules.sheet import Trouble


class Taken(StrEnum):
    """How a figure of a longer period comes of those of its parts."""

    SUM = "sum"
    MEAN = "mean"  # by days
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Handed:
    """A figure that can be handed in."""

    name: str
    words: str
    unit: Unit
    taken: Taken = Taken.SUM


_LISTED = (
    Handed("interest_due", _("Interest due"), Unit.YUAN),
    Handed("interest_collected", _("Interest collected"), Unit.YUAN),
    Handed("turnover", _("Turnover of customers"), Unit.YUAN),
    Handed("new_customers", _("New active customers"), Unit.COUNT),
    Handed("accounts_opened", _("Accounts opened"), Unit.COUNT),
    Handed("customers", _("Customers served"), Unit.COUNT),
    Handed("products_held", _("Products held by customers"), Unit.COUNT),
    Handed("checks_due", _("Checks after lending due"), Unit.COUNT),
    Handed("checks_done", _("Checks after lending done in time"), Unit.COUNT),
    Handed("service", _("Service as rated"), Unit.POINTS, Taken.MEAN),
    Handed("learning", _("Hours of learning"), Unit.COUNT),
    Handed("breaches", _("Points for breaches"), Unit.POINTS),
    Handed("red_lines", _("Events at the red line"), Unit.COUNT),
    Handed("complaints", _("Complaints"), Unit.COUNT),
    Handed("deposit_at_day", _("Deposits on one day"), Unit.YUAN, Taken.LAST),
    Handed("loan_at_day", _("Loans on one day"), Unit.YUAN, Taken.LAST),
    Handed("market_share", _("Share of the market"), Unit.PART, Taken.LAST),
)
HANDED: Mapping[str, Handed] = {one.name: one for one in _LISTED}
assert frozenset(HANDED) <= FIGURES
HEADS = ("staff_id", "figure", "period", "value", "source")
VALUE = re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII)
VALUE_PLACES = 6
ROWS_MOST, TROUBLES_MOST, ID_MOST, SOURCE_MOST, SHOWN_MOST = 20_000, 2_000, 64, 200, 40
MISSING, LONG = _("is missing"), _("is too long, or holds letters that cannot be shown")
NO_FIGURE = _("%(text)s is none of the figures that can be handed in")
NO_PERIOD = _("%(text)s is no period: write 2026-09, 2026-Q3 or 2026")
NO_VALUE = _("%(text)s is no value: at most twelve digits and six decimals, not below zero")
AGAIN = _("stands in the sheet already: %(text)s")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure handed in, with what it was taken from; the line of a sheet, 0 where it came by a form."""

    staff_id: str
    figure: str
    period: Period
    value_micro: int
    source: str
    line: int = 0

    @property
    def key(self) -> tuple[str, str, Period]:
        """Whose figure of what and when."""
        return self.staff_id, self.figure, self.period


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """Good lines of a sheet, its first 2,000 troubles, and how many lines have one."""

    rows: tuple[FigureLine, ...]
    troubles: tuple[Trouble, ...]
    refused: int


def read_figures(rows: Iterable[Sequence[object]]) -> ReadFigures:
    """Read a sheet; the order of its columns does not matter. Heads that lack or are unknown refuse the whole."""
    lines = iter(rows)
    heads = [_plain(cell) for cell in next(lines, ())]
    if sorted(heads) != sorted(HEADS):
        raise Refusal(
            "figures.heads", _("The first row has to hold %(heads)s, and nothing else."), heads=", ".join(HEADS)
        )
    good: dict[tuple[str, str, Period], FigureLine] = {}
    troubles: list[Trouble] = []
    refused = 0
    for line, cells in enumerate(lines, start=2):
        texts = {head: _plain(cell) for head, cell in zip(heads, cells, strict=False)}
        if not any(texts.values()):
            continue
        if line > ROWS_MOST:
            raise Refusal("figures.rows", _("A sheet has at most %(most)s rows; cut it into several."), most=ROWS_MOST)
        found = read_line(texts, line=line)
        if isinstance(found, FigureLine) and found.key not in good:
            good[found.key] = found
            continue
        if isinstance(found, FigureLine):
            found = [Trouble(line, "figure", AGAIN, found.figure)]
        refused += 1
        troubles += found[: TROUBLES_MOST - len(troubles)]
    return ReadFigures(tuple(good.values()), tuple(troubles), refused)


def read_line(texts: Mapping[str, str], *, line: int = 0) -> FigureLine | list[Trouble]:
    """One figure out of texts by head, or every trouble with them."""
    plain = {head: _plain(texts.get(head, "")) for head in HEADS}
    troubles = [Trouble(line, head, MISSING) for head in HEADS if not plain[head]]
    for head, most in (("staff_id", ID_MOST), ("source", SOURCE_MOST)):
        if len(plain[head]) > most or not plain[head].isprintable():
            troubles.append(Trouble(line, head, LONG))
    if plain["figure"] and plain["figure"] not in HANDED:
        troubles.append(Trouble(line, "figure", NO_FIGURE, plain["figure"][:SHOWN_MOST]))
    period, value = _period(plain["period"]), plain["value"].replace(",", "")
    if plain["period"] and period is None:
        troubles.append(Trouble(line, "period", NO_PERIOD, plain["period"][:SHOWN_MOST]))
    if value and not VALUE.fullmatch(value):
        troubles.append(Trouble(line, "value", NO_VALUE, plain["value"][:SHOWN_MOST]))
    if troubles or period is None:
        return troubles
    micro = scaled_from_text(value, places=VALUE_PLACES)
    return FigureLine(plain["staff_id"], plain["figure"], period, micro, plain["source"], line)


def _period(text: str) -> Period | None:
    try:
        return period_of_name(text)
    except ValueError:
        return None


def _plain(cell: object) -> str:
    """A cell as a person would have typed it: a month kept as a day, whole numbers by themselves."""
    if isinstance(cell, date):
        return f"{cell:%Y-%m}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.6f}".rstrip("0")
    return " ".join(unicodedata.normalize("NFKC", "" if cell is None else str(cell)).split())


def over_period(parts: Iterable[tuple[Period, int]], *, period: Period, taken: Taken) -> int | None:
    """The figure of a period out of its parts, millionths; None where a day of it is told by nobody."""
    found = sorted(parts, key=lambda part: part[0].since)
    if taken is Taken.LAST:
        return found[-1][1] if found and found[-1][0].until == period.until else None
    day = period.since
    for part, _value in found:
        if part.since != day:
            return None
        day = part.until
    if day != period.until:
        return None
    if taken is Taken.SUM:
        return sum(value for _part, value in found)
    weighted = sum(value * part.days for part, value in found)
    return mul_div_half_away(weighted, factor=1, divisor=period.days)


def overlaps(period: Period, others: Iterable[Period]) -> Period | None:
    """Another period of the same figure with which this one shares days: each day is told once."""
    return next(
        (one for one in others if one != period and one.since < period.until and period.since < one.until), None
    )
