"""Customers and their ties as an extract brings them: put, changed, taken out, each with its record."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import IntegrityError

from qiao.customers.actions import take_in_party, take_in_party_relation
from qiao.customers.models import Customer, CustomerTie
from qiao.customers.queries import listed_customers, party_relation_rows, party_rows, ties_of
from qiao.ground.models import AuditRecord
from qiao.ground.periods import day_number

pytestmark = pytest.mark.django_db
KINDS = {"registered_capital_fen": pa.int64(), "established_on_day": pa.int32()}
NAMES = (
    *("party_id", "kind", "name", "id_type", "id_no", "industry", "region", "registered_capital_fen"),
    *("established_on_day", "address", "postcode", "phone"),
)
PARTY_SCHEMA = pa.schema([(name, KINDS.get(name, pa.string())) for name in NAMES])
TIE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("party_id", "related_id", "role")]
    + [(name, pa.int32()) for name in ("since_day", "until_day", "share_bp")]
)
FOUNDED, SINCE = day_number(date(1949, 10, 1)), day_number(date(2020, 1, 1))


def parties(*rows: dict[str, str | int]) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in NAMES} for row in rows], schema=PARTY_SCHEMA)


def ties(*rows: tuple[str | int | None, ...]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=TIE_SCHEMA)


BANKED = parties(
    {"party_id": "P", "kind": "person", "name": "张伟", "phone": "13800001234"},
    {
        "party_id": "Q",
        "kind": "company",
        "name": "东山机械, 有限公司",
        "id_type": "信用代码",
        "region": "城东",
        "registered_capital_fen": 10**13,
        "established_on_day": FOUNDED,
        "address": "一号路\n二号楼",
    },
)
OWNS = ties(("P", "Q", "owner", SINCE, None, 6000), ("P", "Q", "owner", SINCE + 1, SINCE + 2, None))


def test_customers_and_ties_come_back_as_they_were_given() -> None:
    assert take_in_party(BANKED, None, actor="loader") == 2
    assert take_in_party_relation(OWNS, None, actor="loader") == 2
    assert party_rows().equals(BANKED)
    assert party_relation_rows().equals(OWNS)
    assert [(tie.role, tie.share_bp) for tie in ties_of("Q")] == [("owner", 6000), ("owner", None)]


def test_what_a_later_extract_no_longer_knows_becomes_unknown() -> None:
    take_in_party(BANKED, None, actor="loader")
    take_in_party(parties({"party_id": "Q", "kind": "company", "name": "东山集团"}), None, actor="loader")
    changed = Customer.objects.get(pk="Q")
    assert (changed.name, changed.registered_capital_fen, changed.established_on, changed.address) == (
        ("东山集团", None, None, "")
    )
    assert Customer.objects.get(pk="P").phone == "13800001234"


def test_a_tie_is_taken_out_by_its_whole_key() -> None:
    take_in_party(BANKED, None, actor="loader")
    take_in_party_relation(OWNS, None, actor="loader")
    key = OWNS.select(["party_id", "related_id", "role", "since_day"]).slice(1, 1)
    take_in_party_relation(None, key, actor="loader")
    assert [tie.share_bp for tie in CustomerTie.objects.all()] == [6000]
    take_in_party_relation(None, key, actor="loader")
    assert CustomerTie.objects.count() == 1


def test_the_record_tells_who_put_and_took_out_how_many() -> None:
    take_in_party(BANKED, None, actor="loader")
    take_in_party(None, BANKED.select(["party_id"]), actor="mender")
    told = [(one.actor, one.action, one.new) for one in AuditRecord.objects.order_by("id")]
    assert told == [
        ("loader", "customers.take_in_party", {"put": 2, "taken_out": 0}),
        ("mender", "customers.take_in_party", {"put": 0, "taken_out": 2}),
    ]


def test_no_tie_has_a_share_above_one_whoever_writes() -> None:
    take_in_party(BANKED, None, actor="loader")
    with pytest.raises(IntegrityError):
        take_in_party_relation(ties(("P", "Q", "owner", SINCE, None, 10_001)), None, actor="loader")


def test_customers_are_found_by_a_part_of_the_name_or_id() -> None:
    take_in_party(BANKED, None, actor="loader")
    found = {text: [one.party_id for one in listed_customers(None, text=text)] for text in ("机械", "p", "%", "")}
    assert found == {"机械": ["Q"], "p": ["P"], "%": [], "": ["Q", "P"]}
    assert list(listed_customers(Customer.objects.filter(pk="P").values("pk"), text="机械")) == []
