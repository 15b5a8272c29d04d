"""The legend: what each symbol of the bonus formula means here, and its unit.

Source: the formula of the first piece, R = D(IL-IC)*360 P + L(IA-IB)*360 Q N - FK, which comes without a legend. The
meanings are our reading and are always shown with the figures; the Chinese words stand in the catalogue of
translations.
"""

import re
from dataclasses import dataclass

from qiao.ground.words import gettext_noop as _

SYMBOL_FORM = re.compile(r"[A-Z]{1,2}[0-9]?", flags=re.ASCII)  # what may be a symbol of a formula at all


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of the formula with its meaning and unit, both marked for translation."""

    name: str
    meaning: str
    unit: str


LEGEND = (
    Symbol("R", _("bonus of one person for the period"), _("yuan")),
    Symbol("D", _("deposits credited to the person, by day"), _("yuan")),
    Symbol("IL", _("transfer price at which the bank takes over deposits"), _("rate a year, accrued by day")),
    Symbol("IC", _("rate paid to the depositor"), _("rate a year, accrued by day")),
    Symbol("P", _("share of the deposit margin that is paid as bonus"), _("fraction")),
    Symbol("L", _("loans credited to the person, by day"), _("yuan")),
    Symbol("IA", _("rate the borrower pays"), _("rate a year, accrued by day")),
    Symbol("IB", _("transfer price at which the bank funds loans"), _("rate a year, accrued by day")),
    Symbol("Q", _("share of the loan margin that is paid as bonus"), _("fraction")),
    Symbol("N", _("quality coefficient, by the share of non-performing loans"), _("number")),
    Symbol("F", _("expense of the person dated in the period, in full"), _("yuan")),
    Symbol("K", _("factor of the kind of expense, 1 if the plan does not name it"), _("number")),
)
BUILT_IN_SYMBOLS = frozenset(symbol.name for symbol in LEGEND)


def is_symbol(name: str) -> bool:
    """Whether a name looks like a symbol of a formula: one or two capitals, perhaps a digit."""
    return SYMBOL_FORM.fullmatch(name) is not None
