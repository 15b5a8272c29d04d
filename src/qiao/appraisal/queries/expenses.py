"""The expenses that a month's bonus is charged with."""

from collections import defaultdict
from collections.abc import Collection

from qiao.appraisal.rules.bonus import Expense
from qiao.book import queries as book
from qiao.engine.reading import AMONG, stream
from qiao.ground.periods import Period


def expenses_in(
    version: book.Version, period: Period, *, staff_ids: Collection[str] | None = None
) -> dict[str, list[Expense]]:
    """By person the expenses of a period, one sum a kind: K depends on the kind only, so the formula gives the same.

    `staff_ids` None = everybody's.
    """
    named = "" if staff_ids is None else f" AND staff_id {AMONG}"
    rows = stream(
        book.fact_files(version, "expense"),
        columns=["staff_id", "kind", "sum(amount_fen) AS amount_fen"],
        where=f"on_day >= ? AND on_day < ?{named}",
        values=[period.since_day, period.until_day, *([] if staff_ids is None else [sorted(staff_ids)])],
        group_by=["staff_id", "kind"],
        order=["staff_id", "kind"],
    )
    found: dict[str, list[Expense]] = defaultdict(list)
    for row in rows:
        found[row["staff_id"]].append(Expense(row["kind"], period.since_day, row["kind"], int(row["amount_fen"])))
    return found
