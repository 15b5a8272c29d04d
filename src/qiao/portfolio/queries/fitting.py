"""Reads of what keeps somebody from being given a customer: the person's standing, the post, the level's limits."""

from collections.abc import Collection, Sequence
from datetime import date

from qiao.customers import queries as customers
from qiao.ground.periods import day_number
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.people.queries.authority import authority_on
from qiao.people.queries.staff import staff_by_id
from qiao.people.queries.standing import bars_on
from qiao.portfolio.queries.counting import served_from
from qiao.portfolio.queries.posts import last_days
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.fitting import Wanted, beyond, out_of_sight
from qiao.portfolio.rules.lines import Line
from qiao.portfolio.rules.roles import COVER, LEAD, NOT_SERVING

PROPOSING = frozenset({LEAD, COVER})
Moves = Sequence[tuple[str, str, str]]
"""Customers that change hands together: customer, who gives, who takes."""

NO_PLAN: Moves = ()

__all__ = ("NO_PLAN", "Moves", "barred", "bars", "limits")


def bars(staff_id: str, *, party_id: str, on: date) -> Sequence[str]:
    """Why a person may not be given any customer, or this one, that day, in words; empty where nothing bars."""
    return barred([staff_id], party_id=party_id, on=on).get(staff_id, ())


def barred(staff_ids: Collection[str], *, party_id: str = "", on: date) -> dict[str, tuple[str, ...]]:
    """Why each of these people may not be given any customer that day, or this one; absent where nothing bars."""
    standing, last, known = bars_on(staff_ids, on=on), last_days(staff_ids, on=on), staff_by_id(staff_ids)
    found = {}
    for staff_id, person in known.items():
        words = standing.get(staff_id, ()) or _gone(last.get(staff_id), on=on)
        unseen = tuple(fill(bar.words, {}) for bar in out_of_sight(person.post))
        found[staff_id] = (*words, *unseen, *sources.bars(staff_id, party_id, on))
    return {staff_id: words for staff_id, words in found.items() if words}


def _gone(last: date | None, *, on: date) -> tuple[str, ...]:
    if last is None or last >= on:
        return ()
    return (fill(_("has left; %(day)s was the last day in the post"), {"day": last.isoformat()}),)


def limits(
    staff_id: str, after: Sequence[Line], *, party_id: str, since: date, today: date, along: Moves = NO_PLAN
) -> tuple[date, Sequence[str]] | None:
    """The first day on which the customer lies beyond limits of the level, were these its lines, and which, in words.

    Looked at are the first day, today, and each later day on which the person begins to serve somebody; None where the
    customer lies within on all of them. `along` are customers that change hands together with this one: judged is the
    end of it all, in whatever order they are carried out.
    """
    gives = {party for party, giver, _taker in along if giver == staff_id}
    served = [one for one in served_from(staff_id, since=since) if one[0] not in gives]
    served += [(party, since, None) for party, _giver, taker in along if taker == staff_id and party != party_id]
    days = {since, max(since, today), *(first for _party, first, _until in served if first > since)}
    for day in sorted(days):
        found = _limits_on(staff_id, after, served, party_id=party_id, on=day)
        if found:
            return day, found
    return None


def _limits_on(
    staff_id: str,
    after: Sequence[Line],
    served: Sequence[tuple[str, date, date | None]],
    *,
    party_id: str,
    on: date,
) -> Sequence[str]:
    lines = [line for line in after if line.runs_on(day_number(on))]
    roles = {line.role for line in lines if line.staff_id == staff_id}
    authority = authority_on(staff_id, on=on) if roles else None
    if authority is None:
        return ()
    family = customers.family_of(party_id)
    own = {party for party, first, until in served if first <= on and (until is None or on < until)}
    counts = not roles <= NOT_SERVING and own.isdisjoint(family)
    wanted = Wanted(
        kind=customers.kinds_of([party_id]).get(party_id, ""),
        size=sources.size(party_id),
        served=len(own) + 1 if counts else 0,
        beside=any(line.staff_id != staff_id for line in lines),
        owed_fen=sources.owed(party_id) if not roles.isdisjoint(PROPOSING) else 0,
    )
    return [fill(bar.words, dict(bar.facts)) for bar in beyond(authority, wanted)]
