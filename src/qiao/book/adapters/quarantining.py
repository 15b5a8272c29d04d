"""Rows set aside, each broken cell one entry: where it stands, what it says, why it fell, and what it took away.

All entries of a load go to one Parquet file, sorted by table and line, so that nothing is lost however many there are.
`given` keeps the row as it was handed over (a JSON object of its cells; a misshapen row as one text under the key '').
"""
# ruff: noqa: S608  every name comes from the contract's tables, every text goes through duck.text

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from qiao.book.adapters import cells, duck
from qiao.book.adapters.lines import places
from qiao.book.adapters.reading import Read, given
from qiao.book.rules import reasons
from qiao.book.rules.contract import ASSIGNMENT, MENDS, Column, Kind, Table
from qiao.book.rules.header import cells_of
from qiao.engine.sessions import quoted

FIELDS = (
    "table_name VARCHAR, line BIGINT, column_name VARCHAR, value VARCHAR, code VARCHAR, detail VARCHAR, given VARCHAR, "
    "key VARCHAR, mends BIGINT, lost_account VARCHAR, lost_party VARCHAR, lost_price VARCHAR, lost_from INTEGER"
)
ANY = "*"  # of a price whose side or tenor is not known: it may have been any
NAMES = tuple(field.split()[0] for field in FIELDS.split(", "))


def lay_quarantine(con: DuckDBPyConnection) -> None:
    """Make the empty table `quarantine`."""
    con.execute(f"CREATE TEMP TABLE quarantine ({FIELDS})")


def set_down(con: DuckDBPyConnection, read: Read) -> int:
    """Enter the file's rows that are held, break the form or are misshapen; returns how many rows that is."""
    name = read.table.name
    aside = duck.number(con, f"SELECT count(*) FROM aside_{name}")
    wanted = f"WHERE ordinal IN (SELECT ordinal FROM aside_{name})" if aside else "LIMIT 0"
    source = given(con, read.landed, read.delimiter, numbered=True)
    con.execute(f"CREATE TEMP TABLE given_{name} AS SELECT * FROM ({source}) {wanted}")
    if aside + read.misshapen == 0:
        return 0
    _lay_lines(con, read)
    con.execute(f"INSERT INTO quarantine {_entries(read.table)}")
    if read.misshapen:
        con.create_function(f"cells_of_{name}", _cut(read.delimiter), ["VARCHAR"], "VARCHAR[]")
        con.execute(f"INSERT INTO quarantine {_misshapen_entries(read)}")
    return aside + read.misshapen


def _lay_lines(con: DuckDBPyConnection, read: Read) -> None:
    """Make `line_<table>` (ordinal, line) and put real lines into `misshapen_<table>`."""
    name, landed = read.table.name, read.landed
    if landed.entry.is_parquet:
        con.execute(f"CREATE TEMP TABLE line_{name} AS SELECT ordinal, ordinal + 1 AS line FROM given_{name}")
    elif not landed.line_is_row:
        _look_up_lines(con, read)
    else:
        before = f"SELECT line - 1 - row_number() OVER (ORDER BY line) AS well_formed FROM misshapen_{name}"
        counted = f"SELECT well_formed, row_number() OVER (ORDER BY well_formed) AS rows_before FROM ({before})"
        last = f"SELECT well_formed, max(rows_before) AS rows_before FROM ({counted}) GROUP BY well_formed"
        con.execute(
            f"CREATE TEMP TABLE line_{name} AS SELECT g.ordinal, g.ordinal + 2 + coalesce(b.rows_before, 0) AS line "
            f"FROM given_{name} AS g ASOF LEFT JOIN ({last}) AS b ON g.ordinal >= b.well_formed"
        )


def _look_up_lines(con: DuckDBPyConnection, read: Read) -> None:
    """In a file where a row is not simply a line, lines are looked up in the file itself."""
    name = read.table.name
    rows = [row[0] for row in con.execute(f"SELECT ordinal FROM given_{name} ORDER BY ordinal").fetchall()]
    bytes_of = [row[0] for row in con.execute(f"SELECT first_byte FROM misshapen_{name}").fetchall()]
    found = places(read.landed.path, delimiter=read.delimiter, rows=rows, misshapen=frozenset(bytes_of))
    con.register("found_rows", _pairs("ordinal", zip(rows, found.of_rows, strict=True)))
    con.register("found_misshapen", _pairs("first_byte", found.of_misshapen.items()))
    con.execute(f"CREATE TEMP TABLE line_{name} AS SELECT * FROM found_rows")
    con.execute(
        f"UPDATE misshapen_{name} AS m SET line = f.line FROM found_misshapen AS f WHERE f.first_byte = m.first_byte"
    )
    con.unregister("found_rows")
    con.unregister("found_misshapen")


