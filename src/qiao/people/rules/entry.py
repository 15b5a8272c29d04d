"""Entry into the post: from the application to the end of probation, stage after stage, none of them skipped.

Source: piece 2, 3.4 (line 257: open competition, written exam, training before the post, certified in it). What each
stage asks for are an opening's terms, data of that opening; a step that its stage does not take is refused in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class Stage(StrEnum):
    """What a candidate waits for, in order; the last three are final."""

    CHECKS = "checks"
    EXAM = "exam"
    INTERVIEW = "interview"
    NOTICE = "notice"
    TRAINING = "training"
    CERTIFICATE = "certificate"
    APPOINTMENT = "appointment"
    PROBATION = "probation"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STAGE_WORDS = {
    Stage.CHECKS: _("Checks"),
    Stage.EXAM: _("Written exam"),
    Stage.INTERVIEW: _("Interview"),
    Stage.NOTICE: _("Public notice"),
    Stage.TRAINING: _("Training before the post"),
    Stage.CERTIFICATE: _("Certificate"),
    Stage.APPOINTMENT: _("Appointment"),
    Stage.PROBATION: _("Probation"),
    Stage.CONFIRMED: _("Confirmed"),
    Stage.REJECTED: _("Rejected"),
    Stage.WITHDRAWN: _("Withdrawn"),
}
IN_ORDER = tuple(stage for stage in Stage if stage not in {Stage.REJECTED, Stage.WITHDRAWN})
FINAL = frozenset({Stage.CONFIRMED, Stage.REJECTED, Stage.WITHDRAWN})
IN_POST = frozenset({Stage.PROBATION, Stage.CONFIRMED})


class StepKind(StrEnum):
    """What is done with a candidate."""

    APPLIED = "applied"
    CHECKED = "checked"
    EXAMINED = "examined"
    RELATED = "related"
    SCORED = "scored"
    INTERVIEWED = "interviewed"
    ANNOUNCED = "announced"
    OBJECTED = "objected"
    ANSWERED = "answered"
    NOTICED = "noticed"
    TRAINED = "trained"
    CERTIFIED = "certified"
    LINKED = "linked"
    APPOINTED = "appointed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STEP_WORDS = {
    StepKind.APPLIED: _("applied"),
    StepKind.CHECKED: _("checks passed"),
    StepKind.EXAMINED: _("written exam"),
    StepKind.RELATED: _("declared a relation and does not score"),
    StepKind.SCORED: _("score of a panel member"),
    StepKind.INTERVIEWED: _("interview closed"),
    StepKind.ANNOUNCED: _("public notice begun"),
    StepKind.OBJECTED: _("objection"),
    StepKind.ANSWERED: _("objection answered"),
    StepKind.NOTICED: _("public notice closed"),
    StepKind.TRAINED: _("training"),
    StepKind.CERTIFIED: _("certificate"),
    StepKind.LINKED: _("linked with a person of the book"),
    StepKind.APPOINTED: _("appointed"),
    StepKind.CONFIRMED: _("confirmed"),
    StepKind.REJECTED: _("rejected"),
    StepKind.WITHDRAWN: _("withdrawn"),
}
EDUCATION = ("school", "college", "bachelor", "master", "doctor")
EDUCATION_WORDS = {
    "school": _("secondary school"),
    "college": _("college"),
    "bachelor": _("bachelor"),
    "master": _("master"),
    "doctor": _("doctor"),
}
SCORE_MOST = 100


@dataclass(frozen=True, slots=True)
class Terms:
    """What an opening asks of its candidates. Scores are of 100; a proposal until the bank sets its own."""

    education_least: str = "bachelor"
    tenure_months_least: int = 12
    discipline_months: int = 24
    exam_pass: int = 60
    panel_least: int = 3
    interview_pass: int = 70
    notice_days: int = 5
    training_hours: int = 40
    certificate: str = ""
    term_months: int = 12
    probation_months: int = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its facts; `actor` is the log-in of whoever did it."""

    kind: StepKind
    on: date
    number: int
    actor: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody said against a candidate during the notice, and what was answered."""

    number: int
    by: str
    text: str
    answer: str = ""
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a candidate stands; `passed` are the stages gone through, in order."""

    stage: Stage = Stage.CHECKS
    passed: tuple[Stage, ...] = ()
    staff_id: str = ""
    exam: int | None = None
    related: frozenset[str] = frozenset()
    scores: tuple[tuple[str, int], ...] = ()
    announced: date | None = None
    objections: tuple[Objection, ...] = ()
    hours: int = 0
    certificate: Mapping[str, Any] | None = None
    appointed: date | None = None
    mentor: str = ""
    reason: str = ""

    @property
    def interview(self) -> int | None:
        """The average of the panel's scores in tenths, cut and not rounded up."""
        total = sum(score for _by, score in self.scores)
        return total * 10 // len(self.scores) if self.scores else None


def entry(steps: "tuple[Step, ...] | list[Step]", *, terms: Terms) -> Entry:
    """Replay a candidate's steps; the first is the application."""
    found = Entry()
    for step in steps:
        found = take(found, step, terms=terms)
    return found


