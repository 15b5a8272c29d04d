"""Why a row is set aside: one code a kind of fault, its words, and the facts that fill them.

Source: the book's contract, 1: table, line, column, value and reason. Facts that follow from the contract (bounds,
choices, the table named) are not stored with the row; what only the load knew is (`detail`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qiao.book.rules.contract import ID_LENGTH_MOST, MENDS, TABLES, Column
from qiao.ground.money import text_of_scaled
from qiao.ground.periods import FIRST_DAY, LAST_DAY
from qiao.ground.words import gettext_noop as _

TOO_FEW = "row.too_few"
TOO_MANY = "row.too_many"
BAD_QUOTES = "row.quotes"
TOO_LONG = "row.too_long"
MISSING = "value.missing"
ID_TOO_LONG = "id.too_long"
NO_CHOICE = "choice.unknown"
NO_DATE = "date.unreadable"
DATE_RANGE = "date.out_of_range"
NO_NUMBER = "number.unreadable"
DECIMALS = "number.too_many_decimals"
NUMBER_RANGE = "number.out_of_range"
NOT_WHOLE = "number.not_whole"
UPSIDE_DOWN = "period.upside_down"
CONFLICT = "key.conflict"
UNKNOWN = "reference.unknown"
LOOP = "org.loop"
OTHER_PARTY = "account.other_party"
SHARES = "share.above_one"
SUCCESSOR = "share.successor_aside"
MORE = "row.more"

WORDS: Mapping[str, str] = {
    TOO_FEW: _("the row is cut short: it has fewer cells than the header"),
    TOO_MANY: _("the row has more cells than the header"),
    BAD_QUOTES: _("the row's quotes do not close properly"),
    TOO_LONG: _("the row is longer than %(most)s bytes"),
    MISSING: _("value missing"),
    ID_TOO_LONG: _("the id is longer than %(most)s characters"),
    NO_CHOICE: _("it has to be one of %(choices)s"),
    NO_DATE: _("no date of the form 2026-09-30"),
    DATE_RANGE: _("the day lies outside %(first)s to %(last)s"),
    NO_NUMBER: _("no decimal number (digits, one point, a sign; no spaces, exponent or thousands separator)"),
    DECIMALS: _("more than %(places)s decimals"),
    NUMBER_RANGE: _("the number lies outside %(least)s to %(most)s"),
    NOT_WHOLE: _("no whole number"),
    UPSIDE_DOWN: _("the period is upside down: %(column)s lies before %(first_column)s"),
    CONFLICT: _("the file has %(rows)s rows with this key and different content"),
    UNKNOWN: _("no such %(references)s in the book after this load"),
    LOOP: _("the org units go round in a circle: %(path)s"),
    OTHER_PARTY: _("the account belongs to party %(party)s"),
    SHARES: _("the shares add up to %(sum)s on %(day)s"),
    SUCCESSOR: _("a newer row with this key is set aside in conflict; the book's older row leaves with it"),
    MORE: _("%(rows)s further entries of this table stand only in the quarantine file of the load"),
}
LINE_BYTES_MOST = 100_000  # a longer row is set aside unread; the contract's longest row has a few hundred


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was set aside; `words` is a template for `facts`."""

    code: str
    words: str
    facts: Mapping[str, Any]

    @property
    def text(self) -> str:
        """In English; pages translate words and facts."""
        return self.words % self.facts


def reason_of(code: str, *, table: str, column: str, detail: Mapping[str, Any]) -> Reason:
    """The reason with its facts; `detail` is what the load kept with the row."""
    facts = {"column": column, **_facts_of(code, table, column), **detail}
    return Reason(code, WORDS[code], facts)


def _facts_of(code: str, table: str, name: str) -> dict[str, Any]:
    if code == TOO_LONG:
        return {"most": LINE_BYTES_MOST}
    if code == ID_TOO_LONG:
        return {"most": ID_LENGTH_MOST}
    if code == DATE_RANGE:
        return {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
    if code == UPSIDE_DOWN:
        return {"first_column": next(first for first, last in TABLES[table].spans if last == name)}
    if code in {NO_CHOICE, DECIMALS, NUMBER_RANGE, UNKNOWN}:
        return _facts_of_column(MENDS if name == MENDS.name else TABLES[table].column(name))
    return {}


def _facts_of_column(column: Column) -> dict[str, Any]:
    form = column.form
    return {
        "choices": ", ".join(column.choices),
        "places": form.places,
        "least": text_of_scaled(form.least // 10**form.places, places=0),
        "most": text_of_scaled(form.most // 10**form.places, places=0),
        "references": column.references,
    }
