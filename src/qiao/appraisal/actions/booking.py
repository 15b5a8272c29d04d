"""The one delta engine: what a late event changes of a closed month is reckoned, told and booked in the open month.

Source: features 2.4. Only what is touched is reckoned again: a few accounts by the scalar rules, many by the engine as
a whole month whose rows are compared. Events are booked month by month in the order in which they became known; the
reckoning reads, and one transaction writes, if the running book is still the one that was reckoned from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from qiao.appraisal.models import DeltaBonus, DeltaLine, DeltaRun, LateEvent, LateMonth
from qiao.appraisal.queries import closing, inputs, running, touching
from qiao.appraisal.queries.inputs import Moment
from qiao.appraisal.queries.touching import Extent
from qiao.appraisal.rules.deltas import (
    Line,
    PersonDelta,
    PersonMonth,
    digest_after,
    lines_of,
    month_of,
    sums_after,
)
from qiao.appraisal.rules.late import LateState
from qiao.contribution.actions import recasting
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.queries.touched import credit_of
from qiao.contribution.rules.rows import hexadecimal
from qiao.engine.sessions import duckdb_session
from qiao.ground import bulk, clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.portions import portions
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.stages import Tell
from qiao.ground.words import gettext_noop as _

FEW_MOST = 1_000
"""Accounts and customers beyond which the whole month is reckoned by the engine."""
BATCH_ROWS = 5_000
EXCEED = "month.exceed"
MEANWHILE = frozenset({"delta.moved", "delta.dealt_with"})
"""Somebody else booked meanwhile: nothing is wrong, the next booking goes on from there."""
LINE_FIELDS = [field.name for field in DeltaLine._meta.concrete_fields if field.name != "id"]
LINE_KEY = ["run", "party_id", "account_id", "side", "staff_id"]


@dataclass(frozen=True, slots=True)
class Delta:
    """A difference that is reckoned and not booked yet."""

    late: LateMonth
    extent: Extent
    lines: tuple[Line, ...]
    people: tuple[PersonDelta, ...]
    before: str
    after: str
    is_whole: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Means:
    """What a whole reckoning needs; without a folder none is made. `few_most` bounds what the scalar rules do."""

    scratch: Path | None = None
    tell: Tell | None = None
    few_most: int = FEW_MOST


def book_soon(event: LateEvent) -> None:
    """Book an event as soon as what brought it about is committed, where nothing else waits before it."""
    transaction.on_commit(partial(_book_quickly, event.pk))


def _book_quickly(number: int) -> None:
    for late in LateMonth.objects.filter(event_id=number).select_related("close").order_by("close__month"):
        if late.close.reopened_at is None and next_waiting(late.close.month) == late:
            _book_one(late, Means(), actor=late.event.by)


def book_waiting(month: str | None, *, means: Means, actor: str) -> list[LateMonth]:
    """Book what waits, month by month in the order of what became known; returns what was dealt with."""
    done: list[LateMonth] = []
    for close in closing.closed_months():
        if month not in {None, close.month}:
            continue
        while (late := next_waiting(close.month)) is not None and _book_one(late, means, actor=actor):
            done.append(late)
    return done


def next_waiting(month: str) -> LateMonth | None:
    """What is to be booked next for a month; None where nothing waits, or a decision has to come first."""
    kept = [LateState.WAITING, LateState.BEYOND, LateState.LEFT]
    rows = LateMonth.objects.filter(close__month=month, close__reopened_at=None, state__in=kept)
    first = rows.select_related("close", "close__run", "close__run__book_version", "event").order_by("event_id").first()
    return first if first is not None and first.state == LateState.WAITING else None


def _book_one(late: LateMonth, means: Means, *, actor: str) -> bool:
    """Reckon and book; False where it has to wait: for a whole reckoning, or for what is lacking."""
    try:
        delta = reckon(late, means)
        if delta is None:
            return False
        if not delta.lines and not delta.people:
            close_without_effect(late.pk, actor=actor)
        else:
            book_delta(delta, actor=actor)
    except Refusal as refusal:
        if refusal.code not in MEANWHILE:
            tell_trouble(late.pk, trouble=say(refusal), actor=actor)
        return False
    late.refresh_from_db()
    return True


def reckon(late: LateMonth, means: Means) -> Delta | None:
    """What the event changes of the month; None where a whole reckoning is needed and there is no room for one."""
    begun = clock.ticks()
    old, new = (inputs.moment(late.close, upto=number) for number in (late.event_id - 1, late.event_id))
    extent = touching.extent_of(late, old, new)
    is_whole = extent.whole or extent.touched.count > means.few_most
    if is_whole and means.scratch is None:
        return None
    lines = _whole(late, new, means) if is_whole else _few(extent, new)
    people = _people(extent, old, new, lines=lines)
    before = running.digest_now(late.close)
    after = hexadecimal(digest_after(int(before, 16), lines, people))
    return Delta(late, extent, lines, people, before, after, is_whole, clock.ticks() - begun)


def _few(extent: Extent, new: Moment) -> tuple[Line, ...]:
    touched, parties = extent.touched, extent.parties
    rows = credit_of(inputs.inputs_at(new, parties=parties), touched, basis=new.plan.day_basis)
    return lines_of(running.running_rows(new.close, parties, touched), rows)


def _whole(late: LateMonth, new: Moment, means: Means) -> tuple[Line, ...]:
    assert means.scratch is not None
    assert means.tell is not None
    folder = means.scratch / f"delta-{late.pk}"
    with duckdb_session(means.scratch) as local:
        credit = recasting.recast(
            local, inputs.inputs_at(new), basis=new.plan.day_basis, folder=folder, tell=means.tell
        )
        pairs = recasting.differences(
            local,
            folder_of(late.close.run) / "account_credit.parquet",
            credit,
            over=running.booked_rows(late.close),
        )
        return tuple(sorted((Line(*pair) for pair in pairs), key=lambda line: line.key))


def _people(extent: Extent, old: Moment, new: Moment, *, lines: Sequence[Line]) -> tuple[PersonDelta, ...]:
    """Everybody whose rows, expenses or plan moved, where anything of the month is another."""
    close = new.close
    named = {line.key.staff_id for line in lines if line.key.staff_id} | extent.staff
    if old.plan.text != new.plan.text:
        named |= running.everybody(close)
    before = running.running_people(close, named)
    moved = sums_after(before, lines)
    expenses = inputs.expenses_at(new, named)
    found = []
    for staff_id in sorted(named):
        was = before.get(staff_id, PersonMonth())
        now = month_of(new.plan, moved.get(staff_id, PersonMonth()).sums, expenses=expenses.get(staff_id, ()))
        if was != now:
            found.append(PersonDelta(staff_id, was, now))
    return tuple(found)


@recorded
def book_delta(delta: Delta, *, actor: str) -> DeltaRun:
    """Book a difference, if the running book and the event still stand as they were reckoned from."""
    late = _pending(delta.late.pk)
    if running.digest_now(late.close) != delta.before or next_waiting(late.close.month) != late:
        raise Refusal("delta.moved", _("The book of %(month)s moved meanwhile; book again."), month=late.close.month)
    made = DeltaRun.objects.create(
        event=late.event,
        close=late.close,
        for_month=late.close.month,
        in_month=closing.booked_in(),
        facts=delta.extent.facts,
        accounts=len({(line.key.party_id, line.key.account_id) for line in delta.lines}),
        is_whole=delta.is_whole,
        before=delta.before,
        after=delta.after,
        seconds=round(delta.seconds, 3),
        at=clock.now(),
        actor=actor,
    )
    bulk.write(
        DeltaLine,
        LINE_FIELDS,
        ([_row(made, one) for one in part] for part in portions(delta.lines, BATCH_ROWS)),
        key=LINE_KEY,
    )
    DeltaBonus.objects.bulk_create((_bonus(made, one) for one in delta.people), batch_size=BATCH_ROWS)
    late.state, late.trouble = LateState.BOOKED, ""
    late.save(update_fields=["state", "trouble"])
    paid = sum(one.difference_fen for one in delta.people)
    note(
        f"delta {made.pk} of {made.for_month}",
        old={"digest": delta.before},
        new={
            "digest": delta.after,
            "in": made.in_month,
            "event": late.event_id,
            "people": len(delta.people),
            "paid": paid,
        },
    )
    return made


def _row(run: DeltaRun, line: Line) -> tuple[Any, ...]:
    pairs = [pair for both in zip(line.before.told, line.after.told, strict=True) for pair in both]
    key = line.key
    return (run.pk, run.for_month, key.party_id, key.account_id, key.side, key.staff_id, *pairs)


def _bonus(run: DeltaRun, one: PersonDelta) -> DeltaBonus:
    return DeltaBonus(
        run=run,
        for_month=run.for_month,
        in_month=run.in_month,
        staff_id=one.staff_id,
        before_fen=one.before.bonus_fen,
        after_fen=one.after.bonus_fen,
        raw_before_fen=one.before.raw_fen,
        raw_after_fen=one.after.raw_fen,
        difference_fen=one.difference_fen,
        before=one.before.plain,
        after=one.after.plain,
    )


def _pending(number: int) -> LateMonth:
    late = (
        LateMonth.objects.filter(pk=number, state=LateState.WAITING, close__reopened_at=None)
        .select_related("close", "event")
        .first()
    )
    if late is None:
        raise Refusal("delta.dealt_with", _("This was dealt with meanwhile; nothing is left to book."))
    return late


@recorded
def close_without_effect(number: int, *, actor: str) -> None:
    """Note that an event changes no figure of a month."""
    late = _pending(number)
    late.state, late.trouble = LateState.NOTHING, ""
    late.save(update_fields=["state", "trouble"])
    note(f"late {late.event_id} of {late.close.month}", new={"state": late.state})


@recorded
def tell_trouble(number: int, *, trouble: str, actor: str) -> None:
    """Keep why an event cannot be booked yet: it waits, and those behind it."""
    late = _pending(number)
    late.trouble = trouble
    late.save(update_fields=["trouble"])
    note(f"late {late.event_id} of {late.close.month}", new={"trouble": trouble})


@recorded
def decide_beyond(number: int, *, book: bool, reason: str, actor: User) -> LateMonth:
    """Let an event beyond the limit be booked for a month, or leave the month as it is; one that was left, too."""
    require(actor, EXCEED)
    late = LateMonth.objects.filter(pk=number).select_related("close", "event").first() if number < 2**63 else None
    open_states = {LateState.BEYOND, LateState.LEFT}
    if late is None or late.state not in open_states or late.close.reopened_at is not None:
        raise Refusal("delta.decided", _("This is decided already, or the month was reopened."))
    if not reason.strip():
        raise Refusal("delta.reason", _("Say why, in a few words: the reason stays with the difference."))
    older = LateMonth.objects.filter(close=late.close, event_id__lt=late.event_id, state__in=open_states)
    first = older.order_by("event_id").first()
    if book and first is not None:
        words = _("Event no. %(number)s became known before and is not booked for %(month)s; decide that one first.")
        raise Refusal("delta.order", words, number=first.event_id, month=late.close.month)
    old, late.state = late.state, (LateState.WAITING if book else LateState.LEFT)
    late.decided_by, late.decided_at, late.reason = actor.username, clock.now(), reason.strip()[:500]
    late.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    note(
        f"late {late.event_id} of {late.close.month}", old={"state": old}, new={"state": late.state}, reason=late.reason
    )
    if book:
        book_soon(late.event)
    return late
