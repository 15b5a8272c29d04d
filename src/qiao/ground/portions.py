"""Many things in portions: no statement names more ids, and no memory holds more rows, than it was made for."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(things: Iterable[T], most: int) -> Iterator[list[T]]:
    """All of them in their order, at most so many at a time; read as they are asked for."""
    rest = iter(things)
    while part := list(islice(rest, most)):
        yield part