def _pairs(name: str, pairs: Iterable[tuple[int, int]]) -> pa.Table:
    columns = list(zip(*pairs, strict=True)) or [(), ()]
    return pa.table([pa.array(column, pa.int64()) for column in columns], names=[name, "line"])


def _entries(table: Table) -> str:
    """One entry a broken cell, and one a row that is held for another reason."""
    columns = (*table.columns, MENDS)
    cell_of = " ".join(f"WHEN {quoted(column.name)} THEN {_given(column)}" for column in columns)
    faults = f"SELECT ordinal, unnest(faults, recursive := true) FROM ({_faults(table)})"
    return (
        f"SELECT {quoted(table.name)}, line, f.column_name, CASE f.column_name {cell_of} END, f.code, f.detail, "
        f"{_given_json(table)}, {_key_json(table)}, r.mends, {', '.join(_lost(table))} "
        f"FROM ({faults} UNION ALL SELECT * FROM held_{table.name}) AS f JOIN given_{table.name} AS g USING (ordinal) "
        f"JOIN read_{table.name} AS r ON r.rowid = g.ordinal JOIN line_{table.name} AS l USING (ordinal)"
    )


def _given(column: Column) -> str:
    return "g." + duck.name(f"given_{column.name}")


def _stored(column: Column) -> str:
    return "r." + duck.name(column.stored)


def _faults(table: Table) -> str:
    """The ordinal and the list of its broken cells (column_name, code, detail)."""
    pairs = [
        (column.name, cells.fault(column, given=_given(column), stored=_stored(column))) for column in table.columns
    ]
    pairs.append((MENDS.name, cells.fault(MENDS, given=_given(MENDS), stored="r.mends")))
    for first, last in table.spans:
        turned = cells.is_upside_down(_stored(table.column(first)), _stored(table.column(last)))
        pairs.append((last, f"CASE WHEN {turned} THEN {quoted(reasons.UPSIDE_DOWN)} END"))
    found = ", ".join(
        f"{{'column_name': {quoted(name)}, 'code': {code}, 'detail': NULL::VARCHAR}}" for name, code in pairs
    )
    return (
        f"SELECT g.ordinal, list_filter([{found}], lambda fault: fault.code IS NOT NULL) AS faults "
        f"FROM given_{table.name} AS g JOIN read_{table.name} AS r ON r.rowid = g.ordinal WHERE r.bad"
    )


def _given_json(table: Table) -> str:
    pairs = ", ".join(f"{quoted(column.name)}, {_given(column)}" for column in table.columns)
    return f"json_object({pairs})::VARCHAR"


def _key_json(table: Table) -> str:
    """The key as a JSON list of texts: what was understood, else what was given."""
    parts = []
    for column in table.key_columns:
        plain = column.kind in {Kind.WHOLE, Kind.SERIAL}
        parts.append(f"coalesce({_stored(column)}::VARCHAR, {_given(column)})" if plain else _given(column))
    return f"to_json([{', '.join(parts)}])::VARCHAR"


def key_text(table: Table, alias: str) -> str:
    """The same JSON list of a stored row's key."""
    parts = (cells.as_text(column, f"{alias}.{duck.name(column.stored)}") for column in table.key_columns)
    return f"to_json([{', '.join(parts)}])::VARCHAR"


def _lost(table: Table) -> tuple[str, str, str, str]:
    """What figures the row took away: account, party, price as side:tenor_days, and from which day (NULL: always).

    A side or tenor that is not known stands as `*`.
    """
    nothing = "NULL"
    match table.name:
        case "account":
            return "g.given_account_id", "g.given_party_id", nothing, nothing
        case "balance":
            return "g.given_account_id", nothing, nothing, "r.on_day"
        case "rate":
            return "g.given_account_id", nothing, nothing, "r.since_day"
        case "assignment":
            party = "CASE WHEN g.given_account_id IS NULL THEN g.given_party_id END"
            return "g.given_account_id", party, nothing, "r.since_day"
        case "ftp":
            return nothing, nothing, _price("r.side", "r.tenor_days"), "r.since_day"
    return nothing, nothing, nothing, nothing


