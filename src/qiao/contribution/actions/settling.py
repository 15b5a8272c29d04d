"""A settlement's reckoning in a scratch folder, and the one moment at which it takes hold."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.actions import folding
from qiao.contribution.adapters import reckoning, shelves
from qiao.contribution.adapters.reckoning import Counts, LostKeys, Masters, Task
from qiao.contribution.models import PartyFigure, Run
from qiao.contribution.queries.pauses import credited_rows, posted_rows
from qiao.contribution.queries.runs import RUNS_FOLDER, covered_days
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.lost import curves_lost
from qiao.engine.sessions import DuckSession, Session
from qiao.ground import bulk, clock, home
from qiao.ground.audit import note, recorded
from qiao.ground.memory import peak_mib
from qiao.ground.periods import Period, month_name
from qiao.ground.refusals import Refusal
from qiao.ground.stages import Tell
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people

if TYPE_CHECKING:
    import pyarrow as pa

RULE_VERSION = "1"  # of the contract's section 2 as programmed here; raised when a figure could change
BATCH_ROWS = 800_000  # balance rows settled at once: about what keeps a run within 400 MiB of its interpreter
BATCH_MB = 350  # what the engine may take for a batch of that size; what does not fit spills
BUCKETS = 16
DAYS_A_MONTH_LEAST = 28
FIGURE_ROWS = 5_000  # customers put into the database at once


@dataclass(frozen=True, slots=True)
class Terms:
    """What a settlement is reckoned by: the month and the plan that names the day basis.

    `credits_barred`: whether days of suspension, or without a certificate that the level asks for, are credited.
    """

    period: Period
    basis: DayBasis
    plan_code: str
    plan_text: str
    credits_barred: bool = True


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A finished reckoning that has not taken hold yet; its tables lie in `folder`."""

    terms: Terms
    version: book.Version
    folder: Path
    counts: Counts
    input_hash: str
    warnings: tuple[dict[str, Any], ...]
    engine: str
    steps: dict[str, float]
    started_at: datetime
    started_ticks: float


def reckon(session: Session, terms: Terms, *, local: DuckSession, folder: Path, tell: Tell) -> Reckoned:
    """Settle a month on the book as it stands, into `folder`; nothing of the book or the database changes.

    session: the engine that reckons; local: the one of this machine, which takes the digests.
    """
    started_at, started_ticks = clock.now(), clock.ticks()
    version = book.current()
    if version is None:
        raise Refusal("settle.no_book", _("The book is empty; load an extract first (qiao load DIR)."))
    warnings = _coverage_warnings(version, terms.period)
    masters = Masters(
        org=people.org_rows(),
        staff=posted_rows(),
        product=catalogue.product_rows(),
        assignment=credited_rows(terms.period, credits_barred=terms.credits_barred),
    )
    folder.mkdir()
    task = Task(
        period=terms.period,
        basis=terms.basis,
        files=lambda table, buckets: book.fact_files(version, table, buckets),
        batches=batches_of(version) if session is local else [range(BUCKETS)],
        masters=masters,
        lost=_lost_keys(version, terms.period, product=masters.product),
        folder=folder,
    )
    counts = reckoning.reckon(session, task, tell=tell)
    shutil.rmtree(folder / "parts")
    return Reckoned(
        terms=terms,
        version=version,
        folder=folder,
        counts=counts,
        input_hash=_input_hash(local, terms, version=version, masters=masters),
        warnings=warnings,
        engine=session.name,
        steps=session.seconds,
        started_at=started_at,
        started_ticks=started_ticks,
    )


def _coverage_warnings(version: book.Version, period: Period) -> tuple[dict[str, Any], ...]:
    """Refuse a month no extract speaks for; warn of one that is covered in part."""
    days = covered_days(book.coverage(version), period)
    if days == 0:
        raise Refusal(
            "settle.no_data",
            _("No extract in the book speaks for %(month)s; load one whose period covers it, then settle again."),
            month=month_name(period),
        )
    if days < period.days:
        return ({"kind": "partly_covered", "days": days, "of": period.days},)
    return ()


