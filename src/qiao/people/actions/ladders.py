"""Ladders and matrices change by two persons: one asks for a version from a day on, another decides.

The first version of a ladder may begin in the past, so that careers from before this system have their levels; every
later one begins today or later.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock, events
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.periods import FIRST_DAY
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.people.models import LadderVersion, MatrixVersion
from qiao.people.queries.ladders import ladders_on, matrices_on
from qiao.people.queries.telling import line_of, line_of_level
from qiao.people.rules import authority, ladder, samples
from qiao.people.rules.authority import Authority
from qiao.people.rules.ladder import MARK_WORDS, SECTOR_WORDS, Ladder

LADDER, MATRIX = "ladder", "matrix"
DAYS_AHEAD_MOST = 3_660


def propose(wished: Ladder, *, since: date | None, reason: str, on: date, actor: User) -> Approval:
    """Ask for a ladder, new or changed, from a day on."""
    first = _first_day(since, on=on, fresh=not LadderVersion.objects.filter(scheme=wished.scheme).exists())
    if ladders_on(first).get(wished.scheme) == wished:
        raise Refusal("ladder.same", _("On that day it stands so already; there is nothing to ask for."))
    wish = {"since": first.isoformat(), "terms": ladder.plain(wished)}
    return office.ask(LADDER, wished.scheme, wish=wish, reason=reason, on=on, actor=actor)


def propose_end(scheme: str, *, since: date | None, reason: str, on: date, actor: User) -> Approval:
    """Ask that a ladder be out of force from a day on."""
    first = _first_day(since, on=on, fresh=False)
    if scheme not in ladders_on(first):
        raise Refusal("ladder.not_in_force", _("On that day the ladder is not in force."))
    wish = {"since": first.isoformat(), "terms": None}
    return office.ask(LADDER, scheme, wish=wish, reason=reason, on=on, actor=actor)


def propose_matrix(
    scheme: str, rows: Mapping[str, Authority], *, since: date | None, reason: str, on: date, actor: User
) -> Approval:
    """Ask for another matrix of what each level may do."""
    first = _first_day(since, on=on, fresh=not MatrixVersion.objects.filter(scheme=scheme).exists())
    if matrices_on(first).get(scheme) == dict(rows):
        raise Refusal("matrix.same", _("On that day it stands so already; there is nothing to ask for."))
    wish = {"since": first.isoformat(), "rows": authority.plain(rows)}
    return office.ask(MATRIX, scheme, wish=wish, reason=reason, on=on, actor=actor)


def _first_day(since: date | None, *, on: date, fresh: bool) -> date:
    earliest = FIRST_DAY if fresh else on
    if since is None or not earliest <= since <= on + timedelta(days=DAYS_AHEAD_MOST):
        words = _("The first day has to be today or later, and within ten years; the past stays as it was.")
        raise Refusal("ladder.since", words)
    return since


def called(subject: str) -> str:
    """The ladder in words."""
    found = ladders_on(clock.today()).get(subject) or samples.BY_SCHEME.get(subject)
    return gettext(found.name) if found else subject


def standing_ladder(subject: str, wish: Wish) -> Any:
    """The ladder in force on the day the wished one would begin."""
    found = ladders_on(date.fromisoformat(wish["since"])).get(subject)
    return ladder.plain(found) if found else None


def standing_matrix(subject: str, wish: Wish) -> Any:
    """The matrix in force on that day."""
    found = matrices_on(date.fromisoformat(wish["since"])).get(subject)
    return authority.plain(found) if found else None


def changes_of_ladder(subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The lines of levels that differ, in words."""
    old = ladder.from_plain(subject, before) if before else None
    new = ladder.from_plain(subject, wish["terms"]) if wish["terms"] else None
    lines = [
        Change(gettext(words), old_text, new_text)
        for words, old_text, new_text in (
            (_("Name"), _name(old), _name(new)),
            (_("Trade"), _sector(old), _sector(new)),
            (_("Where from"), _source(old), _source(new)),
        )
        if old_text != new_text
    ]
    codes = [one.code for found in (new, old) if found for one in found.levels]
    for code in dict.fromkeys(codes):
        then, now = (line_of_level(found.level(code) if found else None) for found in (old, new))
        if then != now:
            lines.append(Change(code, then, now))
    return [*lines, Change(gettext("Holds from"), "—", wish["since"])]


