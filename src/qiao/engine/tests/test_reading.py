"""Reads for pages: hostile text is a value and nothing else, and every read has its bound."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from qiao.engine.reading import ROWS_MOST, bound, rows, select, source, stream

HOSTILE = [
    "' OR 1=1 --",
    "'; DROP TABLE staff; --",
    '" OR ""="',
    "?",
    "$files",
    "%",
    "_",
    "\\",
    "员1",
    "a'b",
    "x" * 64,
    "\N{LEFT-TO-RIGHT OVERRIDE}",
    "null",
    "A1",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Each hostile id once, with its number; the folder's name is hostile too."""
    folder = tmp_path / "it's [a] *bank*?"
    folder.mkdir()
    place = folder / "rows.parquet"
    parquet.write_table(pa.table({"id": HOSTILE, "number": list(range(len(HOSTILE)))}), place)
    return place


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """The same rows under a plain name."""
    place = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"id": HOSTILE, "number": list(range(len(HOSTILE)))}), place)
    return place


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_id_finds_itself_and_nothing_else(plain: Path, hostile: str) -> None:
    found = select([plain], columns=["*"], where="id = ?", values=[hostile])
    assert found == [{"id": hostile, "number": HOSTILE.index(hostile)}]
    listed = select([plain], columns=["id"], where="list_contains(?, id)", values=[[hostile, "nobody"]])
    assert listed == [{"id": hostile}]
    text = f"SELECT number FROM {source('files', [plain], {})} WHERE id = $id LIMIT 5"
    assert rows(text, {**bound(files=[plain]), "id": hostile}) == [{"number": HOSTILE.index(hostile)}]


@given(asked=st.text(max_size=80).filter(lambda text: text not in HOSTILE))
def test_no_other_text_finds_anything(tmp_path_factory: pytest.TempPathFactory, asked: str) -> None:
    place = tmp_path_factory.getbasetemp() / "hostile.parquet"
    if not place.exists():
        parquet.write_table(pa.table({"id": HOSTILE}), place)
    assert select([place], columns=["*"], where="id = ?", values=[asked]) == []


def test_a_folder_with_signs_of_patterns_in_its_name_is_one_folder(file: Path) -> None:
    assert len(select([file], columns=["*"])) == len(HOSTILE)


def test_a_read_is_bounded_ordered_and_can_go_on(plain: Path) -> None:
    first = select([plain], columns=["number"], order=["number"], most=3)
    then = select([plain], columns=["number"], order=["number"], most=3, skip=3)
    assert [row["number"] for row in first + then] == [0, 1, 2, 3, 4, 5]
    for most in (0, ROWS_MOST + 1):
        with pytest.raises(AssertionError):
            select([plain], columns=["number"], most=most)


def test_where_there_is_no_file_there_is_no_row() -> None:
    assert select([], columns=["*"]) == []
    assert list(stream([], columns=["*"])) == []
    assert rows(f"SELECT * FROM {source('files', [], {'id': 'VARCHAR'})} LIMIT 1", bound(files=[])) == []


def test_a_stream_gives_every_row_and_sums_are_exact(plain: Path, tmp_path: Path) -> None:
    assert len(list(stream([plain, plain], columns=["*"]))) == 2 * len(HOSTILE)
    big = pa.table({"value": pa.array([2**62] * 5, pa.int64())})
    parquet.write_table(big, tmp_path / "big.parquet")
    found = select([tmp_path / "big.parquet"], columns=["sum(value) AS value"])
    assert found == [{"value": 5 * 2**62}]
