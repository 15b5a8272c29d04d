"""The named cast: a firm and a person of the book, who keeps what is known of them, and a stranger to it."""

import pyarrow as pa

from qiao.customers.actions import take_in_party
from qiao.ground.models import User

FIRM, PERSON = "P1", "P2"
NUMBERS = {"P1": "91420102MA4KXXXX0A", "P2": "11010519491231002X"}


def take_in_bank(*more: tuple[str, str, str]) -> None:
    """The firm, the person, and whoever else."""
    kinds = {"registered_capital_fen": pa.int64(), "established_on_day": pa.int32()}
    names = ("id_type", "id_no", "industry", "region", *kinds, "address", "postcode", "phone")
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in ("party_id", "kind", "name", *names)])
    rows = [(FIRM, "company", "云岚机械"), (PERSON, "person", "张伟"), *more]
    plain = [dict(zip(("party_id", "kind", "name"), row, strict=True)) | dict.fromkeys(names) for row in rows]
    for one in plain:
        one["id_no"] = NUMBERS.get(str(one["party_id"]))
    take_in_party(pa.Table.from_pylist(plain, schema=schema), None, actor="load")


def log_in(name: str, post: str) -> User:
    """A log-in of a post."""
    return User.objects.create(username=name, post=post, staff_id=name.upper() if post == "rm" else "")
