"""Whether one customer has what is wanted, told from its letters as the index tells it from its tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qiao.customers.rules.letters import simple
from qiao.customers.rules.search import (
    CHINESE,
    DIGEST,
    ID_LEAST,
    PART,
    PHONE_LEAST,
    PHONE_TAIL,
    PLACES_MOST,
    Reading,
    Term,
    Wanted,
    digest_of,
    plain_of,
    sounds_of,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What of a customer is looked for. secrets: its numbers of identity and telephone, '' where it has none."""

    name: str
    number: str
    secrets: Sequence[str]
    is_person: bool

    def sounds(self, reading: Reading) -> list[str]:
        """The pinyin of the name's Chinese letters."""
        return sounds_of(simple(self.name), is_person=self.is_person, reading=reading)


def is_found(wanted: Wanted, said: Said, *, reading: Reading) -> bool:
    """Whether the customer has it; as little is looked at as tells.

    reading: a Chinese letter's usual pinyin without tone, '' for a letter that has none.
    """
    name = simple(said.name)
    if not all(part in name for part in wanted.parts):
        return False
    if wanted.by_letters:
        return True
    return all(any(_has(said, term, reading) for term in group) for group in wanted.question)


def _has(said: Said, term: Term, reading: Reading) -> bool:
    token, name = term.token, simple(said.name)
    if token.startswith(DIGEST):
        return token in _digests(said.secrets)
    if CHINESE.match(token):
        return token in name
    if plain_of(said.number).startswith(token):
        return True
    return _is_spoken(said.sounds(reading), token) or any(part.startswith(token) for part in _latin(name))


def _digests(secrets: Sequence[str]) -> Iterator[str]:
    for plain in (plain_of(secret) for secret in secrets if secret):
        if plain:
            yield digest_of(plain)
        if plain.isdigit() and PHONE_LEAST <= len(plain) < ID_LEAST:
            yield digest_of(plain[-PHONE_TAIL:])


def _latin(name: str) -> Iterator[str]:
    return (part for part in PART.findall(name.lower()) if not CHINESE.match(part))


def _is_spoken(sounds: Sequence[str], token: str) -> bool:
    firsts = "".join(sound[0] for sound in sounds)
    for place, first in enumerate(firsts[:PLACES_MOST]):
        if first == token[0] and (firsts.startswith(token, place) or "".join(sounds[place:]).startswith(token)):
            return True
    return False
