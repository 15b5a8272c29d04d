"""Two customers side by side, as a page and a request show them, and what of them a decision rests on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.customers.rules.codes import ID_TYPE_WORDS
from qiao.customers.rules.masking import masked_id, masked_phone
from qiao.customers.rules.search import digest_of
from qiao.ground import clock
from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.words import gettext_noop as _
from qiao.linkage.queries.sources import sources
from qiao.profile.queries.record import known_of
from qiao.profile.queries.shares import held_as_one

NOTHING = "—"
FIELDS = (
    ("name", _("Name")),
    ("id_type", _("Kind of document")),
    ("id_no", _("Document number")),
    ("phone", _("Telephone")),
    ("address", _("Address")),
    ("region", _("Region")),
    ("industry", _("Industry")),
    ("established_on", _("Date of foundation")),
)
SHOWN: Mapping[str, Callable[[str], str]] = {
    "id_no": masked_id,
    "phone": masked_phone,
    "id_type": lambda code: gettext(ID_TYPE_WORDS.get(code, code)),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of both; `differs` where both are known and not the same."""

    what: str
    one: str
    other: str
    differs: bool = False


def side_by_side(one_id: str, other_id: str) -> list[Row]:
    """The two customers line by line: document and telephone masked, figures as the storeys above tell them."""
    known = customers.customers_by_id([one_id, other_id])
    one, other = known.get(one_id), known.get(other_id)
    rows = [Row(gettext("Customer number"), one_id, other_id)]
    rows += [
        Row(gettext(words), shown(one, name), shown(other, name), _differ(one, other, name)) for name, words in FIELDS
    ]
    both = (one_id, other_id)
    rows.append(_row(gettext("Values known"), [str(len(known_of(party))) for party in both]))
    merged = ["、".join(_merged_into(party)) for party in both]
    if any(merged):
        rows.append(_row(gettext("Merged into it already"), merged))
    figures = sources.figures(both)
    for words in dict.fromkeys(words for party in both for words in figures.get(party, {})):
        rows.append(_row(words, [figures.get(party, {}).get(words, "") for party in both]))
    return rows


def beyond_as_one(one_id: str, other_id: str) -> list[Row]:
    """What the shareholders of each hold, where as one customer they would hold more than the whole; else nothing."""
    today = clock.today()
    together = held_as_one((one_id, other_id), since=today)
    if together <= SHARE_BP_ONE:
        return []
    words = gettext("Shareholders hold %(share)s %% together after the merge: end what stands twice")
    own = [held_as_one((party_id,), since=today) for party_id in (one_id, other_id)]
    return [_row(words % {"share": f"{together / 100:.2f}"}, [f"{share / 100:.2f} %" for share in own])]


def _row(what: str, texts: Sequence[str]) -> Row:
    one, other = (text or NOTHING for text in texts)
    return Row(what, one, other)


def _merged_into(party_id: str) -> tuple[str, ...]:
    survivor, *others = customers.family_of(party_id)
    return tuple(others) if survivor == party_id else ()


def _differ(one: Customer | None, other: Customer | None, name: str) -> bool:
    left, right = (getattr(side, name) if side is not None else "" for side in (one, other))
    return bool(left and right and left != right)


def shown(one: Customer | None, name: str) -> str:
    """A field as people may see it."""
    text = str(getattr(one, name) or "") if one is not None else ""
    return (SHOWN[name](text) if name in SHOWN and text else text) or NOTHING


def standing_of(party_ids: Sequence[str]) -> dict[str, Any]:
    """What a decision rests on, numbers as digests: if it moves, the decision is refused and asked anew."""
    known = customers.customers_by_id(party_ids)
    return {
        party_id: {"record": [_digest(known.get(party_id), name) for name, _words in FIELDS]} for party_id in party_ids
    }


def _digest(one: Customer | None, name: str) -> str:
    return digest_of(str(getattr(one, name))) if one is not None else ""