def _price(side: str, tenor: str) -> str:
    return f"coalesce({side}, '{ANY}') || ':' || coalesce({tenor}::VARCHAR, '{ANY}')"


def _cut(delimiter: str) -> Callable[[str], list[str]]:
    """A row with quotes as its cells, for the engine."""

    def cut(row: str) -> list[str]:
        try:
            return cells_of(row.strip("\r\n"), delimiter=delimiter)
        except csv.Error:
            return []

    return cut


def _misshapen_entries(read: Read) -> str:
    """Rows of wrong shape; cells that can be told apart still say whose figures they took away."""
    table = read.table
    key = [_loose(read, name) for name in table.key]
    known = " AND ".join(f"{cell} IS NOT NULL" for cell in key)
    loses = table.name in {"account", "balance", "rate", "assignment"}
    account = _loose(read, "account_id") if loses else "NULL"
    party = _loose(read, "party_id") if table.name in {"account", "assignment"} else "NULL"
    if table.name == "assignment":
        party = f"CASE WHEN {account} IS NULL THEN {party} END"
    price = _loose_price(read) if table.name == "ftp" else "NULL"
    whole = f"string_split(rtrim(given, chr(10) || chr(13)), {quoted(read.delimiter)})"
    loose_cells = f"CASE WHEN contains(given, '\"') THEN cells_of_{table.name}(given) ELSE {whole} END"
    key_json = f"CASE WHEN {known} THEN to_json([{', '.join(key)}])::VARCHAR END"
    return (
        f"SELECT {quoted(table.name)}, line, NULL, NULL, code, NULL, json_object('', given)::VARCHAR, {key_json}, "
        f"TRY_CAST({_loose(read, MENDS.name)} AS BIGINT), {account}, {party}, {price}, NULL "
        f"FROM (SELECT *, {loose_cells} AS loose FROM misshapen_{table.name})"
    )


def _loose_price(read: Read) -> str:
    given = [(read.table.column(name), _loose(read, name)) for name in ("side", "tenor_days")]
    side, tenor = (cells.value(column, cell, cells.parsed(column, cell)) for column, cell in given)
    return _price(side, tenor)


def _loose(read: Read, name: str) -> str:
    """A cell of a misshapen row by its place in the header; NULL where the row ends before it."""
    if name not in read.landed.header:
        return "NULL::VARCHAR"
    return f"nullif(loose[{read.landed.header.index(name) + 1}], '')"


def set_down_moved(con: DuckDBPyConnection) -> int:
    """Enter the assignments that leave the book with this load; they stand in no line of the extract."""
    columns = ASSIGNMENT.columns
    cell_of = {column.name: _as_given(column, "m." + duck.name(column.stored)) for column in columns}
    cells_given = ", ".join(f"{quoted(name)}, {cell}" for name, cell in cell_of.items())
    con.execute(
        f"INSERT INTO quarantine SELECT 'assignment', NULL, m.column_name, "
        f"CASE m.column_name WHEN 'share' THEN {cell_of['share']} ELSE m.account_id END, m.code, m.detail, "
        f"json_object({cells_given})::VARCHAR, {key_text(ASSIGNMENT, 'm')}, NULL, m.account_id, "
        f"CASE WHEN m.account_id IS NULL THEN m.party_id END, NULL, m.since_day FROM moved_assignment AS m"
    )
    return duck.number(con, "SELECT count(*) FROM moved_assignment")


def _as_given(column: Column, stored: str) -> str:
    if column.kind is Kind.SHARE:
        return f"({stored}::DECIMAL(9, 0) * 0.0001::DECIMAL(5, 4))::VARCHAR"
    return cells.as_text(column, stored)


def write_quarantine(con: DuckDBPyConnection, path: Path) -> int:
    """All entries as one Parquet file; `number` counts them within their table."""
    order = "line NULLS LAST, column_name, key, given"
    names = ", ".join(f"q.{name}" for name in NAMES)
    con.execute(
        f"COPY (SELECT {names}, row_number() OVER (PARTITION BY table_name ORDER BY {order}) AS number "
        f"FROM quarantine AS q ORDER BY table_name, number) TO {quoted(str(path))} (FORMAT parquet)"
    )
    return duck.number(con, "SELECT count(*) FROM quarantine")