def take(found: Entry, step: Step, *, terms: Terms) -> Entry:
    """The candidate after a step, or a refusal that says why this step cannot be taken now."""
    from_stages = _STAGES_OF[step.kind]
    if found.stage not in from_stages:
        raise Refusal(
            "entry.stage",
            _("This candidate is at “%(stage)s”; “%(step)s” cannot be done now."),
            stage=STAGE_WORDS[found.stage],
            step=STEP_WORDS[step.kind],
        )
    return _TAKE[step.kind](found, step, terms)


def lacking(terms: Terms, facts: Mapping[str, Any]) -> list[str]:
    """What the checks find against a candidate, in marked words; nothing = all gates hold."""
    found = []
    if EDUCATION.index(facts["education"]) < EDUCATION.index(terms.education_least):
        found.append(_("the education is below what the opening asks for"))
    if facts["tenure_months"] < terms.tenure_months_least:
        found.append(_("too few months of work in the trade"))
    since = facts.get("discipline_months")
    if since is not None and since < terms.discipline_months:
        found.append(_("a disciplinary measure lies too short a time ago"))
    if not facts["conflicts_declared"]:
        found.append(_("conflicts of interest are not declared"))
    elif facts["conflicts"] and not facts["conflicts_settled"]:
        found.append(_("a declared conflict of interest is not settled"))
    if not facts["conduct_passed"]:
        found.append(_("the assessment of conduct is not passed"))
    return found


def _moved(found: Entry, stage: Stage) -> Entry:
    return replace(found, stage=stage, passed=(*found.passed, found.stage))


def _applied(found: Entry, step: Step, _terms: Terms) -> Entry:
    return replace(found, staff_id=str(step.facts.get("staff_id", "")))


def _checked(found: Entry, step: Step, terms: Terms) -> Entry:
    missing = lacking(terms, step.facts)
    if missing:
        raise Refusal(
            "entry.gate",
            _("The checks do not pass: %(first)s. Settle it, or reject with the reason."),
            first=missing[0],
        )
    return _moved(found, Stage.EXAM)


def _examined(found: Entry, step: Step, terms: Terms) -> Entry:
    score = int(step.facts["score"])
    marked = replace(found, exam=score)
    if score < terms.exam_pass:
        return replace(marked, stage=Stage.REJECTED, reason=_("below the pass mark of the written exam"))
    return _moved(marked, Stage.INTERVIEW)


def _related(found: Entry, step: Step, _terms: Terms) -> Entry:
    scores = tuple(one for one in found.scores if one[0] != step.actor)
    return replace(found, related=found.related | {step.actor}, scores=scores)


def _scored(found: Entry, step: Step, _terms: Terms) -> Entry:
    if step.actor in found.related:
        raise Refusal("entry.related", _("You declared a relation to this candidate, so you do not score."))
    if any(by == step.actor for by, _score in found.scores):
        raise Refusal("entry.scored", _("You have scored this candidate already; a score is given once."))
    return replace(found, scores=(*found.scores, (step.actor, int(step.facts["score"]))))


def _interviewed(found: Entry, _step: Step, terms: Terms) -> Entry:
    if len(found.scores) < terms.panel_least:
        raise Refusal(
            "entry.panel",
            _("%(given)s of at least %(least)s scores are given; the interview is closed once they are there."),
            given=len(found.scores),
            least=terms.panel_least,
        )
    if (found.interview or 0) < terms.interview_pass * 10:
        return replace(found, stage=Stage.REJECTED, reason=_("below the pass mark of the interview"))
    return _moved(found, Stage.NOTICE)


def _announced(found: Entry, step: Step, _terms: Terms) -> Entry:
    if found.announced is not None:
        raise Refusal(
            "entry.announced", _("The notice has begun already, on %(day)s."), day=found.announced.isoformat()
        )
    return replace(found, announced=step.on)


def _objected(found: Entry, step: Step, _terms: Terms) -> Entry:
    if found.announced is None:
        raise Refusal("entry.not_announced", _("There is no public notice of this candidate yet."))
    said = Objection(len(found.objections) + 1, step.actor, str(step.facts["text"]))
    return replace(found, objections=(*found.objections, said))


def _answered(found: Entry, step: Step, _terms: Terms) -> Entry:
    number = int(step.facts["objection"])
    said = next((one for one in found.objections if one.number == number and not one.answer), None)
    if said is None:
        raise Refusal("entry.objection", _("There is no open objection no. %(number)s."), number=number)
    if said.by == step.actor:
        raise Refusal("entry.own_objection", _("Whoever objects does not answer the objection."))
    answered = replace(said, answer=step.reason, upheld=bool(step.facts["upheld"]))
    every = tuple(answered if one.number == number else one for one in found.objections)
    if answered.upheld:
        return replace(found, objections=every, stage=Stage.REJECTED, reason=_("an objection was upheld"))
    return replace(found, objections=every)


