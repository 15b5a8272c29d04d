"""Reads of customers and their ties."""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from qiao.customers.adapters import search_index
from qiao.customers.models import NAME_LETTERS_SORTED, Customer, CustomerTie
from qiao.customers.rules.search import letters_of, question_of
from qiao.ground.intake import Column, arrow_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "NAMES_MOST",
    "PARTY_COLUMNS",
    "SORTED_NAME",
    "TIES_MOST",
    "TIE_COLUMNS",
    "Customer",
    "CustomerTie",
    "customer_names",
    "customer_of",
    "customers_by_id",
    "found_customers",
    "kinds_of",
    "listed_customers",
    "narrowed",
    "party_relation_rows",
    "party_rows",
    "peers_of",
    "search_is_behind",
    "tied_pairs",
    "ties_of",
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
    """Names by id, at most 5,000."""
    return dict(Customer.objects.filter(party_id__in=list(party_ids)[:NAMES_MOST]).values_list("party_id", "name"))


def kinds_of(party_ids: Sequence[str]) -> dict[str, str]:
    """The kind of each of these customers, however many; for jobs. Many are found sooner by walking through all."""
    if len(party_ids) > WALKED_FROM:
        return dict(Customer.objects.values_list("party_id", "kind").iterator(chunk_size=NAMES_MOST))
    parts = (list(party_ids[first : first + NAMES_MOST]) for first in range(0, len(party_ids), NAMES_MOST))
    found = (Customer.objects.filter(party_id__in=part).values_list("party_id", "kind") for part in parts)
    return dict(chain.from_iterable(found))


def ties_of(party_id: str) -> list[CustomerTie]:
    """The ties from and to a customer, at most 200."""
    outward = CustomerTie.objects.filter(party_id=party_id)
    inward = CustomerTie.objects.filter(related_id=party_id)
    return list((outward | inward).select_related("party", "related").order_by("since")[:TIES_MOST])


def tied_pairs(party_ids: Sequence[str], *, roles: Sequence[str], on: date) -> list[tuple[str, str]]:
    """The two ends of the ties in these roles that run on a day from or to these customers, at most 200."""
    ends = Q(party_id__in=list(party_ids)) | Q(related_id__in=list(party_ids))
    running = Q(until=None) | Q(until__gt=on)
    rows = CustomerTie.objects.filter(ends, running, role__in=list(roles), since__lte=on)
    return list(rows.order_by("party_id", "related_id").values_list("party_id", "related_id")[:TIES_MOST])


def peers_of(kind: str, party_ids: "QuerySet[Any, Any] | None", *, most: int) -> list[str]:
    """The ids of customers of a kind in the subquery (None = all), the first by id, at most `most`."""
    rows = Customer.objects.filter(kind=kind)
    if party_ids is not None:
        rows = rows.filter(party_id__in=party_ids)
    return list(rows.order_by("party_id").values_list("party_id", flat=True)[:most])


def listed_customers(party_ids: "QuerySet[Any, Any] | None", *, text: str = "") -> QuerySet[Customer]:
    """Customers of the subquery (None = all) whose name or id has the text, by name; the caller cuts it."""
    rows = Customer.objects.all()
    if party_ids is not None:
        rows = rows.filter(party_id__in=party_ids)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(party_id__icontains=text))
    return rows.order_by(SORTED_NAME, "party_id")


def narrowed(*, kind: str = "", industry: str = "", region: str = "") -> QuerySet[Customer]:
    """Customers of a kind, of an industry or region whose code begins so; '' = of any."""
    rows = Customer.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    if industry:
        rows = rows.filter(industry__istartswith=industry)
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
        return list(listed_customers(party_ids, text=text.strip())[:most])
    rows = Customer.objects.filter(party_id__in=few)
    for part in letters_of(text):
        rows = rows.filter(name__icontains=part)
    if party_ids is not None:
        rows = rows.filter(party_id__in=party_ids)
    return list(rows.order_by(SORTED_NAME, "party_id")[:most])


def customers_by_id(party_ids: Sequence[str]) -> dict[str, Customer]:
    """Customers by id, at most 5,000."""
    return {one.party_id: one for one in Customer.objects.filter(party_id__in=list(party_ids)[:NAMES_MOST])}


def search_is_behind() -> bool:
    """Whether the search index does not know everybody, as in a book loaded before there was one."""
    return search_index.count() != Customer.objects.count()
