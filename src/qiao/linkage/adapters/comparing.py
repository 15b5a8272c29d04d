"""Pairs of customers that may be one: Splink on DuckDB, with keys that too many share left out.

The same customers give the same pairs and probabilities: nothing is drawn by chance, and what is added up is counts.
"""
# ruff: noqa: S608  every name is a constant of this code, every value is bound or read from a table

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qiao.linkage.rules.judging import ONE_PPM
from qiao.linkage.rules.names import Reading
from qiao.linkage.rules.parties import COMPANY, Party, party_of
from qiao.linkage.rules.weights import (
    BOOK_LEAST,
    KEY_MOST,
    KEYS_OF_COMPANIES,
    KEYS_OF_PERSONS,
    OF_COMPANIES,
    OF_PERSONS,
    Comparison,
    Level,
    prior_of,
)

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH_ROWS = 20_000
MEMORY_MB, THREADS = 1_500, 2
INPUT = (
    *("party_id", "kind", "name", "id_no", "region", "registered_capital_fen", "established_on_day", "address"),
    "phone",
)
COLUMNS = tuple(field.name for field in fields(Party))
SPELT = {"is_person": "boolean", "valid": "boolean", "founded": "integer", "capital": "bigint"}
TEXTS = tuple(name for name in COLUMNS if name not in SPELT and name != "party_id")

Training = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two customers and the probability that they are one, in millionths; the first id sorts before the second."""

    one: Party
    other: Party
    ppm: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a search was carried out on: customers looked at, pairs compared, keys left out as too common."""

    customers: int
    compared: int
    common_keys: int


def customers_without(rows: "pa.Table", party_ids: Sequence[str]) -> "pa.Table":
    """The customers but for some: those that were merged into others are not compared."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded by who searches
    import pyarrow.compute as pc  # noqa: PLC0415  the same

    if not party_ids:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["party_id"], value_set=pa.array(party_ids, type=pa.string()))))


def candidates(
    rows: "pa.Table", *, reading: Reading, least_ppm: int, scratch: Path, train: Training | None = None
) -> tuple[Kept, Iterator[Candidate]]:
    """The pairs at or above a probability, in order of their ids; `scratch` takes what does not fit into memory.

    train: estimates the weights anew on these customers; the bench holds that against the fixed ones.
    """
    import duckdb  # noqa: PLC0415  heavy; loaded by who searches

    connection = duckdb.connect()
    connection.execute(f"SET memory_limit='{MEMORY_MB}MB'; SET threads={THREADS}; SET preserve_insertion_order=false")
    connection.execute(f"SET temp_directory='{scratch.as_posix()}'")
    _take_in(connection, rows, reading=reading)
    compared = common = 0
    for is_person in (False, True):
        found, left_out = _compare(connection, is_person=is_person, least_ppm=least_ppm, train=train)
        compared, common = compared + found, common + left_out
    return Kept(rows.num_rows, compared, common), _read(connection)


def _take_in(connection: "duckdb.DuckDBPyConnection", rows: "pa.Table", *, reading: Reading) -> None:
    """The normal forms as a table; what is not known is NULL, so that it says nothing."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded by who searches

    columns = ", ".join(f"{name} {SPELT.get(name, 'varchar')}" for name in COLUMNS)
    connection.execute(f"CREATE TABLE party ({columns})")
    connection.execute("CREATE TABLE pair (one varchar, other varchar, ppm integer)")
    chosen = ", ".join(f"nullif({name}, '') AS {name}" if name in TEXTS else name for name in COLUMNS)
    for batch in rows.select(list(INPUT)).to_batches(max_chunksize=BATCH_ROWS):
        parties = [party_of(row, reading=reading) for row in batch.to_pylist()]
        held = {name: [getattr(one, name) for one in parties] for name in COLUMNS}
        kinds = {"founded": pa.int32(), "capital": pa.int64()}
        taken = pa.table({name: pa.array(values, type=kinds.get(name)) for name, values in held.items()})
        connection.register("taken", taken)
        connection.execute(f"INSERT INTO party SELECT {chosen} FROM taken")
        connection.unregister("taken")


