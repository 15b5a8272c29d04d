"""Says marked words to a person in the language of the moment."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from qiao.ground.refusals import Refusal
from qiao.ground.words import Marked


def say(refusal: Refusal) -> str:
    """The refusal in the language now active, its facts filled in."""
    return fill(refusal.words, refusal.facts)


def fill(words: str, facts: Mapping[str, Any]) -> str:
    """Translate marked words and fill their placeholders; of the facts only marked words are translated."""
    return gettext(words) % {name: gettext(fact) if isinstance(fact, Marked) else fact for name, fact in facts.items()}
