"""A part of a message as it was read: values by tag, in the order of the message, and never changed.

A tag holds text, a part of its own, or several parts where the shape lets it repeat. Attributes bear an @ before their
name; the text of an element that has attributes too stands under `#text`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, Union

from qiao.ground.money import scaled_from_typed

TEXT = "#text"
Value: TypeAlias = Union[str, "Part", tuple["Part", ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Part(Mapping[str, Value]):
    """Values by tag; equal to any mapping that holds the same. A path such as `XFERINFO/TRNAMT` leads inside."""

    held: Mapping[str, Value]

    def __getitem__(self, tag: str) -> Value:
        return self.held[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def at(self, path: str) -> Value | None:
        """What stands at a path, None where nothing does; a path leads through single parts only."""
        found: Value | None = self
        for tag in path.split("/"):
            if found is None:
                return None
            assert isinstance(found, Part), (path, tag)
            found = found.held.get(tag)
        return found

    def text(self, path: str) -> str:
        """The text at a path, empty where the message does not give it; of an element with attributes, its text."""
        found = self.at(path)
        if isinstance(found, Part):
            found = found.held.get(TEXT, "")
        assert found is None or isinstance(found, str), path
        return found or ""

    def part(self, path: str) -> "Part":
        """The part at a path, an empty one where the message does not give it."""
        found = self.at(path)
        assert found is None or isinstance(found, Part), path
        return EMPTY if found is None else found

    def parts(self, path: str) -> tuple["Part", ...]:
        """The parts that repeat at a path, in the message's order."""
        found = self.at(path)
        assert not isinstance(found, str), path
        if found is None:
            return ()
        return (found,) if isinstance(found, Part) else found

    def fen(self, path: str) -> int | None:
        """The sum at a path in fen, None where it is not given; ValueError where an answer holds no sum there."""
        text = self.text(path)
        return scaled_from_typed(text, places=2) if text else None

    def plain(self) -> dict[str, Any]:
        """The same as plain mappings, lists and text, to be kept as JSON."""
        return {tag: _plain(value) for tag, value in self.held.items()}


EMPTY = Part({})


def part_of(plain: Mapping[str, Any]) -> Part:
    """A part of plain mappings, lists and text; what is None is not given."""
    return Part({tag: _held(value) for tag, value in plain.items() if value is not None})


def _plain(value: Value) -> Any:
    if isinstance(value, Part):
        return value.plain()
    return value if isinstance(value, str) else [one.plain() for one in value]


def _held(value: Any) -> Value:
    if isinstance(value, Part):
        return value
    if isinstance(value, Mapping):
        return part_of(value)
    return tuple(part_of(one) for one in value) if isinstance(value, list | tuple) else str(value)
