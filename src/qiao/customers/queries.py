"""Reads of customers and their ties; whoever was merged into another is read in its place."""

import functools
import operator
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left

from qiao.customers.adapters import search_index
from qiao.customers.models import NAME_LETTERS_SORTED, Alias, AliasChange, Customer, CustomerTie
from qiao.customers.rules.aliases import closed
from qiao.customers.rules.letters import simple
from qiao.customers.rules.search import TOKEN_LETTERS, has_all, letters_of, question_of
from qiao.ground.intake import Column, arrow_of
from qiao.ground.once import once

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "NAMES_MOST",
    "PARTY_COLUMNS",
    "SORTED_NAME",
    "TIES_MOST",
    "TIE_COLUMNS",
    "AliasChange",
    "Customer",
    "CustomerTie",
    "absorbed_ids",
    "alias_changes",
    "alias_edges",
    "alias_pairs",
    "alias_version",
    "customer_names",
    "customer_of",
    "customers_by_id",
    "families_of",
    "family_of",
    "found_customers",
    "kinds_of",
    "listed_customers",
    "merged_into",
    "narrowed",
    "party_relation_rows",
    "party_rows",
    "peers_of",
    "search_is_behind",
    "standing_for",
    "survivor_ids",
    "survivor_of",
    "survivors_of",
    "tied_pairs",
    "ties_of",
    "with_families",
)

PARTY_COLUMNS = (
    Column("party_id", "party_id", "string"),
    Column("kind", "kind", "string"),
    Column("name", "name", "string"),
    Column("id_type", "id_type", "string"),
    Column("id_no", "id_no", "string"),
    Column("industry", "industry", "string"),
    Column("region", "region", "string"),
    Column("registered_capital_fen", "registered_capital_fen", "int64"),
    Column("established_on_day", "established_on", "int32"),
    Column("address", "address", "string"),
    Column("postcode", "postcode", "string"),
    Column("phone", "phone", "string"),
)
TIE_COLUMNS = (
    Column("party_id", "party_id", "string"),
    Column("related_id", "related_id", "string"),
    Column("role", "role", "string"),
    Column("since_day", "since", "int32"),
    Column("until_day", "until", "int32"),
    Column("share_bp", "share_bp", "int32"),
)
NAMES_MOST = 5_000
WALKED_FROM = 100_000
SORTED_NAME = Left("name", NAME_LETTERS_SORTED)  # by which lists are in order, then by id
CANDIDATES_MOST = 2_000  # found by the index before the scope is asked
TIES_MOST = 200


def party_rows() -> "pa.Table":
    """All customers in the stored form of the contract, in no order."""
    return arrow_of(Customer, PARTY_COLUMNS)


def party_relation_rows() -> "pa.Table":
    """All ties in the stored form of the contract, in no order."""
    return arrow_of(CustomerTie, TIE_COLUMNS)


def customer_of(party_id: str) -> Customer | None:
    """One customer, or None where the book has no such id."""
    return Customer.objects.filter(party_id=party_id).first()


def customer_names(party_ids: Sequence[str]) -> dict[str, str]:
    """Names by id, at most 5,000; one who was merged into another goes by the name of who stands for both."""
    asked = list(party_ids)[:NAMES_MOST]
    survivors = survivors_of(asked)
    rows = Customer.objects.filter(party_id__in={*asked, *survivors.values()}).values_list("party_id", "name")
    names = dict(rows)
    found = ((one, names.get(survivors.get(one, one))) for one in asked)
    return {one: name for one, name in found if name is not None}


def kinds_of(party_ids: Sequence[str]) -> dict[str, str]:
    """The kind of each of these customers, however many; for jobs. Many are found sooner by walking through all."""
    if len(party_ids) > WALKED_FROM:
        return dict(Customer.objects.values_list("party_id", "kind").iterator(chunk_size=NAMES_MOST))
    parts = (list(party_ids[first : first + NAMES_MOST]) for first in range(0, len(party_ids), NAMES_MOST))
    found = (Customer.objects.filter(party_id__in=part).values_list("party_id", "kind") for part in parts)
    return dict(chain.from_iterable(found))


