"""A settlement's reckoning: the steps of `frames` run batch by batch, results written as Parquet into one folder.

A batch is a set of account buckets; memory holds one batch, so it stays flat however large the bank is. The result does
not depend on how the buckets are cut: batches only share masters, prices and additions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qiao.contribution.frames import credit, findings, flags, prices, results, shares, tieout
from qiao.contribution.rules.basis import DayBasis
from qiao.engine.sessions import Schema, Session
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

BUCKETED = ("account", "balance", "rate", "risk", "fee")
WHOLE = ("ftp", "ledger")
SCHEMAS: Mapping[str, Schema] = {
    "account": {
        "account_id": "string",
        "party_id": "string",
        "product_id": "string",
        "org_id": "string",
        "opened_on_day": "int64",
        "closed_on_day": "int64",
        "maturity_on_day": "int64",
    },
    "balance": {"account_id": "string", "on_day": "int64", "balance_fen": "int64"},
    "rate": {"account_id": "string", "since_day": "int64", "annual_rate_ppm": "int64"},
    "risk": {"account_id": "string", "since_day": "int64", "class": "string", "pd_ppm": "int64", "lgd_ppm": "int64"},
    "fee": {
        "fee_id": "string",
        "party_id": "string",
        "account_id": "string",
        "on_day": "int64",
        "amount_fen": "int64",
    },
    "ftp": {"side": "string", "tenor_days": "int64", "since_day": "int64", "annual_rate_ppm": "int64"},
    "ledger": {"on_day": "int64", "org_id": "string", "product_id": "string", "balance_fen": "int64"},
}
CURVES_MOST = 10_000
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


def reckon(session: Session, task: Task, *, tell: Callable[[str], None]) -> Counts:
    """Settle: leaves the result tables as Parquet in the task's folder and returns what was counted."""
    counts = Counts(batches=len(task.batches))
    masters = {
        name: session.put(name, getattr(task.masters, name)) for name in ("org", "staff", "product", "assignment")
    }
    whole = {name: session.read(name, task.files(name, None), schema=SCHEMAS[name]) for name in WHOLE}
    running = session.keep("running", shares.running_rows(masters["assignment"], masters["staff"], period=task.period))
    parts = task.folder / "parts"
    parts.mkdir()
    missing: dict[tuple[str, int], int] = {}
    for number, buckets in enumerate(task.batches):
        tell(f"batch {number + 1} of {len(task.batches)}")
        facts = _facts(session, task, buckets, masters=masters, ftp=whole["ftp"])
        _settle_batch(session, task, facts, running=running, parts=parts, number=number, counts=counts, missing=missing)
    _refuse_without_price(missing)
    tell("results")
    _add_up(session, task, masters=masters, ledger=whole["ledger"], parts=parts, counts=counts)
    return counts


def _facts(
    session: Session, task: Task, buckets: Sequence[int], *, masters: Mapping[str, "ir.Table"], ftp: "ir.Table"
) -> credit.Facts:
    tables = {name: session.read(name, task.files(name, buckets), schema=SCHEMAS[name]) for name in BUCKETED}
    return credit.Facts(
        **tables, ftp=ftp, product=masters["product"], staff=masters["staff"], assignment=masters["assignment"]
    )


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


