"""Reads of pairs and searches. Every list is a queryset that the page cuts, or says how many rows at most."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.linkage.models import CustomerPair, DuplicateSearch
from qiao.linkage.rules.deciding import (
    PAIR,
    REMEMBERED,
    ids_of,
    pair_of_subject,
    party_of_subject,
    subject_of_pair,
    subject_of_party,
)
from qiao.office.queries import Approval
from qiao.office.rules.deciding import State

__all__ = (
    "MERGE",
    "SPLIT",
    "CustomerPair",
    "DuplicateSearch",
    "Tab",
    "apart_among",
    "asked_of",
    "asked_pairs",
    "customers_of",
    "found_pairs",
    "merged_among",
    "merged_with",
    "named_by",
    "newest_search",
    "pair_of",
    "pair_of_ids",
    "requested",
    "searches",
)
MERGE, SPLIT = "customers.merge", "customers.split"
ASKED_MOST, FOUND_MOST, SEARCHES_MOST = 2_000, 500, 20


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the queue."""

    code: str
    condition: Q


TABS = {
    "clear": Tab("clear", Q(state="clear")),
    "doubtful": Tab("doubtful", Q(state="doubtful")),
    "decided": Tab("decided", Q(state__in=[state.value for state in REMEMBERED])),
}


def found_pairs(tab: str, *, text: str = "", kind: str = "", why: str = "") -> QuerySet[CustomerPair]:
    """The pairs of a tab, the surest first, decided ones the newest first; the caller cuts it and asks the scope."""
    rows = CustomerPair.objects.filter(TABS[tab].condition)
    if tab != "decided":
        absorbed = customers.absorbed_ids()
        rows = rows.exclude(first_id__in=absorbed).exclude(second_id__in=absorbed)
    if kind:
        rows = rows.filter(kind=kind)
    if why:
        rows = rows.filter(why=why)
    if text.strip():
        inside = rows.values("first_id").union(rows.values("second_id"))
        ids = [one.party_id for one in customers.found_customers(text, inside, most=FOUND_MOST)]
        rows = rows.filter(Q(first_id__in=ids) | Q(second_id__in=ids))
    return rows.order_by("-decided_at", "-id") if tab == "decided" else rows.order_by("-ppm", "id")


def pair_of(number: int) -> CustomerPair:
    """One pair; an unknown number is refused."""
    found = CustomerPair.objects.select_related("search").filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Refusal("pair.unknown", _("There is no pair no. %(number)s."), number=str(number)[:20])
    return found


def pair_of_ids(one: str, other: str) -> CustomerPair | None:
    """The pair of two customers, in whatever order they are named."""
    first, second = ids_of(one, other)
    return CustomerPair.objects.filter(first_id=first, second_id=second).first()


def named_by(subject: str) -> tuple[str, ...]:
    """The customers that a request names: by the number of a pair, or by the id of a merged customer.

    Of a pair that is gone nobody may see anything: it names a customer whom the book does not know.
    """
    if not subject.startswith(PAIR):
        return (party_of_subject(subject),)
    found = CustomerPair.objects.filter(pk=pair_of_subject(subject)).first()
    return found.ids if found else ("",)


def merged_with(party_id: str) -> list[CustomerPair]:
    """The pairs by which a customer was merged with another; at most 20."""
    rows = CustomerPair.objects.filter(Q(first_id=party_id) | Q(second_id=party_id), state="merged")
    return list(rows.order_by("-decided_at")[:20])


def customers_of(rows: Sequence[CustomerPair]) -> dict[str, Customer]:
    """The customers of a page of pairs by id; one whom an extract took out is missing."""
    return customers.customers_by_id(sorted({party_id for pair in rows for party_id in pair.ids}))


def asked_pairs() -> dict[int, int]:
    """The numbers of the open requests for a merge by the pair's number; at most 2,000."""
    rows = Approval.objects.filter(kind=MERGE, state=State.ASKED).order_by("id")
    return {pair_of_subject(subject): number for number, subject in rows.values_list("id", "subject")[:ASKED_MOST]}


def requested() -> frozenset[int]:
    """The numbers of the pairs that any request was ever about: they stay, so that the request can be read."""
    subjects = Approval.objects.filter(kind=MERGE).values_list("subject", flat=True)
    return frozenset(pair_of_subject(subject) for subject in subjects.iterator())


def apart_among(ids: Sequence[str], others: Sequence[str]) -> CustomerPair | None:
    """A pair of one of these with one of the others that somebody said to be two customers."""
    across = Q(first_id__in=ids, second_id__in=others) | Q(first_id__in=others, second_id__in=ids)
    return CustomerPair.objects.filter(across, state__in=["not_same", "split"]).first()


def merged_among(party_ids: Sequence[str]) -> list[CustomerPair]:
    """The merged pairs of which one of these is a part; at most 2,000."""
    rows = CustomerPair.objects.filter(Q(first_id__in=party_ids) | Q(second_id__in=party_ids), state="merged")
    return list(rows.order_by("id")[:ASKED_MOST])


def asked_of(pair: CustomerPair) -> Approval | None:
    """The open request about a pair: to merge it, or to split what was merged."""
    merge, split = (
        Q(kind=MERGE, subject=subject_of_pair(pair.pk)),
        Q(kind=SPLIT, subject__in=map(subject_of_party, pair.ids)),
    )
    return Approval.objects.filter(merge | split, state=State.ASKED).first()


def newest_search() -> DuplicateSearch | None:
    """The newest search; None before the first."""
    return DuplicateSearch.objects.order_by("-id").first()


def searches() -> list[DuplicateSearch]:
    """The searches, the newest first; at most 20."""
    return list(DuplicateSearch.objects.order_by("-id")[:SEARCHES_MOST])