def _name(found: Ladder | None) -> str:
    return gettext(found.name) if found else "—"


def _sector(found: Ladder | None) -> str:
    return gettext(SECTOR_WORDS[found.sector]) if found else "—"


def _source(found: Ladder | None) -> str:
    return f"{gettext(found.source)} ({gettext(MARK_WORDS[found.mark])})" if found else "—"


def changes_of_matrix(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The levels whose authority differs."""
    old, new = (authority.from_plain(rows or {}) for rows in (before, wish["rows"]))
    lines = [
        Change(code, line_of(old.get(code)), line_of(new.get(code)))
        for code in dict.fromkeys([*new, *old])
        if old.get(code) != new.get(code)
    ]
    return [*lines, Change(gettext("Holds from"), "—", wish["since"])]


def carry_out_ladder(order: Order) -> None:
    """Let the ladder hold from its day."""
    fresh = not LadderVersion.objects.filter(scheme=order.subject).exists()
    set_ladder(
        order.subject,
        terms=order.wish["terms"],
        since=_holds_from(order, fresh=fresh),
        reason=order.reason,
        number=order.number,
        actor=order.actor,
    )


def carry_out_matrix(order: Order) -> None:
    """Let the matrix hold from its day."""
    fresh = not MatrixVersion.objects.filter(scheme=order.subject).exists()
    set_matrix(
        order.subject,
        rows=order.wish["rows"],
        since=_holds_from(order, fresh=fresh),
        reason=order.reason,
        number=order.number,
        actor=order.actor,
    )


def _holds_from(order: Order, *, fresh: bool) -> date:
    """The wished day, or today where a later version's day has passed meanwhile."""
    wished = date.fromisoformat(order.wish["since"])
    return wished if fresh else max(wished, order.on)


@recorded
def set_ladder(
    scheme: str, *, terms: Mapping[str, Any] | None, since: date, reason: str, number: int, actor: User
) -> None:
    """Keep a version of a ladder, as request `number` was approved to."""
    before = ladders_on(since).get(scheme)
    LadderVersion.objects.update_or_create(
        scheme=scheme, since=since, defaults={"terms": terms, "reason": reason, "approval_id": number}
    )
    events.tell(events.STANDING, [f"ladder {number}"])
    old = ladder.plain(before) if before else None
    note(f"ladder {scheme}", old=old, new={**(terms or {}), "since": since, "request": number}, reason=reason)


@recorded
def set_matrix(
    scheme: str, *, rows: Mapping[str, Any] | None, since: date, reason: str, number: int, actor: User
) -> None:
    """Keep a version of a matrix, as request `number` was approved to."""
    before = matrices_on(since).get(scheme)
    MatrixVersion.objects.update_or_create(
        scheme=scheme, since=since, defaults={"rows": rows, "reason": reason, "approval_id": number}
    )
    old = {"values": authority.plain(before)} if before else None
    note(f"matrix {scheme}", old=old, new={"values": rows, "since": since, "request": number}, reason=reason)


LADDER_KIND = Kind(
    LADDER,
    _("ladder of levels"),
    ask_verb="people.ladders",
    decide_verb="people.ladders",
    called=called,
    standing=standing_ladder,
    changes=changes_of_ladder,
    carry_out=carry_out_ladder,
)
MATRIX_KIND = Kind(
    MATRIX,
    _("authority by level"),
    ask_verb="people.ladders",
    decide_verb="people.ladders",
    called=called,
    standing=standing_matrix,
    changes=changes_of_matrix,
    carry_out=carry_out_matrix,
)
