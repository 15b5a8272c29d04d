"""Units, people and customers for a test, taken in by the doors of their owners."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from qiao.customers.actions import take_in_party
from qiao.customers.queries import PARTY_COLUMNS
from qiao.ground.intake import Column
from qiao.people.actions.extract import take_in_org, take_in_staff
from qiao.people.queries.staff import ORG_COLUMNS, STAFF_COLUMNS


def take_in_bank(
    units: Mapping[str, str | None], *, people: Mapping[str, tuple[str, str]], customers: Iterable[str]
) -> None:
    """`units` with the unit above each, `people` with unit and post."""
    orgs = [{"org_id": unit, "name": unit, "kind": "branch", "parent_id": above} for unit, above in units.items()]
    staff = [
        {"staff_id": person, "name": person, "org_id": unit, "post": post} for person, (unit, post) in people.items()
    ]
    parties = [{"party_id": party, "kind": "person", "name": party} for party in customers]
    take_in_org(_table(orgs, ORG_COLUMNS), None, actor="test")
    take_in_staff(_table(staff, STAFF_COLUMNS), None, actor="test")
    take_in_party(_table(parties, PARTY_COLUMNS), None, actor="test")


def _table(rows: Iterable[Mapping[str, str | None]], columns: Iterable[Column]) -> pa.Table:
    schema = pa.schema([(column.name, pa.type_for_alias(column.kind)) for column in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)