def ties_of(party_id: str) -> list[CustomerTie]:
    """The ties from and to a customer and those merged into it, but for those among themselves; at most 200."""
    family = family_of(party_id)
    outward = CustomerTie.objects.filter(party_id__in=family).exclude(related_id__in=family)
    inward = CustomerTie.objects.filter(related_id__in=family).exclude(party_id__in=family)
    return list((outward | inward).select_related("party", "related").order_by("since")[:TIES_MOST])


def tied_pairs(party_ids: Sequence[str], *, roles: Sequence[str], on: date) -> list[tuple[str, str]]:
    """The two ends of the ties in these roles that run on a day from or to these customers, at most 200.

    An end that was merged into another customer is that one; a tie between two that are one is none.
    """
    asked = sorted({one for party_id in party_ids for one in families_of(party_ids).get(party_id, (party_id,))})
    ends = Q(party_id__in=asked) | Q(related_id__in=asked)
    running = Q(until=None) | Q(until__gt=on)
    rows = CustomerTie.objects.filter(ends, running, role__in=list(roles), since__lte=on)
    pairs = list(rows.order_by("party_id", "related_id").values_list("party_id", "related_id")[:TIES_MOST])
    survivors = survivors_of([one for pair in pairs for one in pair])
    resolved = ((survivors.get(one, one), survivors.get(other, other)) for one, other in pairs)
    return list(dict.fromkeys(pair for pair in resolved if pair[0] != pair[1]))


def peers_of(kind: str, party_ids: "QuerySet[Any, Any] | None", *, most: int) -> list[str]:
    """The ids of customers of a kind in the subquery (None = all), the first by id, at most `most`."""
    rows = _standing().filter(kind=kind)
    if party_ids is not None:
        rows = rows.filter(party_id__in=party_ids)
    return list(rows.order_by("party_id").values_list("party_id", flat=True)[:most])


def listed_customers(party_ids: "QuerySet[Any, Any] | None", *, text: str = "") -> QuerySet[Customer]:
    """Customers of the subquery (None = all) whose name or id has the text, by name; the caller cuts it."""
    rows = _standing()
    if party_ids is not None:
        rows = rows.filter(party_id__in=party_ids)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(party_id__icontains=text))
    return rows.order_by(SORTED_NAME, "party_id")


def narrowed(*, kind: str = "", industries: Sequence[str] | None = None, region: str = "") -> QuerySet[Customer]:
    """Customers of a kind, of a region or of one of the industries whose code begins so; '' and None = of any."""
    rows = _standing()
    if kind:
        rows = rows.filter(kind=kind)
    if industries is not None:
        meant = (Q(industry__istartswith=code) for code in industries)
        rows = rows.filter(functools.reduce(operator.or_, meant, Q(pk__in=())))
    return rows.filter(region__istartswith=region) if region else rows


def found_customers(text: str, party_ids: "QuerySet[Any, Any] | None", *, most: int) -> list[Customer]:
    """Customers of the subquery (None = all) by name, pinyin, initials, number, whole identity or phone number.

    By name, at most `most`. What too many have is looked for among those of the subquery in their order, by name alone.
    """
    question = question_of(text)
    if not question:
        return []
    few = search_index.candidates(question, most=CANDIDATES_MOST + 1)
    if len(few) > CANDIDATES_MOST:
        return list(listed_customers(party_ids, text=simple(text).strip())[:most])
    if parts := [part for part in letters_of(text) if len(part) > TOKEN_LETTERS]:
        named = Customer.objects.filter(party_id__in=few).values_list("party_id", "name")
        few = [party_id for party_id, name in named if has_all(name, parts)]
    rows = Customer.objects.filter(party_id__in=few)
    if alias_version():  # whoever was merged into another is found by its own name and numbers
        matched = list(rows.values_list("party_id", flat=True))
        rows = Customer.objects.filter(party_id__in=closed(matched, survivors_of(matched)))
        rows = rows.exclude(party_id__in=absorbed_ids())
    if party_ids is not None:
        rows = rows.filter(party_id__in=party_ids)
    return list(rows.order_by(SORTED_NAME, "party_id")[:most])


def customers_by_id(party_ids: Sequence[str]) -> dict[str, Customer]:
    """Customers by id, at most 5,000."""
    return {one.party_id: one for one in Customer.objects.filter(party_id__in=list(party_ids)[:NAMES_MOST])}


