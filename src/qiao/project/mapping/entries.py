"""One entry of a mapping file, read key by key: a key is asked for by name, and what nobody asked for is refused."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.records import Place
from qiao.project.mapping.toml_lines import line_of


@dataclass(frozen=True, slots=True)
class Origin:
    """The file an entry came from, and where its lines are."""

    path: Path
    lines: Mapping[tuple[str, ...], int]

    def place(self, *path: str) -> Place:
        """The place of a dotted path."""
        return Place(file=str(self.path), line=line_of(self.lines, path))


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of the file, such as [source.postings], with its origin."""

    path: tuple[str, ...]
    values: Mapping[str, Any]  # as the TOML reader gives them
    origin: Origin
    taken: Mapping[str, Origin] = field(default_factory=dict)  # keys that a base has given, and which

    @property
    def title(self) -> str:
        """As it stands between the brackets."""
        return ".".join(self.path)

    def place(self, *key: str) -> Place:
        """Where the entry stands, or a key of it."""
        return self.source_of(*key).place(*self.path, *key)

    def source_of(self, *key: str) -> Origin:
        """The file that the entry, or a key of it, stands in."""
        return self.taken.get(key[0], self.origin) if key else self.origin

    def over(self, below: "Entry") -> "Entry":
        """The entry on that of a base, key by key: what it says itself holds."""
        inherited = {key: below.source_of(key) for key in below.values if key not in self.values}
        return Entry(self.path, {**below.values, **self.values}, self.origin, inherited)

    def only(self, *keys: str) -> "Entry":
        """The entry itself; a Refusal where it holds a key that is not one of these."""
        for key in self.values:
            if key not in keys:
                raise wrong(
                    self.place(key),
                    _("%(file)s, line %(line)s: [%(entry)s] knows no %(key)s%(near)s"),
                    entry=self.title,
                    key=key,
                    near=near(key, keys),
                )
        return self

    def has(self, key: str) -> bool:
        """Whether the entry holds the key."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A text; a Refusal where it is missing and there is no default."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self._not(key, _("a text in quotes"))
        return value

    def switch(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self._not(key, _("true or false"))
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self._value(key, default)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple) or not all(isinstance(item, str) for item in listed):
            raise self._not(key, _("a text in quotes, or a list of them"))
        return tuple(listed)

    def words(self, key: str, default: Mapping[str, str] | None = None) -> Mapping[str, str]:
        """A table of text = text."""
        value = self._value(key, default)
        if not isinstance(value, Mapping) or not all(isinstance(word, str) for word in value.values()):
            raise self._not(key, _('a table of texts, such as { "A" = "credit" }'))
        return dict(value)

    def dates(self, key: str) -> tuple[date, ...]:
        """A list of dates without a time of day."""
        value = self._value(key, None)
        if not isinstance(value, list) or not all(type(item) is date for item in value):
            raise self._not(key, _("a list of dates, such as [2026-09-01, 2026-10-01]"))
        return tuple(value)

    def _value(self, key: str, default: object) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise wrong(
                self.place(), _("%(file)s, line %(line)s: [%(entry)s] has no %(key)s"), entry=self.title, key=key
            )
        return value

    def _not(self, key: str, wanted: str) -> Refusal:
        return wrong(
            self.place(key),
            _("%(file)s, line %(line)s: %(key)s of [%(entry)s] is not %(wanted)s"),
            key=key,
            entry=self.title,
            wanted=wanted,
        )


def wrong(place: Place, words: str, **facts: object) -> Refusal:
    """A refusal of the mapping file; the words open with %(file)s and %(line)s."""
    return Refusal("map.mapping_wrong", words, file=place.file, line=place.line, **facts)


def near(name: str, known: Iterable[str]) -> str:
    """How to go on: the nearest of the known names, else all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f" (→ {close[0]}?)" if close else f" (→ {', '.join(names) or '-'})"
