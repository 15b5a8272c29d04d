"""Says marked words to a person in the language of the moment."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from qiao.ground.authority import POST_WORDS
from qiao.ground.refusals import Refusal
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _

KIND_WORDS = {"company": _("Company"), "person": _("Private customer")}


def say(refusal: Refusal) -> str:
    """The refusal in the language now active, its facts filled in."""
    return fill(refusal.words, refusal.facts)


def fill(words: str, facts: Mapping[str, Any]) -> str:
    """Translate marked words and fill their placeholders; of the facts only marked words are translated."""
    return gettext(words) % {name: gettext(fact) if isinstance(fact, Marked) else fact for name, fact in facts.items()}


def post_name(post: str) -> str:
    """A post in words; one that is none of ours stands as it is."""
    return gettext(POST_WORDS[post]) if post in POST_WORDS else post


def line_name(key: str) -> str:
    """What a line of a parameter's table stands for, in words: a post or a kind of customer."""
    return gettext(KIND_WORDS[key]) if key in KIND_WORDS else post_name(key)
