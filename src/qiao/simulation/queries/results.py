"""What a simulation came to: its summary, and its lines out of the file in which they are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from qiao.engine.reading import ROWS_MOST, rows
from qiao.simulation.adapters.files import LINES_FILE, folder_of
from qiao.simulation.models import Simulation
from qiao.simulation.queries.reckoning import Reckoned
from qiao.simulation.rules.summing import Added, told_of

ORDERS = {
    "change": "change_fen DESC",
    "loss": "change_fen",
    "new": "new_fen DESC",
    "held": "held_fen DESC",
    "name": "staff_id",
}
POINTS_MOST = 4_000
BY_PERSON = """
    SELECT staff_id, max_by(name, piece) AS name, max_by(org_id, piece) AS org_id, max_by(branch, piece) AS branch,
        max_by(level, piece) AS level, sum(held_fen)::DECIMAL(38, 0) AS held_fen,
        sum(new_fen)::DECIMAL(38, 0) AS new_fen, sum(change_fen)::DECIMAL(38, 0) AS change_fen,
        sum(now_fen)::DECIMAL(38, 0) AS now_fen,
        sum(later_fen)::DECIMAL(38, 0) AS later_fen, count(*) AS pieces,
        string_agg(DISTINCT bounds, ' ') AS bounds
    FROM read_parquet($lines, hive_partitioning = false) GROUP BY staff_id
"""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person over all pieces of a simulation; fen."""

    staff_id: str
    name: str
    org_id: str
    branch: str
    level: str
    held_fen: int
    new_fen: int
    change_fen: int
    now_fen: int
    later_fen: int
    pieces: int
    bounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which people of a simulation: whose name or id has the text, of a branch, of a level; '' = all."""

    text: str = ""
    branch: str = ""
    level: str = ""


def summary_of(found: Reckoned) -> dict[str, Any]:
    """The summary with what was assumed of pieces."""
    years = {one.name: (one.period.until - timedelta(days=1)).year for one in found.pieces}
    partial = [one.name for one in found.pieces if not one.whole]
    told = told_of(Added(found.lines, found.edges, years))
    return told | {"partial": partial, "base_assumed": list(found.base_assumed)}


def people_of(
    simulation: Simulation, asked: Asked, *, order: str = "change", most: int = ROWS_MOST, skip: int = 0
) -> list[PersonLine]:
    """The people of a simulation in an order; at most `most`."""
    statement = (
        f"SELECT * FROM ({BY_PERSON}) WHERE ($text = '' OR contains(lower(name), lower($text)) "  # noqa: S608  constants
        "OR contains(lower(staff_id), lower($text))) AND ($branch = '' OR branch = $branch) "
        f"AND ($level = '' OR level = $level) ORDER BY {ORDERS[order]}, staff_id LIMIT $most OFFSET $skip"
    )
    values = {"text": asked.text, "branch": asked.branch, "level": asked.level, "most": most, "skip": skip}
    return [_person(row) for row in rows(statement, values | _lines(simulation))]


def _person(row: Mapping[str, Any]) -> PersonLine:
    return PersonLine(
        staff_id=row["staff_id"],
        name=row["name"] or "",
        org_id=row["org_id"] or "",
        branch=row["branch"] or "",
        level=row["level"] or "",
        held_fen=int(row["held_fen"]),
        new_fen=int(row["new_fen"]),
        change_fen=int(row["change_fen"]),
        now_fen=int(row["now_fen"]),
        later_fen=int(row["later_fen"]),
        pieces=int(row["pieces"]),
        bounds=tuple(sorted(set((row["bounds"] or "").split()))),
    )


def lines_of(simulation: Simulation, *, staff_id: str = "", most: int = ROWS_MOST) -> Iterator[dict[str, Any]]:
    """The lines of a simulation, of one person or of all, by person and piece."""
    statement = (
        "SELECT * EXCLUDE (later) FROM read_parquet($lines, hive_partitioning = false) "
        "WHERE ($staff = '' OR staff_id = $staff) ORDER BY staff_id, piece LIMIT $most"
    )
    yield from rows(statement, {"staff": staff_id, "most": most} | _lines(simulation))


def points_of(simulation: Simulation) -> list[tuple[str, int, int]]:
    """Name, fen as things stand, fen by the scheme; at most 4,000 people, spread evenly by id where there are more."""
    people = people_of(simulation, Asked(), order="name")
    step = -(-len(people) // POINTS_MOST) or 1
    return [(one.name, one.held_fen, one.new_fen) for one in people[::step]]


def _lines(simulation: Simulation) -> dict[str, str]:
    return {"lines": str(folder_of(simulation.folder) / LINES_FILE)}
