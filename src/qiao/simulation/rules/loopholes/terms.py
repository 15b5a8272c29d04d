"""What a move costs the bank, and from when on a gain counts: the house's own figures, each a parameter.

Source: features 2.4 (which cheap action maximises pay). Money that is fetched for a few days, or for the sake of its
size, leaves no margin and costs something; an account more costs its keeping.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qiao.appraisal.rules.charges import ALL as CHARGES
from qiao.appraisal.rules.charges import charges_of
from qiao.appraisal.rules.eva import Charges
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Loopholes of schemes")
OWN = _("Qiao's own proposal")
PPM_A_BP = 100
BOUGHT, ACCOUNT, GAIN, DEPOSIT_MARGIN, LOAN_MARGIN = (
    f"simulation.{name}" for name in ("bought_bp", "account_fen", "gain_fen", "deposit_margin_bp", "loan_margin_bp")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Rates a year in millionths, sums in fen."""

    bought_ppm: int  # what the bank loses on money that is only fetched, a year of its sum
    account_fen: int  # what opening and keeping one account more costs
    gain_fen: int  # a gain below it is no loophole
    deposit_margin_ppm: int  # what a deposit of the made-up pair brings, where the scheme says nothing
    loan_margin_ppm: int
    charges: Charges


def _parameter(name: str, words: str, form: Form, *, default: int, most: int) -> Parameter:
    return Parameter(name, words, GROUP, form, default, least=0, most=most, source=OWN, verified=False)


ALL = (
    _parameter(
        BOUGHT,
        _("What the bank loses a year on money fetched for its size alone"),
        Form.BASIS_POINTS,
        default=100,
        most=10_000,
    ),
    _parameter(ACCOUNT, _("What opening and keeping an account more costs"), Form.FEN, default=20_000, most=10_000_000),
    _parameter(
        GAIN, _("From when on a gain in pay counts as a loophole"), Form.FEN, default=50_000, most=1_000_000_000
    ),
    _parameter(
        DEPOSIT_MARGIN, _("Margin a year of a deposit in the search"), Form.BASIS_POINTS, default=120, most=10_000
    ),
    _parameter(LOAN_MARGIN, _("Margin a year of a loan in the search"), Form.BASIS_POINTS, default=350, most=10_000),
)


def terms_of(value: Callable[[str], int]) -> Terms:
    """The terms by the values of the parameters, asked by their name."""
    return Terms(
        bought_ppm=value(BOUGHT) * PPM_A_BP,
        account_fen=value(ACCOUNT),
        gain_fen=value(GAIN),
        deposit_margin_ppm=value(DEPOSIT_MARGIN) * PPM_A_BP,
        loan_margin_ppm=value(LOAN_MARGIN) * PPM_A_BP,
        charges=charges_of(value),
    )


def built_in() -> Terms:
    """The terms as they are shipped, for a file that is looked at without a bank."""
    defaults = {one.name: one.default for one in (*ALL, *CHARGES)}

    def value(name: str) -> int:
        found = defaults[name]
        assert isinstance(found, int), name
        return found

    return terms_of(value)
