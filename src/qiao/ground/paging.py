"""A page of a list: bounded, with a look one row ahead instead of a count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
ROWS_A_PAGE = 50
PAGE_MOST = 2_000  # beyond it a filter is the way, not a page number


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, its number from 1, and whether another follows."""

    rows: tuple[T, ...]
    number: int
    more: bool
    size: int = ROWS_A_PAGE

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The place of the last row in the whole list."""
        return (self.number - 1) * self.size + len(self.rows)

    @property
    def alone(self) -> bool:
        """Whether there is neither a page before nor one behind."""
        return self.number == 1 and not self.more


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows to ask a store for: one more than a page holds, to know whether another page follows."""

    number: int
    size: int = ROWS_A_PAGE

    @property
    def offset(self) -> int:
        """Rows to leave out before the page."""
        return (self.number - 1) * self.size

    @property
    def limit(self) -> int:
        """Rows to ask for."""
        return self.size + 1

    def page(self, found: Sequence[T]) -> Page[T]:
        """The page out of what was found by offset and limit."""
        return Page(tuple(found[: self.size]), self.number, len(found) > self.size, self.size)

    def of(self, everything: Sequence[T]) -> Page[T]:
        """The page out of a whole list that is in memory."""
        return self.page(everything[self.offset : self.offset + self.limit])


def cut_of(text: str | None, *, size: int = ROWS_A_PAGE) -> Cut:
    """The page a person asked for; whatever is no page number is the first page."""
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) <= len(str(PAGE_MOST)) else 1
    return Cut(min(max(number, 1), PAGE_MOST), size)
