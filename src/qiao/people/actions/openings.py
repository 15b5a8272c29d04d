"""Openings and applications: what is competed for, on which terms, and who applied."""

from collections.abc import Mapping
from datetime import date, timedelta

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.people.actions.stepping import add_step
from qiao.people.models import Candidate, Opening, OrgUnit
from qiao.people.queries.entry import opening_of
from qiao.people.queries.ladders import ladders_on
from qiao.people.queries.sources import sources
from qiao.people.queries.staff import staff_of
from qiao.people.rules.entry import StepKind
from qiao.people.rules.entry_reading import NAME_MOST, PLACES_MOST, plain, read_terms, said, whole
from qiao.people.rules.parameters import NOTICE_DAYS

CONTACT_MOST = 100
DAYS_AHEAD_MOST = 366


@recorded
def open_places(texts: Mapping[str, str], *, closes_on: date | None, on: date, actor: User) -> Opening:
    """Open places at a level of a unit: terms and panel as typed, kept with the opening."""
    require(actor, "people.entry")
    scheme, _bar, level = texts.get("level", "").partition(":")
    ladder = ladders_on(on).get(scheme)
    if ladder is None or ladder.level(level) is None:
        raise Refusal("opening.level", _("Choose a level of a ladder in force."))
    if not OrgUnit.objects.filter(pk=texts.get("org_id", "")).exists():
        raise Refusal("opening.unit", _("Choose the unit that the places are for."))
    if closes_on is None or not on <= closes_on <= on + timedelta(days=DAYS_AHEAD_MOST):
        raise Refusal("opening.closes", _("The last day to apply has to be today or later, and within a year."))
    terms = read_terms(texts, notice_least=office.parameter(NOTICE_DAYS.name, on=on))
    opening = Opening.objects.create(
        org_id=texts["org_id"],
        scheme=scheme,
        level=level,
        places=whole(texts.get("places", ""), _("Places"), least=1, most=PLACES_MOST),
        terms=plain(terms),
        panel=_panel(texts.get("panel", ""), least=terms.panel_least),
        reason=said(texts.get("reason", ""), _("Reason")),
        opened_on=on,
        closes_on=closes_on,
        opened_by=actor.username,
        opened_at=clock.now(),
    )
    new = {"level": level, "places": opening.places, "until": closes_on, "panel": opening.panel}
    note(f"opening {opening.pk}", new=new, reason=opening.reason)
    return opening


def _panel(text: str, *, least: int) -> list[str]:
    names = list(dict.fromkeys(part for part in text.replace("，", ",").replace(",", " ").split() if part))
    known = set(User.objects.filter(username__in=names[:100], is_active=True).values_list("username", flat=True))
    strange = [name for name in names if name not in known]
    if strange or len(names) < least:
        raise Refusal(
            "opening.panel",
            _("The panel needs at least %(least)s log-ins that exist; unknown: %(unknown)s."),
            least=least,
            unknown=", ".join(strange[:5]) or "-",
        )
    return names


@recorded
def close_places(number: int, *, reason: str, actor: User) -> Opening:
    """Close an opening to applications; those who applied go on."""
    require(actor, "people.entry")
    opening = opening_of(number)
    if opening.closed_at is not None:
        raise Refusal("opening.closed", _("This opening is closed to applications."))
    opening.closed_at, opening.closed_by = clock.now(), actor.username
    opening.closed_reason = said(reason, _("Reason"))
    opening.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    note(f"opening {number}", old={"done": False}, new={"done": True}, reason=opening.closed_reason)
    return opening


@recorded
def apply_for(
    number: int, *, staff_id: str = "", name: str = "", contact: str = "", reason: str, on: date, actor: User
) -> Candidate:
    """Apply: somebody of the bank for oneself, HR for anybody, from outside too."""
    opening = opening_of(number)
    if not staff_id or staff_id != actor.staff_id:
        require(actor, "people.entry")
    if opening.closed_at is not None or on > opening.closes_on:
        raise Refusal("opening.closed", _("This opening is closed to applications."))
    person = staff_of(staff_id) if staff_id else None
    if staff_id and person is None:
        raise Refusal("career.nobody", _("The book knows nobody %(staff)s."), staff=staff_id[:64])
    last = sources.leaves(staff_id) if staff_id else None
    if last is not None:
        words = _(
            "%(staff)s leaves the bank, with %(day)s as the last day in the post, and cannot apply for an opening."
        )
        raise Refusal("candidate.leaves", words, staff=staff_id, day=last.isoformat())
    if staff_id and Candidate.objects.filter(opening=opening, staff_id=staff_id).exists():
        raise Refusal("candidate.again", _("%(staff)s has applied for this opening already."), staff=staff_id)
    candidate = Candidate.objects.create(
        opening=opening,
        staff_id=staff_id,
        name=person.name[:NAME_MOST] if person else said(name, _("Name"), most=NAME_MOST),
        contact=" ".join(contact.split())[:CONTACT_MOST],
        applied_by=actor.username,
        applied_at=clock.now(),
    )
    facts = {"staff_id": staff_id} if staff_id else {}
    add_step(candidate, StepKind.APPLIED, facts=facts, reason=said(reason, _("Reason")), on=on, actor=actor.username)
    return candidate
