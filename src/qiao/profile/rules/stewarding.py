"""Who keeps an item, how often, from where, and whether anybody is asked; items of the bank's own.

Source: piece 2, 2.5 (line 233: many departments collect the same thing, others nobody). The built-in definition is the
first version; another one holds from a day on, once a second person has agreed to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.items import BY_CODE, GROUPS, ITEMS, WHENCE, Field, FieldKind, Item

OWNERS = ("rm", "desk", "lead", "head")
EVERY_DAYS_MOST = 3_650
CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")
WORDS_MOST, MEANING_MOST, FIELDS_MOST, CHOICES_MOST, OWN_ITEMS_MOST = 60, 300, 12, 30, 200
OWN_KINDS = (FieldKind.TEXT, FieldKind.DAY, FieldKind.MONEY, FieldKind.COUNT, FieldKind.YES, FieldKind.CHOICE)
KIND_WORDS = {
    FieldKind.TEXT: _("text"),
    FieldKind.DAY: _("day"),
    FieldKind.MONEY: _("money, yuan"),
    FieldKind.COUNT: _("whole number"),
    FieldKind.YES: _("yes or no"),
    FieldKind.CHOICE: _("one of some choices"),
}
OF_WORDS = {"": _("companies and persons"), "company": _("companies"), "person": _("persons")}
RESERVED = frozenset({"party_id", "valid_from", "entry", "seen", "source", "ends"})
"""Names that a sheet or a form uses itself."""
RESERVED_CODES = frozenset({"new", "industries", "sheets", "ask"})
"""Codes that an address uses itself."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be changed of every item."""

    owner: str
    every_days: int
    whence: str
    asked: bool

    def plain(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"owner": self.owner, "every_days": self.every_days, "whence": self.whence, "asked": self.asked}


@dataclass(frozen=True, slots=True)
class Version:
    """A definition that holds from a day on; `own` describes an item that the bank added, None for a built-in one."""

    code: str
    since: date
    terms: Terms
    own: Mapping[str, Any] | None = None


def terms_of(item: Item) -> Terms:
    """What holds of an item."""
    return Terms(item.owner, item.every_days, item.whence, item.asked)


def terms_from(plain: Mapping[str, Any]) -> Terms:
    """Out of plain JSON as we wrote it."""
    return Terms(str(plain["owner"]), int(plain["every_days"]), str(plain["whence"]), bool(plain["asked"]))


def items_by(versions: Iterable[Version], *, on: date) -> tuple[Item, ...]:
    """The register on a day: built-in items with their changes, then the bank's own by code."""
    newest: dict[str, Version] = {}
    for one in versions:
        held = newest.get(one.code)
        if one.since <= on and (held is None or one.since >= held.since):
            newest[one.code] = one
    known = [_with(item, newest.get(item.code)) for item in ITEMS]
    own = [_with(_own(one), one) for code, one in sorted(newest.items()) if one.own is not None and code not in BY_CODE]
    return (*known, *own)


def _with(item: Item, version: Version | None) -> Item:
    if version is None:
        return item
    terms = version.terms
    return replace(item, owner=terms.owner, every_days=terms.every_days, whence=terms.whence, asked=terms.asked)


def _own(version: Version) -> Item:
    plain = version.own or {}
    fields = tuple(
        Field(
            str(one["name"]),
            str(one["words"]),
            FieldKind(one["kind"]),
            needed=bool(one["needed"]),
            choices=tuple((str(choice), str(choice)) for choice in one.get("choices", ())),
        )
        for one in plain["fields"]
    )
    names = (str(plain["words"]), str(plain["meaning"]), str(plain["group"]))
    return Item(version.code, *names, fields, key=str(plain["key"]), of=str(plain["of"]), own=True)


def read_terms(texts: Mapping[str, str]) -> Terms:
    """The terms that somebody typed, or a refusal that says which is wrong."""
    owner, whence, every = (texts.get(name, "").strip() for name in ("owner", "whence", "every_days"))
    if owner not in OWNERS:
        raise Refusal("item.owner", _("Choose the post that keeps it."))
    if whence not in WHENCE:
        raise Refusal("item.whence", _("Choose where it comes from."))
    if (
        not (every.isascii() and every.isdigit() and len(every) <= len(str(EVERY_DAYS_MOST)))
        or int(every) > EVERY_DAYS_MOST
    ):
        words = _("Say after how many days it has to be looked at again: 0 (never) to %(most)s.")
        raise Refusal("item.days", words, most=EVERY_DAYS_MOST)
    return Terms(owner, int(every), whence, asked=texts.get("asked", "") in {"1", "on", "yes"})


def read_own(code: str, texts: Mapping[str, str], *, taken: Iterable[str]) -> dict[str, Any]:
    """An item of the bank's own as somebody typed it, one field a line: name, words, kind, needed, choices."""
    if not CODE.fullmatch(code) or code in {*taken, *RESERVED_CODES}:
        raise Refusal(
            "item.code", _("The code has 2 to 30 small letters, digits or _, begins with a letter and is new.")
        )
    words, meaning, group, of = (" ".join(texts.get(name, "").split()) for name in ("words", "meaning", "group", "of"))
    if not 0 < len(words) <= WORDS_MOST or not 0 < len(meaning) <= MEANING_MOST:
        raise Refusal("item.words", _("Give it a name and say in a sentence what it means."))
    if group not in GROUPS or of not in OF_WORDS:
        raise Refusal("item.group", _("Choose its group, and whom it concerns."))
    lines = [line for line in texts.get("fields", "").splitlines() if line.strip()]
    if not 0 < len(lines) <= FIELDS_MOST:
        raise Refusal("item.fields", _("An item has 1 to %(most)s fields, one a line."), most=FIELDS_MOST)
    fields = [_field(line, number) for number, line in enumerate(lines, start=1)]
    names = [one["name"] for one in fields]
    key = texts.get("key", "").strip()
    if len(set(names)) != len(names):
        raise Refusal("item.names", _("Two fields have the same name."))
    if key and not any(one["name"] == key and one["needed"] for one in fields):
        raise Refusal(
            "item.key", _("The key has to be the name of a field that is needed; leave it empty for one entry.")
        )
    return {"words": words, "meaning": meaning, "group": group, "of": of, "key": key, "fields": fields}


def _field(line: str, number: int) -> dict[str, Any]:
    """A line such as: machines | Number of machines | count | needed."""
    parts = [" ".join(part.split()) for part in line.replace("｜", "|").split("|")]
    name, words, kind, *rest = [*parts, "", ""][: max(3, len(parts))]
    known = {one.value for one in OWN_KINDS}
    if not CODE.fullmatch(name) or name in RESERVED or not 0 < len(words) <= WORDS_MOST or kind not in known:
        raise Refusal(
            "item.field",
            _("Line %(line)s: write name | words | kind | needed | choices; the kind is one of %(kinds)s."),
            line=number,
            kinds=", ".join(sorted(known)),
        )
    choices = _choices(rest[1:], number) if kind == FieldKind.CHOICE else []
    return {"name": name, "words": words, "kind": kind, "needed": bool(rest and rest[0]), "choices": choices}


def _choices(rest: Sequence[str], number: int) -> list[str]:
    found = [part for part in (" ".join(one.split()) for one in ",".join(rest).replace("，", ",").split(",")) if part]
    if not 1 < len(set(found)) == len(found) <= CHOICES_MOST or any(len(one) > WORDS_MOST for one in found):
        words = _("Line %(line)s: a choice has 2 to %(most)s different answers, with commas.")
        raise Refusal("item.choices", words, line=number, most=CHOICES_MOST)
    return found
