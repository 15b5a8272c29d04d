"""Events that raise themselves: within the transaction of what makes a closed month's inputs others than they were.

Each keeps what it says of the customers, people and products it concerns, as known right then, so that it can be booked
later and in its order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime

from qiao.appraisal.actions.booking import book_soon
from qiao.appraisal.models import LateEvent, LateInput, LateMonth
from qiao.appraisal.queries import closing
from qiao.appraisal.queries.inputs import last_days_at, moment
from qiao.appraisal.queries.plans import plan_in_force
from qiao.appraisal.rules.closing import concerned, is_beyond, span_of
from qiao.appraisal.rules.late import InputKind, LateKind, LateState, moves, whole_first
from qiao.appraisal.rules.parameters import MONTHS_BACK
from qiao.appraisal.rules.plan import Plan
from qiao.book import queries as book
from qiao.contribution.queries.differing import bears
from qiao.ground import clock
from qiao.ground.audit import SYSTEM_ACTOR, note, recorded
from qiao.ground.periods import day_number, day_of, month_period
from qiao.office import queries as office
from qiao.people.queries import careers
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.posts import last_day_numbers
from qiao.portfolio.rules.conflicts import first_difference, from_plain

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 1_000
Input = tuple[InputKind, str, Any]


def shares_changed(keys: Sequence[str]) -> None:
    """Listen to changes of who serves a customer."""
    if not closing.closed_months():
        return
    for key in keys:
        change = portfolio.change_of(int(key))
        before, after = from_plain(change.before), from_plain(change.after)
        first = first_difference(before, after)
        if first is None:
            continue
        told = whole_first(moves(before, after, day=first))
        facts = {
            "act": change.act,
            "party": change.party_id,
            "account": change.account_id,
            "number": change.approval_id or 0,
            "known": f"{localtime(change.known_at):%Y-%m-%d}",
            "day": day_of(first).isoformat(),
            "moves": [[one.account_id, one.staff_id, one.before_bp, one.after_bp] for one in told],
        }
        raised = raise_event(
            LateKind.SHARES,
            key,
            first_day=day_of(first),
            facts=facts,
            inputs=_lines([change.party_id]),
            approval=change.approval_id,
            actor=change.by,
        )
        if raised is not None:
            book_soon(raised)


def standing_told(keys: Sequence[str]) -> None:
    """Listen to who is out of the post, suspensions, certificates and ladders; nobody named = everybody."""
    closed = closing.closed_months()
    if not closed:
        return
    cause, *people = keys
    months = [one for one in closed if not _plan(one).credits_barred]
    inputs = _last_days(people) + (_barred(people) if months else [])
    if not inputs:
        return
    months = months or closed
    facts = {"people": people, "known": f"{clock.now():%Y-%m-%d}", "day": months[0].run.since.isoformat()}
    what, _space, number = cause.partition(" ")
    row = careers.CareerEvent.objects.filter(pk=int(number.split()[0])).first() if what == "career" else None
    if row is not None:
        facts["day"] = row.since.isoformat()
    raise_event(
        LateKind.STANDING,
        cause,
        first_day=None,
        facts=facts,
        inputs=inputs,
        approval=row.approval_id if row else None,
        actor=row.actor if row else SYSTEM_ACTOR,
    )


def _plan(close: closing.ClosedMonth) -> Plan:
    return moment(close, upto=closing.newest_event()).plan


def _last_days(people: Collection[str]) -> list[Input]:
    """People whose last day in the post is another than a closed month knows, and the lines of whom they serve."""
    closed, told = closing.closed_months(), last_day_numbers(people, on=clock.today())
    moved: set[str] = set()
    for one in closed:
        until_day, was = day_number(one.run.until), last_days_at(moment(one, upto=closing.newest_event()), people)
        moved |= {
            key for key in people if min(was.get(key, until_day), until_day) != min(told.get(key, until_day), until_day)
        }
    served = portfolio.parties_served_by(moved, period=span_of([one.month for one in closed]))
    return [*((InputKind.STAFF, key, told.get(key)) for key in sorted(moved)), *_lines(served)]


def _barred(people: Collection[str]) -> list[Input]:
    """The barred days of people over all closed months, and the lines of whom they serve."""
    span = span_of([one.month for one in closing.closed_months()])
    found = closing.barred_then(span)
    named = set(people) or set(found) | {key for one in closing.closed_months() for key in one.barred}
    barred: list[Input] = [(InputKind.BARRED, key, found.get(key)) for key in sorted(named)]
    return barred + _lines(portfolio.parties_served_by(named, period=span))


def _lines(party_ids: Collection[str]) -> list[Input]:
    return [(InputKind.LINES, party, rows) for party, rows in portfolio.stored_lines(party_ids).items()]


def plan_added(plan: Plan, *, added_by: str) -> LateEvent | None:
    """A plan that is now in force for a closed month: of each such month its text, and barred days where they count."""
    closed = closing.closed_months()
    texts: list[Input] = []
    was = {one.month: _plan(one) for one in closed}
    for one in closed:
        now = plan_in_force(day_of(day_number(one.run.until) - 1))
        if now.code == plan.code and now.text != was[one.month].text:
            texts.append((InputKind.PLAN, one.month, {"code": now.code, "text": now.text}))
    if not texts:
        return None
    months = [month for _kind, month, _text in texts]
    turns = any(was[month].credits_barred != plan.credits_barred for month in months)
    facts = {
        "code": plan.code,
        "known": f"{clock.now():%Y-%m-%d}",
        "day": plan.since.isoformat(),
        "before": was[months[0]].code,
    }
    return raise_event(
        LateKind.PLAN,
        plan.code,
        first_day=max(plan.since, month_period(months[0]).since),
        facts=facts,
        inputs=texts + (_barred(()) if turns else []),
        months=months,
        actor=added_by,
    )


def load_held(
    load: book.LoadRecord,
    *,
    base: book.Version | None,
    before: "Mapping[str, pa.Table]",
    upserts: "Mapping[str, pa.Table]",
    removed: "Mapping[str, pa.Table]",
    actor: str,
) -> LateEvent | None:
    """A load that may say otherwise of a closed month; `before` are the masters as they stood before it."""
    closed = closing.closed_months()
    version = book.current()
    if not closed or base is None or version is None:
        return None
    span = span_of([one.month for one in closed])
    inputs = _products(before, upserts) + _lines(_named(upserts, removed, until_day=span.until_day))
    if "staff" in upserts:
        people = upserts["staff"]["staff_id"].to_pylist()
        inputs += _last_days(people)
        if any(not _plan(one).credits_barred for one in closed):
            inputs += _barred(people)
    if not inputs and not bears(base, version):
        return None
    facts = {"number": load.pk, "known": f"{localtime(load.at):%Y-%m-%d}"}
    return raise_event(LateKind.LOAD, str(load.pk), first_day=None, facts=facts, inputs=inputs, actor=actor)


def _products(before: "Mapping[str, pa.Table]", upserts: "Mapping[str, pa.Table]") -> list[Input]:
    """Products whose side, method or tenor is another."""
    if "product" not in upserts:
        return []
    known = {row["product_id"]: row for row in before["product"].to_pylist()}
    return [
        (InputKind.PRODUCT, row["product_id"], row)
        for row in upserts["product"].to_pylist()
        if any(known.get(row["product_id"], {}).get(name) != row[name] for name in ("side", "ftp_method", "tenor_days"))
    ]


def _named(upserts: "Mapping[str, pa.Table]", removed: "Mapping[str, pa.Table]", *, until_day: int) -> set[str]:
    """The customers of whose assignments the extract says something that begins before the closed months' end."""
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads need it

    found: set[str] = set()
    for tables in (upserts, removed):
        if "assignment" in tables:
            rows = tables["assignment"]
            rows = rows.filter(compute.less(rows["since_day"], until_day))
            found |= set(rows["party_id"].to_pylist())
    return found


