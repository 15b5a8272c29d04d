"""A mapping file into a MappingSpec: what may stand in it, what may not, and how one mapping builds on another.

A mapping may name a base. The base's entries hold; what the mapping says in an entry of the same name ([extract],
[codes.direction], [table.ftp]) takes the place of the base's, key by key. So a bank whose files are the same but for
the words writes its words and nothing else.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.mapping.entries import Entry, Origin, near, wrong
from qiao.project.mapping.records import CodeSpec, MappingSpec, Parameter, Place, QuerySpec, SourceSpec, Unknown
from qiao.project.mapping.toml_lines import lines_of

SINGLE = ("extract", "parameters")
NAMED = ("source", "files", "codes", "step", "table", "check")
ENCODINGS = ("utf-8", "gb18030", "latin-1")
MODES = ("upsert", "replace")
GIVEN = ("since", "until")  # parameters that the period gives
BASES_MOST = 8  # a chain of bases longer than this is taken for a loop
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
CURRENCY = re.compile(r"[A-Z]{3}")

Sections = dict[str, dict[str, Entry]]


def read_mapping(path: Path) -> MappingSpec:
    """Read and check a mapping file and its bases; a Refusal names file and line."""
    sections = _merged(path, depth=0)
    extract = sections["extract"].get("")
    if extract is None:
        raise wrong(
            Place(str(path), 1), _("%(file)s, line %(line)s: there is no [extract] with bank, period and currency")
        )
    since, until = _period(extract)
    spec = MappingSpec(
        path=path,
        bank=extract.text("bank"),
        since=since,
        until=until,
        currency=_currency(extract),
        parameters={**_parameters(sections["parameters"]), "since": since, "until": until},
        sources=tuple(
            _source(entry, own=kind == "files") for kind in ("source", "files") for entry in sections[kind].values()
        ),
        codes={name: _codes(name, entry) for name, entry in sections["codes"].items()},
        steps=tuple(_query(entry) for entry in sections["step"].values()),
        tables=tuple(_query(entry) for entry in sections["table"].values()),
        checks=tuple(_query(entry) for entry in sections["check"].values()),
    )
    _agree(spec, sections)
    return spec


def _merged(path: Path, *, depth: int) -> Sections:
    """The entries of a file over those of its base."""
    own = _entries(path)
    extract = own["extract"].get("")
    if extract is None or not extract.has("base"):
        return own
    if depth == BASES_MOST:
        raise wrong(extract.place("base"), _("%(file)s, line %(line)s: the bases go round in a circle"))
    merged = _merged(path.parent / extract.text("base"), depth=depth + 1)
    for section, entries in own.items():
        for name, entry in entries.items():
            below = merged[section].get(name)
            merged[section][name] = entry.over(below) if below else entry
    return merged


def _entries(path: Path) -> Sections:
    """The entries of one file by section and name; [extract] has the name '', a parameter is an entry of its own."""
    document, origin = _document(path)
    for name in document:
        if name not in (*SINGLE, *NAMED):
            facts = {"name": name, "near": near(name, (*SINGLE, *NAMED))}
            raise wrong(
                origin.place(name), _("%(file)s, line %(line)s: a mapping knows no [%(name)s]%(near)s"), **facts
            )
        if not isinstance(document[name], Mapping):
            raise wrong(
                origin.place(name), _("%(file)s, line %(line)s: %(name)s is not a table; write [%(name)s]"), name=name
            )
    sections: Sections = {name: {} for name in (*SINGLE, *NAMED)}
    if "extract" in document:
        sections["extract"][""] = Entry(("extract",), document["extract"], origin).only(
            "bank", "period", "currency", "base"
        )
    for key, value in document.get("parameters", {}).items():
        sections["parameters"][key] = Entry(("parameters",), {key: value}, origin)
    for section in NAMED:
        for name, values in document.get(section, {}).items():
            sections[section][name] = _named(Entry((section, name), values, origin))
    return sections


def _document(path: Path) -> tuple[dict[str, Any], Origin]:
    """The file as the TOML reader gives it; numbers with a point stay exact."""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text, parse_float=Decimal), Origin(path=path, lines=lines_of(text))
    except OSError as error:
        raise Refusal(
            "map.mapping_missing",
            _("The mapping %(file)s cannot be read (%(cause)s)."),
            file=str(path),
            cause=error.strerror or str(error),
        ) from error
    except UnicodeDecodeError as error:
        raise Refusal(
            "map.mapping_wrong", _("The mapping %(file)s is not UTF-8 (byte %(at)s)."), file=str(path), at=error.start
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            "map.mapping_wrong", _("The mapping %(file)s is not TOML: %(cause)s."), file=str(path), cause=str(error)
        ) from error


def _named(entry: Entry) -> Entry:
    """The entry, once its name is one that SQL can use without quotes."""
    if not NAME.fullmatch(entry.path[1]):
        raise wrong(
            entry.place(),
            _("%(file)s, line %(line)s: the name of [%(entry)s] is not small letters, digits and _"),
            entry=entry.title,
        )
    if not isinstance(entry.values, Mapping):
        raise wrong(
            entry.place(), _("%(file)s, line %(line)s: %(name)s is not a table; write [%(name)s]"), name=entry.title
        )
    return entry


def _period(extract: Entry) -> tuple[date, date]:
    """The days the extract speaks for, the second date not among them."""
    days = extract.dates("period")
    if len(days) == 2 and days[0] < days[1]:  # noqa: PLR2004  since and until
        return days[0], days[1]
    raise wrong(extract.place("period"), _("%(file)s, line %(line)s: period is not [first day, day after the last]"))


def _currency(extract: Entry) -> str:
    """Three capital letters."""
    currency = extract.text("currency")
    if CURRENCY.fullmatch(currency):
        return currency
    raise wrong(
        extract.place("currency"),
        _("%(file)s, line %(line)s: %(currency)s is not a currency code such as CNY"),
        currency=currency,
    )


def _parameters(entries: Mapping[str, Entry]) -> dict[str, Parameter]:
    """Constants for the statements: text, whole number, exact decimal, date, true or false."""
    found: dict[str, Parameter] = {}
    for name, entry in entries.items():
        value = entry.values[name]
        fits = isinstance(value, str | int | Decimal) or type(value) is date
        if not fits or not NAME.fullmatch(name) or name in GIVEN:
            words = _(
                "%(file)s, line %(line)s: the parameter %(name)s is not a name in small letters "
                "with a text, number, date, true or false"
            )
            raise wrong(entry.place(name), words, name=name)
        found[name] = value
    return found


def _source(entry: Entry, *, own: bool) -> SourceSpec:
    """A source of the bank, or a file of the mapping's own beside it."""
    entry.only("file", "delimiter", "encoding", "quote", "header", "columns", "null", "codes")
    spec = SourceSpec(
        name=entry.path[1],
        folder=entry.source_of("file").path.parent if own else None,
        files=entry.texts("file"),
        delimiter=entry.text("delimiter", ","),
        encoding=entry.text("encoding", "utf-8"),
        quote=entry.text("quote", '"'),
        header=entry.switch("header", default=True),
        columns=entry.texts("columns", ()),
        null=entry.texts("null", ()),
        codes=entry.words("codes", {}),
        place=entry.place(),
    )
    _sound(spec, entry)
    return spec


