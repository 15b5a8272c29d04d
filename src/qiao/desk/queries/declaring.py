"""Declared groups as far as the person sees them: their customers with all that these control, each once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.customers import queries as customers
from qiao.desk.queries.belonging import FOUND_MOST, Asked, MemberLine, names_of, sums_of
from qiao.desk.rules.belonging import Together, together
from qiao.ground.paging import Cut, Page
from qiao.ties.queries import declared, kept


@dataclass(frozen=True, slots=True)
class DeclaredWhole:
    """A declared group as far as it is seen: a page of its customers, sums over all.

    `own`: its customers in sight; `hidden` of them are not. `hidden_below`: whom they control and one does not see.
    """

    number: int
    name: str
    reason: str
    own: tuple[str, ...]
    page: Page[MemberLine]  # its own first; step 1 = controlled by one of them
    sums: Together
    hidden: int
    hidden_below: int


def declared_lines(asked: Asked, *, most: int = FOUND_MOST) -> list[tuple[int, str]]:
    """Declared groups with a customer in sight today, by name."""
    found = _seen(asked).order_by("group__name").values_list("group", "group__name").distinct()
    return list(found[:most])


def declared_opens(asked: Asked, group: declared.DeclaredGroup) -> bool:
    """Whether somebody of a declared group is in sight, so that its page is there."""
    return bool(_seen(asked).filter(group=group).exists())


def _seen(asked: Asked) -> Any:
    rows, served = declared.memberships(on=asked.on), asked.served()
    if served is None:
        return rows
    return rows.annotate(told=customers.standing_id("key")).filter(told__in=served)


def declared_members(name: str, *, on: date) -> list[str]:
    """The customers of the declared group of that name on a day."""
    return declared.members_of(name, on=on)


def declared_whole(asked: Asked, number: int, cut: Cut) -> DeclaredWhole | None:
    """One declared group today; None where there is none or nobody of it is in sight."""
    group = declared.declared_group(number)
    keys = declared.members_of(group.name, on=asked.on) if group else []
    seen = asked.seen(keys)
    if group is None or not seen:
        return None
    controlled = kept.controlled_by(keys)
    below = asked.seen(controlled)
    sums, page = sums_of(asked, seen | below), cut.of([*sorted(seen), *sorted(below)])
    names = names_of(asked, page.rows)
    lines = (
        MemberLine(
            key,
            names.get(key, key),
            outsider=False,
            step=int(key not in seen),
            effective_ppm=None,
            by=(),
            sums=sums.get(key),
            findings=(),
        )
        for key in page.rows
    )
    return DeclaredWhole(
        number,
        group.name,
        group.reason,
        tuple(sorted(seen)),
        Page(tuple(lines), page.number, page.more, page.size),
        together(seen | below, sums),
        len(keys) - len(seen),
        len(controlled) - len(below),
    )
