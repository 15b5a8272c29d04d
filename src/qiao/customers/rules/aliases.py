"""Merged customers as a forest: each absorbed customer names the one it was merged into, and its survivor is the root.

Source: piece 2, 3.5 (line 263: one book for the whole bank). Nothing is rewritten: an alias is resolved when reading,
so that a split gives back exactly what was there before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

Edges = Mapping[str, str]
"""Absorbed customer -> the customer it was merged into; no ring."""


class Change(NamedTuple):
    """A merge, or the split that undoes one."""

    party_id: str
    into: str
    is_merge: bool
    at: datetime


def edges_at(changes: Iterable[Change], *, at: datetime) -> dict[str, str]:
    """The forest as it was at a moment, by what had been changed in this order."""
    edges: dict[str, str] = {}
    for one in changes:
        if one.at <= at and one.is_merge:
            edges[one.party_id] = one.into
        elif one.at <= at:
            edges.pop(one.party_id, None)
    return edges


def survivor_in(edges: Edges, party_id: str) -> str:
    """The root of a customer: itself where it was not merged into another."""
    at = party_id
    for _step in range(len(edges) + 1):
        if at not in edges:
            return at
        at = edges[at]
    raise AssertionError(party_id)  # a ring is never written


def survivors_in(edges: Edges) -> dict[str, str]:
    """The survivor of every absorbed customer."""
    return {party_id: survivor_in(edges, party_id) for party_id in edges}


def family_in(edges: Edges, party_id: str) -> tuple[str, ...]:
    """The survivor first, then by id all that were merged into it."""
    root = survivor_in(edges, party_id)
    return (root, *sorted(one for one in edges if survivor_in(edges, one) == root))


def merged(edges: Edges, party_id: str, *, into: str) -> dict[str, str]:
    """The forest after a merge; refused where it would make a ring or merge a customer twice."""
    if party_id == into:
        raise Refusal("customers.same", _("A customer cannot be merged into itself."))
    if party_id in edges:
        words = _("%(party)s was merged into %(into)s already.")
        raise Refusal("customers.merged", words, party=party_id, into=edges[party_id])
    if survivor_in(edges, into) == party_id:
        words = _("%(into)s was merged into %(party)s: split them first.")
        raise Refusal("customers.ring", words, party=party_id, into=into)
    return {**edges, party_id: into}


def split(edges: Edges, party_id: str) -> dict[str, str]:
    """The forest after a merge is undone; what was merged into this customer before stays with it."""
    if party_id not in edges:
        raise Refusal("customers.not_merged", _("%(party)s is not merged into another customer."), party=party_id)
    return {one: into for one, into in edges.items() if one != party_id}


def moved(before: Edges, after: Edges) -> dict[str, str]:
    """Whose survivor is another than before, with the new one; who stands for himself again is named by himself."""
    old, new = survivors_in(before), survivors_in(after)
    touched = {one for one in {**old, **new} if old.get(one) != new.get(one)}
    return {one: new.get(one, one) for one in sorted(touched)}


def closed(party_ids: Iterable[str], survivors: Mapping[str, str]) -> frozenset[str]:
    """These customers with everybody who is one with any of them."""
    asked = set(party_ids)
    roots = {survivors.get(one, one) for one in asked}
    return frozenset(asked | roots | {one for one, root in survivors.items() if root in roots})
