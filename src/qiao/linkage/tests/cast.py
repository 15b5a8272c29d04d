"""Customers of the cases: a firm and those that look like it, a person and relatives."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from qiao.linkage.adapters.pinyin import reading
from qiao.linkage.rules.parties import Party, party_of

CODE, OTHER_CODE = "91420102DEM000073U", "91420102DEM000081N"
CARD, OTHER_CARD = "11010519491231002X", "990101199001010115"
KINDS = {"registered_capital_fen": pa.int64(), "established_on_day": pa.int32()}
NAMES = (
    *("party_id", "kind", "name", "id_type", "id_no", "industry", "region", "registered_capital_fen"),
    *("established_on_day", "address", "postcode", "phone"),
)
SCHEMA = pa.schema([(name, KINDS.get(name, pa.string())) for name in NAMES])
FIRM = {
    "party_id": "C1",
    "kind": "company",
    "name": "武汉市云岚机械有限公司",
    "id_no": CODE,
    "region": "420102",
    "registered_capital_fen": 10**9,
    "established_on_day": 12_000,
    "address": "湖北省武汉市江岸区演示大道9001号",
    "phone": "027-88881234",
}
PERSON = {
    "party_id": "P1",
    "kind": "person",
    "name": "张佳宇",
    "id_no": CARD,
    "region": "420102",
    "address": "湖北省武汉市江岸区演示大道9002号3栋2单元501室",
    "phone": "13800001234",
}


def row(base: Mapping[str, Any], party_id: str, **changed: Any) -> dict[str, Any]:
    """A customer like another but for some fields."""
    return dict.fromkeys(NAMES) | dict(base) | {"party_id": party_id} | changed


def party(base: Mapping[str, Any], party_id: str = "X", **changed: Any) -> Party:
    """The same in its normal forms."""
    return party_of(row(base, party_id, **changed), reading=reading)


def table(*rows: Mapping[str, Any]) -> pa.Table:
    """The stored form of the contract."""
    return pa.Table.from_pylist([dict(one) for one in rows], schema=SCHEMA)
