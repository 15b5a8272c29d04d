"""One candidate: the way gone, the step that waits, and the form for it; who may not read whom sees numbers only."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.looks import opened
from qiao.ground.models import User
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import kept
from qiao.ground.words import Marked
from qiao.office import queries as office
from qiao.office.trail import names_of
from qiao.people.actions import appointing, entry
from qiao.people.pages.reading import asked_candidate, level_words
from qiao.people.queries import entry as way
from qiao.people.queries.entry import Candidate, EntryStep
from qiao.people.queries.staff import org_names, staff_names
from qiao.people.rules.entry import EDUCATION_WORDS, FINAL, IN_ORDER, STAGE_WORDS, STEP_WORDS, Entry, Stage, StepKind

TEXT_MOST = 600
PRIVATE = frozenset({StepKind.CHECKED, StepKind.RELATED, StepKind.SCORED, StepKind.EXAMINED})


def candidate(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a candidate."""
    return render(request, "people/candidate.html", _page(person_of(request), asked_candidate(number)))


def _page(person: User, found: Candidate) -> dict[str, Any]:
    on = clock.today()
    whole = way.seen_whole(person, found)
    if not whole and not may(person, "people.see_entry"):
        raise Http404
    own = bool(person.staff_id) and person.staff_id == found.staff_id
    if whole and not own:
        opened(person, f"candidate {found.pk}")
    standing = way.standing_of(found)
    steps = way.steps_of(found)
    return {
        "one": found,
        "opening": found.opening,
        "unit": org_names().get(found.opening.org_id, found.opening.org_id),
        "whole": whole,
        "entry": standing.entry,
        "stage": STAGE_WORDS[standing.entry.stage],
        "final": standing.entry.stage in FINAL,
        "rejected": standing.entry.stage is Stage.REJECTED,
        "stages": _stages(standing.entry),
        "level": level_words(found.opening),
        "steps": [
            _told(step, whole=whole and not _blind(person, step, now=standing.entry.stage), own=own)
            for step in reversed(steps)
        ],
        "names": names_of(sorted({step.actor for step in steps})),
        "terms": way.terms_of(found.opening),
        "can": _can(person, found, standing.entry, on=on),
        "waiting": office.open_approval(appointing.APPOINTMENT, str(found.pk)) if may(person, "people.entry") else None,
        "mentor": staff_names([standing.entry.mentor]).get(standing.entry.mentor, "") if standing.entry.mentor else "",
        "educations": EDUCATION_WORDS,
        "today": on,
    }


def _stages(entry_now: Entry) -> list[tuple[str, str]]:
    """Every stage in order with how it stands: done, now, or still to come."""
    found = []
    for place, stage in enumerate(IN_ORDER):
        now = "done" if place < len(entry_now.passed) else "ahead"
        if stage is entry_now.stage:
            now = "done" if stage is Stage.CONFIRMED else "now"
        found.append((STAGE_WORDS[stage], now))
    return found


def _blind(person: User, step: EntryStep, *, now: Stage) -> bool:
    """Whether a score is kept from another member of the panel: until the interview is closed, each scores alone."""
    scoring = now is Stage.INTERVIEW and step.kind == StepKind.SCORED
    return scoring and step.actor != person.username and not may(person, "people.entry")


def _told(step: EntryStep, *, whole: bool, own: bool) -> dict[str, Any]:
    """A step; what the checks found, and what the panel said, reads neither the public nor the candidate."""
    kind = StepKind(step.kind)
    shows = whole and not (own and kind in PRIVATE)
    return {
        "step": step,
        "words": STEP_WORDS[kind],
        "facts": _facts(step) if shows else [],
        "reason": step.reason if shows else "",
        "hidden": not shows and bool(step.facts or step.reason),
        "by": "" if own and kind in PRIVATE else step.actor,
    }


FACT_WORDS: dict[str, Callable[[], str]] = {
    "score": lambda: _("Score"),
    "hours": lambda: _("Hours"),
    "working_days": lambda: _("Working days"),
    "education": lambda: _("Education"),
    "tenure_months": lambda: _("Months in the trade"),
    "discipline_months": lambda: _("Months since a disciplinary measure"),
    "conflicts": lambda: _("Conflicts of interest"),
    "conduct": lambda: _("Assessment of conduct"),
    "text": lambda: _("Objection"),
    "objection": lambda: _("Objection no."),
    "upheld": lambda: _("Upheld"),
    "kind": lambda: _("Certificate"),
    "number": lambda: _("Number"),
    "valid_to": lambda: _("Until"),
    "staff_id": lambda: _("Person"),
    "since": lambda: _("Since"),
    "until": lambda: _("Until"),
    "mentor": lambda: _("Mentor"),
}


def _facts(step: EntryStep) -> list[tuple[str, str]]:
    told = []
    for name, value in step.facts.items():
        if name in FACT_WORDS and value not in {None, ""}:
            text = _(EDUCATION_WORDS[value]) if name == "education" else value
            told.append(
                (FACT_WORDS[name](), (_("yes") if value else _("no")) if isinstance(value, bool) else str(text))
            )
    return told


