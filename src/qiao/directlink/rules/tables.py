"""Tables that a bank imports for the link: banks of the payment systems, fees, names to look out for.

A table is read row by row; every trouble is named with its line, and a table with any trouble is taken in not at all.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from qiao.directlink.rules.orders import AMOUNT_FEN_MOST, Route
from qiao.ground.money import scaled_from_typed
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

T = TypeVar("T")
BANK_NUMBER = re.compile(r"\d{12}(?:\d{2})?", re.ASCII)
"""Numbers of the payment systems have twelve digits; two more stand in some tables for the participant's part."""
ROWS_MOST, TROUBLES_MOST, NAME_MOST, CITY_MOST, WHY_MOST = 500_000, 200, 120, 60, 200
HEADS_SAID: Mapping[str, str] = {"cnaps": "number", "bank_code": "head_office", "head office": "head_office"}
"""Heads of tables that go round, and what they are called here."""
FEE_ROUTES = frozenset({Route.LARGE.value, Route.SMALL.value, Route.SUPER.value})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a row cannot be taken in: marked words with their facts."""

    line: int
    words: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A table as it was read: its rows, and every trouble (at most 200)."""

    rows: tuple[T, ...]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank of the payment systems."""

    number: str
    name: str
    city: str = ""
    head_office: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of a route from a day on, up to an amount (None: any), fen."""

    route: str
    since: date
    up_to_fen: int | None
    fee_fen: int


@dataclass(frozen=True, slots=True)
class Watched:
    """A name at which a payment stops, and why."""

    name: str
    why: str


def read_banks(rows: Iterable[Sequence[str]], *, file: str) -> Read[Bank]:
    """The table of banks: number and name, and where it says so the city and the head office."""
    return _read(rows, _bank, heads=("number", "name"), key=lambda one: (one.number,), file=file)


def read_fees(rows: Iterable[Sequence[str]], *, file: str) -> Read[Fee]:
    """The table of fees: route, since, up_to (empty: any amount), fee in yuan."""
    heads = ("route", "since", "up_to", "fee")
    return _read(rows, _fee, heads=heads, key=lambda one: (one.route, one.since, one.up_to_fen), file=file)


def read_watched(rows: Iterable[Sequence[str]], *, file: str) -> Read[Watched]:
    """The names to look out for: name and why."""
    return _read(rows, _watched, heads=("name", "why"), key=lambda one: (one.name,), file=file)


def check_whole(read: Read[T], *, file: str) -> tuple[T, ...]:
    """The rows of a table without any trouble; refused otherwise."""
    if read.troubles:
        words = _(
            "%(file)s is not taken in; rows that cannot be read: %(count)s. Mend them and hand the file in again."
        )
        raise Refusal("table.troubles", words, file=file, count=len(read.troubles))
    if not read.rows:
        raise Refusal("table.empty", _("%(file)s holds no row."), file=file)
    return read.rows


def _read(
    rows: Iterable[Sequence[str]],
    one_of: Callable[[Mapping[str, str]], T | Trouble],
    *,
    heads: Sequence[str],
    key: Callable[[T], object],
    file: str,
) -> Read[T]:
    lines = iter(rows)
    told = [" ".join(cell.split()).lower() for cell in next(lines, ())]
    named = [HEADS_SAID.get(head, head) for head in told]
    if any(head not in named for head in heads):
        words = _("%(file)s: the first row has to hold the heads %(heads)s.")
        raise Refusal("table.heads", words, file=file, heads=", ".join(heads))
    found, troubles, seen = list[T](), list[Trouble](), dict[object, int]()
    for line, cells in enumerate(lines, start=2):
        texts = {head: " ".join(cell.split()) for head, cell in zip(named, cells, strict=False)}
        if not any(texts.values()):
            continue
        trouble = _placed(one_of(texts), line=line, key=key, found=found, seen=seen)
        if trouble is not None:
            troubles.append(trouble)
        if len(troubles) == TROUBLES_MOST or len(found) > ROWS_MOST:
            break
    return Read(tuple(found), tuple(troubles))


def _placed(
    one: T | Trouble, *, line: int, key: Callable[[T], object], found: list[T], seen: dict[object, int]
) -> Trouble | None:
    """Put a row to the others; its trouble where it has one, or stands twice."""
    if isinstance(one, Trouble):
        return Trouble(line, one.words, one.facts)
    earlier = seen.setdefault(key(one), line)
    if earlier != line:
        return Trouble(line, _("the same stands in line %(earlier)s already"), {"earlier": earlier})
    found.append(one)
    return None


def _bank(texts: Mapping[str, str]) -> Bank | Trouble:
    number, name = texts.get("number", ""), texts.get("name", "")
    if not BANK_NUMBER.fullmatch(number):
        return Trouble(0, _("%(text)s is no number of a bank: twelve or fourteen digits"), {"text": number[:40]})
    if not 0 < len(name) <= NAME_MOST:
        return Trouble(0, _("the name has to have 1 to %(most)s letters"), {"most": NAME_MOST})
    head_office = texts.get("head_office", "")
    if not head_office.isascii() or (head_office and not head_office.isdigit()) or len(head_office) > len("0" * 14):
        return Trouble(0, _("%(text)s is no number of a head office"), {"text": head_office[:40]})
    return Bank(number, name, texts.get("city", "")[:CITY_MOST], head_office)


def _fee(texts: Mapping[str, str]) -> Fee | Trouble:
    if texts.get("route", "") not in FEE_ROUTES:
        return Trouble(0, _("the route has to be one of %(routes)s"), {"routes": ", ".join(sorted(FEE_ROUTES))})
    since = day_of_text(texts.get("since", ""))
    if since is None:
        return Trouble(0, _("%(text)s is no day; write it as 2026-09-30"), {"text": texts.get("since", "")[:40]})
    try:
        up_to_fen = _fen(texts["up_to"]) if texts.get("up_to") else None
        fee_fen = _fen(texts.get("fee", ""))
    except ValueError as error:
        return Trouble(0, _("%(text)s is no amount in yuan with at most two decimals"), {"text": str(error)[:40]})
    return Fee(texts["route"], since, up_to_fen, fee_fen)


def _fen(text: str) -> int:
    fen = scaled_from_typed(text, places=2, signed=False)
    if fen > AMOUNT_FEN_MOST:
        raise ValueError(text)
    return fen


def _watched(texts: Mapping[str, str]) -> Watched | Trouble:
    name, why = texts.get("name", ""), texts.get("why", "")
    if not 0 < len(name) <= NAME_MOST:
        return Trouble(0, _("the name has to have 1 to %(most)s letters"), {"most": NAME_MOST})
    if not 0 < len(why) <= WHY_MOST:
        return Trouble(0, _("say why the name is looked out for, in at most %(most)s letters"), {"most": WHY_MOST})
    return Watched(name, why)
