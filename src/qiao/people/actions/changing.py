"""A change of somebody's career: asked for by HR or who leads, decided by a second person, then told as an event.

Source: piece 2, 3.4 (up and down, in and out). Red lines and scores are weighed by people; the program keeps the order.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.actions import posting
from qiao.people.models import CareerEvent
from qiao.people.queries.careers import events_of, level_on
from qiao.people.queries.ladders import ladders_on
from qiao.people.queries.staff import staff_of
from qiao.people.rules.career import (
    KIND_WORDS,
    Career,
    Event,
    EventKind,
    Tenure,
    Term,
    career,
    check_step,
    check_tenure,
)
from qiao.people.rules.ladder import Level
from qiao.people.rules.workdays import months_between

CAREER = "career"
DAYS_BACK_MOST, DAYS_AHEAD_MOST = 366, 366
EXCEPTION_LETTERS_MOST = 300
WITH_LEVEL = frozenset({EventKind.APPOINTED, EventKind.PROMOTED, EventKind.DEMOTED})
WITH_END = frozenset({EventKind.APPOINTED, EventKind.RENEWED, EventKind.SUSPENDED})


def propose(  # noqa: PLR0913  the fields of a form, each by its name
    staff_id: str,
    what: str,
    *,
    level: str = "",
    since: date | None,
    until: date | None = None,
    exception: str = "",
    reason: str,
    on: date,
    actor: User,
) -> Approval:
    """Ask for a change; `level` is written scheme:code. What the file would not bear is refused at once.

    `exception`: why a promotion does not wait for the level's tenure; the second person agrees to it by name.
    """
    require(actor, "people.career", staff_id)
    if what not in set(EventKind):
        raise Refusal("career.what", _("Choose what is to change."))
    if staff_of(staff_id) is None:
        raise Refusal("career.nobody", _("The book knows nobody %(staff)s."), staff=staff_id[:64])
    if since is None or not on - timedelta(days=DAYS_BACK_MOST) <= since <= on + timedelta(days=DAYS_AHEAD_MOST):
        raise Refusal("career.since", _("The first day lies within a year of today."))
    kind = EventKind(what)
    scheme, _bar, code = (level if kind in WITH_LEVEL else "").partition(":")
    last = until if kind in WITH_END else None
    if last is not None and last <= since:
        words = _("What begins on %(day)s ends after that day, and not on %(until)s.")
        raise Refusal("career.period", words, day=since.isoformat(), until=last.isoformat())
    _check_level(kind, scheme, code, on=since)
    tried = Event(kind, since, 2**62, scheme=scheme, level=code, until=last)
    career([*events_of(staff_id), tried])
    said = " ".join(exception.split())[:EXCEPTION_LETTERS_MOST]
    lacking = tenure_lacking(staff_id, scheme, code, since=since)
    if lacking is not None:
        check_tenure(lacking, exception=said)
    leapt = levels_leapt(staff_id, scheme, code, since=since)
    check_step(leapt, exception=said)
    wish = {
        "what": kind.value,
        "scheme": scheme,
        "level": code,
        "since": since.isoformat(),
        "until": last.isoformat() if last else None,
        "exception": said if lacking is not None or leapt else "",
    }
    return office.ask(CAREER, staff_id, wish=wish, reason=reason, on=on, actor=actor)


def _check_level(kind: EventKind, scheme: str, code: str, *, on: date) -> None:
    if kind not in WITH_LEVEL:
        return
    ladder = ladders_on(on).get(scheme)
    if ladder is None or ladder.level(code) is None:
        raise Refusal("opening.level", _("Choose a level of a ladder in force."))


def tenure_lacking(staff_id: str, scheme: str, code: str, *, since: date) -> Tenure | None:
    """What the level asks for and what is served by a day, where it would be a promotion that comes too early."""
    file = career(events_of(staff_id))
    step = _step_up(file, scheme, code, since=since)
    if step is None:
        return None
    _now, wanted = step
    served = file.served_since(since)
    found = Tenure(wanted.min_tenure_months, months_between(served, on=since) if served else 0)
    return found if found.served_months < found.least_months else None


def levels_leapt(staff_id: str, scheme: str, code: str, *, since: date) -> tuple[Level, ...]:
    """The levels that a promotion would pass over, the lowest first."""
    step, ladder = _step_up(career(events_of(staff_id)), scheme, code, since=since), ladders_on(since).get(scheme)
    if step is None or ladder is None:
        return ()
    now, wanted = step
    between = [one for one in ladder.levels if now.rank_order < one.rank_order < wanted.rank_order]
    return tuple(sorted(between, key=lambda one: one.rank_order))


def _step_up(file: Career, scheme: str, code: str, *, since: date) -> tuple[Level, Level] | None:
    """The level somebody has on a day and a more senior one of the same ladder."""
    ladder, held = ladders_on(since).get(scheme), file.spell_on(since)
    wanted = ladder.level(code) if ladder else None
    now = ladder.level(held.level) if ladder and held and held.scheme == scheme else None
    return (now, wanted) if wanted and now and wanted.rank_order > now.rank_order else None


def called(subject: str) -> str:
    """Whose career."""
    staff = staff_of(subject)
    return f"{staff.name} {subject}" if staff else subject


def standing(subject: str, _wish: Wish) -> Any:
    """The newest event that counts: a change is decided on the file as it was read."""
    rows = CareerEvent.objects.filter(staff_id=subject, taken_back_at=None)
    newest = rows.order_by("-id").values_list("pk", flat=True).first()
    return {"event": newest}


def changes(subject: str, wish: Wish, _before: Any) -> Sequence[Change]:
    """What happens, from which level to which, since when."""
    since = date.fromisoformat(wish["since"])
    held = level_on(subject, on=since)
    now = gettext(held.level.label) if held else "—"
    lines = [Change(gettext("Kind of change"), "—", gettext(KIND_WORDS[EventKind(wish["what"])]))]
    if wish["level"]:
        ladder = ladders_on(since).get(wish["scheme"])
        level = ladder.level(wish["level"]) if ladder else None
        lines.append(Change(gettext("Level"), now, gettext(level.label) if level else wish["level"]))
        leapt = levels_leapt(subject, wish["scheme"], wish["level"], since=since)
        if leapt:
            lines.append(Change(gettext("Levels passed over"), "—", "、".join(gettext(one.label) for one in leapt)))
    if wish.get("exception"):
        lines.append(Change(gettext("Exception from tenure or order of levels"), "—", wish["exception"]))
    if wish["until"]:
        lines.append(Change(gettext("Until"), "—", wish["until"]))
    return [*lines, Change(gettext("Since"), "—", wish["since"])]


def carry_out(order: Order) -> None:
    """Tell the event from its day."""
    _CARRY[EventKind(order.wish["what"])](order)


def _told(order: Order) -> dict[str, Any]:
    return {"reason": order.reason, "actor": order.actor.username, "approval": order.number}


def _days(order: Order) -> tuple[date, date | None]:
    until = order.wish["until"]
    return date.fromisoformat(order.wish["since"]), date.fromisoformat(until) if until else None


def _appoint(order: Order) -> None:
    since, until = _days(order)
    posting.appoint(order.subject, term=Term(order.wish["scheme"], order.wish["level"], since, until), **_told(order))


def _move(order: Order) -> None:
    lacking = tenure_lacking(order.subject, order.wish["scheme"], order.wish["level"], since=_days(order)[0])
    if lacking is not None:
        check_tenure(lacking, exception=order.wish.get("exception", ""))
    posting.move_level(order.subject, level=order.wish["level"], since=_days(order)[0], **_told(order))


def _renew(order: Order) -> None:
    since, until = _days(order)
    posting.renew(order.subject, since=since, until=until, **_told(order))


def _suspend(order: Order) -> None:
    since, until = _days(order)
    posting.suspend(order.subject, since=since, until=until, **_told(order))


_CARRY: dict[EventKind, Callable[[Order], object]] = {
    EventKind.APPOINTED: _appoint,
    EventKind.PROMOTED: _move,
    EventKind.DEMOTED: _move,
    EventKind.RENEWED: _renew,
    EventKind.SUSPENDED: _suspend,
    EventKind.CONFIRMED: lambda order: posting.confirm(order.subject, since=_days(order)[0], **_told(order)),
    EventKind.RESUMED: lambda order: posting.resume(order.subject, on=_days(order)[0], **_told(order)),
    EventKind.ENDED: lambda order: posting.end_post(order.subject, on=_days(order)[0], **_told(order)),
}
CAREER_KIND = Kind(
    CAREER,
    _("change of a career"),
    ask_verb="people.career",
    decide_verb="people.career_decide",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    heads=(_("Stands"), _("Wished")),
)
