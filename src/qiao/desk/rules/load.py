"""How many customers a manager serves against what the level's norm allows.

Source: piece 2, 2.1 (managers carry too much). A level is the ladder's own word; a level without a norm has none.
"""

from dataclasses import dataclass
from fractions import Fraction

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

FULL = Fraction(1)
NEARLY_FULL = Fraction(9, 10)
NORM = Parameter(
    "portfolio.customers_most",
    _("Most customers that a manager of a level serves"),
    _("Managers"),
    Form.COUNT,
    {"见习": 10, "助理": 60, "初级": 40, "中级": 30, "高级": 20, "资深": 12},
    least=0,
    most=100_000,
    source=_("an example matrix of authority by level"),
    verified=False,
    why=_("Who serves too many knows none of them; the level decides how many one person can carry."),
    open_keys=True,
)


@dataclass(frozen=True, slots=True)
class Load:
    """A manager's customers served on a day beside the norm; None where the level has none."""

    staff_id: str
    served: int
    norm: int | None

    @property
    def used(self) -> Fraction | None:
        """Which part of the norm is used."""
        return Fraction(self.served, self.norm) if self.norm else None

    @property
    def over(self) -> bool:
        """Whether more are served than the norm allows."""
        return self.used is not None and self.used > FULL

    @property
    def nearly(self) -> bool:
        """Whether the norm is nearly used up."""
        return self.used is not None and NEARLY_FULL <= self.used <= FULL
