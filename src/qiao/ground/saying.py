"""Says marked words to a person in the language of the moment; what was said can be said again in another one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from qiao.ground.refusals import Refusal
from qiao.ground.words import Marked


class Said(str):
    """Words as they were said, which remember what they are made from: as a fact of others they are said anew."""

    __slots__ = ("facts", "words")
    words: str
    facts: Mapping[str, Any]


def say(refusal: Refusal) -> str:
    """The refusal in the language now active, its facts filled in."""
    return fill(refusal.words, refusal.facts)


def fill(words: str, facts: Mapping[str, Any]) -> str:
    """Translate marked words and fill their placeholders; of the facts only marked words are translated."""
    said = Said(gettext(words) % {name: _fact(fact) for name, fact in facts.items()})
    said.words, said.facts = words, facts
    return said


def _fact(fact: Any) -> Any:
    if isinstance(fact, Marked):
        return gettext(fact)
    return fill(fact.words, fact.facts) if isinstance(fact, Said) else fact


def kept_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as plain JSON, from which `said_again` fills words in any language."""
    return {name: _kept(fact) for name, fact in facts.items()}


def _kept(fact: Any) -> Any:
    if isinstance(fact, Marked):
        return {"words": str(fact), "facts": None}
    if isinstance(fact, Said):
        return {"words": str(fact.words), "facts": kept_facts(fact.facts)}
    return fact if isinstance(fact, int | str | None) else str(fact)


def said_again(words: str, kept: Mapping[str, Any]) -> str:
    """Words with facts that were kept as plain JSON, in the language now active."""
    return fill(words, {name: _said(fact) for name, fact in kept.items()})


def _said(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    return Marked(kept["words"]) if kept["facts"] is None else said_again(kept["words"], kept["facts"])
