"""Bodies of any interface, made by hypothesis from the shapes themselves: what a law says of one holds for all."""

import string
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from qiao.directlink.rules.fox.parts import TEXT, part_of
from qiao.directlink.rules.fox.shapes import ONLY_ASKED, UNLIMITED, Element, Interface, Kind

CHINESE = "云杉贸易白桦物流运费货款鿿汇丰·—（）　零〇㈱"
LETTERS = [
    letter
    for letter in string.ascii_letters + string.digits + " !\"#$%'()*+,-./:;=?@[]^_`{}~" + CHINESE
    if letter.encode("gbk", "replace").decode("gbk") == letter
]
REPEATS_MOST = 3


def numbers(most: int) -> st.SearchStrategy[str]:
    """Digits, zeros before them and all."""
    return st.text("0123456789", min_size=1, max_size=most)


def sums(most: int, *, signed: bool) -> st.SearchStrategy[str]:
    """Sums as programs write them: 5, 5.1, 5.10."""
    signs = st.sampled_from(["", "-"] if signed else [""])
    places = st.sampled_from(["", ".5", ".05"])
    return st.tuples(signs, st.integers(1, 10**most - 1).map(str), places).map("".join)


def words(most: int) -> st.SearchStrategy[str]:
    """Text without a blank at its ends, since what stands around a value is no part of it."""
    sized = st.text(LETTERS, min_size=1, max_size=min(most or 12, 12))
    return sized.map(lambda text: text.strip(" ")).filter(lambda text: bool(text.strip()))


def moments() -> st.SearchStrategy[str]:
    """Moments as the bank writes them."""
    return st.datetimes().map(lambda moment: f"{moment.replace(microsecond=0)}")


def days(form: str) -> st.SearchStrategy[str]:
    """Days or months in a form."""
    return st.dates().map(lambda day: form.format(day=day))


def lines() -> st.SearchStrategy[dict[str, str]]:
    """Lines between CDATA marks, where < and & may stand."""
    return words(UNLIMITED).map(lambda text: {"@size": "1", TEXT: f"{text}\n<{text}&>\n"})


MADE: dict[Kind, Callable[[Element], st.SearchStrategy[Any]]] = {
    Kind.TEXT: lambda element: words(element.most),
    Kind.ACCOUNT: lambda element: st.text(
        string.ascii_letters + string.digits + "-", min_size=1, max_size=element.most
    ),
    Kind.DIGITS: lambda element: numbers(element.most),
    Kind.COUNT: lambda _element: st.integers(1, 999).map(str),
    Kind.CHOICE: lambda element: st.sampled_from(element.choices),
    Kind.PAID: lambda element: sums(element.most, signed=False),
    Kind.AMOUNT: lambda element: sums(element.most, signed=True),
    Kind.DATE: lambda _element: days("{day.year:04}-{day.month:02}-{day.day:02}"),
    Kind.PERIOD: lambda _element: days("{day.year:04}{day.month:02}"),
    Kind.MOMENT: lambda _element: moments(),
    Kind.LINES: lambda _element: lines(),
}
"""How values of each kind are made; a group is made of its children."""


@cache
def values(element: Element) -> st.SearchStrategy[Any]:
    """Values that an element may hold."""
    return MADE[element.kind](element)


def bodies(shape: Element, *, asked: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Plain bodies of a shape: what is required always, what is not now and then."""
    elements = [one for one in shape.elements if asked or one.since != ONLY_ASKED]
    held = {one.name: _often(one, asked=asked) for one in elements}
    needed = {name: strategy for name, strategy in held.items() if name in shape.required}
    other = {name: strategy for name, strategy in held.items() if name not in needed}
    other.update(("@" + one.name, values(one)) for one in shape.attributes)
    return st.fixed_dictionaries(needed, optional=other).filter(bool)


def _often(element: Element, *, asked: bool) -> st.SearchStrategy[Any]:
    one = bodies(element, asked=asked) if element.kind is Kind.GROUP else values(element)
    if element.repeats is None:
        return one
    return st.lists(one, min_size=1, max_size=REPEATS_MOST)


def asked_bodies(interface: Interface) -> st.SearchStrategy[Any]:
    """What may be asked of an interface."""
    return bodies(interface.asked, asked=True).map(part_of)


def answered_bodies(interface: Interface) -> st.SearchStrategy[Any]:
    """What an interface may answer."""
    return bodies(interface.answered, asked=False).map(part_of)
