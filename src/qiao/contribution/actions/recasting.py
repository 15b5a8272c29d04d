"""A whole month reckoned anew from inputs as they were known, into a scratch folder; nothing takes hold."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qiao.book import queries as book
from qiao.contribution.actions.settling import batches_of
from qiao.contribution.adapters import reckoning
from qiao.contribution.adapters.reckoning import LostKeys, Masters, Task
from qiao.contribution.frames.credit import MEASURES
from qiao.contribution.queries.known import Inputs, assignment_table
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.rows import HALF, HALF_BITS, HALF_DIGITS, Amounts, CreditKey
from qiao.engine.sessions import DuckSession, quoted
from qiao.ground.stages import Tell

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("party_id", "account_id", "side", "staff_id")
TOLD = ("balance_days_micro", "margin_micro", "expected_loss_micro", "fee_micro", "npl_days_micro")
FETCHED = 5_000
Pair = tuple[CreditKey, Amounts, Amounts]
assert set(TOLD) == set(MEASURES)


def recast(local: DuckSession, inputs: Inputs, *, basis: DayBasis, folder: Path, tell: Tell) -> Path:
    """Reckon the month of the inputs into a folder; returns the file of its credit."""
    folder.mkdir()
    task = Task(
        period=inputs.period,
        basis=basis,
        files=lambda table, buckets: book.fact_files(inputs.version, table, buckets),
        batches=batches_of(inputs.version),
        masters=_masters(inputs),
        lost=LostKeys(),
        folder=folder,
    )
    reckoning.reckon(local, task, tell=tell)
    shutil.rmtree(folder / "parts")
    return folder / "account_credit.parquet"


def _masters(inputs: Inputs) -> Masters:
    """The run's snapshot with the overlay's rows in the place of its own."""
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    given = {
        name: parquet.read_table(folder_of(inputs.run) / f"{name}.parquet")
        for name in ("org", "staff", "product", "assignment")
    }
    over = inputs.overlay
    left_on = {key: {"staff_id": key, "left_on_day": day} for key, day in over.left_on.items()}
    return Masters(
        org=given["org"],
        staff=_over(given["staff"], left_on, key="staff_id"),
        product=_over(given["product"], over.products, key="product_id"),
        assignment=assignment_table(inputs, given["assignment"]),
    )


def _over(table: "pa.Table", later: Mapping[str, Mapping[str, Any]], *, key: str) -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    if not later:
        return table
    known = {row[key]: row for row in table.to_pylist()}
    rows = known | {one: {**known.get(one, {}), **row} for one, row in later.items()}
    return pa.Table.from_pylist(list(rows.values()), schema=table.schema)


def differences(
    local: DuckSession, before: Path, after: Path, *, over: "Mapping[CreditKey, Amounts] | None" = None
) -> Iterator[Pair]:
    """The rows that differ between two results; `over` are rows booked since in the place of the first one's own."""
    columns = ", ".join([*KEYS, *(f"{name}::HUGEINT AS {name}" for name in TOLD)])
    files = {
        name: f"read_parquet({quoted(str(path))}, hive_partitioning = false)"
        for name, path in (("before", before), ("after", after))
    }
    _lay(local, over or {})
    running = (
        f"SELECT {columns} FROM {files['before']} ANTI JOIN booked USING ({', '.join(KEYS)}) "  # noqa: S608  constants of this code
        f"UNION ALL SELECT {columns} FROM booked"
    )
    sides = ", ".join(f"coalesce({side}.{name}, 0) AS {side}_{name}" for side in ("b", "a") for name in TOLD)
    differs = " OR ".join(f"coalesce(b.{name}, 0) <> coalesce(a.{name}, 0)" for name in TOLD)
    text = (
        f"SELECT {', '.join(KEYS)}, {sides} FROM ({running}) AS b FULL JOIN "  # noqa: S608  constants of this code
        f"(SELECT {columns} FROM {files['after']}) AS a USING ({', '.join(KEYS)}) WHERE {differs}"
    )
    answer = local.connection.execute(text)
    while rows := answer.fetchmany(FETCHED):
        for row in rows:
            numbers = [int(value) for value in row[len(KEYS) :]]
            yield CreditKey(*row[: len(KEYS)]), Amounts(*numbers[: len(TOLD)]), Amounts(*numbers[len(TOLD) :])


def _lay(local: DuckSession, over: Mapping[CreditKey, Amounts]) -> None:
    """Rows booked since as a table of the session."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    keys = list(over)
    arrays: dict[str, Any] = {name: pa.array([getattr(key, name) for key in keys], pa.string()) for name in KEYS}
    for place, name in enumerate(TOLD):
        arrays[name] = pa.array([over[key].told[place] for key in keys], pa.int64())
    local.put("booked", pa.table(arrays))


def digest_of(local: DuckSession, credit: Path) -> int:
    """The sum of the digests of a result's rows, as `rules.rows` takes them."""
    ids = [f"length({name}), ':', {name}" for name in KEYS]
    text = ", '|', ".join([*ids, *(f"CAST({name} AS VARCHAR)" for name in TOLD)])
    half = "('0x' || substr(digest, {first}, {digits}))::UBIGINT"
    sums = ", ".join(f"sum({half.format(first=first, digits=HALF_DIGITS)})" for first in (1, HALF_DIGITS + 1))
    shown = " OR ".join(f"{name} <> 0" for name in TOLD)
    source = f"read_parquet({quoted(str(credit))}, hive_partitioning = false)"
    statement = f"SELECT {sums} FROM (SELECT md5(concat({text})) AS digest FROM {source} WHERE {shown})"  # noqa: S608  constants of this code
    [(high, low)] = local.connection.execute(statement).fetchall()
    return (int(high or 0) % HALF << HALF_BITS) + int(low or 0) % HALF