def memory_mb() -> int:
    """What the engine of this machine may take: enough for the largest batch, which is one bucket at least."""
    version = book.current()
    rows = _rows_a_month(version) if version else 0
    return max(BATCH_MB, BATCH_MB * -(-rows // BUCKETS) // BATCH_ROWS)


def _rows_a_month(version: book.Version) -> int:
    """Balance rows of a month on average: what a month does not need is passed over while it is read."""
    covered = book.coverage(version)
    days = max((period.until_day for period in covered), default=0) - min(
        (period.since_day for period in covered), default=0
    )
    return int(version.tables.get("balance", {}).get("rows", 0)) // max(1, days // DAYS_A_MONTH_LEAST)


def batches_of(version: book.Version) -> Sequence[Sequence[int]]:
    """Buckets cut into batches of about BATCH_ROWS balance rows of the month."""
    rows = _rows_a_month(version)
    count = max(1, min(BUCKETS, -(-rows // BATCH_ROWS)))
    return [[bucket for bucket in range(BUCKETS) if bucket * count // BUCKETS == number] for number in range(count)]


def _lost_keys(version: book.Version, period: Period, *, product: "pa.Table") -> LostKeys:
    """What the quarantine took away; a price whose side or tenor is not known (`*`) bears on every curve in use."""
    lost = book.lost(version, before_day=period.until_day)
    used = zip(product["side"].to_pylist(), product["tenor_days"].to_pylist(), strict=True)
    return LostKeys(
        accounts=frozenset(row.key for row in lost if row.kind == "account"),
        parties=frozenset(row.key for row in lost if row.kind == "party"),
        curves=curves_lost({row.key for row in lost if row.kind == "price"}, used=used),
    )


def _input_hash(local: DuckSession, terms: Terms, *, version: book.Version, masters: Masters) -> str:
    """SHA-256 over everything the result follows from; the order of rows and of loads changes nothing."""
    content = {
        "month": month_name(terms.period),
        "plan": hashlib.sha256(terms.plan_text.encode()).hexdigest(),
        "rules": RULE_VERSION,
        "facts": {name: table["digest"] for name, table in sorted(version.tables.items()) if table.get("rows")},
        "masters": {
            name: local.digest(local.put(f"digest_{name}", getattr(masters, name)))
            for name in ("org", "staff", "product", "assignment")
        },
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def shelve(local: DuckSession, reckoned: Reckoned) -> None:
    """Lay the results down in the orders in which pages ask for them."""
    begun = clock.ticks()
    shelves.lay(local, reckoned.folder, accounts=book.fact_files(reckoned.version, "account"))
    reckoned.steps["shelves"] = clock.ticks() - begun


@recorded
def conclude(reckoned: Reckoned, *, token: str, result_hash: str, actor: str) -> Run:
    """Let a reckoning take hold: its folder gets its place, and one row names it. Before the commit nobody sees it."""
    place = home.home() / RUNS_FOLDER / token
    place.parent.mkdir(exist_ok=True)
    home.sync_tree(reckoned.folder)
    reckoned.folder.rename(place)
    home.sync(place.parent)
    terms, counts = reckoned.terms, asdict(reckoned.counts)
    run = Run.objects.create(
        month=month_name(terms.period),
        since=terms.period.since,
        until=terms.period.until,
        folder=token,
        book_version=reckoned.version,
        plan_code=terms.plan_code,
        plan_text=terms.plan_text,
        day_basis=terms.basis.value,
        engine=reckoned.engine,
        rule_version=RULE_VERSION,
        input_hash=reckoned.input_hash,
        result_hash=result_hash,
        totals={name: str(value) for name, value in counts.pop("totals").items()},
        unclaimed={name: str(value) for name, value in counts.pop("unclaimed").items()},
        counts=counts,
        steps={name: round(seconds, 4) for name, seconds in reckoned.steps.items()},
        warnings=list(reckoned.warnings),
        seconds=round(clock.ticks() - reckoned.started_ticks, 3),
        peak_mib=peak_mib(),
        started_at=reckoned.started_at,
        finished_at=clock.now(),
        actor=actor,
    )
    if not Run.objects.filter(month__gt=run.month).exists():
        _put_figures(place)
        folding.fold_all(run)
    note(f"run {run.pk} of {run.month}", new={"result": result_hash, "input": run.input_hash, "plan": run.plan_code})
    return run


def _put_figures(place: Path) -> None:
    """Let the database hold the figures by customer of the newest month, and of no other."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415  heavy; loaded when a job runs

    names = [field.name for field in PartyFigure._meta.concrete_fields]
    with ParquetFile(place / shelves.FIGURES) as file:
        batches = file.iter_batches(batch_size=FIGURE_ROWS, columns=names)
        bulk.replace(PartyFigure, names, (_tuples(batch, names) for batch in batches))


def _tuples(batch: "pa.RecordBatch", names: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(batch.column(name).to_pylist() for name in names), strict=True))
