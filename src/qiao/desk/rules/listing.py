"""What a list of customers is asked for: filters, order, columns, the place at which a page begins."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.contribution.rules.indicators import CONTRIBUTION, DEPOSITS, FEES, LOANS, LOSS, MARGIN
from qiao.ground.words import gettext_noop as _

TEXT_MOST = 64
PLACE_MOST = 2_000
"""Letters of a place: base64 of a name of two hundred letters and an id."""
NAME = "name"


class Column(StrEnum):
    """What may stand beside the name; those of figures can be sorted by."""

    ID = "id"
    KIND = "kind"
    INDUSTRY = "industry"
    REGION = "region"
    DEPOSITS = "deposits"
    LOANS = "loans"
    MARGIN = "margin"
    FEES = "fees"
    LOSS = "loss"
    CONTRIBUTION = "contribution"


COLUMN_WORDS = {
    Column.ID: _("Id"),
    Column.KIND: _("Kind"),
    Column.INDUSTRY: _("Industry"),
    Column.REGION: _("Region"),
}
INDICATORS = {
    Column(one.code): one for one in (DEPOSITS, LOANS, MARGIN, FEES, LOSS, CONTRIBUTION)
}  # a column of figures has the register's code, name and definition
COLUMN_WORDS |= {column: one.name for column, one in INDICATORS.items()}
FIGURES = {  # column -> field of the customer's figures
    Column.DEPOSITS: "deposit_balance_days_micro",
    Column.LOANS: "loan_balance_days_micro",
    Column.MARGIN: "margin_micro",
    Column.FEES: "fee_micro",
    Column.LOSS: "expected_loss_micro",
    Column.CONTRIBUTION: "contribution_micro",
}
USUAL = (Column.ID, Column.KIND, Column.REGION, Column.DEPOSITS, Column.LOANS, Column.MARGIN, Column.CONTRIBUTION)
KINDS = {"company": _("Company"), "person": _("Private customer")}


@dataclass(frozen=True, slots=True)
class Place:
    """The row after which, or before which, a page begins: its value and its customer."""

    value: int | str
    party_id: str
    backwards: bool = False

    def text(self) -> str:
        """As it stands in an address."""
        plain = json.dumps([self.value, self.party_id], ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Wish:
    """One list: everything the address says, made sense of; what makes none is left out."""

    text: str = ""
    kind: str = ""
    industry: str = ""
    region: str = ""
    manager: str = ""
    sort: str = Column.CONTRIBUTION.value
    rising: bool = False
    columns: tuple[Column, ...] = USUAL
    place: Place | None = field(default=None)

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return any((self.text, self.kind, self.industry, self.region, self.manager))


def wish_of(asked: Mapping[str, str], *, columns: tuple[str, ...] = ()) -> Wish:
    """A wish out of the names and values of an address."""
    known = tuple(Column(one) for one in dict.fromkeys(columns) if one in set(Column))
    sort = asked.get("sort", "")
    return Wish(
        text=asked.get("text", "").strip()[:TEXT_MOST],
        kind=asked.get("kind", "") if asked.get("kind") in KINDS else "",
        industry=asked.get("industry", "").strip()[:TEXT_MOST],
        region=asked.get("region", "").strip()[:TEXT_MOST],
        manager=asked.get("manager", "").strip()[:TEXT_MOST],
        sort=sort if sort == NAME or sort in {one.value for one in FIGURES} else Column.CONTRIBUTION.value,
        rising=asked.get("order") == "rising",
        columns=known or USUAL,
        place=_place_of(asked, is_name=sort == NAME),
    )


def _place_of(asked: Mapping[str, str], *, is_name: bool) -> Place | None:
    for name in ("after", "before"):
        text = asked.get(name, "")[:PLACE_MOST]
        if not text:
            continue
        try:
            value, party_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, binascii.Error, RecursionError):
            return None
        fits = _is_text(value) if is_name else type(value) is int and abs(value) < 1 << 63
        return Place(value, party_id, backwards=name == "before") if fits and _is_text(party_id) else None
    return None


def _is_text(value: object) -> bool:
    """Whether a database may be asked for it: no half letters, and nothing that PostgreSQL does not take."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