def _sound(spec: SourceSpec, entry: Entry) -> None:
    """What a source may not say."""
    if spec.encoding not in ENCODINGS:
        facts = {"encoding": spec.encoding, "known": ", ".join(ENCODINGS)}
        raise wrong(
            entry.place("encoding"),
            _("%(file)s, line %(line)s: encoding %(encoding)s is not one of %(known)s"),
            **facts,
        )
    if not 0 < len(spec.delimiter.encode()) <= 4 or "\n" in spec.delimiter:  # noqa: PLR2004  what the reader takes
        raise wrong(entry.place("delimiter"), _("%(file)s, line %(line)s: delimiter is not one to four letters"))
    if len(spec.quote) > 1:
        raise wrong(entry.place("quote"), _("%(file)s, line %(line)s: quote is not one letter, or empty for none"))
    if not spec.header and not spec.columns:
        raise wrong(
            entry.place(),
            _("%(file)s, line %(line)s: [%(entry)s] has no header and names no columns"),
            entry=entry.title,
        )
    for name in spec.files:
        if Path(name).is_absolute() or not name:
            raise wrong(
                entry.place("file"),
                _("%(file)s, line %(line)s: %(name)s does not start from the folder of the files"),
                name=name or "''",
            )


def _codes(name: str, entry: Entry) -> CodeSpec:
    """A code table."""
    entry.only("words", "unknown")
    unknown = entry.text("unknown", Unknown.SET_ASIDE)
    if unknown not in tuple(Unknown):
        facts = {"unknown": unknown, "known": ", ".join(Unknown)}
        raise wrong(
            entry.place("unknown"), _("%(file)s, line %(line)s: unknown = %(unknown)s is not one of %(known)s"), **facts
        )
    return CodeSpec(name=name, words=entry.words("words"), unknown=Unknown(unknown), place=entry.place())


def _query(entry: Entry) -> QuerySpec:
    """A step, table or check."""
    section, name = entry.path
    entry.only("sql", *{"step": (), "table": ("mode",), "check": ("zero",)}[section])
    mode = entry.text("mode", MODES[0])
    if mode not in MODES:
        facts = {"mode": mode, "known": ", ".join(MODES)}
        raise wrong(entry.place("mode"), _("%(file)s, line %(line)s: mode %(mode)s is not one of %(known)s"), **facts)
    return QuerySpec(
        name=name,
        section=section,
        sql=entry.text("sql"),
        place=entry.place("sql"),
        mode=mode,
        zero=entry.texts("zero", ()),
    )


def _agree(spec: MappingSpec, sections: Sections) -> None:
    """What several entries must agree on: every name once, every code table there, at least one table."""
    seen = {
        f"{entry.path[1]}_set_aside": entry.title for kind in ("source", "files") for entry in sections[kind].values()
    }
    for section in ("source", "files", "step"):
        for name, entry in sections[section].items():
            if name in seen:
                words = _("%(file)s, line %(line)s: [%(entry)s] has the name of [%(other)s]")
                raise wrong(entry.place(), words, entry=entry.title, other=seen[name])
            seen[name] = entry.title
    for source in spec.sources:
        for column, codes in source.codes.items():
            if codes not in spec.codes:
                words = _("%(file)s, line %(line)s: the codes of %(column)s, [codes.%(codes)s], are not there%(near)s")
                raise wrong(source.place, words, column=column, codes=codes, near=near(codes, spec.codes))
    if not spec.tables:
        raise wrong(
            Place(str(spec.path), 1), _("%(file)s, line %(line)s: there is no [table.…], so there is nothing to write")
        )