def _standing() -> QuerySet[Customer]:
    """All customers but those that were merged into another."""
    rows = Customer.objects.all()
    return rows.exclude(party_id__in=absorbed_ids()) if alias_version() else rows


@once
def alias_version() -> int:
    """The number of the last merge or split, 0 before the first: what was reckoned under another may be old."""
    return AliasChange.objects.aggregate(newest=Max("id"))["newest"] or 0


def absorbed_ids() -> "QuerySet[Any, Any]":
    """The ids of customers that were merged into another, as a part of a question."""
    return Alias.objects.values("party_id")


def survivor_ids() -> "QuerySet[Any, Any]":
    """The ids of customers into which others were merged, as a part of a question."""
    return Alias.objects.values("survivor_id")


def alias_pairs() -> list[tuple[str, str]]:
    """Every absorbed customer with its survivor, by id; as many as were ever merged."""
    return list(Alias.objects.order_by("party_id").values_list("party_id", "survivor_id")) if alias_version() else []


def alias_edges() -> dict[str, str]:
    """Every absorbed customer with the one it was merged into."""
    return dict(Alias.objects.values_list("party_id", "into_id"))


def survivor_of(party_id: str) -> str:
    """Who stands for a customer: itself where it was not merged into another."""
    return survivors_of([party_id]).get(party_id, party_id)


def survivors_of(party_ids: Sequence[str]) -> dict[str, str]:
    """The survivors of those among these customers that were merged into another."""
    if not alias_version():
        return {}
    parts = (list(party_ids[first : first + NAMES_MOST]) for first in range(0, len(party_ids), NAMES_MOST))
    found = (Alias.objects.filter(party_id__in=part).values_list("party_id", "survivor_id") for part in parts)
    return dict(chain.from_iterable(found))


def families_of(party_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of those among these customers into which others were merged: themselves first, then the others by id."""
    if not alias_version():
        return {}
    found: dict[str, list[str]] = {}
    parts = (list(party_ids[first : first + NAMES_MOST]) for first in range(0, len(party_ids), NAMES_MOST))
    for part in parts:
        rows = Alias.objects.filter(survivor_id__in=part).order_by("party_id")
        for absorbed, survivor in rows.values_list("party_id", "survivor_id"):
            found.setdefault(survivor, [survivor]).append(absorbed)
    return {survivor: tuple(members) for survivor, members in found.items()}


def family_of(party_id: str) -> tuple[str, ...]:
    """The survivor first, then by id all that were merged into it; one alone where nobody was."""
    survivor = survivor_of(party_id)
    return families_of([survivor]).get(survivor, (survivor,))


def standing_for(party_ids: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """A subquery of customers together with the survivors of those that were merged into another."""
    if not alias_version():
        return party_ids
    return party_ids.union(Alias.objects.filter(party_id__in=party_ids).values("survivor_id"))


def standing_id(column: str) -> "F | Coalesce":
    """In a statement: the customer who stands for the one that the column names, mostly that one itself."""
    if not alias_version():
        return F(column)
    return Coalesce(Subquery(Alias.objects.filter(party_id=OuterRef(column)).values("survivor_id")[:1]), F(column))


def with_families(party_ids: Sequence[str]) -> list[str]:
    """These customers with everybody who is one with any of them, by id; however many."""
    if not alias_version():
        return list(party_ids)
    return sorted(closed(party_ids, dict(alias_pairs())))


def merged_into(party_id: str) -> list[Customer]:
    """The customers that were merged into this one, by id, as the extracts have them; at most 5,000."""
    known = customers_by_id(family_of(party_id)[1:])
    return [known[one] for one in sorted(known)]


def alias_changes(party_id: str) -> list[AliasChange]:
    """The merges and splits a customer took part in, the newest first, at most 200."""
    rows = AliasChange.objects.filter(Q(party_id=party_id) | Q(into_id=party_id))
    return list(rows.order_by("-id")[:TIES_MOST])


def search_is_behind() -> bool:
    """Whether the search index does not know everybody, as in a book loaded before there was one."""
    return search_index.count() != Customer.objects.count()
