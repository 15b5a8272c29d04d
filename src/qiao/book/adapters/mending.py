"""Which rows set aside earlier this load settles: mended by a good row, or set aside anew and so superseded.

A good row mends by its key, or by the number in its column `mends` (a row whose very key was broken has no other way).
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from qiao.book.adapters import duck
from qiao.book.adapters.overflow import Beyond
from qiao.book.adapters.quarantining import key_text
from qiao.book.adapters.reading import Read
from qiao.book.rules.manifest import Mode
from qiao.engine.sessions import quoted

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Settled:
    """Numbers of open rows that are open no longer; of those that only files have, how many by load and table."""

    mended: tuple[int, ...] = ()
    superseded: tuple[int, ...] = ()
    beyond: tuple[tuple[int, str, int, int], ...] = ()  # load, table, mended, superseded


@dataclass(frozen=True, slots=True)
class Open:
    """What is open before the load: entries the database keeps (id, row, table_name, key), and those beyond.

    `row` is the same for all entries of one row.
    """

    rows: "pa.Table"
    beyond: Sequence[Beyond] = ()


def settle(con: DuckDBPyConnection, reads: Mapping[str, Read], before: Open, *, closed_file: Path) -> Settled:
    """What the load settles; entries that only files have are written to `closed_file`, where there are any."""
    if before.rows.num_rows == 0:
        return Settled()
    _lay_open(con, before)
    con.execute("CREATE TEMP TABLE mended (id BIGINT); CREATE TEMP TABLE superseded (id BIGINT)")
    for name, read in reads.items():
        _settle_table(con, name, read)
    mended = _whole_rows(con, "mended")
    superseded = set(_whole_rows(con, "superseded")) - set(mended)
    beyond = _settled_beyond(con, closed_file) if before.beyond else ()
    return Settled(mended=tuple(sorted(mended)), superseded=tuple(sorted(superseded)), beyond=beyond)


def _lay_open(con: DuckDBPyConnection, before: Open) -> None:
    """Make `open_rows` of all open entries; those that only files have (`far`) get numbers below 0."""
    nothing = "SELECT NULL::BIGINT AS load_id, NULL AS table_name, NULL::BIGINT AS number, NULL AS row, NULL AS key"
    files = [f"{nothing} LIMIT 0"]
    for one in before.beyond:
        row = f"'{one.load_id}/{one.table}/' || coalesce(line::VARCHAR, key)"
        files.append(one.source(f"{one.load_id} AS load_id, table_name, number, {row} AS row, key"))
    found = " UNION ALL ".join(f"({select})" for select in files)
    con.execute(f"CREATE TEMP TABLE far AS SELECT -row_number() OVER () AS id, * FROM ({found})")
    con.register("kept_rows", before.rows)
    con.execute(
        "CREATE TEMP TABLE open_rows AS SELECT id, row, table_name, key FROM kept_rows "
        "UNION ALL SELECT id, row, table_name, key FROM far"
    )


def _settled_beyond(con: DuckDBPyConnection, closed_file: Path) -> tuple[tuple[int, str, int, int], ...]:
    whole = "row IN (SELECT row FROM open_rows WHERE id IN (SELECT id FROM {}))"
    con.execute(
        f"CREATE TEMP TABLE closed AS SELECT load_id, table_name, number, {whole.format('mended')} AS mended FROM far "
        f"WHERE {whole.format('mended')} OR {whole.format('superseded')}"
    )
    con.execute(
        f"COPY (SELECT load_id, table_name, number FROM closed ORDER BY ALL) TO {quoted(str(closed_file))} "
        f"(FORMAT parquet)"
    )
    counted = "count(*) FILTER (WHERE mended), count(*) FILTER (WHERE NOT mended)"
    return tuple(con.execute(f"SELECT load_id, table_name, {counted} FROM closed GROUP BY ALL ORDER BY ALL").fetchall())


def _settle_table(con: DuckDBPyConnection, name: str, read: Read) -> None:
    mine = f"SELECT id, key FROM open_rows WHERE table_name = {quoted(name)}"
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
    again = f"SELECT key, mends FROM quarantine WHERE table_name = {quoted(name)}"
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
    kept = f"SELECT id FROM open_rows WHERE id > 0 AND row IN ({rows})"
    return [int(row[0]) for row in con.execute(kept).fetchall()]
