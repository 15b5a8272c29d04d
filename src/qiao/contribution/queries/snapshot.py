"""The masters as a run keeps them, read back for the scalar rules: who was assigned, and who has left."""

from collections.abc import Collection, Mapping
from typing import Any

from qiao.contribution.models import Run
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.rules.facts import AssignmentRow
from qiao.engine.lookup import rows_of


def assignment_row(row: Mapping[str, Any]) -> AssignmentRow:
    """A row of the snapshot's assignments as the rules take it."""
    barred_bp = row.get("barred_bp") or 0  # runs in which nobody was barred do not keep it
    return AssignmentRow(
        row["staff_id"], row["role"], row["since_day"], row["until_day"], row["share_bp"], barred_bp=barred_bp
    )


def left_on_days(run: Run, staff_ids: Collection[str]) -> dict[str, int]:
    """The last day in the post, by person, of those who have one."""
    found = rows_of(folder_of(run) / "staff.parquet", "staff_id", sorted(staff_ids), columns=["left_on_day"])
    return {row["staff_id"]: row["left_on_day"] for row in found if row["left_on_day"] is not None}
