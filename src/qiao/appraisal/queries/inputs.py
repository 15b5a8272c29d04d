"""A closed month's inputs as they were known right after a late event, or as it was closed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.appraisal.models import ClosedMonth, LateEvent, LateInput, LateMonth
from qiao.appraisal.queries.expenses import expenses_in
from qiao.appraisal.queries.plans import plan_of
from qiao.appraisal.rules.bonus import Expense
from qiao.appraisal.rules.late import InputKind
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.plan_file import read_plan
from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import known
from qiao.contribution.queries.known import Inputs, Overlay
from qiao.contribution.queries.pauses import pieces_of, posted_rows
from qiao.contribution.queries.runs import folder_of
from qiao.engine.reading import select
from qiao.ground.portions import portions

IDS_A_STATEMENT = 500
Spells = Sequence[Sequence[int]]
Stored = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """A closed month with all that was known of it up to an event (its number), 0 = as it was closed."""

    close: ClosedMonth
    upto: int
    version: book.Version
    plan: Plan


def moment(close: ClosedMonth, *, upto: int) -> Moment:
    """The month right after an event; of an event before all that concern the month: as it was closed."""
    concerning = LateMonth.objects.filter(close=close, event_id__lte=upto).select_related("event__version")
    last = concerning.order_by("-event_id").first()
    version = last.event.version if last is not None else close.run.book_version
    told = newest(close, InputKind.PLAN, upto=upto, keys=[close.month]).get(close.month)
    plan = read_plan(told["text"], file=told["code"]).plan if told else plan_of(close.run)
    return Moment(close, upto, version, plan)


def newest(close: ClosedMonth, kind: InputKind, *, upto: int, keys: Collection[str] | None = None) -> dict[str, Any]:
    """What was last said of each key since the month was closed, up to an event; None = of every key."""
    rows = LateInput.objects.filter(kind=kind, event_id__gt=close.after_event, event_id__lte=upto).order_by("event_id")
    if keys is None:
        return dict(rows.values_list("key", "value").iterator())
    found: dict[str, Any] = {}
    for part in portions(sorted(keys), IDS_A_STATEMENT):
        found |= dict(rows.filter(key__in=part).values_list("key", "value"))
    return found


def said_by(event: LateEvent, kind: InputKind) -> dict[str, Any]:
    """What one event says of each key."""
    return dict(LateInput.objects.filter(event=event, kind=kind).order_by("key").values_list("key", "value"))


def inputs_at(at: Moment, *, parties: Collection[str] | None = None) -> Inputs:
    """The inputs for these customers, None = for everybody."""
    lines = newest(at.close, InputKind.LINES, upto=at.upto, keys=parties)
    if not at.plan.credits_barred:
        named = {row["staff_id"] for rows in lines.values() for row in rows}
        barred = at.close.barred | newest(at.close, InputKind.BARRED, upto=at.upto, keys=named)
        lines = {party: [piece for row in rows for piece in _cut(row, barred)] for party, rows in lines.items()}
    return Inputs(at.close.run, at.version, Overlay(lines, _left_on(at), _products(at)))


def _cut(row: Stored, barred: Mapping[str, Spells | None]) -> Iterable[Stored]:
    paused = [(first, last) for first, last in barred.get(row["staff_id"]) or ()]
    return pieces_of(row, paused) if paused else [row]


def _left_on(at: Moment) -> dict[str, int | None]:
    """Last days told since; and of people whom the run's snapshot does not know yet, those of today."""
    kept = {row["staff_id"] for row in select([folder_of(at.close.run) / "staff.parquet"], columns=["staff_id"])}
    today = posted_rows()
    later = dict(zip(today["staff_id"].to_pylist(), today["left_on_day"].to_pylist(), strict=True))
    new = {key: day for key, day in later.items() if key not in kept}
    return new | newest(at.close, InputKind.STAFF, upto=at.upto)


def last_days_at(at: Moment, staff_ids: Collection[str]) -> dict[str, int]:
    """The last day in the post, by person, of those who have one."""
    return known.left_on_days(Inputs(at.close.run, at.version, Overlay(left_on=_left_on(at))), staff_ids)


def _products(at: Moment) -> dict[str, Stored]:
    """Products told otherwise since; and those that the run's snapshot does not know yet, as of today."""
    kept = {row["product_id"] for row in select([folder_of(at.close.run) / "product.parquet"], columns=["product_id"])}
    new = {row["product_id"]: row for row in catalogue.product_rows().to_pylist() if row["product_id"] not in kept}
    return new | newest(at.close, InputKind.PRODUCT, upto=at.upto)


def expenses_at(at: Moment, staff_ids: Collection[str]) -> dict[str, list[Expense]]:
    """The month's expenses of people, as a settlement takes them."""
    return expenses_in(at.version, Inputs(at.close.run, at.version).period, staff_ids=staff_ids)
