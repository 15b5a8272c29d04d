"""What a shape says, a row an element: path, kind, length, need, how often, since which version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qiao.directlink.rules.fox.interfaces import CLEAR_PASSWORD_MOST
from qiao.directlink.rules.fox.shapes import ONLY_ASKED, UNLIMITED, Element, Kind, Need

FIXED: Mapping[Kind, str] = {Kind.DATE: "10", Kind.PERIOD: "6", Kind.MOMENT: "19"}
SUMS = frozenset({Kind.PAID, Kind.AMOUNT})


@dataclass(frozen=True, slots=True)
class Row:
    """One element or attribute; `path` begins below the body, `often` tells the bounds of what repeats."""

    path: str
    kind: Kind
    length: str
    need: Need
    choices: tuple[str, ...] = ()
    often: tuple[int, int] | None = None
    since: str = ""
    filled: bool = False


def rows_of(shape: Element, *, asked: bool) -> Iterator[Row]:
    """The rows of a body, itself first; an answer never holds what is asked alone."""
    yield from _rows(shape, shape.name, asked=asked)


def _rows(element: Element, path: str, *, asked: bool) -> Iterator[Row]:
    if element.since == ONLY_ASKED and not asked:
        return
    since = "" if element.since == ONLY_ASKED else element.since
    often = element.repeats
    yield Row(path, element.kind, length_of(element), element.need, element.choices, often, since, element.filled)
    for attribute in element.attributes:
        yield Row(f"{path}/@{attribute.name}", attribute.kind, length_of(attribute), attribute.need, attribute.choices)
    for child in element.elements:
        yield from _rows(child, f"{path}/{child.name}", asked=asked)


def length_of(element: Element) -> str:
    """The most characters; of a sum the digits before the point and after it; empty where there is no bound."""
    if element.kind in SUMS:
        return f"{element.most}.2"
    if element.kind is Kind.CHOICE:
        return str(max(map(len, element.choices)))
    if element.kind is Kind.PASSWORD:
        return str(CLEAR_PASSWORD_MOST)
    return FIXED.get(element.kind, "" if element.most == UNLIMITED else str(element.most))
