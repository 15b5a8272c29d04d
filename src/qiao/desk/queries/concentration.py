"""The curve of customers of a settled month: all of the bank's, or those of some people by what each of these earns.

A run's files never change, so what was once reckoned of a run, a set of people and the merges so far is remembered.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qiao.contribution.queries import shelf
from qiao.contribution.queries.merged import SURVIVING, values_with
from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.rules.indicators import CONTRIBUTION
from qiao.customers import queries as customers
from qiao.desk.rules.concentration import FOUR_FIFTHS, Concentration, curve_told
from qiao.engine import reading

AROUND_KNEE = 5  # customers listed on either side of it
KEPT = 32
ROWS_MOST = 1_000
OF_ALL = f"""
    SELECT coalesce(survivor_id, party_id) AS party_id,
        CAST(sum({CONTRIBUTION.sql()}) AS HUGEINT) AS micro
    FROM read_parquet($file, hive_partitioning = false) {SURVIVING}
"""  # noqa: S608  a constant of this code
OF_PEOPLE = f"{OF_ALL} WHERE list_contains($people, staff_id)"
CURVE = """
    , numbered AS (
        SELECT party_id, micro, row_number() OVER falling AS place, sum(micro) OVER falling AS so_far,
            count(*) OVER () AS customers, sum(micro) OVER () AS total
        FROM own
        WINDOW falling AS (ORDER BY micro DESC, party_id ROWS UNBOUNDED PRECEDING)
    ), told AS (
        SELECT count(*) FILTER (WHERE micro * customers > total) AS knee,
            count(*) FILTER (WHERE micro < 0) AS losing,
            min(place) FILTER (WHERE so_far * $of >= total * $part) AS enough
        FROM numbered
    )
    SELECT party_id, micro, place, so_far, customers, total, knee, losing, enough FROM numbered, told
    WHERE place % greatest(customers // $points, 1) = 0 OR place = customers OR place = customers // $fifth
        OR place BETWEEN knee - $around + 1 AND knee + $around
    ORDER BY place LIMIT $most
"""


@dataclass(frozen=True, slots=True)
class KneeCustomer:
    """A customer near the knee: its place from the largest on, and its contribution of the month."""

    place: int
    party_id: str
    micro: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve and the customers at its knee."""

    shape: Concentration
    at_knee: tuple[KneeCustomer, ...]


def curve_of(run: Run, staff_ids: Collection[str] | None) -> Curve | None:
    """The month's curve; None = of all customers, else of what these people earn; None where nothing is earned."""
    if staff_ids is None:
        return _curve(str(folder_of(run) / "party_result.parquet"), None, merges=customers.alias_version())
    return _curve(str(shelf.credit_file(run)), frozenset(staff_ids), merges=customers.alias_version())


@lru_cache(maxsize=KEPT)
def _curve(file: str, people: frozenset[str] | None, *, merges: int) -> Curve | None:
    assert merges >= 0, merges  # a part of what is remembered: another merge is another curve
    own = f"{OF_ALL if people is None else OF_PEOPLE} GROUP BY 1"
    values: dict[str, object] = {
        "file": str(Path(file)),
        "of": FOUR_FIFTHS.denominator,
        "part": FOUR_FIFTHS.numerator,
        "points": 100,
        "fifth": 5,
        "around": AROUND_KNEE,
        "most": ROWS_MOST,
    }
    if people is not None:
        values["people"] = sorted(people)
    rows = reading.rows(f"WITH own AS ({own}) {CURVE}", values_with(values))
    if not rows or int(rows[0]["total"]) <= 0:
        return None
    first = {name: rows[0][name] for name in ("customers", "total", "knee", "losing", "enough")}
    sums = {0: 0} | {int(row["place"]): int(row["so_far"]) for row in rows}
    knee = int(first["knee"])
    told = curve_told(
        sums,
        customers=int(first["customers"]),
        knee=knee,
        for_four_fifths=None if first["enough"] is None else int(first["enough"]),
        losing=int(first["losing"]),
    )
    near = range(knee - AROUND_KNEE + 1, knee + AROUND_KNEE + 1)
    at_knee = [
        KneeCustomer(int(row["place"]), row["party_id"], int(row["micro"])) for row in rows if int(row["place"]) in near
    ]
    return Curve(told, tuple(at_knee))