def _can(person: User, found: Candidate, now: Entry, *, on: date) -> dict[str, Any]:
    """Which forms this person is shown."""
    own = bool(person.staff_id) and person.staff_id == found.staff_id
    hr = may(person, "people.entry") and not own
    in_panel = person.username in found.opening.panel and not own
    given = {by for by, _score in now.scores}
    open_way = now.stage not in FINAL
    return {
        "check": hr and now.stage is Stage.CHECKS,
        "examine": hr and now.stage is Stage.EXAM,
        "score": in_panel and now.stage is Stage.INTERVIEW and person.username not in given | now.related,
        "relate": in_panel
        and now.stage in {Stage.CHECKS, Stage.EXAM, Stage.INTERVIEW}
        and person.username not in now.related,
        "close_interview": hr and now.stage is Stage.INTERVIEW,
        "announce": hr and now.stage is Stage.NOTICE and now.announced is None,
        "answer": [one for one in now.objections if not one.answer] if hr and now.stage is Stage.NOTICE else [],
        "close_notice": hr and now.stage is Stage.NOTICE and now.announced is not None,
        "stood": way.notice_stood(now.announced, on=on) if now.announced and now.stage is Stage.NOTICE else 0,
        "train": hr and now.stage is Stage.TRAINING,
        "certify": hr and now.stage is Stage.CERTIFICATE,
        "link": hr and open_way and not now.staff_id and now.stage is not Stage.PROBATION,
        "appoint": hr and now.stage is Stage.APPOINTMENT and bool(now.staff_id),
        "confirm": hr and now.stage is Stage.PROBATION,
        "reject": hr and open_way,
        "withdraw": (hr or own) and open_way and now.stage is not Stage.PROBATION,
    }


@require_POST
def candidate_act(request: HttpRequest, number: int) -> HttpResponse:
    """Take the step that the form is for, then back to the candidate; a refusal is told beside what was typed."""
    found, what = asked_candidate(number), request.POST.get("what", "")
    act = ACTS.get(what)
    if act is None:
        raise Http404
    try:
        act(request, found.pk)
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        typed = {what: {name: _text(request, name) for name in request.POST}}
        told = _page(person_of(request), found) | {"typed": typed, "refused": say(refusal)}
        return render(request, "people/candidate.html", told)
    if what != "appoint":
        kept(request, gettext_noop("Kept: %(step)s."), step=Marked(STEP_WORDS[StepKind(way.steps_of(found)[-1].kind)]))
    return redirect("candidate", number=found.pk)


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))[:TEXT_MOST]


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"on": clock.today(), "actor": person_of(request)}


def _with_reason(request: HttpRequest) -> dict[str, Any]:
    return {"reason": _text(request, "reason"), **_common(request)}


def _check(request: HttpRequest, number: int) -> None:
    names = (
        "education",
        "tenure_months",
        "disciplined_on",
        "conflicts_declared",
        "conflicts",
        "conflicts_settled",
        "conduct",
        "conduct_passed",
    )
    entry.check(number, {name: _text(request, name) for name in names}, **_common(request))


def _answer(request: HttpRequest, number: int) -> None:
    said = _text(request, "objection")
    objection = int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0  # noqa: PLR2004  digits of a small number
    entry.answer(number, objection, upheld=request.POST.get("upheld") == "1", **_with_reason(request))


def _certify(request: HttpRequest, number: int) -> None:
    texts = {name: _text(request, name) for name in ("kind", "number", "issued_on", "valid_to")}
    entry.certify(number, texts, **_common(request))


def _appoint(request: HttpRequest, number: int) -> None:
    since, mentor = day_of_text(request.POST.get("since")), _text(request, "mentor")
    asked = appointing.propose(number, since=since, mentor=mentor, **_with_reason(request))
    kept(request, gettext_noop("Request no. %(number)s waits for a second person."), number=asked.pk)


ACTS: dict[str, Callable[[HttpRequest, int], object]] = {
    "check": _check,
    "examine": lambda request, number: entry.examine(number, _text(request, "score"), **_with_reason(request)),
    "score": lambda request, number: entry.score(number, _text(request, "score"), **_with_reason(request)),
    "relate": lambda request, number: entry.declare_relation(number, **_with_reason(request)),
    "close_interview": lambda request, number: entry.close_interview(number, **_with_reason(request)),
    "announce": lambda request, number: entry.announce(number, **_common(request)),
    "answer": _answer,
    "close_notice": lambda request, number: entry.close_notice(number, **_common(request)),
    "train": lambda request, number: entry.train(number, _text(request, "hours"), **_with_reason(request)),
    "certify": _certify,
    "link": lambda request, number: entry.link(number, _text(request, "staff_id"), **_common(request)),
    "appoint": _appoint,
    "confirm": lambda request, number: entry.confirm(number, **_with_reason(request)),
    "reject": lambda request, number: entry.reject(number, **_with_reason(request)),
    "withdraw": lambda request, number: entry.withdraw(number, **_with_reason(request)),
}
