"""Figures of customers of whom several are one: read by their own ids, told as one.

A settlement reckons by the ids of the extract and never changes; who was merged into whom is resolved when its results
are read. So a merge changes no account, no share and no sum of the bank, and a split gives everything back.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from qiao.contribution.rules.sums import PartySums, together
from qiao.customers import queries as customers

SURVIVING = (
    "LEFT JOIN (SELECT unnest(CAST($absorbed AS VARCHAR[])) AS absorbed_id, "
    "unnest(CAST($survivors AS VARCHAR[])) AS survivor_id) ON party_id = absorbed_id"
)
"""A join of a statement: `coalesce(survivor_id, party_id)` is who stands for a customer; values by `bound_pairs`."""


def bound_pairs() -> dict[str, list[str]]:
    """The values for `SURVIVING`."""
    pairs = customers.alias_pairs()
    return {"absorbed": [one for one, _other in pairs], "survivors": [other for _one, other in pairs]}


def expanded(party_ids: Collection[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """These customers with those merged into them, and of whom there are any, the families."""
    families = customers.families_of(list(party_ids))
    inner = {one for members in families.values() for one in members}
    return [*party_ids, *sorted(inner.difference(party_ids))], families


def told_as_one(
    found: Mapping[str, PartySums], party_ids: Iterable[str], *, families: Mapping[str, Collection[str]]
) -> dict[str, PartySums]:
    """The figures of the asked customers, those merged into them included; who has none is absent."""
    told: dict[str, PartySums] = {}
    for one in party_ids:
        own = [found[member] for member in families.get(one, (one,)) if member in found]
        if own:
            told[one] = together(one, own)
    return told


def any_merged() -> bool:
    """Whether any customer stands for others."""
    return customers.alias_version() > 0


def values_with(values: Mapping[str, Any]) -> dict[str, Any]:
    """A statement's values with those of `SURVIVING`."""
    return {**values, **bound_pairs()}
