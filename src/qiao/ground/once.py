"""Reads that are asked once while a page is answered: the book in force, the months, who may see whom.

A page is one look at the bank, so what it has read holds until it is answered. Outside of a page, and after any write,
everything is read anew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_look: ContextVar[dict[Any, Any] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """As long as it lasts, a read marked `once` with the same questions is asked once."""
    mark = _look.set({})
    try:
        yield
    finally:
        _look.reset(mark)


def forget() -> None:
    """Read everything anew from here on: something was written."""
    known = _look.get()
    if known is not None:
        known.clear()


def once(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a read; its questions can be told apart by ==, and nobody changes its answer."""

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _look.get()
        if known is None:
            return read(*args, **kwargs)
        question = (read, args, tuple(sorted(kwargs.items())))
        if question not in known:
            known[question] = read(*args, **kwargs)
        answer: R = known[question]
        return answer

    return asked
