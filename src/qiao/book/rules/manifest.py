"""The manifest: what an extract says of itself, read strictly; whatever is not understood is refused, never skipped.

Source: the book's contract, 1. A wrong manifest refuses the whole extract before any table is opened.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NoReturn

from qiao.book.rules.contract import MAJOR, NUMBER_KINDS, TABLES, VERSION, Kind, Table
from qiao.book.rules.refusing import nearest, shown
from qiao.ground.periods import FIRST_DAY, LAST_DAY, Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ENCODINGS = ("utf-8", "gb18030")
DELIMITERS = (",", "|", "\t", "|!|")
PARQUET_ENDING = ".parquet"
TOP_KEYS = ("contract", "bank", "period", "encoding", "delimiter", "currency", "tables")
TABLE_KEYS = ("file", "rows", "sha256", "sum", "mode")
BANK_LENGTH_MOST = 200
FILE_LENGTH_MOST = 1000
ROWS_MOST = 10**12
DIGITS_MOST = 30  # of a control sum, on either side of the point
NUMBER = re.compile(rf"[+-]?[0-9]{{1,{DIGITS_MOST}}}(\.[0-9]{{1,{DIGITS_MOST}}})?", re.ASCII)


class Mode(StrEnum):
    """How a file meets what the book holds: row by row by key, or as the whole of the table."""

    UPSERT = "upsert"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table of the manifest; control figures that were not given are None or missing."""

    name: str
    file: str
    rows: int | None
    sha256: str | None
    sums: Mapping[str, Decimal]
    mode: Mode

    @property
    def is_parquet(self) -> bool:
        """Whether the file is Parquet; every other file is CSV."""
        return self.file.casefold().endswith(PARQUET_ENDING)

    @property
    def table(self) -> Table:
        """The contract's table."""
        return TABLES[self.name]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that keeps to the contract. `period` says which days the extract speaks for, not which rows load."""

    contract: str
    bank: str
    period: Period
    encoding: str
    delimiter: str
    currency: str
    tables: Mapping[str, TableEntry]


def manifest_from_text(text: str) -> Manifest:
    """Read a manifest's JSON."""
    try:
        content = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        raise Refusal(
            "manifest.not_json",
            _("manifest.json is not JSON: %(cause)s (line %(line)s, column %(column)s); have the bank write it again."),
            cause=error.msg,
            line=error.lineno,
            column=error.colno,
        ) from error
    except (ValueError, RecursionError) as error:
        raise Refusal(
            "manifest.not_json",
            _("manifest.json is not JSON: %(cause)s (line %(line)s, column %(column)s); have the bank write it again."),
            cause=shown(str(error) or type(error).__name__),
            line="?",
            column="?",
        ) from error
    return manifest_of(content)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refusal("manifest.twice", _("manifest.json names %(name)s twice; keep one."), name=shown(twice))
    return content


def manifest_of(content: object) -> Manifest:
    """The manifest that a JSON value describes, or a refusal that names the place."""
    top = _object(content, "manifest.json")
    _known_keys(top, TOP_KEYS, "manifest.json")
    tables = _tables(_needed(top, "tables"))
    contract = _text(_needed(top, "contract"), "contract")
    if not re.fullmatch(rf"{MAJOR}\.[0-9]{{1,4}}", contract, re.ASCII):
        raise Refusal(
            "manifest.version",
            _("The extract follows contract %(given)s; this program reads %(known)s (any %(major)s.x)."),
            given=shown(contract),
            known=VERSION,
            major=MAJOR,
        )
    all_parquet = all(entry.is_parquet for entry in tables.values())
    return Manifest(
        contract=contract,
        bank=_bank(_needed(top, "bank")),
        period=_period(_needed(top, "period")),
        encoding=_one_of(_text_form(top, "encoding", "utf-8", may_miss=all_parquet).casefold(), ENCODINGS, "encoding"),
        delimiter=_one_of(_text_form(top, "delimiter", ",", may_miss=all_parquet), DELIMITERS, "delimiter"),
        currency=_currency(_needed(top, "currency")),
        tables=tables,
    )


def _object(value: object, place: str) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Refusal(
        "manifest.form", _("%(place)s has to be an object in braces, not %(given)s."), place=place, given=shown(value)
    )


