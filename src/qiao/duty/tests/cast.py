"""The named cast: Wang leads three customers, Li shares one; Chen leads them, Wu is the head; a stranger elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pyarrow as pa

from qiao.customers.actions import take_in_party
from qiao.customers.queries import PARTY_COLUMNS
from qiao.duty.actions import leaving
from qiao.duty.models import StaffLeave
from qiao.duty.rules.leave import LeaveKind, Wish
from qiao.ground import clock
from qiao.ground.intake import Column
from qiao.ground.models import User
from qiao.office import actions as office
from qiao.people.actions.extract import renew_visibility, take_in_org, take_in_staff
from qiao.people.queries.staff import ORG_COLUMNS, STAFF_COLUMNS
from qiao.portfolio.queries.serving import Assignment

ON = clock.today()
DAY = timedelta(days=1)
WEEK = ON + timedelta(days=7)
SERVED = date(2020, 1, 1)
CAST = {
    "wang": ("T1", "rm"),
    "li": ("T1", "rm"),
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
    """Units, people, customers, log-ins, who serves whom."""
    units = {"H": None, "B1": "H", "T1": "B1", "B2": "H", "T2": "B2"}
    orgs = [{"org_id": unit, "name": unit, "kind": "branch", "parent_id": above} for unit, above in units.items()]
    staff = [{"staff_id": name, "name": name, "org_id": unit, "post": post} for name, (unit, post) in CAST.items()]
    parties = [{"party_id": party, "kind": "person", "name": party} for party in ("P", "Q", "R", "S")]
    take_in_org(_table(orgs, ORG_COLUMNS), None, actor="test")
    take_in_staff(_table(staff, STAFF_COLUMNS), None, actor="test")
    take_in_party(_table(parties, PARTY_COLUMNS), None, actor="test")
    for name, (_unit, post) in CAST.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    for party_id, staff_id, role, share_bp in (
        ("P", "wang", "lead", 10_000),
        ("Q", "wang", "lead", 7_000),
        ("Q", "li", "co", 3_000),
        ("R", "wang", "lead", 10_000),
        ("S", "zhao", "lead", 10_000),
    ):
        Assignment.objects.create(party_id=party_id, staff_id=staff_id, role=role, since=SERVED, share_bp=share_bp)
    renew_visibility(on=ON, actor="test")


def _table(rows: Iterable[Mapping[str, str | None]], columns: Iterable[Column]) -> pa.Table:
    schema = pa.schema([(column.name, pa.type_for_alias(column.kind)) for column in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def person(name: str) -> User:
    return User.objects.get(username=name)


def wished(
    kind: LeaveKind = LeaveKind.FORCED,
    *,
    since: date = ON,
    until: date = WEEK,
    deputy: str = "li",
    draw: int | None = None,
) -> Wish:
    return Wish(kind, since, until, deputy, draw)


def sent_away(staff_id: str = "wang", wish: Wish | None = None, *, agreed_by: str = "wu") -> StaffLeave:
    """A leave that Hao asked for and Wu (or another) agreed to."""
    one = leaving.propose(staff_id, wish or wished(), reason="the year's leave", on=ON, actor=person("hao"))
    office.decide(one.pk, approve=True, reason="", on=ON, actor=person(agreed_by))
    return StaffLeave.objects.get(approval_id=one.pk)
