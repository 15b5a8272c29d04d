"""What a list of customers is asked for: filters, order, columns, the place at which a page begins."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.ground.words import gettext_noop as _

TEXT_MOST = 64
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
    Column.DEPOSITS: _("Average deposits"),
    Column.LOANS: _("Average loans"),
    Column.MARGIN: _("Margin"),
    Column.FEES: _("Fees"),
    Column.LOSS: _("Expected loss"),
    Column.CONTRIBUTION: _("Contribution"),
}
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
        text = asked.get(name, "")
        if not text:
            continue
        try:
            value, party_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, binascii.Error):
            return None
        fits = isinstance(value, str) if is_name else type(value) is int and abs(value) < 1 << 63
        return Place(value, party_id, backwards=name == "before") if fits and isinstance(party_id, str) else None
    return None
