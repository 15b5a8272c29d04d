"""A value as a page writes it: each field in words, secrets masked."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.ground.money import spaced, text_of_scaled
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.duties import Expiry
from qiao.profile.rules.items import Field, FieldKind, Item, masked_secret
from qiao.profile.rules.reading import MONEY_PLACES, RATE_PLACES, SHARE_PLACES
from qiao.profile.rules.standing import Known

PLACES = {FieldKind.MONEY: MONEY_PLACES, FieldKind.RATE: RATE_PLACES, FieldKind.SHARE: SHARE_PLACES}
YES_WORDS, NO_WORDS = _("yes"), _("no")


@dataclass(frozen=True, slots=True)
class Line:
    """One field as it is shown; words of ours are translated by the page."""

    field: Field
    text: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A value with its lines, and whether it expires soon or has expired."""

    known: Known
    lines: tuple[Line, ...]
    expiry: Expiry | None = None


def lines_of(item: Item, one: Known) -> tuple[Line, ...]:
    """The fields that have a value, in the item's order."""
    values = one.values or {}
    return tuple(_line(field, values[field.name]) for field in item.fields if field.name in values)


def _line(field: Field, value: object) -> Line:
    if field.kind is FieldKind.YES:
        return Line(field, YES_WORDS if value else NO_WORDS, is_ours=True)
    if field.kind is FieldKind.CHOICE:
        return Line(field, dict(field.choices).get(str(value), str(value)), is_ours=True)
    text = _text(field, value)
    if field.kind is FieldKind.MONEY and isinstance(value, int):
        text = spaced(text)
    return Line(field, masked_secret(field, text) if field.secret else text, is_ours=False)


def _text(field: Field, value: object) -> str:
    if field.kind in PLACES and isinstance(value, int):
        return text_of_scaled(value, places=PLACES[field.kind])
    return str(value)


def shown_texts(item: Item, one: Known) -> dict[str, str]:
    """The value as its form is filled with; a secret is typed anew, so that a form uncovers none."""
    values = one.values or {}
    return {
        field.name: ("yes" if values[field.name] else "no")
        if field.kind is FieldKind.YES
        else _text(field, values[field.name])
        for field in item.fields
        if field.name in values and not field.secret
    }


def bare_texts(item: Item, one: Known) -> dict[str, str]:
    """The fields for a program: money as decimals, choices by their codes, secrets masked."""
    found = {}
    for field in item.fields:
        if field.name in (one.values or {}):
            value = (one.values or {})[field.name]
            text = ("yes" if value else "no") if field.kind is FieldKind.YES else _text(field, value)
            found[field.name] = masked_secret(field, text) if field.secret else text
    return found


def typed_of(item: Item, form: Mapping[str, object]) -> dict[str, str]:
    """What was typed into the item's fields."""
    return {field.name: str(form.get(field.name) or "") for field in item.fields}


def with_secrets(item: Item, typed: Mapping[str, str], stands: Known | None) -> dict[str, str]:
    """What was typed, with the secrets that stand where their fields were left empty: the form never showed them."""
    values = (stands.values if stands else None) or {}
    kept = {field.name: str(values[field.name]) for field in item.fields if field.secret and field.name in values}
    return {name: text if text.strip() else kept.get(name, "") for name, text in typed.items()}
