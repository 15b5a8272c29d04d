"""A settlement's reckoning: the steps of `frames` run batch by batch, results written as Parquet into one folder.

A batch is a set of account buckets; memory holds one batch, so it stays flat however large the bank is. The result does
not depend on how the buckets are cut: batches only share masters, prices and additions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qiao.contribution.frames import credit, flags, results, shares, tieout
from qiao.contribution.frames.batch import BUCKETED, MASTERS, PARTS, WHOLE, batch, once, table
from qiao.contribution.frames.numbers import exact_sum
from qiao.contribution.frames.spells import laid, numbered
from qiao.contribution.rules.basis import DayBasis
from qiao.engine.sessions import ROW_GROUP_ROWS, Session
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.stages import Stage, Tell
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

LAID = {"balance": ("on_day", "balance_fen", "change_fen"), "rate": ("since_day", "annual_rate_ppm", "")}
ADDED = {"account": ("account_no",), "balance": ("until_day", "change_fen"), "rate": ("until_day",)}
CURVES_MOST = 10_000
GROUPS = {"account_credit": 8_192, "party_result": 8_192}  # rows a row group where pages ask for one customer
Files = Callable[[str, Sequence[int] | None], list[str]]


@dataclass(frozen=True, slots=True)
class Masters:
    """The snapshot of the masters that a run keeps, in the stored form."""

    org: "pa.Table"
    staff: "pa.Table"
    product: "pa.Table"
    assignment: "pa.Table"


@dataclass(frozen=True, slots=True)
class LostKeys:
    """What lost a row to quarantine: accounts, parties, and curves as (side, tenor_days)."""

    accounts: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    curves: frozenset[tuple[str, int]] = frozenset()


@dataclass(slots=True)
class Counts:
    """What a reckoning saw so far; figures in millionths of a yuan are kept exact, as integers."""

    accounts: int = 0
    leaves: int = 0
    batches: int = 0
    rows: int = 0
    people: int = 0
    compared: int = 0
    differing: int = 0
    not_compared: int = 0
    findings: int = 0
    flagged: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    unclaimed: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What to settle, on what, into which folder."""

    period: Period
    basis: DayBasis
    files: Files
    batches: Sequence[Sequence[int]]
    masters: Masters
    lost: LostKeys
    folder: Path


def reckon(session: Session, task: Task, *, tell: Tell) -> Counts:
    """Settle: leaves the result tables as Parquet in the task's folder and returns what was counted."""
    counts = Counts(batches=len(task.batches))
    snapshot(task.masters, task.folder)
    for name, columns in MASTERS.items():
        session.read(name, [str(task.folder / f"{name}.parquet")], schema=columns)
    for name, columns in WHOLE.items():
        session.read(name, task.files(name, None), schema=columns)
    for name, expression in once(task.period).items():
        session.keep(name, expression)
    _lay_lost(session, task.lost)
    parts = task.folder / "parts"
    parts.mkdir()
    _settle_batches(session, task, parts=parts, counts=counts, tell=tell)
    tell(Stage("results"))
    _add_up(session, task, parts=parts, counts=counts)
    return counts


def _settle_batches(session: Session, task: Task, *, parts: Path, counts: Counts, tell: Tell) -> None:
    """Every batch lays its own facts under the same names and runs the same steps, put into words once."""
    steps = batch(basis=task.basis, period=task.period)
    kept = {name: session.step(expression) for name, expression in steps.kept.items()}
    written = {name: session.step(expression) for name, expression in steps.parts.items()}
    without_price, held = session.step(steps.without_price), session.step(steps.accounts.count().as_table())
    missing: dict[tuple[str, int], int] = {}
    for number, buckets in enumerate(task.batches):
        tell(Stage("batch", number + 1, len(task.batches)))
        _lay_facts(session, task, buckets)
        for name, step in kept.items():
            session.keep(name, step)
        for row in session.rows(without_price, most=CURVES_MOST):
            curve = (row["side"], row["tenor_days"])
            missing[curve] = missing.get(curve, 0) + row["accounts"]
        for name, step in written.items():
            session.write(step, parts / f"{name}-{number:02d}.parquet")
        counts.accounts += int(session.rows(held, most=1)[0].popitem()[1])
    session.drop(*kept)
    _refuse_without_price(missing)


def _lay_facts(session: Session, task: Task, buckets: Sequence[int]) -> None:
    """A batch's tables; balances and rates that were written before the book laid them down as spells are laid now."""
    every = list(chain(*task.batches))
    for name, columns in BUCKETED.items():
        files, added = task.files(name, buckets), [column for column in columns if column in ADDED.get(name, ())]
        if not added or _holds(task.files(name, every), added[0]):
            session.read(name, files, schema=columns)
            continue
        given = {column: kind for column, kind in columns.items() if column not in added}
        session.keep(name, _laid(name, session.read(f"{name}_rows", files, schema=given)))