def _compare(
    connection: "duckdb.DuckDBPyConnection", *, is_person: bool, least_ppm: int, train: Training | None
) -> tuple[int, int]:
    """Compare the customers of a kind that share a key; returns pairs compared and keys left out."""
    from splink import Linker  # noqa: PLC0415  heavy; loaded by who searches
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415  the same

    keys = KEYS_OF_PERSONS if is_person else KEYS_OF_COMPANIES
    name = "person" if is_person else COMPANY
    number, common = _keyed(connection, name, keys, is_person=is_person)
    if number < 2:  # noqa: PLR2004  one alone is nobody's double
        return 0, common
    logging.getLogger("splink").setLevel(logging.ERROR)
    comparisons, engine = OF_PERSONS if is_person else OF_COMPANIES, DuckDBAPI(connection)
    settings = settings_of(comparisons, keys=len(keys), customers=number)
    linker = Linker(engine.register(name), settings, log_level=logging.ERROR)
    for column in sorted({level.by_value for one in comparisons for level in one.levels if level.by_value}):
        counted = f"frequency_{name}_{column}"
        connection.execute(
            f"CREATE TABLE {counted} AS SELECT {column}, count(*) / greatest(sum(count(*)) OVER (), {BOOK_LEAST}) "
            f"AS tf_{column} FROM {name} WHERE {column} IS NOT NULL GROUP BY {column}"
        )
        linker.table_management.register_term_frequency_lookup(engine.register(counted), column)
    if train is not None:
        train(linker)
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    compared = _count(connection, blocked.physical_name)
    found = linker.inference.predict(threshold_match_probability=least_ppm / ONE_PPM)
    connection.execute(
        "INSERT INTO pair SELECT least(party_id_l, party_id_r), greatest(party_id_l, party_id_r), "
        f"least(round(match_probability * {ONE_PPM}), {ONE_PPM})::integer FROM {found.physical_name}"
    )
    linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]  # of Splink
    connection.execute(f"DROP TABLE {name}")
    return compared, common


def _keyed(
    connection: "duckdb.DuckDBPyConnection", name: str, keys: Sequence[Sequence[str]], *, is_person: bool
) -> tuple[int, int]:
    """The customers of a kind with their keys, each NULL where too many share it; their number, and keys left out."""
    made = [
        f"CASE WHEN {' and '.join(f'{part} IS NOT NULL' for part in key)} THEN hash({', '.join(key)}) END AS k{place}"
        for place, key in enumerate(keys)
    ]
    kept = [
        f"CASE WHEN count(*) OVER (PARTITION BY k{place}) <= {KEY_MOST} THEN k{place} END AS key_{place}"
        for place in range(len(keys))
    ]
    connection.execute(
        f"CREATE TABLE {name} AS WITH born AS (SELECT *, CASE WHEN valid THEN substr(number, 7, 8) END AS birth, "
        f"core[1] AS initial FROM party WHERE is_person = {is_person}), "
        f"made AS (SELECT *, {', '.join(made)} FROM born) "
        f"SELECT * EXCLUDE ({', '.join(f'k{place}' for place in range(len(keys)))}), {', '.join(kept)} FROM made"
    )
    common = 0
    for key in keys:
        counted = (
            f"SELECT 1 FROM (SELECT *, CASE WHEN valid THEN substr(number, 7, 8) END AS birth, core[1] AS initial "
            f"FROM party WHERE is_person = {is_person}) WHERE {' and '.join(f'{part} IS NOT NULL' for part in key)} "
            f"GROUP BY {', '.join(key)} HAVING count(*) > {KEY_MOST}"
        )
        common += _count(connection, f"({counted})")
    return _count(connection, name), common


def _count(connection: "duckdb.DuckDBPyConnection", table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def settings_of(comparisons: Sequence[Comparison], *, keys: int, customers: int) -> dict[str, Any]:
    """The model as Splink reads it."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "party_id",
        "probability_two_random_records_match": prior_of(customers),
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": f"l.key_{place} = r.key_{place}", "sql_dialect": "duckdb"} for place in range(keys)
        ],
        "comparisons": [
            {
                "output_column_name": one.name,
                "comparison_levels": [
                    {"sql_condition": one.missing, "label_for_charts": "missing", "is_null_level": True},
                    *map(_level, one.levels),
                ],
            }
            for one in comparisons
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _level(level: Level) -> Mapping[str, Any]:
    told = {
        "sql_condition": level.condition,
        "label_for_charts": level.condition,
        "m_probability": level.true,
        "u_probability": level.chance,
    }
    return told | ({"tf_adjustment_column": level.by_value} if level.by_value else {})


def _read(connection: "duckdb.DuckDBPyConnection") -> Iterator[Candidate]:
    columns = ", ".join(
        f"coalesce({side}.{name}, '')" if name in TEXTS else f"{side}.{name}" for side in "ab" for name in COLUMNS
    )
    answer = connection.execute(
        f"SELECT pair.ppm, {columns} FROM pair JOIN party a ON a.party_id = pair.one "
        "JOIN party b ON b.party_id = pair.other ORDER BY pair.one, pair.other"
    )
    while rows := answer.fetchmany(BATCH_ROWS):
        for ppm, *values in rows:
            yield Candidate(Party(*values[: len(COLUMNS)]), Party(*values[len(COLUMNS) :]), ppm)
    connection.close()