@recorded
def raise_event(
    kind: LateKind,
    cause: str,
    *,
    first_day: date | None,
    facts: Mapping[str, Any],
    inputs: Iterable[Input],
    approval: int | None = None,
    months: Sequence[str] | None = None,
    actor: str,
) -> LateEvent | None:
    """Keep an event for the closed months it concerns; None where it concerns none."""
    closes = {one.month: one for one in closing.closed_months()}
    named = concerned(sorted(closes), first_day=first_day) if months is None else list(months)
    version = book.current()
    assert version is not None, cause
    if not named:
        note(f"late {kind} {cause}", new={"months": []})
        return None
    made = LateEvent.objects.create(
        kind=kind.value,
        cause=cause[:64],
        known_at=clock.now(),
        first_day=first_day,
        facts=dict(facts),
        version=version,
        approval_id=approval,
        by=actor,
    )
    said = {(what, key): value for what, key, value in inputs}  # several parts may name one customer, and say the same
    LateInput.objects.bulk_create(
        (LateInput(event=made, kind=what.value, key=key, value=value) for (what, key), value in said.items()),
        batch_size=BATCH_ROWS,
    )
    limit, into = office.parameter(MONTHS_BACK.name, on=clock.today()), closing.booked_in()
    states = {
        month: LateState.BEYOND if is_beyond(month, booked_in=into, months_back=limit) else LateState.WAITING
        for month in named
    }
    LateMonth.objects.bulk_create(
        LateMonth(event=made, close=closes[month], state=states[month].value) for month in named
    )
    note(f"late {kind} {cause}", new={"months": {month: state.value for month, state in states.items()}})
    return made
