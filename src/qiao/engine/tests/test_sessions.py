"""A job's session: the same rows give the same bytes and the same digest, and memory is bounded."""

from pathlib import Path
from random import Random

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from qiao.engine.sessions import Session, duckdb_session

ROWS: list[dict[str, object]] = [
    {"key": f"户{number}" if number % 7 else None, "value": number * 10**14} for number in range(500)
]
SCHEMA = pa.schema([("key", pa.string()), ("value", pa.int64())])


def table_of(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def shuffled(seed: int) -> list[dict[str, object]]:
    rows = list(ROWS)
    Random(seed).shuffle(rows)  # noqa: S311  no secret
    return rows


def test_rows_in_any_order_are_written_to_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for seed in range(3):
        place = tmp_path / f"{seed}.parquet"
        with duckdb_session(tmp_path) as session:
            session.write(session.put("rows", table_of(shuffled(seed))), place, order=["value"])
        written.append(place.read_bytes())
    assert written[0] == written[1] == written[2]
    assert parquet.read_table(tmp_path / "0.parquet").column("value").to_pylist() == [row["value"] for row in ROWS]


def test_a_path_with_a_quote_is_a_path(tmp_path: Path) -> None:
    folder = tmp_path / "it's a bank; DROP TABLE rows"
    folder.mkdir()
    with duckdb_session(tmp_path) as session:
        session.write(session.put("rows", table_of(shuffled(0))), folder / "rows.parquet", order=["value"])
        back = session.read("back", [str(folder / "rows.parquet")], schema={"key": "string", "value": "int64"})
        assert session.count(back) == 500


@settings(max_examples=30)
@given(seed=st.integers(0, 10**6), dropped=st.integers(0, 499), doubled=st.booleans())
def test_the_digest_is_of_the_rows_and_not_of_their_order(seed: int, dropped: int, doubled: bool) -> None:  # noqa: FBT001  a case of the property
    others = shuffled(seed)
    fewer = others[:dropped] + others[dropped + 1 :]
    changed = [*fewer, fewer[0]] if doubled else fewer  # one row another: as many rows, or one fewer
    with duckdb_session(Path()) as session:
        digests = [session.digest(session.put("rows", table_of(rows))) for rows in (ROWS, others, changed)]
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_neither_nothing_and_empty_nor_neighbouring_cells_are_taken_for_each_other(tmp_path: Path) -> None:
    pairs = [("a", "bc"), ("ab", "c"), (None, "abc"), ("", "abc"), ("abc", None), ("abc", ""), ("abc", "NULL")]
    with duckdb_session(tmp_path) as session:
        digests = {
            session.digest(
                session.put("rows", pa.table([pa.array([cell], pa.string()) for cell in pair], ["one", "two"]))
            )
            for pair in pairs
        }
    assert len(digests) == len(pairs)


def test_no_file_is_an_empty_table_of_the_schema(tmp_path: Path) -> None:
    with duckdb_session(tmp_path) as session:
        empty = session.read("empty", [], schema={"key": "string", "value": "int64"})
        assert (session.count(empty), empty.columns) == (0, ("key", "value"))
        assert session.digest(empty) != session.digest(session.put("rows", table_of(ROWS)))


def test_a_step_is_kept_under_its_name_and_replaced_by_the_next(tmp_path: Path) -> None:
    with duckdb_session(tmp_path) as session:
        rows = session.put("rows", table_of(ROWS))
        kept = session.keep("step", rows.filter(rows.value > 0))
        assert session.count(kept) == 499
        assert session.count(session.keep("step", rows.filter(rows.value < 0))) == 0
        assert session.seconds["step"] > 0
        session.drop("step", "never there")
        with pytest.raises(duckdb.CatalogException):
            session.rows(kept, most=1)


def test_no_more_rows_come_back_than_are_asked_for(tmp_path: Path) -> None:
    with duckdb_session(tmp_path) as session:
        assert len(session.rows(session.put("rows", table_of(ROWS)), most=3)) == 3


def kept_rows(session: Session, *, rows: int) -> int:
    """So many rows with a text of 200 letters each, kept."""
    numbers = ibis.range(rows).unnest().name("number").as_table()
    first = session.keep("first", numbers.mutate(text=numbers.number.cast("string").lpad(200, "x")))
    return session.count(session.keep("second", first))


def test_what_does_not_fit_into_memory_spills_and_what_cannot_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIAO_MEMORY_LIMIT", "80MB")
    with duckdb_session(tmp_path) as session:
        assert kept_rows(session, rows=300_000) == 300_000  # 60 MB of text, twice
        assert list((tmp_path / "spill").iterdir()) != []
    monkeypatch.setenv("QIAO_MEMORY_LIMIT", "1MB")
    with duckdb_session(tmp_path) as session, pytest.raises(duckdb.OutOfMemoryException):
        kept_rows(session, rows=300_000)
