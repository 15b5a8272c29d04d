"""Reads of customers and their ties; whoever was merged into another is read in its place."""

import functools
import operator
from collections.abc import Callable, Collection, Container, Sequence
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left

from qiao.customers.adapters import finding, names, search_index
from qiao.customers.models import Alias, AliasChange, Customer, CustomerTie
from qiao.customers.rules.aliases import Change, closed, edges_at, family_in
from qiao.customers.rules.search import NAME_LETTERS_SORTED, wanted_of
from qiao.ground.intake import Column, arrow_of
from qiao.ground.once import once
from qiao.ground.portions import portions

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
    "absorbed_ids",
    "alias_edges",
    "alias_pairs",
    "alias_version",
    "customer_names",
    "customer_of",
    "customers_by_id",
    "families_of",
    "family_at",
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
SIGHT_MOST = 30_000  # customers of a branch that a search reads at once
AMONG_MOST = 1_000  # so many are asked for one by one before
Among = Callable[[Collection[str]], Container[str]]
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
    rows = Customer.objects.values_list("party_id", "kind")
    return dict(chain.from_iterable(rows.filter(party_id__in=part) for part in portions(party_ids, NAMES_MOST)))


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


def found_customers(
    text: str, party_ids: "QuerySet[Any, Any] | None", *, most: int, among: "Among | None" = None
) -> list[Customer]:
    """Customers of the subquery (None = all) by name, pinyin, initials, number, whole identity or phone number.

    By name, letter by letter, at most `most`. Whoever was merged into another is found by its own name and numbers, and
    the other is shown; where very many have what was asked, only if it stands among the first by name.
    among: which of some customers the subquery has, where the caller can tell that sooner.
    """
    wanted = wanted_of(text)
    if not wanted.question:
        return []
    sight = _Sight(party_ids, among)
    found = finding.Finder(wanted, sight, most).matching()
    shown = set(sight.shown(list(found)).values())
    called = names.names_of(sorted(shown - found.keys())) | found
    first = sorted((one for one in shown if one in called), key=lambda one: (called[one][:NAME_LETTERS_SORTED], one))
    rows = customers_by_id(first[:most])
    return [rows[one] for one in first[:most] if one in rows]


class _Sight:
    """Customers of a subquery, None for all: the few of a person, of a branch when needed."""

    def __init__(self, party_ids: "QuerySet[Any, Any] | None", among: "Among | None") -> None:
        self.everything, self._asked, self._among = party_ids is None, party_ids, among or self._found
        self._own: frozenset[str] | None = None
        self._known: dict[str, str] = {}  # who stands for whom was asked about, '' out of sight
        few = self._read(finding.OWN_FEW)
        self.few = None if few is None else frozenset(with_families(list(few)))

    @property
    def own(self) -> frozenset[str] | None:
        """The customers of a branch, with all who are one with them; None where they are too many, or all."""
        if self._own is None:
            self._own = self._read(SIGHT_MOST)
        return None if self._own is None else frozenset(with_families(list(self._own)))

    def shown(self, party_ids: Sequence[str]) -> dict[str, str]:
        """Of these customers those in sight, each with who stands for it."""
        fresh = [one for one in party_ids if one not in self._known]
        survivors = survivors_of(fresh)
        stand = {one: survivors.get(one, one) for one in fresh}
        roots = set(stand.values())
        seen = roots if self.everything else self._seen(sorted(roots))
        self._known.update({one: root if root in seen else "" for one, root in stand.items()})
        return {one: self._known[one] for one in party_ids if self._known[one]}

    def _seen(self, party_ids: Sequence[str]) -> Container[str]:
        if self.few is not None:
            return self.few
        if self._own is None and len(party_ids) > AMONG_MOST:
            self._own = self._read(SIGHT_MOST)
        return self._own if self._own is not None else self._among(party_ids)

    def _read(self, most: int) -> frozenset[str] | None:
        """Whom the subquery has; None where they are more, or all."""
        if self._asked is None:
            return None
        rows = self._asked.values("party_id") if self._asked.model is Customer else self._asked
        found = frozenset(names.first_of(rows[: most + 1]))
        return found if len(found) <= most else None

    def _found(self, party_ids: Collection[str]) -> Container[str]:
        assert self._asked is not None
        rows = Customer.objects.filter(party_id__in=self._asked).values_list("party_id", flat=True)
        return set(chain.from_iterable(rows.filter(party_id__in=part) for part in portions(party_ids, NAMES_MOST)))


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
    rows = Alias.objects.values_list("party_id", "survivor_id")
    return dict(chain.from_iterable(rows.filter(party_id__in=part) for part in portions(party_ids, NAMES_MOST)))


def families_of(party_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Of those among these customers into which others were merged: themselves first, then the others by id."""
    if not alias_version():
        return {}
    found: dict[str, list[str]] = {}
    for part in portions(party_ids, NAMES_MOST):
        rows = Alias.objects.filter(survivor_id__in=part).order_by("party_id")
        for absorbed, survivor in rows.values_list("party_id", "survivor_id"):
            found.setdefault(survivor, [survivor]).append(absorbed)
    return {survivor: tuple(members) for survivor, members in found.items()}


def family_of(party_id: str) -> tuple[str, ...]:
    """The survivor first, then by id all that were merged into it; one alone where nobody was."""
    survivor = survivor_of(party_id)
    return families_of([survivor]).get(survivor, (survivor,))


def family_at(party_id: str, *, at: datetime) -> tuple[str, ...]:
    """The same as it was at a moment: by the merges and splits until then of everybody it was ever one with."""
    if not alias_version():
        return (party_id,)
    reached, fresh, found = set[str](), {party_id}, dict[int, Change]()
    while fresh:
        reached |= fresh
        near = AliasChange.objects.filter(Q(party_id__in=fresh) | Q(into_id__in=fresh), at__lte=at)
        rows = list(near.values_list("id", "party_id", "into_id", "is_merge", "at"))
        for number, absorbed, into, is_merge, moment in rows:
            found[number] = Change(absorbed, into, is_merge, moment)
        fresh = {end for one in found.values() for end in one[:2]} - reached
    return family_in(edges_at((found[number] for number in sorted(found)), at=at), party_id)


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
    if len(party_ids) > WALKED_FROM:
        return sorted(closed(party_ids, dict(alias_pairs())))
    survivors = survivors_of(party_ids)
    families = families_of(sorted({survivors.get(one, one) for one in party_ids}))
    return sorted({*party_ids, *survivors.values(), *chain.from_iterable(families.values())})


def merged_into(party_id: str) -> list[Customer]:
    """The customers that were merged into this one, by id, as the extracts have them; at most 5,000."""
    known = customers_by_id(family_of(party_id)[1:])
    return [known[one] for one in sorted(known)]


def search_is_behind() -> bool:
    """Whether the search index does not know everybody, as in a book loaded before there was one."""
    return search_index.count() != Customer.objects.count()
