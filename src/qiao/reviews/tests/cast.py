"""The named cast: six managers whom Chen leads and Wu heads; Zhao and Sun elsewhere; Hao and Hu of human resources."""

import pyarrow as pa

from qiao.ground import clock
from qiao.ground.intake import Column
from qiao.ground.models import User
from qiao.people.actions.extract import renew_visibility, take_in_org, take_in_staff
from qiao.people.queries.staff import ORG_COLUMNS, STAFF_COLUMNS

ON = clock.today()
UNITS = {"H": None, "B1": "H", "T1": "B1", "B2": "H", "T2": "B2"}
CAST = {
    **dict.fromkeys(("wang", "li", "m1", "m2", "m3", "m4"), ("T1", "rm")),
    "chen": ("T1", "lead"),
    "wu": ("B1", "head"),
    "zhao": ("T2", "rm"),
    "sun": ("T2", "lead"),
    "hao": ("H", "hr"),
    "hu": ("H", "hr"),
    "an": ("H", "auditor"),
    "dong": ("B1", "desk"),
}


def take_in_all() -> None:
    """Units, people, log-ins, who sees whom."""
    orgs = [{"org_id": unit, "name": unit, "kind": "branch", "parent_id": above} for unit, above in UNITS.items()]
    staff = [{"staff_id": name, "name": name, "org_id": unit, "post": post} for name, (unit, post) in CAST.items()]
    take_in_org(_table(orgs, ORG_COLUMNS), None, actor="test")
    take_in_staff(_table(staff, STAFF_COLUMNS), None, actor="test")
    for name, (_unit, post) in CAST.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    renew_visibility(on=ON, actor="test")


def _table(rows: list[dict[str, str | None]] | list[dict[str, str]], columns: tuple[Column, ...]) -> pa.Table:
    schema = pa.schema([(column.name, pa.type_for_alias(column.kind)) for column in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def person(name: str) -> User:
    return User.objects.get(username=name)
