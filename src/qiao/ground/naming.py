"""Codes of the contract in words, in the language of the moment: posts and kinds of customers."""

from django.utils.translation import gettext

from qiao.ground.authority import POST_WORDS
from qiao.ground.words import gettext_noop as _

KIND_WORDS = {"company": _("Company"), "person": _("Private customer")}


def post_name(post: str) -> str:
    """A post in words; one that is none of ours stands as it is."""
    return gettext(POST_WORDS[post]) if post in POST_WORDS else post


def line_name(key: str) -> str:
    """What a line of a parameter's table stands for, in words: a post or a kind of customer."""
    return gettext(KIND_WORDS[key]) if key in KIND_WORDS else post_name(key)
