"""Reads an extract's files for the naive reckoning: its own small reader, text in, dictionaries of text out."""

import csv
import json
from pathlib import Path

Row = dict[str, str]
Rows = list[Row]
Tables = dict[str, Rows]


def read_tables(directory: Path) -> Tables:
    """Every table that the manifest names, each row as a dictionary of text; an absent value is empty text."""
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    tables: Tables = {}
    for name, entry in manifest["tables"].items():
        content = (directory / entry["file"]).read_bytes().decode(manifest.get("encoding", "utf-8"))
        tables[name] = read_rows(content, delimiter=manifest.get("delimiter", ","))
    return tables


def read_rows(content: str, *, delimiter: str) -> Rows:
    """The rows of one file; a delimiter of several characters comes without quotes."""
    lines = content.splitlines()
    if len(delimiter) == 1:
        split = list(csv.reader(lines, delimiter=delimiter))
    else:
        split = [line.split(delimiter) for line in lines]
    header, rows = split[0], split[1:]
    return [dict(zip(header, row, strict=True)) for row in rows if row]


def read_export(directory: Path) -> Tables:
    """What an export wrote, file by file, in the order of its rows."""
    return {path.stem: read_rows(path.read_text(encoding="utf-8"), delimiter=",") for path in directory.glob("*.csv")}
