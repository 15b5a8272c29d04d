"""Dated parameters: numbers of the house that are no one's to hard-code, each with unit, bounds and source.

Source: piece 2, 2.5 and 3.4 (norms by level); rules of supervisors, each named at its parameter. A value whose source
was not read in the original says so: it is to be verified before the house relies on it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

Value = int | Mapping[str, int]
"""A number, or numbers by key (post, level); money in fen, ratios in ten-thousandths."""
ENTRY = re.compile(r"(?P<whole>\d{1,12})(?:\.(?P<part>\d{1,2}))?")
KEY_LETTERS_MOST = 40
KEYS_MOST = 40


class Form(StrEnum):
    """What a number counts, and so how it is written."""

    COUNT = "count"
    DAYS = "days"
    FEN = "fen"
    BASIS_POINTS = "bp"


PLACES = {Form.COUNT: 0, Form.DAYS: 0, Form.FEN: 2, Form.BASIS_POINTS: 2}
"""Decimals of the written form: yuan of fen, per cent of ten-thousandths."""
UNIT_WORDS = {Form.COUNT: "", Form.DAYS: _("days"), Form.FEN: _("yuan"), Form.BASIS_POINTS: "%"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number (or table of numbers) of the house; `least` and `most` bound every value, in the unit of `form`.

    `verified` is False where the source was not read in the original. A table whose keys are the house's own words
    (levels) has `open_keys`.
    """

    name: str
    words: str
    group: str
    form: Form
    default: Value
    least: int
    most: int
    source: str
    article: str = ""
    why: str = ""
    verified: bool = True
    open_keys: bool = False

    def __post_init__(self) -> None:
        """The default keeps its own bounds."""
        assert all(self.least <= value <= self.most for value in numbers(self.default).values()), self.name

    @property
    def is_table(self) -> bool:
        """Whether it holds numbers by key."""
        return not isinstance(self.default, int)


def numbers(value: Value) -> dict[str, int]:
    """The numbers of a value by key; a single number stands under the empty key."""
    return {"": value} if isinstance(value, int) else dict(value)


def written(number: int, form: Form) -> str:
    """A number as it is typed and shown: 12050 fen are 120.50."""
    places = PLACES[form]
    if not places:
        return str(number)
    whole, part = divmod(number, 10**places)
    return f"{whole}.{part:0{places}d}"


def read_number(text: str, parameter: Parameter) -> int:
    """The number somebody typed, within the parameter's bounds."""
    entry = ENTRY.fullmatch(text.strip().replace(",", "").removesuffix("%")) if text.isascii() else None
    places = PLACES[parameter.form]
    if entry is None or len(entry["part"] or "") > places:
        raise Refusal(
            "parameter.number",
            _("%(text)s cannot be read: write a number with at most %(places)s decimals, as in %(example)s."),
            text=" ".join(text.split())[:KEY_LETTERS_MOST] or "-",
            places=places,
            example=written(numbers(parameter.default).popitem()[1], parameter.form),
        )
    number: int = int(entry["whole"]) * 10**places + int(str(entry["part"] or "").ljust(places, "0") or 0)
    if not parameter.least <= number <= parameter.most:
        raise Refusal(
            "parameter.bounds",
            _("%(text)s is out of bounds: the value lies between %(least)s and %(most)s."),
            text=written(number, parameter.form),
            least=written(parameter.least, parameter.form),
            most=written(parameter.most, parameter.form),
        )
    return number


def read_value(texts: Mapping[str, str], parameter: Parameter) -> Value:
    """The value out of what was typed by key; empty entries of an open table take the key out."""
    if not parameter.is_table:
        return read_number(texts.get("", ""), parameter)
    known = numbers(parameter.default)
    wanted = {key.strip(): text for key, text in texts.items() if key.strip()}
    if parameter.open_keys:
        wanted = {key: text for key, text in wanted.items() if text.strip()}
    strange = [key for key in wanted if len(key) > KEY_LETTERS_MOST or (key not in known and not parameter.open_keys)]
    lacking = [] if parameter.open_keys else [key for key in known if key not in wanted]
    if strange or lacking or not wanted or len(wanted) > KEYS_MOST:
        raise Refusal(
            "parameter.keys",
            _("The table needs a number for each of its lines and has no others; lines in question: %(keys)s."),
            keys=", ".join(key[:KEY_LETTERS_MOST] for key in [*strange, *lacking][:5]) or "-",
        )
    return {key: read_number(text, parameter) for key, text in wanted.items()}
