"""Writes of customers: taking in the parties and ties of an extract."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qiao.customers.adapters import search_index
from qiao.customers.adapters.pinyin import reading
from qiao.customers.models import Customer, CustomerTie
from qiao.customers.queries import PARTY_COLUMNS, TIE_COLUMNS, party_rows
from qiao.customers.rules.search import tokens_of
from qiao.ground.audit import note, recorded
from qiao.ground.intake import put_rows, take_out

if TYPE_CHECKING:
    import pyarrow as pa


@recorded
def take_in_party(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update customers by key and take out those named in `removed`; returns rows put."""
    put = put_rows(Customer, rows, columns=PARTY_COLUMNS, key=["party_id"])
    taken = take_out(Customer, removed, columns=PARTY_COLUMNS)
    if removed is not None:
        search_index.take_out(removed["party_id"].to_pylist())
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
