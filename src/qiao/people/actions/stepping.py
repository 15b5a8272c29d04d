"""One step of a candidate, added within the action under way: taken by the rules first, then kept and noted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from qiao.ground import clock
from qiao.ground.audit import note
from qiao.people.models import Candidate, EntryStep
from qiao.people.queries.entry import standing_of, step_of, steps_of, terms_of
from qiao.people.rules import entry as way
from qiao.people.rules.entry import STAGE_WORDS, STEP_WORDS, Entry, Step, StepKind


def add_step(
    candidate: Candidate,
    kind: StepKind,
    *,
    facts: Mapping[str, Any],
    reason: str,
    on: date,
    actor: str,
    approval: int | None = None,
) -> Entry:
    """Keep a step, or refuse it; the record tells the stages and never the candidate's personal data."""
    terms = terms_of(candidate.opening)
    before = way.entry([step_of(one) for one in steps_of(candidate)], terms=terms)
    after = way.take(before, Step(kind, on, 0, actor, facts, reason), terms=terms)
    EntryStep.objects.create(
        candidate=candidate,
        kind=kind.value,
        on=on,
        facts=dict(facts),
        reason=reason,
        actor=actor,
        at=clock.now(),
        approval_id=approval,
    )
    new = {"what": STEP_WORDS[kind], "state": STAGE_WORDS[after.stage]}
    note(f"candidate {candidate.pk}", old={"state": STAGE_WORDS[before.stage]}, new=new, reason=reason)
    return after


__all__ = ("add_step", "standing_of")
