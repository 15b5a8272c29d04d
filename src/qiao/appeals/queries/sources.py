"""What can be appealed: kinds of figures, each brought by whoever answers for the figure.

A kind says which figures somebody has, what one of them states, who reckoned or decided it, what is laid side by side
when it is heard, and what a decision does at once. Capabilities below bring theirs through `project` or this one's app.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.appeals.rules.appeal import Effect
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

YUAN, POINTS = "yuan", "points"
UNIT_WORDS = {YUAN: _("yuan"), POINTS: _("points")}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a person as it stands: `words` with `facts` name it, `value` is in hundredths of the unit."""

    key: str
    staff_id: str
    words: str
    facts: Mapping[str, Any]
    month: str
    unit: str
    value: int
    barred: tuple[str, ...]
    address: str
    marks: tuple[str, ...] = ()


def number_of(key: str) -> int:
    """The number that a figure's key is; 0, which nothing has, where it is none."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < len(str(2**62)) else 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a hearing is about: the figure's key, and what of it the person names."""

    key: str
    staff_id: str
    month: str
    party_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Table:
    """Facts side by side. Heads and the first column are marked words; `party_id` says who may read it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    party_id: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision granted, for the source to carry out within the same transaction."""

    key: str
    staff_id: str
    stated: int
    granted: int
    reason: str
    actor: User


def nothing_at_once(_decided: Decided) -> None:
    """Nothing follows by itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of figures that can be appealed."""

    name: str
    words: str
    own: Callable[[str, date], Sequence[Figure]]
    figure: Callable[[str, str], Figure | None]
    tables: Callable[[Asked], Sequence[Table]]
    effect: Effect = Effect.NONE  # NONE = by the cause
    carry: Callable[[Decided], None] = nothing_at_once
    is_whole: bool = False  # it stands or falls: what is expected is that it is 0
    names_customers: bool = True


sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a kind of figures known."""
    sources[source.name] = source


def registered() -> Mapping[str, Source]:
    """All kinds by name."""
    return sources


def source_of(name: str) -> Source:
    """A kind by its name; an unknown one is refused."""
    found = sources.get(name)
    if found is None:
        raise Refusal("appeal.kind", _("Nothing of this kind can be appealed."))
    return found


def effects_by_kind() -> dict[str, Effect]:
    """The kinds whose decision is carried out by a door of their own."""
    return {name: one.effect for name, one in sources.items() if one.effect}
