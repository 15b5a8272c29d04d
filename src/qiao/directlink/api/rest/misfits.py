"""What does not fit a field, in words: what is wanted there, and never by which pattern it was looked at.

A place in a body is a JSON pointer (RFC 6901), as /payments/0/amount; a parameter or a header is its name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from pydantic import ValidationError, WrapValidator
from pydantic_core import PydanticCustomError

from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _

PLACE_LETTERS_MOST, WORDS_MOST = 200, 500
WANTED, WORDS_OF = "wanted", "words"
"""The kind of misfit that brings its words along."""
OTHER = _("another value than is taken here; /v1/openapi.json tells which are")
A_DAY, WHOLE_NUMBER = _("a day, such as 2030-05-08"), _("a whole number")
OBJECT, YES_OR_NO = _("an object in curly brackets"), _("true or false, without quotation marks")
WORDS: Mapping[str, str] = {
    "missing": _("this has to be given"),
    "extra_forbidden": _("there is no field of this name"),
    "string_type": _("a text in quotation marks"),
    "string_unicode": _("only whole letters of Unicode"),
    "string_too_long": _("at most %(max_length)s characters"),
    "string_too_short": _("at least %(min_length)s characters"),
    "literal_error": _("one of %(expected)s"),
    "enum": _("one of %(expected)s"),
    "greater_than_equal": _("not below %(ge)s"),
    "less_than_equal": _("not above %(le)s"),
    "list_type": _("a list in square brackets"),
    "too_short": _("at least %(min_length)s entries"),
    "too_long": _("at most %(max_length)s entries"),
    "date_type": A_DAY,
    "date_parsing": A_DAY,
    "date_from_datetime_parsing": A_DAY,
    "date_from_datetime_inexact": A_DAY,
    "int_type": WHOLE_NUMBER,
    "int_parsing": WHOLE_NUMBER,
    "int_parsing_size": WHOLE_NUMBER,
    "int_from_float": WHOLE_NUMBER,
    "bool_type": YES_OR_NO,
    "bool_parsing": YES_OR_NO,
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
}
"""By the kind of misfit that pydantic tells."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One place, and what is wanted there."""

    place: str
    words: str


def wanted(words: str) -> WrapValidator:
    """Mark a field with what is wanted in it, said whatever does not fit."""

    def looked_at(value: Any, handler: Callable[[Any], Any]) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            raise PydanticCustomError(WANTED, "{words}", {WORDS_OF: words}) from error

    return WrapValidator(looked_at)


def misfits_of(errors: Iterable[Mapping[str, Any]]) -> list[Misfit]:
    """Misfits with their places, in the language now active."""
    return [Misfit(_place(error["loc"]), _words(error)) for error in errors]


def said_of(misfits: Iterable[Misfit]) -> str:
    """All of them in one text."""
    whole = gettext("the body")
    return "; ".join(f"{one.place or whole}: {one.words}" for one in misfits)[:WORDS_MOST]


def _place(steps: tuple[Any, ...]) -> str:
    """The source comes first; of a body the library's name of it comes second, which is nothing to the sender."""
    if steps[0] != "body":
        return str(steps[1])[:PLACE_LETTERS_MOST]
    named = (str(step).replace("~", "~0").replace("/", "~1") for step in steps[2:])
    return "".join(f"/{step}" for step in named)[:PLACE_LETTERS_MOST]


def _words(error: Mapping[str, Any]) -> str:
    kind, facts = str(error["type"]), error.get("ctx", {})
    if kind == WANTED:
        said = str(facts[WORDS_OF])
        return gettext(said)
    if kind == "value_error":
        return str(facts["error"])  # of ours, and said in this language already
    if "expected" in facts:
        facts = {"expected": str(facts["expected"]).replace(" or ", ", ").replace("'", "")}
    return fill(WORDS.get(kind, OTHER), facts)
