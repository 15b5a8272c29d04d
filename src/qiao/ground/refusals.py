"""A refusal of the business: what was asked cannot be done, with a code, words and facts.

A refusal is for the world (bad input, missing right, missing price); an assertion is for our own mistakes.
"""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):  # noqa: N818  it is the trade's word, and not an error of the program
    """The job cannot be done; `words` is an English template with named placeholders for `facts`."""

    def __init__(self, code: str, words: str, /, **facts: Any) -> None:
        """Keep code (dotted, stable), words (marked for translation) and the facts that fill them."""
        super().__init__(code, words, facts)
        self.code = code
        self.words = words
        self.facts: Mapping[str, Any] = facts

    def __str__(self) -> str:
        """Fill the English words; the edge translates by `qiao.ground.saying.say`."""
        return self.words % self.facts
