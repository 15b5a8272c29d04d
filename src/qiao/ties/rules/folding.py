"""One holder told under two numbers of a customer, once with a code and once without: one holder, not two.

Source: piece 2, 2.5 (line 233: each thing once). The record places what is written under the entry it is of; what was
written of two customers before they became one is folded here by that same rule. Two that one sheet tells of one
customer and day stay two, and so do two that were first told under one number, for they were placed there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qiao.profile.rules.items import Item
from qiao.profile.rules.placing import Kept, may_be_unsaid
from qiao.profile.rules.reading import Entry
from qiao.profile.rules.standing import Said
from qiao.ties.rules.spells import Spell

Place = tuple[str, str, str]
"""Customer who stands, item, entry."""


@dataclass(frozen=True, slots=True)
class Fold:
    """The entry that stands for several, and what tells it apart wherever one of them says it."""

    entry: str
    apart: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Told:
    """An entry as it was told: by what it is read, under which numbers first, beside which others it may not stand."""

    values: dict[str, Any] = field(default_factory=dict)
    homes: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)


def folds_of(said: Iterable[Said], *, survivors: Mapping[str, str], items: Mapping[str, Item]) -> dict[Place, Fold]:
    """The entries of merged customers that are one with another, each with the one that stands for them."""
    standing = set(survivors.values())
    families: dict[tuple[str, str], list[Said]] = {}
    for one in said:
        who = survivors.get(one.party_id, one.party_id)
        if who in standing and may_be_unsaid(items[one.item]):
            families.setdefault((who, one.item), []).append(one)
    found: dict[Place, Fold] = {}
    for (who, code), rows in families.items():
        if len({one.party_id for one in rows}) > 1:
            rows.sort(key=lambda one: one.number)
            found |= {(who, code, entry): fold for entry, fold in _folds(items[code], rows).items()}
    return found


def _folds(item: Item, rows: Sequence[Said]) -> dict[str, Fold]:
    told, unsaid = _told(rows), may_be_unsaid(item)
    kept: dict[str, _Told] = {}
    known = Kept(item)
    stands: dict[str, str] = {}
    for entry, one in told.items():
        taken = {stands[other] for other in one.beside if other in stands}
        found = known.placed(Entry(entry, one.values), taken=taken).entry
        if found != entry and kept[found].homes.isdisjoint(one.homes):
            before = kept[found]
            apart = {name: one.values.get(name) or before.values.get(name) for name in unsaid}
            kept[found] = _Told({**before.values, **apart}, before.homes | one.homes)
        else:
            kept[entry], found = one, entry
        known.put(found, kept[found].values)
        stands[entry] = found
    several = {found for entry, found in stands.items() if found != entry}
    apart_of = {name: {key: kept[name].values.get(key) for key in unsaid} for name in several}
    return {entry: Fold(found, apart_of[found]) for entry, found in stands.items() if found in several}


def _told(rows: Sequence[Said]) -> dict[str, _Told]:
    """By entry, in the order of the first telling, what was last said of it; those that only ended are left out."""
    found: dict[str, _Told] = {}
    lines: dict[tuple[Any, ...], set[str]] = {}
    for one in rows:
        if one.values is None:
            continue
        if one.entry not in found:
            found[one.entry] = _Told(homes={one.party_id})
        found[one.entry] = replace(found[one.entry], values=dict(one.values))
        if one.sheet is not None:
            lines.setdefault((one.sheet, one.party_id, one.since), set()).add(one.entry)
    for together in lines.values():
        for entry in together:
            found[entry].beside.update(together - {entry})
    return found


def folded(found: Iterable[Spell], folds: Mapping[Place, Fold]) -> Iterator[Spell]:
    """The spells with those of one holder under one entry; where several run, the one told for the latest day holds."""
    several: dict[Place, list[Spell]] = {}
    for one in found:
        fold = folds.get((one.party_id, one.item, one.entry))
        if fold is None:
            yield one
        else:
            place = (one.party_id, one.item, fold.entry)
            values = {**one.values, **{name: text for name, text in fold.apart.items() if text}}
            several.setdefault(place, []).append(replace(one, entry=fold.entry, values=values))
    for rows in several.values():
        yield from _in_turn(rows)


def _in_turn(rows: Collection[Spell]) -> Iterator[Spell]:
    """Never two at once, and on every day one where there was one."""
    days = sorted({one.since for one in rows} | {one.until for one in rows if one.until is not None})
    turns: list[Spell] = []
    for place, day in enumerate(days):
        running = [one for one in rows if one.runs(on=day)]
        if not running:
            continue
        holds = max(running, key=lambda one: (one.since, one.number))
        until = days[place + 1] if place + 1 < len(days) else None
        if turns and turns[-1].number == holds.number and turns[-1].until == day:
            turns[-1] = replace(turns[-1], until=until)
        else:
            turns.append(replace(holds, since=day, until=until))
    yield from turns
