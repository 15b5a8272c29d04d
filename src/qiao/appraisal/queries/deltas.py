"""Differences for lists and pages: which events there are, what is booked of them, each in one sentence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext

from qiao.appraisal.models import DeltaBonus, DeltaLine, DeltaRun, LateEvent, LateMonth
from qiao.appraisal.rules.delta_words import Sentence, of_person, sentence
from qiao.appraisal.rules.late import LateKind, LateState
from qiao.ground.words import Marked

__all__ = (
    "DeltaBonus",
    "DeltaLine",
    "DeltaRun",
    "LateEvent",
    "LateMonth",
    "Told",
    "bonuses",
    "booked_for",
    "booked_in",
    "events",
    "late_of",
    "lines_of",
    "month_of",
    "person_bonuses",
    "run_for",
    "said",
    "said_of",
    "trouble_of",
)
EVENTS_MOST = 200
LINES_MOST = 500
PEOPLE_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Told:
    """An event for a month with the difference that was booked, if any: of how many people, what sum paid."""

    late: LateMonth
    run: DeltaRun | None
    people: int
    paid_fen: int


def events(
    *, month: str | None = None, states: Collection[str] = (), most: int = EVENTS_MOST, skip: int = 0
) -> list[Told]:
    """Events by closed month, the newest first, at most 200; filters may be empty."""
    rows = LateMonth.objects.select_related("event", "event__approval", "close").order_by("-event_id", "-close__month")
    rows = rows.filter(close__month=month) if month else rows
    rows = rows.filter(state__in=states) if states else rows
    found = list(rows[skip : skip + min(most, EVENTS_MOST)])
    runs = {
        (one.event_id, one.close_id): one for one in DeltaRun.objects.filter(event__in={one.event_id for one in found})
    }
    sums = {
        row["run"]: (row["people"], int(row["paid"]))
        for row in DeltaBonus.objects.filter(run__in=[one.pk for one in runs.values()])
        .values("run")
        .annotate(people=Count("id"), paid=Sum("difference_fen"))
    }
    told = []
    for late in found:
        run = runs.get((late.event_id, late.close_id))
        people, paid = sums.get(run.pk, (0, 0)) if run else (0, 0)
        told.append(Told(late, run, people, paid))
    return told


def month_of(number: int) -> LateMonth | None:
    """One event for one month by its number."""
    rows = LateMonth.objects.select_related("event", "event__approval", "close")
    return rows.filter(pk=number).first() if number < 2**63 else None


def trouble_of(month: str | None) -> list[LateMonth]:
    """What could not be booked, at most 200."""
    rows = LateMonth.objects.filter(state=LateState.WAITING).exclude(trouble="").select_related("close", "event")
    rows = rows.filter(close__month=month) if month else rows
    return list(rows.order_by("event_id")[:EVENTS_MOST])


def run_for(late: LateMonth) -> DeltaRun | None:
    """What was booked of an event for a month."""
    return DeltaRun.objects.filter(event=late.event_id, close=late.close_id).first()


def late_of(run: DeltaRun) -> LateMonth:
    """The event and month that a difference was booked for."""
    return LateMonth.objects.get(event=run.event_id, close=run.close_id)


def bonuses(run: DeltaRun, *, staff_ids: Sequence[str] | None = None) -> QuerySet[DeltaBonus]:
    """The people of a difference, the largest sums first, of these people; the caller cuts."""
    rows = DeltaBonus.objects.filter(run=run).order_by("-difference_fen", "staff_id")
    return rows if staff_ids is None else rows.filter(staff_id__in=staff_ids)


def lines_of(run: DeltaRun, *, staff_ids: Sequence[str] | None = None) -> QuerySet[DeltaLine]:
    """The rows of a difference by customer, account and person, of these people; the caller cuts."""
    rows = DeltaLine.objects.filter(run=run).order_by("party_id", "account_id", "staff_id")
    return rows if staff_ids is None else rows.filter(staff_id__in=staff_ids)


def person_bonuses(
    *, month: str = "", staff_id: str = "", kind: str = "", staff_ids: Sequence[str] | None = None
) -> QuerySet[DeltaBonus]:
    """People's differences, the newest first: for a month, of one kind, of these people; the caller cuts."""
    rows = DeltaBonus.objects.select_related("run", "run__event").order_by("-id")
    rows = rows.filter(for_month=month) if month else rows
    rows = rows.filter(staff_id=staff_id) if staff_id else rows
    rows = rows.filter(run__event__kind=kind) if kind else rows
    return rows if staff_ids is None else rows.filter(staff_id__in=staff_ids)


def booked_in(month: str, staff_id: str) -> list[DeltaBonus]:
    """What is booked in a month from earlier ones for a person, in its order, at most 500."""
    rows = DeltaBonus.objects.filter(in_month=month, staff_id=staff_id).select_related("run", "run__event")
    return list(rows.order_by("id")[:LINES_MOST])


def booked_for(month: str, staff_id: str) -> list[DeltaBonus]:
    """What was booked later for a month of a person, in its order, at most 500."""
    rows = DeltaBonus.objects.filter(for_month=month, staff_id=staff_id).select_related("run", "run__event")
    return list(rows.order_by("id")[:LINES_MOST])


def said(one: DeltaBonus) -> str:
    """A person's difference in one sentence, in the language of the moment."""
    kind, facts = LateKind(one.run.event.kind), one.run.facts
    if kind is LateKind.LOAD:
        rows = DeltaLine.objects.filter(run=one.run_id, staff_id=one.staff_id).order_by("party_id", "account_id")
        own = list(rows.values_list("account_id", "party_id")[:LINES_MOST])
        accounts, parties = (
            ([key for key in dict.fromkeys(keys) if key] for keys in zip(*own, strict=True)) if own else ([], [])
        )
        facts = of_person(facts, staff_id=one.staff_id, accounts=accounts, parties=parties)
    return _in_words(sentence(kind, facts, fen=one.difference_fen))


def said_of(late: LateMonth) -> list[str]:
    """The sentences of what an event changed of a month, at most 1,000."""
    rows = DeltaBonus.objects.filter(run__event=late.event_id, run__close=late.close_id)
    found = rows.select_related("run", "run__event").order_by("staff_id")[:PEOPLE_MOST]
    return [f"{late.close.month} {one.staff_id} {said(one)}" for one in found]


def _in_words(told: Sentence) -> str:
    return gettext(told.words) % {name: _fact(fact) for name, fact in told.facts.items()}


def _fact(fact: Any) -> Any:
    if isinstance(fact, Sentence):
        return _in_words(fact)
    if isinstance(fact, list):
        return "".join(str(_fact(part)) for part in fact)
    return gettext(fact) if isinstance(fact, Marked) else fact
