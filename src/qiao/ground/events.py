"""What a lower storey tells and higher storeys listen to: a lower one never calls up.

A listener runs within the transaction of who tells: what it keeps stands or falls with the write it follows from.
"""

from collections.abc import Callable, Sequence

ALIASES = "customers.aliases"
"""Customers whose merging changed; the facts are the ids of the survivors and of those merged into them."""
SHARES = "portfolio.shares"
"""Changes of who serves a customer that were agreed here; the facts are the numbers of the changes kept."""
STANDING = "people.standing"
"""People of whom it was told on which days they are in the post and certified; the first fact is what told
it, as `career 7`, `certificate 3` or `exit 2`, the others are the people."""
Listener = Callable[[Sequence[str]], None]
_listeners: dict[str, list[Listener]] = {}


def listen(event: str, listener: Listener) -> None:
    """Be told of an event from now on; said at the start, by each capability for itself."""
    known = _listeners.setdefault(event, [])
    if listener not in known:
        known.append(listener)


def tell(event: str, keys: Sequence[str]) -> None:
    """Let every listener know which keys are concerned."""
    for listener in _listeners.get(event, ()):
        listener(keys)
