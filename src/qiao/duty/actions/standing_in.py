"""Standing in: on the days of a leave the deputy serves what the person serves, whatever is changed meanwhile.

A planned leave is covered when it is agreed. A forced one is covered on its first day and not before: nothing that
anybody can look at tells of it. No job has to run: the first page of a day asks for it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from qiao.duty.models import LeaveCover, StaffLeave
from qiao.duty.queries.leaves import begun_leaves, is_known, leave_of, left_bare, served_in, stands_of
from qiao.duty.rules.covering import Days, Stand, moved_along, stood_in
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.conflicts import from_plain
from qiao.portfolio.rules.lines import Line
from qiao.portfolio.rules.shares import Act, check_day


def stand_in(*, on: date) -> int:
    """Cover every leave that has begun by a day, and who came to the person since; how many leaves that were."""
    due = [one for one in begun_leaves(on) if one.covered_on is None or left_bare(one, on=on)]
    for one in due:
        cover_leave(one.pk, on=on, actor=one.approval.decided_by)
    return len(due)


@recorded
def cover_leave(number: int, *, on: date, actor: str) -> StaffLeave:
    """Let the deputy serve every customer of the person; where something bars the deputy, what bars is kept."""
    made = leave_of(number)
    assert made is not None, number
    cover(made, on=on, actor=actor)
    covered, bare = made.covers.filter(code="").count(), made.covers.exclude(code="").count()
    note(f"leave {made.staff_id}", new={"leave": number, "covered": covered, "not covered": bare})
    return made


def cover(made: StaffLeave, *, on: date, actor: str) -> None:
    """The same as a part of another action; a forced leave that has not begun is left alone."""
    if not is_known(made, on=on):
        return
    if made.covered_on is None:
        made.covered_on = on
        made.save(update_fields=["covered_on"])
    stand_before(served_in(made.staff_id, max(made.since, on), made.until), on=on, actor=actor)


def stand_before(party_ids: Iterable[str], *, on: date, actor: str, but: Collection[Line] = ()) -> None:
    """Write the cover of these customers anew from a day on, as the leaves are now, and without some lines."""
    for party_id in party_ids:
        lines = portfolio.lines_of(party_id)
        stands = [(made, row, _stand(made, row, party_id=party_id, on=on)) for made, row in stands_of(party_id, on=on)]
        left = [line for line in lines if line not in but]
        after, covered = stood_in(left, [stand for _made, _row, (stand, _why) in stands], from_day=day_number(on))
        for (made, row, (_stand_of_it, why)), days in zip(stands, covered, strict=True):
            _keep(row or LeaveCover(leave=made, party_id=party_id), days, why=why)
        if stands and after != lines:
            newest = stands[-1][0]
            changing.rewrite(
                party_id,
                after,
                act=Act.COVER,
                account_id="",
                since=max(newest.since, on),
                reason="",  # the request tells it, to whom it is told
                number=newest.approval_id,
                actor=actor,
            )


def follow(keys: Sequence[str]) -> None:
    """Let the cover follow these changes of portfolios; what a change made of the cover itself is taken back."""
    on = clock.today()
    for key in keys:
        newest = portfolio.change_of(int(key))
        standing = stands_of(newest.party_id, on=on)
        if not standing or any(newest.approval_id == made.approval_id for made, _row in standing):
            continue  # it is a leave's own
        stands = [_days_of(made, row) for made, row in standing]
        is_agreed = newest.act == Act.COVER
        moved = () if is_agreed else moved_along(from_plain(newest.before), from_plain(newest.after), stands)
        stand_before([newest.party_id], on=on, actor=newest.by, but=moved)


def _days_of(made: StaffLeave, row: LeaveCover | None) -> Stand:
    days: Days = tuple((since, until) for since, until in row.days) if row else ()
    return Stand(made.staff_id, made.deputy, day_number(made.since), day_number(made.until), days, barred=False)


def _stand(made: StaffLeave, row: LeaveCover | None, *, party_id: str, on: date) -> tuple[Stand, Refusal | None]:
    why = _what_bars(made, party_id=party_id, on=on) if on < made.until else None
    return replace(_days_of(made, row), barred=why is not None), why


def _what_bars(made: StaffLeave, *, party_id: str, on: date) -> Refusal | None:
    """Why the deputy cannot serve the customer. How many a level may have is no matter here: they are not one's own."""
    first = max(made.since, on)
    try:
        check_day(day_number(first), open_from_day=portfolio.open_from_day(), correction=False)
        changing.check_fit(made.deputy, party_id=party_id, day=first)
    except Refusal as refusal:
        return refusal
    return None


def _keep(row: LeaveCover, days: Days, *, why: Refusal | None) -> None:
    """What the leave covers of the customer; a row of a customer who was never covered goes with the last day."""
    row.days = [list(stretch) for stretch in days]
    row.code, row.words, row.facts = (why.code, why.words, kept_facts(why.facts)) if why else ("", "", {})
    if days or why:
        row.save()
    elif row.pk:
        row.delete()
