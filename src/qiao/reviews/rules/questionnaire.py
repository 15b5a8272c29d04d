"""A questionnaire as data: items with weights and anchors on a scale from 0 to 100, read from a text and checked.

Source: piece 5, part 4 (judged by those one works with); piece 2, 3.4 (line 257: quality beside amount). An anchor says
in words what a number means, so that two raters mean the same by it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SCALE_MOST = 100
ITEMS_MOST, ANCHORS_LEAST, ANCHORS_MOST = 20, 2, 6
LETTERS_MOST, TEXT_MOST = 200, 20_000
KEYS = frozenset({"name", "item"})
ITEM_KEYS = frozenset({"words", "weight", "anchors"})


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its weight and what the numbers mean."""

    code: str
    words: str
    weight: int
    anchors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Items whose weights come to 100."""

    name: str
    items: tuple[Item, ...]


def read_questionnaire(text: str) -> Questionnaire:
    """The questionnaire of a text; a refusal says which item is wrong and how."""
    if len(text) > TEXT_MOST:
        raise _wrong(_("The questionnaire is longer than one can be."))
    try:
        plain = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _wrong(_("The questionnaire cannot be read: %(why)s."), why=str(error)[:LETTERS_MOST]) from error
    items = plain.get("item")
    if set(plain) - KEYS or not _is_text(plain.get("name")) or not isinstance(items, dict) or not items:
        raise _wrong(_("A questionnaire has a name and tables [item.…], and nothing else."))
    if len(items) > ITEMS_MOST:
        raise _wrong(_("A questionnaire has at most %(most)s items."), most=ITEMS_MOST)
    read = tuple(_item(code, item) for code, item in items.items())
    weights = sum(one.weight for one in read)
    if weights != SCALE_MOST:
        raise _wrong(_("The weights come to %(sum)s and not to 100."), sum=weights)
    return Questionnaire(plain["name"].strip(), read)


def _item(code: str, item: Any) -> Item:
    if not isinstance(item, dict) or set(item) != ITEM_KEYS or not _is_text(item["words"]):
        raise _wrong(_("Item %(item)s needs words, weight and anchors, and nothing else."), item=code[:LETTERS_MOST])
    weight, anchors = item["weight"], item["anchors"]
    if type(weight) is not int or not 1 <= weight <= SCALE_MOST:
        raise _wrong(_("Item %(item)s: the weight is a whole number from 1 to 100."), item=code[:LETTERS_MOST])
    if not isinstance(anchors, dict) or not ANCHORS_LEAST <= len(anchors) <= ANCHORS_MOST:
        raise _wrong(_("Item %(item)s needs two to six anchors, 0 and 100 among them."), item=code[:LETTERS_MOST])
    told = []
    for number, words in anchors.items():
        value = int(number) if number.isascii() and number.isdigit() and len(number) <= len("100") else -1
        if not 0 <= value <= SCALE_MOST or not _is_text(words):
            raise _wrong(_("Item %(item)s: an anchor is a number from 0 to 100 with words."), item=code[:LETTERS_MOST])
        told.append((value, words.strip()))
    if {0, SCALE_MOST} - {value for value, _words in told}:
        raise _wrong(_("Item %(item)s needs two to six anchors, 0 and 100 among them."), item=code[:LETTERS_MOST])
    return Item(code, item["words"].strip(), weight, tuple(sorted(told)))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= LETTERS_MOST and value.isprintable()


def _wrong(words: str, **facts: Any) -> Refusal:
    return Refusal("review.questionnaire", words, **facts)


def read_answers(questionnaire: Questionnaire, texts: Mapping[str, str]) -> dict[str, int]:
    """An answer for every item, a whole number from 0 to 100; none may lack."""
    answers = {}
    for item in questionnaire.items:
        text = texts.get(item.code, "").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= len("100") and int(text) <= SCALE_MOST):
            raise Refusal("review.answer", _("%(item)s: a whole number from 0 to 100 is needed."), item=item.words)
        answers[item.code] = int(text)
    return answers


def score_of(questionnaire: Questionnaire, answers: Mapping[str, int]) -> Fraction:
    """The score of one rater in points, exact."""
    return Fraction(sum(item.weight * answers[item.code] for item in questionnaire.items), SCALE_MOST)
