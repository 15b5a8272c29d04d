"""Rows by key out of Parquet files that are sorted by it: the few rows behind one figure, without asking an engine.

A page asks for one customer, one account, one person. A file's footer says which stretch of rows (row group) can hold a
key, so that stretch alone is read. Footers are remembered, as they are what such a read spends its time on; a file is
known by its path, its size and the moment of its last change.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile, RowGroupMetaData

FOOTERS_MOST = 64  # files whose footer is remembered: a MiB or two each for a million customers
ROWS_MOST = 100_000  # of one key

Bounds = tuple[str, str] | None


class _Known:
    """A file with its footer read: which keys each row group spans, None where the footer does not say."""

    def __init__(self, path: str) -> None:
        """Read the footer."""
        from pyarrow.parquet import read_metadata  # noqa: PLC0415  heavy; loaded with the first page that needs it

        self.path = path
        self.metadata = read_metadata(path)
        self.names = [self.metadata.schema.column(place).name for place in range(self.metadata.num_columns)]
        self._bounds: dict[str, list[Bounds]] = {}

    def groups(self, key: str, wanted: Sequence[str]) -> list[int]:
        """The row groups that can hold one of the wanted keys."""
        if key not in self._bounds:
            self._bounds[key] = [_bounds(group, self.names.index(key)) for group in self._row_groups()]
        low, high = min(wanted), max(wanted)
        return [
            place
            for place, bounds in enumerate(self._bounds[key])
            if bounds is None
            or (bounds[0] <= high and low <= bounds[1] and any(bounds[0] <= one <= bounds[1] for one in wanted))
        ]

    def opened(self) -> "ParquetFile":
        """The file, its footer taken from memory."""
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415  heavy; loaded with the first page that needs it

        return ParquetFile(self.path, metadata=self.metadata)

    def _row_groups(self) -> "Iterator[RowGroupMetaData]":
        return (self.metadata.row_group(place) for place in range(self.metadata.num_row_groups))


def _bounds(group: "RowGroupMetaData", place: int) -> Bounds:
    stated = group.column(place).statistics
    if stated is None or not stated.has_min_max or not isinstance(stated.min, str):
        return None
    return (stated.min, stated.max)


@lru_cache(maxsize=FOOTERS_MOST)
def _known(stands: tuple[str, int, int]) -> _Known:
    """A file as it stands: path, size, moment of the last change."""
    return _Known(stands[0])


def rows_of(
    file: str | Path, key: str, wanted: Sequence[str], *, columns: Sequence[str] = (), most: int = ROWS_MOST
) -> list[dict[str, Any]]:
    """The rows whose text column `key` is one of `wanted`, in the file's order; at most `most` of them.

    Quick where the file is sorted by `key`, right for any file. columns: those to read, () = all of them.
    """
    if not wanted:
        return []
    found: list[dict[str, Any]] = []
    for part in _parts(file, key, wanted=wanted, columns=columns):
        found += part.slice(0, most - len(found)).to_pylist()
        if len(found) >= most:
            break
    return found


def holds(file: str | Path, column: str) -> bool:
    """Whether a file has a column."""
    stands = Path(file).stat()
    return column in _known((str(file), stands.st_size, stands.st_mtime_ns)).names


def _parts(file: str | Path, key: str, *, wanted: Sequence[str], columns: Sequence[str]) -> Iterator["pa.Table"]:
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded with the first page that needs it
    from pyarrow import compute  # noqa: PLC0415  heavy; loaded with the first page that needs it

    stands = Path(file).stat()
    known = _known((str(file), stands.st_size, stands.st_mtime_ns))
    read = list(dict.fromkeys([*columns, key])) if columns else None
    groups = known.groups(key, wanted)
    if not groups:
        return
    keys = pa.array(sorted(set(wanted)), pa.string())
    with known.opened() as opened:
        for group in groups:
            table = opened.read_row_group(group, columns=read, use_threads=False)
            yield table.filter(compute.is_in(table[key], value_set=keys))
