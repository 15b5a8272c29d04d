"""How a message is described: elements in their order, how long, of what kind, how often, and since which version.

The tags are FOX's own. A shape says everything that reading and writing need, so that an interface is a table of
facts and no program: see the modules of the interfaces.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

UNLIMITED = 0
"""As the most characters or repetitions: no bound."""
ONLY_ASKED = "~"
"""As the version since which an answer holds an element: later than any, so none does."""


class Kind(Enum):
    """What a value is; an amount has at most two places, a count is a whole number from one."""

    GROUP = "group"
    TEXT = "text"
    PASSWORD = "password"  # noqa: S105  the name of a kind
    ACCOUNT = "account"
    DIGITS = "digits"
    COUNT = "count"
    CHOICE = "choice"
    PAID = "paid"
    AMOUNT = "amount"
    DATE = "date"
    PERIOD = "period"
    MOMENT = "moment"
    LINES = "lines"


OMITTED_EMPTY = frozenset(
    {Kind.DIGITS, Kind.COUNT, Kind.PAID, Kind.AMOUNT, Kind.DATE, Kind.PERIOD, Kind.MOMENT, Kind.GROUP}
)
"""What an answer leaves out where it is empty: customers' programs read these as numbers and dates."""


class Need(StrEnum):
    """The mark that an element bears in the specification; one without a mark is taken as optional."""

    REQUIRED = "R"
    OPTIONAL = "O"
    UNSAID = "-"


REQUIRED, OPTIONAL, UNSAID = Need.REQUIRED, Need.OPTIONAL, Need.UNSAID


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element; `places` is made of the children: for each tag its rank in the order, and the element."""

    name: str
    kind: Kind
    need: Need = OPTIONAL
    most: int = UNLIMITED
    choices: tuple[str, ...] = ()
    children: tuple["Element | Either", ...] = ()
    attributes: tuple["Element", ...] = ()
    repeats: tuple[int, int] | None = None
    since: str = ""
    filled: bool = False
    places: Mapping[str, tuple[int, "Element"]] = field(init=False, repr=False)
    elements: tuple["Element", ...] = field(init=False, repr=False)
    required: tuple[str, ...] = field(init=False, repr=False)
    bounds: tuple[tuple[str, int, int], ...] = field(init=False, repr=False)
    tags: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look up once what every reading and writing asks: ranks, required tags, bounds of what repeats, all tags."""
        ranked = [
            (rank, element)
            for rank, child in enumerate(self.children)
            for element in (child.elements if isinstance(child, Either) else (child,))
        ]
        found = tuple(element for _, element in ranked)
        object.__setattr__(self, "places", {element.name: (rank, element) for rank, element in ranked})
        object.__setattr__(self, "elements", found)
        asked = (*found, *(Element("@" + one.name, one.kind, one.need) for one in self.attributes))
        object.__setattr__(self, "required", tuple(one.name for one in asked if one.need is REQUIRED))
        bounds = tuple((one.name, *one.repeats) for one in found if one.repeats)
        object.__setattr__(self, "bounds", bounds)
        tags = frozenset((*self.places, *("@" + one.name for one in self.attributes)))
        object.__setattr__(self, "tags", tags)
        assert len(self.places) == len(found), self.name


@dataclass(frozen=True, slots=True)
class Either:
    """Elements that may stand in any order among themselves: the specification and its programs differ."""

    elements: tuple[Element, ...]


Child = Element | Either


def either(*elements: Element) -> Either:
    """Elements whose order among themselves is free; they are written as listed."""
    return Either(elements)


def text(name: str, most: int = UNLIMITED, need: Need = OPTIONAL) -> Element:
    """Text of at most so many characters, without < > & and line ends."""
    return Element(name, Kind.TEXT, need, most)


def account(name: str, most: int, need: Need = OPTIONAL) -> Element:
    """An account number: digits, letters and hyphens."""
    return Element(name, Kind.ACCOUNT, need, most)


def digits(name: str, most: int, need: Need = OPTIONAL) -> Element:
    """A number that is a name: digits, zeros before it and all."""
    return Element(name, Kind.DIGITS, need, most)


def count(name: str, need: Need = OPTIONAL) -> Element:
    """A whole number from one: how many, which page."""
    return Element(name, Kind.COUNT, need, 9)


def choice(name: str, choices: tuple[str, ...], need: Need = OPTIONAL) -> Element:
    """One of a few values."""
    return Element(name, Kind.CHOICE, need, choices=choices)


def paid(name: str, need: Need = OPTIONAL) -> Element:
    """A sum to be moved: at least 0.01, at most fifteen digits before the point and two after it."""
    return Element(name, Kind.PAID, need, 15)


def amount(name: str, need: Need = OPTIONAL, *, most: int = 15) -> Element:
    """A sum that may be below zero, with so many digits before the point and two after it."""
    return Element(name, Kind.AMOUNT, need, most)


def date(name: str, need: Need = OPTIONAL, *, filled: bool = False) -> Element:
    """A day, YYYY-MM-DD; `filled` where an element that stands there must not be empty."""
    return Element(name, Kind.DATE, need, filled=filled)


def period(name: str, need: Need = OPTIONAL) -> Element:
    """A month, yyyyMM."""
    return Element(name, Kind.PERIOD, need)


def moment(name: str, need: Need = OPTIONAL) -> Element:
    """A day with a time."""
    return Element(name, Kind.MOMENT, need)


def lines(name: str, need: Need = OPTIONAL) -> Element:
    """Lines of text between CDATA marks, with their size as an attribute."""
    return Element(name, Kind.LINES, need, attributes=(text("size"),))


def group(name: str, *children: Child, need: Need = OPTIONAL, attributes: tuple[Element, ...] = ()) -> Element:
    """An element of elements, in their order."""
    return Element(name, Kind.GROUP, need, children=children, attributes=attributes)


def many(element: Element, *, least: int = 0, most: int = UNLIMITED) -> Element:
    """The same element, as often as the bounds say."""
    return replace(element, need=REQUIRED if least else element.need, repeats=(least, most))


def appended(version: str, *elements: Element) -> tuple[Element, ...]:
    """Elements that an answer holds since a version of the interface; an older customer never sees them."""
    return tuple(replace(one, since=version) for one in elements)


@dataclass(frozen=True, slots=True, eq=False)
class Interface:
    """One interface: the body that is asked, the body that is answered, and how its number is meant.

    `keeps_cookie`: a client's cookie is taken and comes back. `is_instruction`: its number is used once for ever.
    `asks_again`: the same number without a body asks what became of it. `outside`: tags of the body that stand in the
    wrapper itself.
    """

    name: str
    asked: Element
    answered: Element
    keeps_cookie: bool = False
    is_instruction: bool = False
    asks_again: bool = False
    outside: bool = False
