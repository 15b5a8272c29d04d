"""The register of indicators: each named figure of the bank once, with its formula, its sources and who answers for it.

Source: piece 2, 2.5 (departments without common indicators). A capability registers its figures when the program
starts; pages, exports, the interface and questions read name, definition and reckoning here. An indicator is a sum of
parts, or such a sum over another figure: parts are only ever added, and a ratio is reckoned from added parts, so that
an average of averages cannot arise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiao.ground.money import half_away
from qiao.ground.words import gettext_noop as _

DAYS = "days"
"""The days of the period, as what a sum is held over."""


class Unit(StrEnum):
    """In what an indicator is told."""

    MONEY = "money"  # millionths of a yuan
    MONEY_DAYS = "money_days"  # millionths of a yuan-day
    PART = "part"  # a part of one, told in per cent
    FACTOR = "factor"  # a plain number
    COUNT = "count"


class Better(StrEnum):
    """Which way is the good one."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


class Level(StrEnum):
    """Of whom the figure exists."""

    ACCOUNT = "account"
    CUSTOMER = "customer"
    PERSON = "person"
    UNIT = "unit"
    BANK = "bank"
    GROUP = "group"


UNIT_WORDS = {
    Unit.MONEY: _("money"),
    Unit.MONEY_DAYS: _("money x days"),
    Unit.PART: _("per cent"),
    Unit.FACTOR: _("factor"),
    Unit.COUNT: _("number"),
}
BETTER_WORDS = {Better.MORE: _("more is better"), Better.LESS: _("less is better"), Better.NEITHER: _("neither")}
LEVEL_WORDS = {
    Level.ACCOUNT: _("Account"),
    Level.CUSTOMER: _("Customer"),
    Level.PERSON: _("Person"),
    Level.UNIT: _("Unit"),
    Level.BANK: _("Whole bank"),
    Level.GROUP: _("Group of customers"),
}
EVERYWHERE = (Level.ACCOUNT, Level.CUSTOMER, Level.PERSON, Level.UNIT, Level.BANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A named figure. Added are the parts of `plus`, taken off those of `minus`; `over` is what the sum is held over.

    counted: a number of different things, which is counted anew for every group. by_rule: the function of a rule that
    reckons a figure which is no sum of parts.
    """

    code: str
    name: str
    formula: str
    unit: Unit
    better: Better
    sources: tuple[str, ...]
    owner: str
    since: str
    levels: tuple[Level, ...]
    version: int = 1
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    over: str = ""
    scale: int = 1
    counted: bool = False
    by_rule: str = ""

    def __post_init__(self) -> None:
        """A figure has one way to be reckoned."""
        ways = (bool(self.plus or self.minus), self.counted, bool(self.by_rule))
        assert ways.count(True) == 1, self.code
        assert all((self.since, self.sources, self.levels)), self.code

    @property
    def additive(self) -> bool:
        """Whether groups may be added up: a ratio and a number of different things may not."""
        return bool(self.plus or self.minus) and not self.over

    @property
    def parts(self) -> tuple[str, ...]:
        """All measures it is reckoned from."""
        held = () if self.over in {"", DAYS} else (self.over,)
        return tuple(dict.fromkeys((*self.plus, *self.minus, *held)))

    def amount(self, record: object) -> int:
        """The sum of the parts of a record or a mapping: above a leaf there is only addition."""
        return self.scale * (sum(_of(record, one) for one in self.plus) - sum(_of(record, one) for one in self.minus))

    def value(self, record: object, *, days: int) -> Fraction | None:
        """The figure of a record with these parts; None where what it is held over is not above zero."""
        if not self.over:
            return Fraction(self.amount(record))
        below = days if self.over == DAYS else _of(record, self.over)
        return Fraction(self.amount(record), below) if below > 0 else None

    def whole(self, record: object, *, days: int) -> int:
        """The figure in whole millionths or fen, half away from zero: to be shown, never to be reckoned with."""
        value = self.value(record, days=days)
        assert value is not None, self.code  # what is held over nothing or over days has always one
        return half_away(value)

    def sql(self) -> str:
        """The sum of the parts as an expression over columns of their names: the same rule for a file's rows."""
        return signed_sum(self.plus, self.minus)


def signed_sum(plus: tuple[str, ...], minus: tuple[str, ...] = ()) -> str:
    """An expression that adds the first columns and takes off the others."""
    text = " + ".join(plus) + "".join(f" - {one}" for one in minus)
    return f"({text})"


def _of(record: object, name: str) -> int:
    return int(record[name]) if isinstance(record, Mapping) else int(getattr(record, name))


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, file or answer that shows indicators: its words, the address's name, '' where it has none of its own."""

    words: str
    address: str
    codes: tuple[str, ...]


@dataclass(slots=True)
class Register:
    """What capabilities have registered so far."""

    known: dict[str, Indicator]
    shown: dict[str, Shown]


_register = Register({}, {})


def register(*indicators: Indicator) -> None:
    """Take indicators in; a code says one thing only."""
    for one in indicators:
        assert _register.known.get(one.code, one) == one, one.code
        _register.known[one.code] = one


def shows(words: str, *codes: str, address: str = "") -> None:
    """Say that a page, file or answer shows these indicators."""
    _register.shown[words] = Shown(words, address, codes)


def indicator(code: str) -> Indicator:
    """One indicator; a code that nobody registered is our own mistake."""
    return _register.known[code]


def known(code: str) -> bool:
    """Whether somebody registered this code."""
    return code in _register.known


def indicators() -> tuple[Indicator, ...]:
    """All indicators, in the order in which they were registered."""
    return tuple(_register.known.values())


def shown_in(code: str) -> tuple[Shown, ...]:
    """Where an indicator is shown."""
    return tuple(one for one in _register.shown.values() if code in one.codes)


def all_shown() -> tuple[Shown, ...]:
    """Everything that shows indicators."""
    return tuple(_register.shown.values())
