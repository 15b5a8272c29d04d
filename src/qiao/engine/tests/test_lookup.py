from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engine.lookup import rows_of
from qiao.engine.reading import select

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(["", "a", "一"])


def written(path: Path, keys: list[str | None], *, group: int) -> Path:
    rows = pa.table({"key": pa.array(keys, pa.string()), "place": pa.array(range(len(keys)), pa.int64())})
    pq.write_table(rows, path, row_group_size=group)
    return path


@given(
    keys=st.lists(KEYS, max_size=60), wanted=st.lists(KEYS, max_size=4), order=st.sampled_from(["sorted", "as given"])
)
@settings(max_examples=60, deadline=None)
def test_any_file_gives_what_the_engine_finds_in_it(
    tmp_path_factory: object, keys: list[str], wanted: list[str], order: str
) -> None:
    given_keys = sorted(keys, key=str.encode) if order == "sorted" else keys
    path = written(tmp_path_factory.mktemp("lookup") / "f.parquet", list(given_keys), group=7)  # type: ignore[attr-defined]  # pytest's own
    asked = [*wanted, *given_keys[:2]]
    by_engine = select([path], columns=["*"], where="list_contains(?, key)", values=[asked], order=["place"])
    assert rows_of(path, "key", asked) == by_engine


def test_only_the_columns_asked_for_and_the_key_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "f.parquet", ["a", "b", "b"], group=2)
    assert rows_of(path, "key", ["b"], columns=["place"]) == [{"place": 1, "key": "b"}, {"place": 2, "key": "b"}]


def test_no_more_rows_than_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "f.parquet", ["b"] * 10, group=3)
    assert [row["place"] for row in rows_of(path, "key", ["b"], most=4)] == [0, 1, 2, 3]


def test_a_row_without_a_key_is_nobodys(tmp_path: Path) -> None:
    path = written(tmp_path / "f.parquet", [None, "a", None], group=1)
    assert [row["place"] for row in rows_of(path, "key", ["a", ""])] == [1]


def test_a_file_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path / "f.parquet", ["a"], group=1)
    assert len(rows_of(path, "key", ["a"])) == 1
    written(path, ["a", "a", "a"], group=1)
    assert len(rows_of(path, "key", ["a"])) == 3
