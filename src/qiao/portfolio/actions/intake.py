"""Taking in an extract's assignments: they rule, but for customers whose portfolio was changed by an approval here.

Of those the extract's rows are kept apart, as if they ruled, so that the next extract is judged against what extracts
have said before; where they differ from what was agreed here, a conflict waits for two persons.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.intake import put_rows, take_out
from qiao.ground.periods import day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.models import Assignment, AssignmentConflict, ExtractLine, PortfolioChange
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.queries.serving import ASSIGNMENT_COLUMNS
from qiao.portfolio.rules.conflicts import ConflictState, Finding, Known, digest_of, first_difference, judge, plain
from qiao.portfolio.rules.lines import Lines
from qiao.portfolio.rules.shares import Act

if TYPE_CHECKING:
    import pyarrow as pa

KEY = ("party_id", "account_id", "staff_id", "role", "since")


@recorded
def take_in_assignment(rows: "pa.Table | None", removed: "pa.Table | None", *, actor: str) -> int:
    """Insert or update assignments by key and take out those named in `removed`; returns rows put."""
    own = queries.own_ids()
    told = _told_before(rows, removed, own)
    taken = take_out(Assignment, _without(removed, own), columns=ASSIGNMENT_COLUMNS)
    put = put_rows(Assignment, _without(rows, own), columns=ASSIGNMENT_COLUMNS, key=KEY)
    if own:
        taken += take_out(ExtractLine, _only(removed, own), columns=ASSIGNMENT_COLUMNS)
        put += put_rows(ExtractLine, _only(rows, own), columns=ASSIGNMENT_COLUMNS, key=KEY)
    for party_id, before in told.items():
        _keep_change(party_id, before, actor=actor)
    note("assignment", new={"put": put, "taken_out": taken})
    return put


def _told_before(rows: "pa.Table | None", removed: "pa.Table | None", own: Collection[str]) -> dict[str, Lines]:
    """The lines of customers that follow extracts again after changes here: theirs is a history that goes on."""
    again = queries.changed_ids() - set(own)
    if not again:
        return {}
    touched = {one for table in (rows, removed) if table is not None for one in table["party_id"].to_pylist()}
    return {party_id: queries.lines_of(party_id) for party_id in sorted(again & touched)}


def _keep_change(party_id: str, before: Lines, *, actor: str) -> None:
    after = queries.lines_of(party_id)
    first = first_difference(before, after)
    if first is None:
        return
    PortfolioChange.objects.create(
        party_id=party_id,
        act=Act.EXTRACT.value,
        day=day_of(first),
        known_at=clock.now(),
        before=plain(before),
        after=plain(after),
        reason="",
        by=actor,
    )


def _without(rows: "pa.Table | None", own: Collection[str]) -> "pa.Table | None":
    if rows is None or not own:
        return rows
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads need it

    return rows.filter(compute.invert(_among(rows, own)))


def _only(rows: "pa.Table | None", own: Collection[str]) -> "pa.Table | None":
    return None if rows is None else rows.filter(_among(rows, own))


def _among(rows: "pa.Table", own: Collection[str]) -> "pa.ChunkedArray":
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads need it

    return compute.is_in(rows["party_id"], value_set=pa.array(sorted(own), pa.string()))


def check_lost(*, party_ids: Iterable[str], staff_ids: Collection[str], on: date) -> frozenset[str]:
    """Refuse an extract that takes out customers whom a portfolio agreed here names, or people who serve by one.

    Returned are those of the people whom only lines that are over name: they are kept, as having left.
    """
    named = queries.named_by_own(party_ids=set(party_ids), staff_ids=set(staff_ids), on=on)
    if named:
        raise Refusal(
            "load.agreed_here",
            _(
                "The extract takes out %(key)s, whom the agreed portfolio of %(party)s names, and %(more)s more; "
                "decide that portfolio first."
            ),
            key=named[0][1],
            party=named[0][0],
            more=len(named) - 1,
        )
    return queries.once_named(staff_ids) if staff_ids else frozenset()


@recorded
def compare_with_extract(party_ids: Collection[str], *, actor: str) -> int:
    """Compare what the extract said of these customers with what was agreed here; returns how many conflicts open."""
    opened = closed = 0
    for party_id in sorted(party_ids):
        found = _compared(party_id)
        opened, closed = opened + (found is Finding.OPENS), closed + (found is Finding.CLOSES)
    note("assignment conflicts", new={"named": len(party_ids), "opened": opened, "closed": closed})
    return opened


def _compared(party_id: str) -> Finding:
    ours, theirs = queries.lines_of(party_id), queries.extract_lines_of(party_id)
    before, own = queries.open_conflict(party_id), queries.own_of(party_id)
    assert own is not None, party_id
    known = Known(before.digest if before else "", own.kept_digest)
    found = judge(ours, theirs, known=known)
    if found is Finding.SAME:
        return found
    if before is not None:
        before.state = (ConflictState.AGREED if found is Finding.CLOSES else ConflictState.REPLACED).value
        before.closed_at = clock.now()
        before.save(update_fields=["state", "closed_at"])
    if found is Finding.OPENS:
        AssignmentConflict.objects.create(
            party_id=party_id, ours=plain(ours), theirs=plain(theirs), digest=digest_of(theirs), seen_at=clock.now()
        )
    return found
