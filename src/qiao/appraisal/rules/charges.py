"""The house's terms for EVA as parameters: taxes, running costs, weight of risk, capital and what it costs.

Source: piece 1, section 3 (line 81: pay on full costs). Tax rates and weights stand in law that was not read in the
original; cost of capital and running costs are the house's own.
"""

from collections.abc import Callable

from qiao.appraisal.rules.eva import Charges
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Terms of EVA")
PPM_A_BP = 100
OWN = _("Qiao's own proposal")
TAX = _("tax law, to be verified")
CAPITAL = _("Rules for the capital of commercial banks (2023), to be verified")


def _part(name: str, words: str, default: int, *, source: str, most: int = 10_000) -> Parameter:
    return Parameter(
        f"appraisal.eva_{name}",
        words,
        GROUP,
        Form.BASIS_POINTS,
        default,
        least=0,
        most=most,
        source=source,
        verified=False,
    )


ALL = (
    _part("added_tax", _("Value added tax on interest"), 600, source=TAX),
    _part("surcharge", _("Surcharges on value added tax"), 1_200, source=TAX),
    _part("income_tax", _("Tax on income"), 2_500, source=TAX),
    _part("operating_cost", _("Running costs of a loan a year, of its balance"), 40, source=OWN),
    _part("risk_weight", _("Weight of risk of a loan to a company"), 10_000, source=CAPITAL, most=125_000),
    _part("capital", _("Capital held for what is weighted"), 1_050, source=CAPITAL),
    _part("capital_cost", _("What capital costs a year"), 1_100, source=OWN),
)


def charges_of(value: Callable[[str], int]) -> Charges:
    """The terms by the values of the parameters, asked by their name."""
    found = {one.name.removeprefix("appraisal.eva_"): value(one.name) * PPM_A_BP for one in ALL}
    return Charges(**{f"{name}_ppm": ppm for name, ppm in found.items()})