def _known_keys(content: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    for key in content:
        if key not in known:
            raise Refusal(
                "manifest.key",
                _("%(place)s has the unknown key %(key)s; did you mean %(nearest)s?"),
                place=place,
                key=shown(key),
                nearest=nearest(key, known),
            )


def _needed(content: Mapping[str, Any], key: str, place: str = "manifest.json") -> Any:
    if content.get(key) is None:
        raise Refusal("manifest.missing", _("%(place)s does not say %(key)s; add it."), place=place, key=key)
    return content[key]


def _text(value: object, key: str) -> str:
    if isinstance(value, str):
        return value
    raise Refusal(
        "manifest.text", _("%(key)s in manifest.json has to be text, not %(given)s."), key=key, given=shown(value)
    )


def _text_form(top: Mapping[str, Any], key: str, unsaid: str, *, may_miss: bool) -> str:
    """Encoding or delimiter: an extract of Parquet files alone need not say it."""
    return unsaid if may_miss and key not in top else _text(_needed(top, key), key)


def _one_of(value: str, known: tuple[str, ...], key: str) -> str:
    if value in known:
        return value
    raise Refusal(
        "manifest.choice",
        _("%(key)s in manifest.json is %(given)s; it can be one of %(known)s."),
        key=key,
        given=shown(repr(value)),
        known=" ".join(repr(choice) for choice in known),
    )


def _bank(value: object) -> str:
    bank = _text(value, "bank").strip()
    if 0 < len(bank) <= BANK_LENGTH_MOST and bank.isprintable():
        return bank
    raise Refusal(
        "manifest.bank",
        _("bank in manifest.json has to be a name of 1 to %(most)s characters, not %(given)s."),
        most=BANK_LENGTH_MOST,
        given=shown(bank),
    )


def _currency(value: object) -> str:
    currency = _text(value, "currency")
    if re.fullmatch(r"[A-Z]{3}", currency, re.ASCII):
        return currency
    raise Refusal(
        "manifest.currency",
        _("currency in manifest.json has to be an ISO code of three capitals such as CNY, not %(given)s."),
        given=shown(currency),
    )


def _period(value: object) -> Period:
    days = [_day(part) for part in value] if isinstance(value, list) else []
    match days:
        case [date() as since, date() as until] if FIRST_DAY <= since < until and (until - LAST_DAY).days <= 1:
            return Period(since, until)
    raise Refusal(
        "manifest.period",
        _(
            "period in manifest.json has to be two dates, the first day and the day after the last, between %(first)s "
            "and %(last)s, such as 2026-09-01, 2026-10-01; it is %(given)s."
        ),
        first=FIRST_DAY.isoformat(),
        last=LAST_DAY.isoformat(),
        given=shown(value),
    )


def _day(text: object) -> date | None:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _tables(value: object) -> dict[str, TableEntry]:
    named = _object(value, "tables")
    if not named:
        raise Refusal("manifest.no_table", _("manifest.json names no table; there is nothing to load."))
    for name in named:
        if name not in TABLES:
            raise Refusal(
                "manifest.table",
                _("manifest.json names the unknown table %(table)s; did you mean %(nearest)s?"),
                table=shown(name),
                nearest=nearest(name, TABLES),
            )
    return {name: _entry(name, _object(named[name], name)) for name in TABLES if name in named}


def _entry(name: str, content: Mapping[str, Any]) -> TableEntry:
    _known_keys(content, TABLE_KEYS, name)
    mode = content.get("mode", Mode.UPSERT.value)
    return TableEntry(
        name=name,
        file=_file(_text(_needed(content, "file", name), "file"), name),
        rows=_rows(content.get("rows"), name),
        sha256=_sha256(content.get("sha256"), name),
        sums=_sums(content.get("sum"), TABLES[name]),
        mode=Mode(_one_of(_text(mode, "mode"), tuple(Mode), "mode")),
    )


def _file(name: str, table: str) -> str:
    """A relative file name below the extract's directory; where a link leads is looked at when it is opened."""
    parts = name.split("/")
    usual = 0 < len(name) <= FILE_LENGTH_MOST and name.isprintable() and "\\" not in name
    if usual and all(part not in {"", ".", ".."} for part in parts):
        return name
    raise Refusal(
        "manifest.file",
        _("%(table)s names the file %(file)s; it has to be a plain name below the extract's own directory."),
        table=table,
        file=shown(name),
    )


def _rows(value: object, table: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= ROWS_MOST):
        return value
    raise Refusal(
        "manifest.rows",
        _("rows of %(table)s has to be a whole number, not %(given)s."),
        table=table,
        given=shown(value),
    )


def _sha256(value: object, table: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F]{64}", value, re.ASCII):
        return value.lower()
    raise Refusal(
        "manifest.sha256",
        _("sha256 of %(table)s has to be 64 hexadecimal digits, not %(given)s."),
        table=table,
        given=shown(value),
    )


def _sums(value: object, table: Table) -> dict[str, Decimal]:
    if value is None:
        return {}
    sums = _object(value, f"{table.name}.sum")
    countable = {column.name for column in table.columns if column.kind in NUMBER_KINDS or column.kind is Kind.DECIMAL}
    for name in sums:
        if name not in countable:
            raise Refusal(
                "manifest.sum_column",
                _("sum of %(table)s names %(column)s, which is no column of numbers; it has %(known)s."),
                table=table.name,
                column=shown(name),
                known=", ".join(sorted(countable)) or "-",
            )
    return {name: _total(total, table.name, name) for name, total in sums.items()}


def _total(value: object, table: str, column: str) -> Decimal:
    """A control sum: decimal text, or a number of JSON, which arrives exactly."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = Decimal(value)
        exponent = number.as_tuple().exponent
        writable = isinstance(exponent, int) and exponent >= -DIGITS_MOST and number.adjusted() < DIGITS_MOST
        value = format(number, "f") if writable else ""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Decimal(value)
    raise Refusal(
        "manifest.sum",
        _("The sum of %(table)s.%(column)s has to be decimal text such as 12345.67, not %(given)s."),
        table=table,
        column=column,
        given=shown(value),
    )
