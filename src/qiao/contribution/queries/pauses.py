"""What a settlement credits: the assignments, all or without days on which a person is barred; who is in the post."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qiao.contribution.rules.pauses import credited_pieces
from qiao.ground import clock
from qiao.ground.periods import Period, day_number
from qiao.people.queries import staff as people
from qiao.people.queries.standing import barred_spells
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.posts import last_day_numbers

if TYPE_CHECKING:
    import pyarrow as pa


def credited_rows(period: Period, *, credits_barred: bool) -> "pa.Table":
    """All assignments in stored form; where barred days are not credited, those of the period have a share of 0.

    What they would have stands beside it then, as `barred_bp`, so that a slip can say why it is nobody's.
    """
    rows = portfolio.assignment_rows()
    if credits_barred:
        return rows
    days = paused_days(people.staff_rows()["staff_id"].to_pylist(), period)
    if not days:
        return rows
    import pyarrow as pa  # noqa: PLC0415  heavy; only settlements need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only settlements need it

    theirs = compute.is_in(rows["staff_id"], value_set=pa.array(sorted(days), pa.string()))
    cut = [piece for row in rows.filter(theirs).to_pylist() for piece in pieces_of(row, days[row["staff_id"]])]
    others, barred = rows.filter(compute.invert(theirs)), pa.field("barred_bp", pa.int32())
    others = others.append_column(barred, pa.nulls(others.num_rows, barred.type))
    return pa.concat_tables([others, pa.Table.from_pylist(cut, schema=rows.schema.append(barred))])


def paused_days(staff_ids: Collection[str], period: Period) -> dict[str, list[tuple[int, int]]]:
    """By person the days [since, until) of the period that a plan may leave uncredited; absent = none."""
    found = barred_spells(staff_ids, since=period.since, until=period.until)
    return {key: [(day_number(since), day_number(until)) for since, until in spells] for key, spells in found.items()}


def posted_rows() -> "pa.Table":
    """All people in stored form, each with the last day in the post as this house knows it, not extracts alone."""
    rows = people.staff_rows()
    days = last_day_numbers(rows["staff_id"].to_pylist(), on=clock.today())
    told = [days.get(staff_id) for staff_id in rows["staff_id"].to_pylist()]
    if told == rows["left_on_day"].to_pylist():
        return rows
    import pyarrow as pa  # noqa: PLC0415  heavy; only settlements need it

    place = rows.schema.get_field_index("left_on_day")
    return rows.set_column(place, rows.schema.field(place), pa.array(told, rows.schema.field(place).type))


def pieces_of(row: Mapping[str, Any], paused: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """A stored row cut where somebody is barred: a piece of barred days has a share of 0, and what it would have."""
    share = row["share_bp"]
    return [
        dict(row)
        | {"since_day": since, "until_day": until}
        | ({"share_bp": share} if credited else {"share_bp": 0, "barred_bp": share})
        for since, until, credited in credited_pieces(row["since_day"], row["until_day"], paused=paused)
    ]
