"""A cell as it was typed becomes a value that is kept, or a reason in words why it cannot."""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from stdnum import lei
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from qiao.ground.money import scaled_from_text
from qiao.ground.periods import FIRST_DAY, LAST_DAY
from qiao.ground.words import gettext_noop as _
from qiao.profile.rules.items import Field, FieldKind, Item

TEXT_MOST = 1_000
ENTRY_MOST, SIGN_LETTERS = 120, 12
BETWEEN = " · "
MONEY_PLACES, RATE_PLACES, SHARE_PLACES = 2, 4, 2  # of yuan, of per cent a year, of per cent
MONEY_MOST = 10**17  # fen
SHARE_MOST, RATE_MOST = 10_000, 1_000_000
COUNT_MOST = 10**12
ID_CARD_LETTERS, OLD_ID_CARD_LETTERS = 18, 15
PHONE_FEWEST, PHONE_MOST = 5, 20
YES = {"1": True, "yes": True, "true": True, "是": True, "0": False, "no": False, "false": False, "否": False}
Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a field cannot be kept; the words hold placeholders for the facts."""

    field: str
    words: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of an item as it would be kept; `entry` tells it apart from others of the item."""

    entry: str
    values: Mapping[str, Value]


class _NoValueError(ValueError):
    """The cell holds no value of its kind; its text is the reason."""


def plain(text: str) -> str:
    """Full-width letters and digits as the usual ones, spaces at the ends gone, spaces within made one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def read_entry(item: Item, texts: Mapping[str, str]) -> Entry | list[Trouble]:
    """The entry that the texts describe, or every trouble with them."""
    values: dict[str, Value] = {}
    troubles: list[Trouble] = []
    for field in item.fields:
        text = plain(texts.get(field.name, ""))
        if not text:
            if field.needed:
                troubles.append(Trouble(field.name, _("is missing")))
            continue
        try:
            values[field.name] = READERS[field.kind](text, field)
        except _NoValueError as error:
            troubles.append(Trouble(field.name, str(error.args[0]), (("text", text[:40]),)))
    if troubles:
        return troubles
    return Entry(entry_of(item, values), values)


def entry_of(item: Item, values: Mapping[str, Value]) -> str:
    """By what the entry is told apart: its key, and what stands beside it, without regard to capitals.

    A text too long is cut and ends with a digest of the whole, so that two of one beginning stay two.
    """
    if not item.key:
        return ""
    first, *more = (str(values.get(name, "")).casefold() for name in (item.key, *item.beside))
    turns = [part for name, part in zip(item.beside, more, strict=True) if part and not _is_first(item, name, part)]
    whole = BETWEEN.join([first, *turns])
    if len(whole) <= ENTRY_MOST:
        return whole
    sign = hashlib.sha256(whole.encode()).hexdigest()[:SIGN_LETTERS]
    return f"{whole[: ENTRY_MOST - SIGN_LETTERS - 1]} {sign}"


def _is_first(item: Item, name: str, text: str) -> bool:
    """The first of a day is the one that says nothing of its turn."""
    return item.field(name).kind is FieldKind.COUNT and text in {"0", "1"}


def _text(text: str, _field: Field) -> str:
    if len(text) > TEXT_MOST or any(unicodedata.category(sign) == "Cc" for sign in text):
        raise _NoValueError(_("is longer than 1,000 letters, or holds letters that cannot be shown"))
    return text


def read_day(text: str) -> date | str:
    """The day, or in words why the text is none."""
    try:
        found = date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return _("%(text)s is no day; write it as 2026-09-30")
    return found if FIRST_DAY <= found <= LAST_DAY else _("%(text)s lies before 1900 or after 2199")


def _day(text: str, _field: Field) -> str:
    found = read_day(text)
    if isinstance(found, str):
        raise _NoValueError(found)
    return found.isoformat()


def _scaled(text: str, *, places: int, most: int, signed: bool, words: str) -> int:
    try:
        found = scaled_from_text(text.removesuffix("%").replace(",", "").strip(), places=places)
    except (ValueError, ArithmeticError):
        raise _NoValueError(words) from None
    if abs(found) > most or (found < 0 and not signed):
        raise _NoValueError(words)
    return found


def _money(text: str, _field: Field) -> int:
    words = _("%(text)s is no sum of money; write yuan with at most two decimals")
    return _scaled(text, places=MONEY_PLACES, most=MONEY_MOST, signed=True, words=words)


def _rate(text: str, _field: Field) -> int:
    words = _("%(text)s is no rate; write per cent a year with at most four decimals")
    return _scaled(text, places=RATE_PLACES, most=RATE_MOST, signed=True, words=words)


def _share(text: str, _field: Field) -> int:
    words = _("%(text)s is no share; write per cent from 0 to 100 with at most two decimals")
    return _scaled(text, places=SHARE_PLACES, most=SHARE_MOST, signed=False, words=words)


def _count(text: str, _field: Field) -> int:
    return _scaled(text, places=0, most=COUNT_MOST, signed=False, words=_("%(text)s is no whole number"))


def _choice(text: str, field: Field) -> str:
    for code, words in field.choices:
        if text in {code, words}:
            return code
    raise _NoValueError(_("%(text)s is none of the choices"))


def _yes(text: str, _field: Field) -> bool:
    try:
        return YES[text.casefold()]
    except KeyError:
        raise _NoValueError(_("%(text)s is neither yes nor no")) from None


def _credit_code(text: str, _field: Field) -> str:
    try:
        return str(uscc.validate(text.upper()))
    except ValidationError:
        raise _NoValueError(
            _("%(text)s is no unified social credit code: 18 letters and digits, the last of them a check")
        ) from None


def _id_card(text: str, _field: Field) -> str:
    text = text.upper().replace(" ", "")
    if len(text) == OLD_ID_CARD_LETTERS and text.isascii() and text.isdigit():
        raise _NoValueError(_("%(text)s has 15 digits, as cards of the first generation had; ask for the one of 18"))
    wrong = _("%(text)s is no identity card number: 18 digits, the last of them a check")
    if len(text) != ID_CARD_LETTERS or not (text[:-1].isascii() and text[:-1].isdigit()):
        raise _NoValueError(wrong)
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise _NoValueError(wrong) from None
    if ric.calc_check_digit(text) != text[-1]:
        raise _NoValueError(wrong)
    return text


def _lei(text: str, _field: Field) -> str:
    try:
        return str(lei.validate(text.upper()))
    except ValidationError:
        raise _NoValueError(_("%(text)s is no LEI: 20 letters and digits, the last two of them a check")) from None


def _phone(text: str, _field: Field) -> str:
    digits = text.replace(" ", "").replace("-", "").removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and PHONE_FEWEST <= len(digits) <= PHONE_MOST):
        raise _NoValueError(_("%(text)s is no telephone number"))
    return text


READERS: Mapping[FieldKind, Callable[[str, Field], Value]] = {
    FieldKind.TEXT: _text,
    FieldKind.DAY: _day,
    FieldKind.MONEY: _money,
    FieldKind.RATE: _rate,
    FieldKind.SHARE: _share,
    FieldKind.COUNT: _count,
    FieldKind.CHOICE: _choice,
    FieldKind.YES: _yes,
    FieldKind.CREDIT_CODE: _credit_code,
    FieldKind.ID_CARD: _id_card,
    FieldKind.LEI: _lei,
    FieldKind.PHONE: _phone,
}
