"""What is known, written out as files and read back: one CSV file an item, and a manifest with rows and digests.

The files have the heads of the item's sheet, so that what one book writes another one takes in.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.ground.money import text_of_scaled
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.items import Field, FieldKind, Item
from qiao.profile.rules.reading import MONEY_PLACES, RATE_PLACES, SHARE_PLACES, read_day

FORM = "qiao-known/1"
MANIFEST = "manifest.json"
FILE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,80}\.csv")
DIGEST = re.compile(r"[0-9a-f]{64}")
TOP_KEYS = frozenset({"form", "bank", "day", "items"})
ITEM_KEYS = frozenset({"file", "rows", "sha256"})
PLACES = {FieldKind.MONEY: MONEY_PLACES, FieldKind.RATE: RATE_PLACES, FieldKind.SHARE: SHARE_PLACES}


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the manifest."""

    item: str
    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a manifest says."""

    bank: str
    day: date
    parts: tuple[Part, ...]


def typed(item: Item, values: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a value as somebody would type them; read again they are the same value."""
    return {field.name: _typed(field, values[field.name]) for field in item.fields if field.name in values}


def _typed(field: Field, value: Any) -> str:
    if field.kind is FieldKind.YES:
        return "yes" if value else "no"
    if field.kind in PLACES and isinstance(value, int):
        return text_of_scaled(value, places=PLACES[field.kind])
    return str(value)


def manifest_text(told: Told) -> str:
    """The manifest as JSON."""
    items = {part.item: {"file": part.file, "rows": part.rows, "sha256": part.sha256} for part in told.parts}
    plain = {"form": FORM, "bank": told.bank, "day": told.day.isoformat(), "items": items}
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"


def read_manifest(text: str) -> Told:
    """What a manifest says, or a refusal; what is not understood is refused, never skipped."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong(_("it is no JSON")) from None
    if not isinstance(plain, dict) or set(plain) - TOP_KEYS or plain.get("form") != FORM:
        raise _wrong(_("it has to say form qiao-known/1, day and items, and nothing else but bank"))
    day = read_day(plain["day"]) if isinstance(plain.get("day"), str) else ""
    items = plain.get("items")
    if not isinstance(day, date) or not isinstance(items, dict) or not items:
        raise _wrong(_("it needs a day such as 2026-09-30 and at least one item"))
    return Told(str(plain.get("bank", ""))[:200], day, tuple(_part(code, one) for code, one in items.items()))


def _part(code: str, one: Any) -> Part:
    if not isinstance(one, dict) or set(one) != ITEM_KEYS:
        raise _wrong(_("each item has file, rows and sha256"))
    file, rows, digest = one["file"], one["rows"], one["sha256"]
    named = isinstance(file, str) and FILE.fullmatch(file) is not None
    counted = isinstance(rows, int) and not isinstance(rows, bool) and rows >= 0
    if not named or not counted or not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise _wrong(_("a file is named as shareholder.csv beside the manifest, rows are counted, sha256 is a digest"))
    return Part(code[:40], file, rows, digest)


def _wrong(why: str) -> Refusal:
    return Refusal("known.manifest", _("The manifest cannot be taken: %(why)s."), why=why)
