"""What a maker's system sends and reads on the link, as data: forms, mapping, samples, and how sure each fact is.

Source: piece 7 names the systems. A fact without a public page of its maker is marked as not verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qiao.ground.words import gettext_noop as _

WAY_WORDS: Mapping[str, str] = {"sends": _("sends"), "reads": _("reads")}
FIELD_WORDS: Mapping[str, str] = {
    "order": _("number of the order"),
    "payer": _("payer's account"),
    "day": _("wished day"),
    "payment": _("number of the payment"),
    "payee": _("payee's account and name"),
    "bank": _("payee's bank"),
    "purpose": _("what it is for"),
    "payroll": _("that it is a payroll"),
}
"""What of an order is mapped, in words."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing that a system sends or reads: what, by language, in which form, and from where it is known."""

    way: str
    what: Mapping[str, str]
    form: str
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One system: its name in both languages, its channel (files or fox), and what it is answered in."""

    name: str
    called: Mapping[str, str]
    channel: str
    sample_in: str
    answer: str
    statement: str
    speaks: tuple[Spoken, ...]
    mapping: Mapping[str, str]


def profile_of(told: Mapping[str, Any]) -> Profile:
    """A profile out of its table; our own mistake where a key is missing or unknown."""
    speaks = tuple(Spoken(**one) for one in told["speaks"])
    return Profile(**{name: value for name, value in told.items() if name != "speaks"}, speaks=speaks)
