"""Which rows set aside earlier this load settles: mended by a good row, or set aside anew and so superseded.

A good row mends by its key, or by the number in its column `mends` (a row whose very key was broken has no other way).
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from qiao.book.adapters import duck
from qiao.book.adapters.quarantining import key_text
from qiao.book.adapters.reading import Read
from qiao.book.rules.manifest import Mode

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Settled:
    """Numbers of open rows that are open no longer."""

    mended: tuple[int, ...] = ()
    superseded: tuple[int, ...] = ()


def settle(con: DuckDBPyConnection, reads: Mapping[str, Read], open_rows: "pa.Table") -> Settled:
    """`open_rows`: id, row (the same for all entries of one row), table_name, key of every open entry."""
    if open_rows.num_rows == 0:
        return Settled()
    con.register("open_rows", open_rows)
    con.execute("CREATE TEMP TABLE mended (id BIGINT); CREATE TEMP TABLE superseded (id BIGINT)")
    for name, read in reads.items():
        _settle_table(con, name, read)
    mended = _whole_rows(con, "mended")
    superseded = set(_whole_rows(con, "superseded")) - set(mended)
    return Settled(mended=tuple(sorted(mended)), superseded=tuple(sorted(superseded)))


def _settle_table(con: DuckDBPyConnection, name: str, read: Read) -> None:
    mine = f"SELECT id, key FROM open_rows WHERE table_name = {duck.text(name)}"
    if duck.number(con, f"SELECT count(*) FROM ({mine})") == 0:
        return
    if read.landed.entry.mode is Mode.REPLACE:
        con.execute(f"INSERT INTO mended SELECT id FROM ({mine})")
        return
    first = read.table.key_columns[0]
    near = f"SELECT json_extract_string(key, '$[0]') FROM ({mine}) WHERE key IS NOT NULL"
    first_text = f"{duck.name(first.stored)}::VARCHAR"
    candidates = (
        f"SELECT * FROM good_{name} WHERE {first_text} IN ({near})" if first.form.suffix == "" else f"good_{name}"
    )
    good_keys = f"SELECT {key_text(read.table, 'g')} FROM ({_select(candidates)}) AS g"
    sound = f"SELECT mends FROM read_{name} WHERE NOT bad AND rowid NOT IN (SELECT ordinal FROM held_{name})"
    again = f"SELECT key, mends FROM quarantine WHERE table_name = {duck.text(name)}"
    con.execute(
        f"INSERT INTO mended SELECT id FROM ({mine}) WHERE key IN ({good_keys}) OR id IN ({_known(sound)}); "
        f"INSERT INTO superseded SELECT id FROM ({mine}) "
        f"WHERE key IN (SELECT key FROM ({again}) WHERE key IS NOT NULL) OR id IN ({_known(again)})"
    )


def _select(source: str) -> str:
    return source if source.startswith("SELECT") else f"SELECT * FROM {source}"


def _known(rows: str) -> str:
    return f"SELECT mends FROM ({rows}) WHERE mends IS NOT NULL"


def _whole_rows(con: DuckDBPyConnection, name: str) -> list[int]:
    """An entry is settled with all entries of its row."""
    rows = f"SELECT row FROM open_rows WHERE id IN (SELECT id FROM {name})"
    return [int(row[0]) for row in con.execute(f"SELECT id FROM open_rows WHERE row IN ({rows})").fetchall()]
