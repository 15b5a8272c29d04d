"""The files of a simulation: its lines by column, how far it is, and their removal."""

import json
import shutil
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from qiao.ground import clock, home
from qiao.simulation.rules.lines import Line

FOLDER, LINES_FILE, PROGRESS_FILE = "simulations", "lines.parquet", "progress.json"
FIGURES = ("held_fen", "new_fen", "now_fen", "raw_fen", "unworthy_fen", "change_fen")
TEXTS = ("staff_id", "name", "org_id", "branch", "level", "piece", "held_by")


def folder_of(token: str) -> Path:
    """Where a simulation's files lie."""
    return home.home() / FOLDER / token


def write_lines(lines: Iterable[Line], token: str) -> Path:
    """Write the lines, sorted by person and piece, and have the disk hold them."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    wide = pa.decimal128(38, 0)
    kinds = {
        **dict.fromkeys(TEXTS, pa.string()),
        **dict.fromkeys(FIGURES, wide),
        "later_fen": wide,
        "later": pa.list_(wide),
        "score_micro": wide,
        "gate_micro": wide,
        "bounds": pa.string(),
        "assumed": pa.string(),
    }
    ordered = sorted(lines, key=lambda one: (one.staff_id, one.piece))
    table = pa.Table.from_pylist([_row(one) for one in ordered], schema=pa.schema(list(kinds.items())))
    folder = folder_of(token)
    folder.mkdir(mode=home.OWNER_ONLY, parents=True, exist_ok=True)
    place = folder / LINES_FILE
    draft = place.with_suffix(home.DRAFT_ENDING)
    parquet.write_table(table, draft, compression="zstd")
    home.put(draft, place)
    return place


def _row(line: Line) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in TEXTS},
        **{name: Decimal(getattr(line, name)) for name in FIGURES},
        "later_fen": Decimal(sum(line.later_fen)),
        "later": [Decimal(one) for one in line.later_fen],
        "score_micro": None if line.score_micro is None else Decimal(line.score_micro),
        "gate_micro": Decimal(line.gate_micro),
        "bounds": " ".join(line.bounds),
        "assumed": " ".join(line.assumed),
    }


def remove(token: str) -> None:
    """Take a simulation's files away."""
    shutil.rmtree(folder_of(token), ignore_errors=True)


def tell(token: str, *, done: int, of: int) -> None:
    """Say how far a simulation is; that is no state, and a full disk stops nobody for it."""
    with suppress(OSError):
        folder = folder_of(token)
        folder.mkdir(mode=home.OWNER_ONLY, parents=True, exist_ok=True)
        draft = (folder / PROGRESS_FILE).with_suffix(home.DRAFT_ENDING)
        draft.write_text(json.dumps({"done": done, "of": of, "at": clock.now().timestamp()}), "utf-8")
        draft.replace(folder / PROGRESS_FILE)


def told(token: str) -> tuple[int, int, float] | None:
    """How many of how many pieces are done, and when that was said; None where nothing readable was."""
    try:
        said = json.loads((folder_of(token) / PROGRESS_FILE).read_text("utf-8"))
        return int(said["done"]), int(said["of"]), float(said["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
