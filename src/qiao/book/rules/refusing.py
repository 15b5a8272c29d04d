"""Words that several refusals share: the nearest known name to a wrong one."""

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN_MOST = 80  # characters of a stranger's text repeated in a message


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that a wrong one most likely stands for; where none is near, all of them."""
    names = sorted(known)
    folded = {candidate.casefold(): candidate for candidate in names}
    close = get_close_matches(name.strip().casefold()[:SHOWN_MOST], folded, n=1)
    return folded[close[0]] if close else ", ".join(names)


def shown(value: object) -> str:
    """A stranger's text as it may stand in a message: on one line, cut, control characters written out."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text[:SHOWN_MOST])
    return text[:SHOWN_MOST]
