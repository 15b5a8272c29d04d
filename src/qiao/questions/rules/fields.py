"""By what figures can be told apart: month, unit, person, customer, product and what is known of each.

Source: piece 2, 2.5 (queries that cannot be changed). The list is closed: nothing that a person types becomes a name of
a column.
"""

from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _


class By(StrEnum):
    """A dimension of a question; it may be asked by, or filtered by."""

    MONTH = "month"
    UNIT = "unit"
    TEAM = "team"
    PERSON = "person"
    CUSTOMER = "customer"
    ACCOUNT = "account"
    KIND = "kind"
    INDUSTRY = "industry"
    REGION = "region"
    PRODUCT = "product"
    SIDE = "side"
    AGE = "age"


BY_WORDS = {
    By.MONTH: _("Month"),
    By.UNIT: _("Unit of the account"),
    By.TEAM: _("Unit of the person"),
    By.PERSON: _("Person"),
    By.CUSTOMER: _("Customer"),
    By.ACCOUNT: _("Account"),
    By.KIND: _("Kind of customer"),
    By.INDUSTRY: _("Industry"),
    By.REGION: _("Region"),
    By.PRODUCT: _("Product"),
    By.SIDE: _("Side"),
    By.AGE: _("Age of the relation"),
}
NAMES_CUSTOMERS = frozenset({By.CUSTOMER, By.ACCOUNT})
"""What only those may ask by who see customers."""
OF_PEOPLE = frozenset({By.MONTH, By.PERSON, By.TEAM})
"""By what pay can be told apart: it is a person's, and of no account."""
BEGINNINGS = frozenset({By.INDUSTRY, By.REGION})
"""Codes that are meant by their beginning: 42 is the whole of 4201."""
NONE = "-"
"""How a filter says "without": no person, no product, no industry known."""
SIDE_WORDS = {"deposit": _("Deposits"), "loan": _("Loans"), "fee": _("Customers' own fees")}


@dataclass(frozen=True, slots=True)
class Band:
    """An age of a relation in whole years: from the first account's opening to the month's end."""

    code: str
    words: str
    from_years: int


AGES = (
    Band("0", _("under 1 year"), 0),
    Band("1", _("1 to 3 years"), 1),
    Band("3", _("3 to 5 years"), 3),
    Band("5", _("5 to 10 years"), 5),
    Band("10", _("10 years and more"), 10),
)


def band_of(years: int) -> Band:
    """The band of a relation of so many whole years; one of the future is as young as can be."""
    return next(band for band in reversed(AGES) if max(years, 0) >= band.from_years)
