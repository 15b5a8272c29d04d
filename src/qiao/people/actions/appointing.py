"""An appointment is asked for by one person and decided by another; it takes a place and begins a career."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.actions import posting
from qiao.people.actions.stepping import add_step
from qiao.people.queries.careers import careers_of
from qiao.people.queries.entry import candidate_of, free_places, standing_of, terms_of
from qiao.people.queries.staff import org_names, staff_names, staff_of
from qiao.people.rules.career import Career, Term
from qiao.people.rules.entry import Stage, StepKind, months_after

APPOINTMENT = "appointment"
DAYS_AHEAD_MOST = 366


def propose(number: int, *, since: date | None, mentor: str, reason: str, on: date, actor: User) -> Approval:
    """Ask for the appointment of a candidate who has come through every stage, with a mentor, for a term."""
    require(actor, "people.entry")
    candidate = candidate_of(number)
    standing = standing_of(candidate).entry
    if standing.stage is not Stage.APPOINTMENT or not standing.staff_id:
        words = _("Appointed is whom the book knows and who has come through every stage before.")
        raise Refusal("entry.not_ready", words)
    _check_place(number)
    if since is None or not on <= since <= on + timedelta(days=DAYS_AHEAD_MOST):
        raise Refusal("entry.since", _("The first day has to be today or later, and within a year."))
    guide = staff_of(mentor.strip())
    if guide is None or guide.pk == standing.staff_id or (guide.left_on is not None and guide.left_on < since):
        raise Refusal("entry.mentor", _("Name a mentor: a colleague of the book who is there on that day."))
    career = careers_of([standing.staff_id]).get(standing.staff_id, Career())
    if career.spells and career.spells[-1].until is None:
        words = _("%(staff)s is in a post already; end it on the day before, or change the level there.")
        raise Refusal("entry.in_post", words, staff=standing.staff_id)
    terms = terms_of(candidate.opening)
    wish = {
        "since": since.isoformat(),
        "until": months_after(since, months=terms.term_months).isoformat(),
        "mentor": guide.pk,
        "staff": standing.staff_id,
        "level": candidate.opening.level,
        "org": candidate.opening.org_id,
    }
    return office.ask(APPOINTMENT, str(number), wish=wish, reason=reason, on=on, actor=actor)


def _check_place(number: int) -> int:
    opening = candidate_of(number).opening
    free = free_places(opening)
    if not free:
        words = _("Every place of this opening (%(places)s) is taken.")
        raise Refusal("entry.no_place", words, places=opening.places)
    return free[0]


def called(subject: str) -> str:
    """The candidate by number: whoever decides reads the name among the changes."""
    return gettext("candidate no. %(number)s") % {"number": subject}


def standing_now(subject: str, _wish: Wish) -> Any:
    """At which stage the candidate is."""
    return {"stage": standing_of(candidate_of(int(subject))).entry.stage.value}


def changes(_subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """Who is appointed to what, from when until when, with whom as a mentor."""
    names = staff_names([wish["staff"], wish["mentor"]])
    return [
        Change(gettext(words), "—", text)
        for words, text in (
            (_("Person"), f"{names.get(wish['staff'], '')} {wish['staff']}".strip()),
            (_("Unit"), str(org_names().get(wish["org"], wish["org"]))),
            (_("Level"), wish["level"]),
            (_("Since"), wish["since"]),
            (_("Until"), wish["until"]),
            (_("Mentor"), f"{names.get(wish['mentor'], '')} {wish['mentor']}".strip()),
        )
    ]


def carry_out(order: Order) -> None:
    """Take the place, add the step and begin the career, in one."""
    appoint_candidate(order, actor=order.actor)


@recorded
def appoint_candidate(order: Order, *, actor: User) -> None:
    """Appoint as request `order.number` was approved to; a first day that has passed meanwhile becomes today."""
    wish, candidate = order.wish, candidate_of(int(order.subject))
    since = max(date.fromisoformat(wish["since"]), order.on)
    until = months_after(since, months=terms_of(candidate.opening).term_months)
    candidate.place = _check_place(candidate.pk)
    candidate.save(update_fields=["place"])
    note(f"candidate {candidate.pk}", new={"place": candidate.place, "request": order.number})
    facts = {"since": since.isoformat(), "until": until.isoformat(), "mentor": wish["mentor"]}
    add_step(
        candidate,
        StepKind.APPOINTED,
        facts=facts,
        reason=order.reason,
        on=order.on,
        actor=actor.username,
        approval=order.number,
    )
    term = Term(candidate.opening.scheme, candidate.opening.level, since, until, probation=True)
    posting.appoint(candidate.staff_id, term=term, reason=order.reason, actor=actor.username, approval=order.number)


APPOINTMENT_KIND = Kind(
    APPOINTMENT,
    _("appointment to the post"),
    ask_verb="people.entry",
    decide_verb="people.appoint",
    called=called,
    standing=standing_now,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
)