def _noticed(found: Entry, step: Step, terms: Terms) -> Entry:
    if found.announced is None:
        raise Refusal("entry.not_announced", _("There is no public notice of this candidate yet."))
    waiting = [one.number for one in found.objections if not one.answer]
    if waiting:
        raise Refusal("entry.objections", _("Objection no. %(number)s is not answered yet."), number=waiting[0])
    stood = int(step.facts["working_days"])
    if stood < terms.notice_days:
        words = _("The notice has stood %(stood)s working days; it stands for %(least)s.")
        raise Refusal("entry.notice", words, stood=stood, least=terms.notice_days)
    return _moved(found, Stage.TRAINING)


def _trained(found: Entry, step: Step, terms: Terms) -> Entry:
    hours = found.hours + int(step.facts["hours"])
    counted = replace(found, hours=hours)
    return _moved(counted, Stage.CERTIFICATE) if hours >= terms.training_hours else counted


def _certified(found: Entry, step: Step, terms: Terms) -> Entry:
    if terms.certificate and step.facts["kind"] != terms.certificate:
        raise Refusal("entry.certificate", _("The opening asks for the certificate %(kind)s."), kind=terms.certificate)
    last = step.facts.get("valid_to")
    if last is not None and date.fromisoformat(str(last)) < step.on:
        raise Refusal("entry.certificate_over", _("This certificate has expired on %(day)s already."), day=last)
    return _moved(replace(found, certificate=dict(step.facts)), Stage.APPOINTMENT)


def _linked(found: Entry, step: Step, _terms: Terms) -> Entry:
    if found.staff_id:
        raise Refusal("entry.linked", _("This candidate is %(staff)s of the book already."), staff=found.staff_id)
    return replace(found, staff_id=str(step.facts["staff_id"]))


def _appointed(found: Entry, step: Step, _terms: Terms) -> Entry:
    if not found.staff_id:
        words = _("The book does not know this candidate yet; link the number once the extract brings it.")
        raise Refusal("entry.unlinked", words)
    held = replace(found, appointed=date.fromisoformat(str(step.facts["since"])), mentor=str(step.facts["mentor"]))
    return _moved(held, Stage.PROBATION)


def probation_over(found: Entry, terms: Terms) -> date:
    """The first day on which somebody who was appointed can be confirmed."""
    assert found.appointed is not None, found
    return months_after(found.appointed, months=terms.probation_months)


def _confirmed(found: Entry, step: Step, terms: Terms) -> Entry:
    ends = probation_over(found, terms)
    if step.on < ends:
        raise Refusal(
            "entry.probation", _("Probation lasts until %(day)s; it is confirmed from then on."), day=ends.isoformat()
        )
    return _moved(found, Stage.CONFIRMED)


def _rejected(found: Entry, step: Step, _terms: Terms) -> Entry:
    return replace(found, stage=Stage.REJECTED, reason=step.reason)


def _withdrawn(found: Entry, step: Step, _terms: Terms) -> Entry:
    return replace(found, stage=Stage.WITHDRAWN, reason=step.reason)


def months_after(day: date, *, months: int) -> date:
    """The same day of a later month; the last of the month where that has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)


_OPEN = frozenset(IN_ORDER) - IN_POST
_STAGES_OF = {
    StepKind.APPLIED: frozenset({Stage.CHECKS}),
    StepKind.CHECKED: frozenset({Stage.CHECKS}),
    StepKind.EXAMINED: frozenset({Stage.EXAM}),
    StepKind.RELATED: frozenset({Stage.CHECKS, Stage.EXAM, Stage.INTERVIEW}),
    StepKind.SCORED: frozenset({Stage.INTERVIEW}),
    StepKind.INTERVIEWED: frozenset({Stage.INTERVIEW}),
    StepKind.ANNOUNCED: frozenset({Stage.NOTICE}),
    StepKind.OBJECTED: frozenset({Stage.NOTICE}),
    StepKind.ANSWERED: frozenset({Stage.NOTICE}),
    StepKind.NOTICED: frozenset({Stage.NOTICE}),
    StepKind.TRAINED: frozenset({Stage.TRAINING}),
    StepKind.CERTIFIED: frozenset({Stage.CERTIFICATE}),
    StepKind.LINKED: _OPEN,
    StepKind.APPOINTED: frozenset({Stage.APPOINTMENT}),
    StepKind.CONFIRMED: frozenset({Stage.PROBATION}),
    StepKind.REJECTED: _OPEN | {Stage.PROBATION},
    StepKind.WITHDRAWN: _OPEN,
}
_TAKE = {
    StepKind.APPLIED: _applied,
    StepKind.CHECKED: _checked,
    StepKind.EXAMINED: _examined,
    StepKind.RELATED: _related,
    StepKind.SCORED: _scored,
    StepKind.INTERVIEWED: _interviewed,
    StepKind.ANNOUNCED: _announced,
    StepKind.OBJECTED: _objected,
    StepKind.ANSWERED: _answered,
    StepKind.NOTICED: _noticed,
    StepKind.TRAINED: _trained,
    StepKind.CERTIFIED: _certified,
    StepKind.LINKED: _linked,
    StepKind.APPOINTED: _appointed,
    StepKind.CONFIRMED: _confirmed,
    StepKind.REJECTED: _rejected,
    StepKind.WITHDRAWN: _withdrawn,
}
