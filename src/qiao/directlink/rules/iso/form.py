"""What a schema's judgement means, in words: the parser's own are about grammars, in English, with namespaces."""

import re
from collections.abc import Mapping

from qiao.directlink.rules.files import CODE_WORDS, Code
from qiao.ground.words import gettext_noop as _

ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']{1,80})'")
NOT_WELL_FORMED = _("the file is no well-formed XML from here on")
NO_END = _("the file ends before its last end tag")
TOO_LONG = _("a piece of the file between two payments is longer than is held in memory")
ORDER = _("an element stands where the standard has another one, or one is missing")
ATTRIBUTE = _("an attribute is missing, or is none of the standard")
VALUE = _("the value is not in the form that the standard has for it")
LONG = _("the value is longer than the standard allows")
SHORT = _("the value is shorter than the standard allows")
LISTED = _("the value is none of the standard's list")
KINDS: Mapping[str, str] = {
    "SCHEMAV_ELEMENT_CONTENT": ORDER,
    "SCHEMAV_CVC_ELT_1": ORDER,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": ORDER,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_4": ORDER,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_4": ATTRIBUTE,
    "SCHEMAV_CVC_MAXLENGTH_VALID": LONG,
    "SCHEMAV_CVC_MINLENGTH_VALID": SHORT,
    "SCHEMAV_CVC_ENUMERATION_VALID": LISTED,
}
"""By the parser's names of its judgements; all others are about a value."""


def words_of(kind: str) -> str:
    """The words of one judgement of a schema."""
    return KINDS.get(kind, VALUE if kind.startswith("SCHEMAV_CVC") else CODE_WORDS[Code.SYNTAX])


def element_of(message: str) -> str:
    """The element that a judgement is about."""
    found = ELEMENT.search(message)
    return found[1] if found else ""
