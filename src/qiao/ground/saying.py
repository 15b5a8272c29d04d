"""Says marked words to a person in the language of the moment."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from qiao.ground.refusals import Refusal


def say(refusal: Refusal) -> str:
    """The refusal in the language now active, its facts filled in."""
    return fill(refusal.words, refusal.facts)


def fill(words: str, facts: Mapping[str, Any]) -> str:
    """Translate marked words and fill their named placeholders."""
    return gettext(words) % {name: gettext(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
