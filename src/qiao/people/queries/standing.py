"""Reads of standing: what bars somebody from being given customers, and from deciding, on a day."""

from collections.abc import Collection
from datetime import date, timedelta

from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.people.queries.careers import careers_of, posts_of
from qiao.people.queries.certificates import certificates_of, uncertified_spells
from qiao.people.queries.ladders import ladders_on
from qiao.people.rules.career import Career
from qiao.people.rules.standing import Bar, bars, joined

__all__ = ("Bar", "barred_on", "barred_spells", "bars_on", "withheld_from")


def bars_on(staff_ids: Collection[str], *, on: date) -> dict[str, tuple[str, ...]]:
    """By person, in words of the moment's language, what bars a new assignment on a day; absent = nothing bars."""
    return {
        staff_id: tuple(fill(bar.words, dict(bar.facts)) for bar in found)
        for staff_id, found in barred_on(staff_ids, on=on).items()
    }


def barred_on(staff_ids: Collection[str], *, on: date) -> dict[str, tuple[Bar, ...]]:
    """The same as records with their codes; whom the book does not know is not judged here."""
    ladders, careers, kept = ladders_on(on), careers_of(staff_ids), certificates_of(staff_ids)
    found = {
        staff_id: bars(post, careers.get(staff_id, Career()), kept.get(staff_id, []), ladders=ladders, on=on)
        for staff_id, post in posts_of(staff_ids).items()
    }
    return {staff_id: reasons for staff_id, reasons in found.items() if reasons}


def withheld_from(person: User, *, on: date) -> Refusal | None:
    """Why somebody decides and supervises nothing on a day: suspended then; None where he or she is not."""
    found = careers_of([person.staff_id]).get(person.staff_id, Career()).gap_on(on) if person.staff_id else None
    if found is None:
        return None
    if found.until is None:
        words = _("You are suspended until further notice and decide and supervise nothing meanwhile; HR can help.")
        return Refusal("authority.suspended", words)
    words = _("You are suspended until %(last)s and decide and supervise nothing meanwhile; HR can help.")
    return Refusal("authority.suspended", words, last=(found.until - timedelta(days=1)).isoformat())


def barred_spells(staff_ids: Collection[str], *, since: date, until: date) -> dict[str, tuple[tuple[date, date], ...]]:
    """By person the stretches of [since, until) of suspension or without a certificate asked for; absent = none."""
    lacking = uncertified_spells(staff_ids, since=since, until=until)
    gaps = {key: [(one.since, one.until) for one in found.gaps] for key, found in careers_of(staff_ids).items()}
    found = {
        key: joined([*lacking.get(key, ()), *gaps.get(key, ())], since=since, until=until)
        for key in lacking.keys() | gaps.keys()
    }
    return {key: spells for key, spells in found.items() if spells}
