"""Writes of the portfolio: taking in the assignments of an extract."""

from typing import TYPE_CHECKING

from qiao.ground.audit import note, recorded
from qiao.ground.intake import put_rows, take_out
from qiao.portfolio.models import Assignment
from qiao.portfolio.queries import ASSIGNMENT_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

KEY = ("party_id", "account_id", "staff_id", "role", "since")


@recorded
def take_in_assignment(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update assignments by key and take out those named in `removed`; returns rows put."""
    taken = take_out(Assignment, removed, columns=ASSIGNMENT_COLUMNS)
    put = put_rows(Assignment, rows, columns=ASSIGNMENT_COLUMNS, key=KEY)
    note("assignment", new={"put": put, "taken_out": taken})
    return put
