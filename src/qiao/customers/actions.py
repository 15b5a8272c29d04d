"""Writes of customers: the parties and ties of an extract taken in; a customer merged into another, and split."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qiao.customers.adapters import search_index
from qiao.customers.adapters.pinyin import reading
from qiao.customers.models import Alias, AliasChange, Customer, CustomerTie
from qiao.customers.queries import PARTY_COLUMNS, TIE_COLUMNS, alias_edges, customer_of, party_rows
from qiao.customers.rules import aliases
from qiao.customers.rules.search import tokens_of
from qiao.ground import clock, events
from qiao.ground.audit import note, recorded
from qiao.ground.intake import put_rows, take_out
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import pyarrow as pa

REASON_MOST = 500


@recorded
def take_in_party(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update customers by key and take out those named in `removed`; returns rows put."""
    put = put_rows(Customer, rows, columns=PARTY_COLUMNS, key=["party_id"])
    taken = take_out(Customer, removed, columns=PARTY_COLUMNS)
    if removed is not None:
        gone = removed["party_id"].to_pylist()
        search_index.take_out(gone)
        _free(gone, actor=actor)
    if rows is not None:
        search_index.put(tokens_in(rows))
    note("party", new={"put": put, "taken_out": taken})
    return put


@recorded
def take_in_party_relation(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update ties by key and take out those named in `removed`; returns rows put."""
    put = put_rows(CustomerTie, rows, columns=TIE_COLUMNS, key=["party_id", "related_id", "role", "since"])
    taken = take_out(CustomerTie, removed, columns=TIE_COLUMNS)
    note("party_relation", new={"put": put, "taken_out": taken})
    return put


@recorded
def absorb(party_id: str, *, into: str, request: int, reason: str, actor: str) -> None:
    """Merge a customer into another: from now on it is read in the other's place. Nobody's rows are rewritten.

    request: the approval that allows it. Who may is asked there.
    """
    before, one, other = alias_edges(), customer_of(party_id), customer_of(into)
    if one is None or other is None:
        raise Refusal("customers.unknown", _("The book does not know both of these customers."))
    if one.kind != other.kind:
        raise Refusal("customers.kinds", _("A person and a company cannot be one customer."))
    after = aliases.merged(before, party_id, into=into)
    _write(before, after, party_id=party_id, request=request, reason=reason, actor=actor)
    note(f"customer {party_id}", new={"merged_into": into, "request": request}, reason=reason)


@recorded
def restore(party_id: str, *, request: int, reason: str, actor: str) -> None:
    """Split a customer from the one it was merged into: both are read as before the merge."""
    before = alias_edges()
    after = aliases.split(before, party_id)
    _write(before, after, party_id=party_id, request=request, reason=reason, actor=actor)
    note(f"customer {party_id}", old={"merged_into": before[party_id]}, new={"request": request}, reason=reason)


def _write(
    before: Mapping[str, str], after: Mapping[str, str], *, party_id: str, request: int, reason: str, actor: str
) -> None:
    """Write the one edge that changed and the survivors that follow from it; tell who reckons by them."""
    now, is_merge = clock.now(), party_id in after
    into = after[party_id] if is_merge else before[party_id]
    AliasChange.objects.create(
        party_id=party_id,
        into_id=into,
        is_merge=is_merge,
        request=request,
        reason=reason[:REASON_MOST],
        actor=actor,
        at=now,
    )
    moved = aliases.moved(before, after)
    if is_merge:
        Alias.objects.create(
            party_id=party_id, into_id=into, survivor_id=moved[party_id], request=request, actor=actor, at=now
        )
    else:
        Alias.objects.filter(party_id=party_id).delete()
    for one, survivor in moved.items():
        if one != survivor:
            Alias.objects.filter(party_id=one).update(survivor_id=survivor)
    events.tell(events.ALIASES, sorted({*moved, *moved.values(), aliases.survivor_in(before, into)}))


def _free(gone: Sequence[str], *, actor: str) -> None:
    """Whoever was merged into a customer that an extract takes out stands for himself again: nobody is lost."""
    edges = alias_edges()
    left = {one for one in gone if one in set(edges.values())}
    for party_id in sorted(one for one, into in edges.items() if into in left):
        before = alias_edges()
        after = aliases.split(before, party_id)
        reason = f"extract: {before[party_id]} taken out"
        _write(before, after, party_id=party_id, request=0, reason=reason, actor=actor)
        note(f"customer {party_id}", old={"merged_into": before[party_id]}, reason=reason)


@recorded
def renew_search(*, actor: str) -> int:
    """Write the search index anew where it does not know everybody, as in a book loaded before there was one."""
    known, everybody = search_index.count(), Customer.objects.count()
    if known != everybody:
        search_index.clear()
        search_index.put(tokens_in(party_rows()))
    note("search index", old={"customers": known}, new={"customers": everybody})
    return everybody


def tokens_in(rows: "pa.Table") -> Iterator[list[tuple[str, set[str]]]]:
    """The search tokens of customers in the stored form of the contract, batch by batch."""
    names = ("party_id", "kind", "name", "id_no", "phone")
    for batch in rows.select(list(names)).to_batches(max_chunksize=search_index.BATCH_ROWS):
        columns = [batch.column(name).to_pylist() for name in names]
        yield [
            (
                party_id,
                tokens_of(
                    name=name or "",
                    numbers=[party_id],
                    secrets=[id_no or "", phone or ""],
                    is_person=kind != "company",
                    reading=reading,
                ),
            )
            for party_id, kind, name, id_no, phone in zip(*columns, strict=True)
        ]
