"""How much a manager of a level can carry, and how long a customer takes: dated parameters of the house.

Source: piece 2, 2.1 (managers carry too much). All of it is a proposal, to be set by the bank: no rule names a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter
from qiao.portfolio.rules.balancing import PARTS, Part

MANAGERS = _("Managers")
PROPOSED = _("a proposal of this program; no source names a number")
FEN_A_WAN = 1_000_000
"""Fen of 10,000 yuan."""
MONEY_MOST = 10**15
WHY = _("Who serves too many knows none of them; the level decides how many one person can carry.")
NORM = Parameter(
    "portfolio.customers_most",
    _("Most customers that a manager of a level serves"),
    MANAGERS,
    Form.COUNT,
    {"见习": 10, "助理": 60, "初级": 40, "中级": 30, "高级": 20, "资深": 12},
    least=0,
    most=100_000,
    source=_("an example matrix of authority by level"),
    verified=False,
    why=WHY,
    open_keys=True,
)


def _by_level(name: str, words: str, *, form: Form, values: Mapping[str, int], most: int) -> Parameter:
    return Parameter(
        name,
        words,
        MANAGERS,
        form,
        values,
        least=0,
        most=most,
        source=PROPOSED,
        verified=False,
        why=WHY,
        open_keys=True,
    )


def _general(name: str, words: str, *, form: Form, value: int, most: int) -> Parameter:
    why = _("Holds for a level that has no line of its own.")
    return Parameter(name, words, MANAGERS, form, value, least=0, most=most, source=PROPOSED, verified=False, why=why)


def _wan(**by_level: int) -> dict[str, int]:
    return {level: amount * FEN_A_WAN for level, amount in by_level.items()}


DEPOSITS = _by_level(
    "portfolio.deposits_most",
    _("Most average deposits that a manager of a level looks after"),
    form=Form.FEN,
    values=_wan(见习=3_000, 助理=6_000, 初级=12_000, 中级=20_000, 高级=30_000, 资深=40_000),
    most=MONEY_MOST,
)
LOANS = _by_level(
    "portfolio.loans_most",
    _("Most average loans that a manager of a level looks after"),
    form=Form.FEN,
    values=_wan(见习=1_000, 助理=3_000, 初级=8_000, 中级=15_000, 高级=30_000, 资深=40_000),
    most=MONEY_MOST,
)
MINUTES = _by_level(
    "portfolio.minutes_most",
    _("Most minutes a month that a manager of a level serves customers"),
    form=Form.COUNT,
    values={"见习": 3_600, "助理": 6_000, "初级": 6_000, "中级": 6_000, "高级": 6_000, "资深": 6_000},
    most=44_640,
)
BY_LEVEL = {Part.CUSTOMERS: NORM, Part.DEPOSITS: DEPOSITS, Part.LOANS: LOANS, Part.MINUTES: MINUTES}
GENERAL = {
    Part.CUSTOMERS: _general(
        "portfolio.customers_general",
        _("Most customers of a manager, in general"),
        form=Form.COUNT,
        value=40,
        most=100_000,
    ),
    Part.DEPOSITS: _general(
        "portfolio.deposits_general",
        _("Most average deposits of a manager, in general"),
        form=Form.FEN,
        value=12_000 * FEN_A_WAN,
        most=MONEY_MOST,
    ),
    Part.LOANS: _general(
        "portfolio.loans_general",
        _("Most average loans of a manager, in general"),
        form=Form.FEN,
        value=8_000 * FEN_A_WAN,
        most=MONEY_MOST,
    ),
    Part.MINUTES: _general(
        "portfolio.minutes_general",
        _("Most minutes a month of a manager, in general"),
        form=Form.COUNT,
        value=6_000,
        most=44_640,
    ),
}
SERVICE = Parameter(
    "portfolio.service_minutes",
    _("Minutes a month that serving a customer takes"),
    MANAGERS,
    Form.COUNT,
    {"person": 60, "company": 240},
    least=0,
    most=44_640,
    source=PROPOSED,
    verified=False,
    why=_("Customers of one kind take longer than those of another; hours tell what a number of customers hides."),
)
SECONDS = Parameter(
    "portfolio.balance_seconds",
    _("Seconds that balancing a branch may take"),
    MANAGERS,
    Form.COUNT,
    5,
    least=1,
    most=60,
    source=PROPOSED,
    verified=False,
    why=_("More seconds prove more; within them the best found so far stands, with its bound."),
)
CERTIFICATE_DAYS = Parameter(
    "portfolio.certificate_days",
    _("Days for which a certificate has to hold still for its holder to be given customers by a plan"),
    MANAGERS,
    Form.DAYS,
    30,
    least=0,
    most=366,
    source=PROPOSED,
    verified=False,
    why=_("A customer given to somebody whose certificate lapses next week would change hands once more."),
)
ALL = (*BY_LEVEL.values(), *GENERAL.values(), SERVICE, SECONDS, CERTIFICATE_DAYS)


@dataclass(frozen=True, slots=True)
class Norms:
    """The norms of a day: by part those of the levels and the general one, and minutes by kind of customer."""

    by_level: Mapping[Part, Mapping[str, int]]
    general: Mapping[Part, int]
    minutes: Mapping[str, int]

    def of(self, level: str) -> tuple[int, ...]:
        """Of each part the most that a level carries, the general norm where the level has no line."""
        return tuple(self.by_level[part].get(level, self.general[part]) for part in PARTS)