def _settle_batch(
    session: Session,
    task: Task,
    facts: credit.Facts,
    *,
    running: "ir.Table",
    parts: Path,
    number: int,
    counts: Counts,
    missing: dict[tuple[str, int], int],
) -> None:
    period, basis = task.period, task.basis
    accounts = session.keep("accounts", credit.accounts_of(facts))
    fees = facts.fee.filter((facts.fee.on_day >= period.since_day) & (facts.fee.on_day < period.until_day))
    fees = session.keep("fees", fees)
    parties = accounts.select("party_id").union(fees.select("party_id")).distinct()
    of_parties = session.keep("party_shares", shares.party_spells(running, parties, period=period))
    held = session.keep("shares", shares.account_spells(running, accounts, of_parties, period=period))
    balances = session.keep("balances", credit.balance_spells(facts, accounts, period=period))
    for row in session.rows(prices.without_price(balances, facts.ftp), most=CURVES_MOST):
        curve = (row["side"], row["tenor_days"])
        missing[curve] = missing.get(curve, 0) + row["accounts"]
    drivers = session.keep("margin_drivers", credit.margin_drivers(facts, accounts, balances, period=period))
    leaves = credit.margin_credit(drivers, held, basis=basis, period=period)
    leaves = leaves.union(
        credit.loss_credit(credit.loss_drivers(facts, balances, period=period), held, basis=basis, period=period)
    )
    leaves = leaves.union(credit.bad_credit(credit.bad_drivers(facts, balances, period=period), held))
    credited = session.keep(
        "fee_credit", credit.fee_credit(fees, account_shares=held, party_shares=of_parties, accounts=accounts)
    )
    rows = session.keep("credit", credit.account_credit(leaves, credited, accounts))
    counts.accounts += session.count(accounts)
    _write_part(session, rows, parts=parts, name="credit", number=number)
    _write_part(session, parties, parts=parts, name="party", number=number)
    _write_part(session, tieout.book_moves(balances, period=period), parts=parts, name="moves", number=number)
    odd = findings.balance_findings(balances, accounts).union(findings.fee_findings(fees, accounts))
    _write_part(session, odd, parts=parts, name="finding", number=number)
    flagged = _flagged(session, task.lost, accounts=accounts, parties=parties, held=held, of_parties=of_parties)
    _write_part(session, flagged, parts=parts, name="flag", number=number)


def _write_part(session: Session, rows: "ir.Table", *, parts: Path, name: str, number: int) -> None:
    session.write(rows, parts / f"{name}-{number:02d}.parquet", order=[rows.columns[0]])


def _flagged(
    session: Session,
    lost: LostKeys,
    *,
    accounts: "ir.Table",
    parties: "ir.Table",
    held: "ir.Table",
    of_parties: "ir.Table",
) -> "ir.Table":
    by_party = _lost(session, "party_id", lost.parties)
    hit = flags.lost_accounts(
        accounts,
        by_account=_lost(session, "account_id", lost.accounts),
        by_party=by_party,
        by_curve=_lost(session, "curve", (f"{side}:{tenor}" for side, tenor in lost.curves)),
    )
    return flags.flags(hit, held=held, parties=parties, of_parties=of_parties, by_party=by_party)


def _lost(session: Session, name: str, values: Iterable[str]) -> "ir.Table":
    """What lost a row, as a table of one column."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    return session.put(f"lost_{name}", pa.table({name: pa.array(sorted(values), pa.string())}))


PART_SCHEMAS: Mapping[str, Schema] = {
    "credit": {
        "party_id": "string",
        "account_id": "string",
        "staff_id": "string",
        "side": "string",
        "org_id": "string",
        **dict.fromkeys(credit.MEASURES, "decimal(38, 0)"),
    },
    "party": {"party_id": "string"},
    "moves": {"org_id": "string", "product_id": "string", "on_day": "int64", "change_fen": "decimal(38, 0)"},
    "finding": {"kind": "string", "account_id": "string", "first_day": "int64", "days": "int64"},
    "flag": {"kind": "string", "key": "string"},
}


def _add_up(
    session: Session, task: Task, *, masters: Mapping[str, "ir.Table"], ledger: "ir.Table", parts: Path, counts: Counts
) -> None:
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    part = {
        name: session.read(f"part_{name}", sorted(str(path) for path in parts.glob(f"{name}-*.parquet")), schema=schema)
        for name, schema in PART_SCHEMAS.items()
    }
    rows = part["credit"]
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
        "staff_credit": (results.staff_credit(rows, masters["staff"]), ["staff_id"]),
        "party_result": (results.party_result(rows, part["party"]), ["party_id"]),
        "org_result": (results.org_result(rows, ancestry), ["org_id"]),
        "tieout": (against.filter(against.difference_fen != 0), ["on_day", "org_id", "product_id"]),
        "finding": (odd, ["kind", "account_id"]),
        "flag": (flags.with_units_above(part["flag"], ancestry), ["kind", "key"]),
    }
    for name, (table, order) in written.items():
        session.write(table, task.folder / f"{name}.parquet", order=order)
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
    sums = session.rows(rows.agg(**{name: rows[name].sum() for name in credit.MEASURES}), most=1)[0]
    return {name: int(value or 0) for name, value in sums.items()}


def snapshot(masters: Masters, folder: Path) -> None:
    """Write the masters of a run beside its results, so that a slip opens on what was known then."""
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    for name in ("org", "staff", "product", "assignment"):
        parquet.write_table(getattr(masters, name), folder / f"{name}.parquet", compression="zstd")
