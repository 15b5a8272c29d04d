"""An appeal heard and decided: facts laid side by side and kept, like cases looked at, one outcome with its reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from qiao.appeals.actions.filing import step
from qiao.appeals.models import Appeal
from qiao.appeals.queries.appeals import appeal_of, asked_of, key_cases, sees, why_not
from qiao.appeals.queries.sources import Decided, Source, Table, effects_by_kind, source_of
from qiao.appeals.rules.appeal import (
    GRANTING,
    OUTCOMES,
    AppealState,
    Cause,
    Did,
    Effect,
    check_state,
    effect_of,
    granted_by,
    read_words,
)
from qiao.appeals.rules.parameters import SECOND_DAYS
from qiao.appeals.rules.precedents import MARK_WORDS, Alike, deviates, suggested
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office import queries as office_queries
from qiao.people.rules.workdays import DAYS_OFF, after_working_days

DECIDE = "appeals.decide"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as it was typed: the outcome, the figure granted in part, why, and why not as like cases."""

    outcome: str
    reason: str
    part: str = ""
    deviation: str = ""


def decidable(number: int, *, on: date, actor: User) -> Appeal:
    """An appeal that the actor may hear and decide; out of sight it is as unknown as one that is not there."""
    appeal = appeal_of(number)
    if appeal is None or not sees(actor, appeal, on=on):
        raise Refusal("appeal.unknown", _("You have no appeal no. %(number)s."), number=str(number)[:20])
    why = why_not(actor, appeal)
    if why:
        raise Refusal("authority.appeal", why)
    require(actor, DECIDE, appeal.pk)
    return appeal


@recorded
def hear(number: int, *, text: str, on: date, actor: User) -> Appeal:
    """Lay the facts side by side as they are now, and keep them; heard again, the newest count and both are told."""
    appeal = decidable(number, on=on, actor=actor)
    check_state(AppealState(appeal.state), {AppealState.FILED, AppealState.HEARD})
    said = read_words(text)
    tables = source_of(appeal.kind).tables(asked_of(appeal))
    found = {mark for table in tables for mark in table.marks}
    appeal.hearing = [_plain(table) for table in tables]
    appeal.marks = sorted((set(appeal.marks) - {"none", "part", "whole"} if found else set(appeal.marks)) | found)
    appeal.state, appeal.heard_by, appeal.heard_at = AppealState.HEARD.value, actor.username, clock.now()
    appeal.save(update_fields=["hearing", "marks", "state", "heard_by", "heard_at"])
    step(appeal, Did.HEARD, said, actor=actor)
    known = [mark for mark in appeal.marks if mark in MARK_WORDS]
    note(f"appeal {appeal.pk}", new={"state": appeal.state, "facts": known, "tables": len(tables)}, reason=said)
    return appeal


def _plain(table: Table) -> dict[str, Any]:
    return {
        "title": str(table.title),
        "heads": [str(one) for one in table.heads],
        "rows": [[str(cell) for cell in row] for row in table.rows],
        "party": table.party_id,
    }


@recorded
def decide(number: int, ruling: Ruling, *, on: date, actor: User) -> Appeal:
    """Decide an appeal once, with the reason; what it grants is carried out by the door of its kind."""
    appeal = decidable(number, on=on, actor=actor)
    check_state(AppealState(appeal.state), {AppealState.HEARD})
    outcome, source = _outcome(ruling.outcome), source_of(appeal.kind)
    if outcome is AppealState.PARTLY and source.is_whole:
        raise Refusal("appeal.whole", _("This stands or falls as a whole; it cannot be granted in part."))
    granted = granted_by(outcome, stated=appeal.stated, expected=appeal.expected, part=ruling.part)
    reason, likes = read_words(ruling.reason), key_cases(appeal)
    deviation = _deviation(outcome, likes, ruling.deviation)
    effect = Effect.NONE
    if outcome in GRANTING:
        effect = effect_of(appeal.kind, Cause(appeal.cause), by_kind=effects_by_kind())
    appeal.state, appeal.granted, appeal.effect = outcome.value, granted, effect.value
    appeal.decision, appeal.deviation = reason, deviation
    appeal.precedents = [[one.case.number, one.score, one.case.outcome] for one in likes]
    appeal.decided_by, appeal.decided_at, appeal.second_until = actor.username, clock.now(), _second_until(on)
    appeal.save()
    step(appeal, Did.DECIDED, reason, actor=actor)
    note(
        f"appeal {appeal.pk}",
        old={"state": AppealState.HEARD.value, "stands": appeal.stated},
        new={"state": outcome.value, "granted": granted, "precedents": appeal.precedents, "deviation": deviation},
        reason=reason,
    )
    if effect:
        _carry(appeal, source, effect, actor=actor)
    return appeal


def _outcome(text: str) -> AppealState:
    if text not in OUTCOMES:
        raise Refusal("appeal.outcome", _("Decide whether it is upheld, upheld in part, or rejected."))
    return AppealState(text)


def _deviation(outcome: AppealState, likes: tuple[Alike, ...], text: str) -> str:
    """Why it is decided otherwise than like cases were; asked for where it is."""
    if not deviates(outcome, suggested(likes)):
        return ""
    if not text.strip():
        words = _("Like cases were decided otherwise: say in a sentence why this one differs.")
        raise Refusal("appeal.deviation", words)
    return read_words(text)


def _second_until(on: date) -> date:
    days_off = office_queries.parameter_table(DAYS_OFF.name, on=on)
    return after_working_days(on, days=office_queries.parameter(SECOND_DAYS.name, on=on), days_off=days_off)


def _carry(appeal: Appeal, source: Source, effect: Effect, *, actor: User) -> None:
    """What follows at once, or a task for whoever decided to see that it is done."""
    granted = appeal.stated if appeal.granted is None else appeal.granted
    source.carry(Decided(appeal.key, appeal.staff_id, appeal.stated, granted, appeal.decision, actor))
    if effect in {Effect.LOAD, Effect.OWN}:
        office.give_task(
            actor.username,
            _("Appeal no. %(number)s was granted: have it put right at its source, then link the booked difference"),
            facts={"number": appeal.pk},
            address=reverse("appeal", args=[appeal.pk]),
            due=None,
            actor=actor,
        )
