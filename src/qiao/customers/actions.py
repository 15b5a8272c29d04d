"""Writes of customers: taking in the parties and ties of an extract."""

from typing import TYPE_CHECKING

from qiao.customers.models import Customer, CustomerTie
from qiao.customers.queries import PARTY_COLUMNS, TIE_COLUMNS
from qiao.ground.audit import note, recorded
from qiao.ground.intake import put_rows, take_out

if TYPE_CHECKING:
    import pyarrow as pa


@recorded
def take_in_party(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update customers by key and take out those named in `removed`; returns rows put."""
    put = put_rows(Customer, rows, columns=PARTY_COLUMNS, key=["party_id"])
    taken = take_out(Customer, removed, columns=PARTY_COLUMNS)
    note("party", new={"put": put, "taken_out": taken})
    return put


@recorded
def take_in_party_relation(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update ties by key and take out those named in `removed`; returns rows put."""
    put = put_rows(CustomerTie, rows, columns=TIE_COLUMNS, key=["party_id", "related_id", "role", "since"])
    taken = take_out(CustomerTie, removed, columns=TIE_COLUMNS)
    note("party_relation", new={"put": put, "taken_out": taken})
    return put