def _holds(files: Sequence[str], column: str) -> bool:
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    return not files or column in parquet.read_schema(files[0]).names


def _laid(name: str, rows: "ir.Table") -> "ir.Table":
    """What the book adds to the rows of a table when it writes them."""
    if name == "account":
        return numbered(rows)
    day, value, change = LAID[name]
    spells = laid(rows, key=["account_id"], day=day, value=value)
    return spells.rename({change: "change"}) if change else spells.drop("change")


def _lay_lost(session: Session, lost: LostKeys) -> None:
    """What lost a row, as tables of one column."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    curves = (f"{side}:{tenor}" for side, tenor in lost.curves)
    for name, values in (("account_id", lost.accounts), ("party_id", lost.parties), ("curve", curves)):
        session.put(f"lost_{name}", pa.table({name: pa.array(sorted(values), pa.string())}))


def _refuse_without_price(missing: Mapping[tuple[str, int], int]) -> None:
    """Name every side and tenor without a price and how many accounts need one."""
    if not missing:
        return
    named = [f"{side} {tenor} days: {count} accounts" for (side, tenor), count in sorted(missing.items())]
    raise Refusal(
        "settle.no_price",
        _("No transfer price in force for %(curves)s; load table ftp with these sides and tenors, then settle again."),
        curves="; ".join(named),
    )


def _add_up(session: Session, task: Task, *, parts: Path, counts: Counts) -> None:
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    part = {
        name: session.read(f"part_{name}", sorted(str(path) for path in parts.glob(f"{name}-*.parquet")), schema=schema)
        for name, schema in PARTS.items()
    }
    rows, ledger, staff = part["credit"], table("ledger", WHOLE["ledger"]), table("staff", MASTERS["staff"])
    units = dict(zip(task.masters.org["org_id"].to_pylist(), task.masters.org["parent_id"].to_pylist(), strict=True))
    pairs = results.ancestry_of(units)
    ancestry = session.put(
        "ancestry",
        pa.table(
            {
                "org_id": pa.array([above for above, _unit in pairs], pa.string()),
                "below_id": pa.array([unit for _above, unit in pairs], pa.string()),
            }
        ),
    )
    days = pa.table({"on_day": pa.array(range(task.period.since_day, task.period.until_day), pa.int64())})
    totals = session.keep("totals", tieout.book_totals(part["moves"], session.put("days", days)))
    against = session.keep("against", tieout.compared(totals, ledger, period=task.period))
    odd = (
        part["finding"]
        .group_by("kind", "account_id")
        .agg(first_day=part["finding"].first_day.min(), days=part["finding"].days.sum().cast("int64"))
    )
    written: dict[str, tuple[ir.Table, list[str]]] = {
        "account_credit": (rows, ["party_id", "account_id", "staff_id"]),
        "staff_credit": (results.staff_credit(rows, staff), ["staff_id"]),
        "party_result": (results.party_result(rows, part["party"]), ["party_id"]),
        "org_result": (results.org_result(rows, ancestry), ["org_id"]),
        "tieout": (against.filter(against.difference_fen != 0), ["on_day", "org_id", "product_id"]),
        "finding": (odd, ["kind", "account_id"]),
        "flag": (flags.with_units_above(part["flag"], ancestry), ["kind", "key"]),
    }
    for name, (found, order) in written.items():
        session.write(found, task.folder / f"{name}.parquet", order=order, group=GROUPS.get(name, ROW_GROUP_ROWS))
    counts.rows = session.count(rows)
    counts.people = len(task.masters.staff)
    counts.compared = session.count(against)
    counts.differing = session.count(written["tieout"][0])
    counts.not_compared = session.count(tieout.not_compared(totals, ledger))
    counts.findings = session.count(odd)
    counts.flagged = session.count(written["flag"][0].filter(written["flag"][0].kind == "account"))
    counts.totals = _sums(session, rows)
    counts.unclaimed = _sums(session, rows.filter(rows.staff_id == shares.UNCLAIMED))


def _sums(session: Session, rows: "ir.Table") -> dict[str, int]:
    sums = session.rows(rows.agg(**{name: exact_sum(rows[name]) for name in credit.MEASURES}), most=1)[0]
    return {name: int(value or 0) for name, value in sums.items()}


def snapshot(masters: Masters, folder: Path) -> None:
    """Write the masters of a run beside its results, so that a slip opens on what was known then."""
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    for name in ("org", "staff", "product", "assignment"):
        parquet.write_table(getattr(masters, name), folder / f"{name}.parquet", compression="zstd")
