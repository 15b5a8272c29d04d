"""By which tokens a customer is found: pairs of Chinese letters, pinyin, initials, latin words, numbers.

A customer has tokens; what somebody types becomes groups of terms, and a customer is found that has, for each group,
one of its terms. Numbers of identity and telephone are found whole only and stand as digests: the index tells nobody.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qiao.customers.rules.letters import simple

TOKEN_LETTERS = 2  # a longer part of a name is found by its pairs, and has to stand unbroken
LETTERS_MOST = 16  # of a token in latin letters; a longer word is found by its beginning
PLACES_MOST = 12  # from so many places of a name its pinyin and its initials can be typed
WORDS_MOST = 8  # of what somebody types
DIGEST_LETTERS = 16
PHONE_LEAST, PHONE_TAIL = 7, 4
ID_LEAST = 15
PART = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z0-9]+")
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
NUMBER = re.compile(r"[^0-9a-z]")
SURNAMES = {  # read otherwise as a surname than as a word (现代汉语词典)
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "朴": "piao",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "乐": "yue",
    "覃": "qin",
    "缪": "miao",
    "翟": "zhai",
    "任": "ren",
    "华": "hua",
    "燕": "yan",
    "尉": "wei",
    "宁": "ning",
    "折": "she",
    "员": "yun",
    "种": "chong",
    "召": "shao",
}
Reading = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Term:
    """A token, or the beginning of one."""

    token: str
    beginning: bool = False


def tokens_of(
    *, name: str, numbers: Sequence[str], secrets: Sequence[str], is_person: bool, reading: Reading
) -> set[str]:
    """All tokens of a customer. numbers: the bank's own, found by their beginning; secrets: found whole, as digests.

    reading: a Chinese letter's usual pinyin without tone, '' for a letter that has none.
    """
    name = simple(name)
    found = {plain[:LETTERS_MOST] for plain in map(_plain, numbers) if plain}
    for part in PART.findall(name.lower()):
        if CHINESE.match(part):
            found.update(_pairs(part))
        else:
            found.add(part[:LETTERS_MOST])
    found.update(_spoken(name, is_person=is_person, reading=reading))
    for plain in (_plain(secret) for secret in secrets if secret):
        if plain:
            found.add(digest_of(plain))
        if plain.isdigit() and PHONE_LEAST <= len(plain) < ID_LEAST:
            found.add(digest_of(plain[-PHONE_TAIL:]))
    return found


def _pairs(part: str) -> Iterator[str]:
    """Neighbours in pairs, and the last letter by itself: any letter is the beginning of a token."""
    yield from (part[place : place + 2] for place in range(len(part) - 1))
    yield part[-1]


def _spoken(name: str, *, is_person: bool, reading: Reading) -> Iterator[str]:
    letters = CHINESE.findall(name)
    sounds = [reading(letter) for letter in letters]
    if is_person and letters and letters[0] in SURNAMES:
        sounds[0] = SURNAMES[letters[0]]
    sounds = [sound for sound in sounds if sound]
    firsts = "".join(sound[0] for sound in sounds)
    for place in range(min(len(sounds), PLACES_MOST)):
        yield "".join(sounds[place:])[:LETTERS_MOST]
        yield firsts[place : place + LETTERS_MOST]


def question_of(text: str) -> list[tuple[Term, ...]]:
    """What somebody typed as groups of alternatives, each of which has to hold; none where there is nothing to find."""
    plain = _plain(text)
    if len(plain) >= PHONE_LEAST and any(letter.isdigit() for letter in plain) and plain.isascii():
        return [(Term(plain[:LETTERS_MOST], beginning=True), Term(digest_of(plain)))]
    groups: list[tuple[Term, ...]] = []
    for part in PART.findall(simple(text).lower())[:WORDS_MOST]:
        if not CHINESE.match(part):
            tail = (Term(digest_of(part)),) if part.isdigit() and len(part) == PHONE_TAIL else ()
            groups.append((Term(part[:LETTERS_MOST], beginning=True), *tail))
        elif len(part) == 1:
            groups.append((Term(part, beginning=True),))
        else:
            groups += [(Term(part[place : place + 2]),) for place in range(min(len(part) - 1, LETTERS_MOST))]
    return groups


def letters_of(text: str) -> list[str]:
    """The unbroken Chinese parts of what was typed: a name has to have each as it stands."""
    return [part for part in PART.findall(simple(text).lower())[:WORDS_MOST] if CHINESE.match(part)]


def has_all(name: str, parts: Sequence[str]) -> bool:
    """Whether the name has each of the parts unbroken."""
    said = simple(name)
    return all(part in said for part in parts)


def digest_of(secret: str) -> str:
    """The token of a number that must not stand in the index."""
    return "d" + hashlib.blake2b(secret.encode(), digest_size=DIGEST_LETTERS // 2).hexdigest()


def _plain(text: str) -> str:
    return NUMBER.sub("", simple(text).lower())
