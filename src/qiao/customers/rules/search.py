"""By which tokens a customer is found: pairs of Chinese letters, pinyin, initials, latin words, numbers.

A customer has tokens; what somebody types becomes groups of terms, and a customer is found that has, for each group,
one of its terms. Numbers of identity and telephone are found whole only and stand as digests: the index tells nobody.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qiao.customers.rules.letters import simple

NAME_LETTERS_SORTED = 200  # by so many letters customers are in order; whoever shares them all is by id
TOKEN_LETTERS = 2  # a longer part of a name is found by its pairs, and has to stand unbroken
INNER = "λ"  # before a letter further on in a name, alone for one in other Chinese letters; a letter: signs part tokens
FORMS = ("有限责任公司", "股份有限公司", "集团有限公司")  # 公司法: what nearly every company has in its name
DIGEST = "δ"  # before the digest of a number that is secret: nobody types it, so that no beginning of one is found
LETTERS_MOST = 16  # of a token in latin letters; a longer word is found by its beginning
SHORT_LETTERS = 2
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
    written, name = name, simple(name)
    found = {plain[:LETTERS_MOST] for plain in map(plain_of, numbers) if plain}
    found.update(_inner(name, written_simply=CHINESE.findall(written) == CHINESE.findall(name)))
    for part in PART.findall(name.lower()):
        if CHINESE.match(part):
            found.update(_pairs(part))
        else:
            found.add(part[:LETTERS_MOST])
    found.update(_spoken(name, is_person=is_person, reading=reading))
    for plain in (plain_of(secret) for secret in secrets if secret):
        if plain:
            found.add(digest_of(plain))
        if plain.isdigit() and PHONE_LEAST <= len(plain) < ID_LEAST:
            found.add(digest_of(plain[-PHONE_TAIL:]))
    return found


def _inner(name: str, *, written_simply: bool) -> Iterator[str]:
    """Chinese letters behind the first: whose name begins with a letter is found by the order of names."""
    yield from (INNER + letter for letter in (name[1:] if written_simply else name) if CHINESE.match(letter))
    if not written_simply:
        yield INNER


def _pairs(part: str) -> Iterator[str]:
    """Neighbours in pairs, and the last letter by itself: any letter is the beginning of a token."""
    yield from (part[place : place + 2] for place in range(len(part) - 1))
    yield part[-1]


def _spoken(name: str, *, is_person: bool, reading: Reading) -> Iterator[str]:
    sounds = sounds_of(name, is_person=is_person, reading=reading)
    firsts = "".join(sound[0] for sound in sounds)
    for place in range(min(len(sounds), PLACES_MOST)):
        yield "".join(sounds[place:])[:LETTERS_MOST]
        yield firsts[place : place + LETTERS_MOST]


def sounds_of(name: str, *, is_person: bool, reading: Reading) -> list[str]:
    """The pinyin of a name's Chinese letters in order; a surname's as a surname."""
    letters = CHINESE.findall(name)
    sounds = [reading(letter) for letter in letters]
    if is_person and letters and letters[0] in SURNAMES:
        sounds[0] = SURNAMES[letters[0]]
    return [sound for sound in sounds if sound]


def question_of(text: str) -> list[tuple[Term, ...]]:
    """What somebody typed as groups of alternatives, each of which has to hold; none where there is nothing to find."""
    plain = plain_of(text)
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody typed: groups of terms, the Chinese parts that have to stand unbroken, the one part if it is all.

    by_letters: whether the Chinese parts are all there is, so that a name tells.
    """

    question: tuple[tuple[Term, ...], ...]
    parts: tuple[str, ...]
    by_letters: bool

    @property
    def alone(self) -> str:
        """The one Chinese part, where nothing else was typed."""
        return self.parts[0] if self.by_letters and len(self.parts) == 1 else ""

    @property
    def is_short(self) -> bool:
        """Whether a latin part has so few letters that very many customers have it."""
        terms = (term for group in self.question for term in group if term.beginning)
        return any(term.token.isascii() and len(term.token) <= SHORT_LETTERS for term in terms)


def wanted_of(text: str) -> Wanted:
    """What somebody typed; no question where there is nothing to find."""
    question, parts = tuple(question_of(text)), tuple(letters_of(text))
    by_letters = bool(parts) and len(parts) == len(PART.findall(simple(text).lower())[:WORDS_MOST])
    return Wanted(
        question, parts if by_letters else tuple(one for one in parts if len(one) > TOKEN_LETTERS), by_letters
    )


def further_on(wanted: Wanted) -> list[tuple[Term, ...]]:
    """The question for the one part where it does not begin the name, or not in these letters."""
    return [(Term(INNER + wanted.alone[0]),), *_longer(wanted)]


def written_otherwise(wanted: Wanted) -> list[tuple[Term, ...]]:
    """The question for the one part in names that are written in other letters than these."""
    return [(Term(INNER),), *further_on(wanted)]


def _longer(wanted: Wanted) -> Sequence[tuple[Term, ...]]:
    return wanted.question if len(wanted.alone) > 1 else ()


def is_form(part: str) -> bool:
    """Whether these letters are of the legal form, which nearly every company has in its name."""
    return any(part in form for form in FORMS)


def letters_of(text: str) -> list[str]:
    """The unbroken Chinese parts of what was typed: a name has to have each as it stands."""
    return [part for part in PART.findall(simple(text).lower())[:WORDS_MOST] if CHINESE.match(part)]


def has_all(name: str, parts: Sequence[str]) -> bool:
    """Whether the name has each of the parts unbroken."""
    said = simple(name)
    return all(part in said for part in parts)


def digest_of(secret: str) -> str:
    """The token of a number that must not stand in the index."""
    return DIGEST + hashlib.blake2b(secret.encode(), digest_size=DIGEST_LETTERS // 2).hexdigest()


def plain_of(text: str) -> str:
    """A number's letters and digits."""
    return NUMBER.sub("", simple(text).lower())
