"""Reads of authority: what somebody may do on a day by the level held then."""

from collections.abc import Collection
from datetime import date

from qiao.people.queries.careers import careers_of, levels_on
from qiao.people.queries.ladders import matrices_on
from qiao.people.rules.authority import NOTHING, Authority
from qiao.people.rules.career import Career

__all__ = ("Authority", "authorities_on", "authority_on", "granted_on")


def authority_on(staff_id: str, *, on: date) -> Authority | None:
    """What somebody may do on a day; None where no table limits it."""
    return authorities_on([staff_id], on=on).get(staff_id)


def authorities_on(staff_ids: Collection[str], *, on: date) -> dict[str, Authority]:
    """What many people may do on a day; absent = no level known or no table in force: nothing limits."""
    granted = granted_on(staff_ids, on=on)
    careers = careers_of(granted)
    return {
        staff_id: NOTHING if careers.get(staff_id, Career()).gap_on(on) else allowed
        for staff_id, allowed in granted.items()
    }


def granted_on(staff_ids: Collection[str], *, on: date) -> dict[str, Authority]:
    """What the levels of these people give on a day, whether they are suspended or not."""
    matrices = matrices_on(on)
    if not matrices:
        return {}
    found = {
        staff_id: matrices.get(held.ladder.scheme, {}).get(held.level.code)
        for staff_id, held in levels_on(staff_ids, on=on).items()
    }
    return {staff_id: allowed for staff_id, allowed in found.items() if allowed is not None}
