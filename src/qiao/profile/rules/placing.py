"""Which entry a value is of, where something that tells two of one name apart is not always said.

Source: piece 2, 2.5 (line 233: each thing once). A shareholder typed by name is the same whose code a registry tells
later; two of one name with two codes are two. What is needed, such as a role or a lender, tells apart by itself.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice, product
from typing import Any

from qiao.profile.rules.items import FieldKind, Item
from qiao.profile.rules.reading import Entry

Signs = tuple[Any, ...]
"""What is said of the fields that may be unsaid, "" for each that is not."""


def may_be_unsaid(item: Item) -> tuple[str, ...]:
    """The fields that tell entries apart only where they are said."""
    fields = (item.field(name) for name in item.beside)
    return tuple(one.name for one in fields if not one.needed and one.kind is not FieldKind.COUNT)


class Kept:
    """What one customer's record has of an item, found by name and signs: a firm of many holders costs no more each."""

    def __init__(self, item: Item) -> None:
        """Nothing is kept yet."""
        self._item, self._unsaid = item, may_be_unsaid(item)
        self._said: dict[str, tuple[str, Signs]] = {}
        self._by_name: dict[str, dict[str, None]] = {}
        self._by_signs: dict[tuple[str, Signs], dict[str, None]] = {}

    def __contains__(self, entry: str) -> bool:
        """Whether an entry of that text is kept."""
        return entry in self._said

    def put(self, entry: str, values: Mapping[str, Any]) -> None:
        """Keep what was last said of an entry, in the place of what was said before."""
        before = self._said.get(entry)
        if before is not None:
            del self._by_name[before[0]][entry], self._by_signs[before][entry]
        name, signs = self._said[entry] = self._named(values)
        self._by_name.setdefault(name, {})[entry] = None
        self._by_signs.setdefault((name, signs), {})[entry] = None

    def placed(self, read: Entry, *, taken: Collection[str] = ()) -> Entry:
        """The value under the entry it belongs to: its own, or the one of its name that nothing tells apart from it.

        taken: entries of which the same sheet says something already; another row of it is of somebody else.
        """
        if not self._unsaid or read.entry in self._said:
            return read
        alike = list(islice((entry for entry in self._alike(read) if entry not in taken), 2))
        return replace(read, entry=alike[0]) if len(alike) == 1 else read

    def _alike(self, read: Entry) -> Iterator[str]:
        name, signs = self._named(read.values)
        if all(signs):
            either = product(*(("", one) for one in signs))
            return chain.from_iterable(self._by_signs.get((name, one), ()) for one in either)
        return (one for one in self._by_name.get(name, ()) if _agree(self._said[one][1], signs))

    def _named(self, values: Mapping[str, Any]) -> tuple[str, Signs]:
        return str(values.get(self._item.key, "")).casefold(), tuple(values.get(one) or "" for one in self._unsaid)


def _agree(before: Signs, now: Signs) -> bool:
    return all(not one or not other or one == other for one, other in zip(before, now, strict=True))
