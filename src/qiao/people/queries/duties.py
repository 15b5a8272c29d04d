"""What somebody has to do about posts: certificates that lapse, candidates to score, probation to be confirmed.

Lines are read whenever somebody looks and end when the thing itself is done: a certificate with a later day, a score.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.urls import reverse

from qiao.ground.authority import may, scope_of
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.tasks import TASKS_MOST, TaskLine
from qiao.people.models import Opening
from qiao.people.queries.certificates import lapsing_of
from qiao.people.queries.entry import objected, on_probation, waiting_for_score
from qiao.people.queries.staff import staff_names, visible_ids
from qiao.people.rules.certificates import Lapse, due_of

SOURCE = "people"
LEADING = frozenset({"lead", "hr"})
OPENINGS_MOST = 50


def duties_of(person: User, on: date) -> list[TaskLine]:
    """At most 50 lines: certificates, candidates to score, objections to answer, probations to confirm."""
    return list(islice(_lines(person, on=on), TASKS_MOST))


def _lines(person: User, *, on: date) -> Iterator[TaskLine]:
    if person.staff_id:
        for lapse in lapsing_of([person.staff_id], on=on).get(person.staff_id, []):
            yield _own(lapse, person.staff_id, on=on)
    if person.post in LEADING:
        yield from _led(person, on=on)
    if may(person, "people.see_openings"):
        yield from _to_score(person)
    if may(person, "people.entry"):
        yield from _to_answer(person, on=on)
        yield from _to_confirm()


def _own(lapse: Lapse, staff_id: str, *, on: date) -> TaskLine:
    words = _("Your certificate %(kind)s expires on %(day)s")
    if lapse.lapsed:
        words = _("Your certificate %(kind)s expired on %(day)s; until it is renewed you are given no new customers")
    return TaskLine(words, reverse("career", args=[staff_id]), due_of(lapse, on=on), _facts(lapse), source=SOURCE)


def _led(person: User, *, on: date) -> Iterator[TaskLine]:
    lapses = lapsing_of(visible_ids(scope_of(person, on=on)), on=on)
    lapses.pop(person.staff_id, None)
    names = staff_names(sorted(lapses))
    found = sorted(
        ((due_of(one, on=on), staff_id, one) for staff_id, every in lapses.items() for one in every),
        key=lambda line: line[:2],
    )
    for due, staff_id, one in found:
        words = _("%(name)s: the certificate %(kind)s expires on %(day)s")
        if one.lapsed:
            words = _("%(name)s: the certificate %(kind)s expired on %(day)s; no new customers until it is renewed")
        facts = {"name": names.get(staff_id, staff_id), **_facts(one)}
        yield TaskLine(words, reverse("career", args=[staff_id]), due, facts, source=SOURCE)


def _facts(lapse: Lapse) -> dict[str, str]:
    last = lapse.certificate.valid_to
    return {"kind": lapse.certificate.kind, "day": last.isoformat() if last else ""}


def _to_score(person: User) -> Iterator[TaskLine]:
    running = [one for one in Opening.objects.order_by("-id")[:OPENINGS_MOST] if person.username in one.panel]
    for one in waiting_for_score(person, running):
        yield TaskLine(
            _("Score candidate no. %(number)s at the interview"),
            reverse("candidate", args=[one.candidate.pk]),
            None,
            {"number": one.candidate.pk},
            source=SOURCE,
        )


def _to_answer(person: User, *, on: date) -> Iterator[TaskLine]:
    """Objections raised in a public notice: it closes only once each is answered; nobody answers about oneself."""
    for one in objected():
        if person.staff_id and person.staff_id == one.candidate.staff_id:
            continue
        raised = [said for said in one.entry.objections if not said.answer]
        yield TaskLine(
            _("Candidate no. %(number)s: answer the objections raised in the public notice (%(count)s)"),
            reverse("candidate", args=[one.candidate.pk]),
            on,
            {"number": one.candidate.pk, "count": len(raised)},
            source=SOURCE,
        )


def _to_confirm() -> Iterator[TaskLine]:
    for one, over in on_probation():
        yield TaskLine(
            _("Candidate no. %(number)s: confirm in the post or end it, once the probation is over on %(day)s"),
            reverse("candidate", args=[one.candidate.pk]),
            over,
            {"number": one.candidate.pk, "day": over.isoformat()},
            source=SOURCE,
        )
