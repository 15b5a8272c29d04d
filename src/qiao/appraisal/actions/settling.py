"""Settling a month from credit to bonus."""

from pathlib import Path

from django.db import transaction

from qiao.appraisal.actions.closing import check_settle
from qiao.appraisal.adapters.staff_results import write_staff_results
from qiao.appraisal.adapters.statement import digest_of, write_files
from qiao.appraisal.queries.expenses import expenses_in
from qiao.appraisal.queries.plans import plan_in_force
from qiao.appraisal.rules.deltas import SUMS, month_of
from qiao.appraisal.rules.plan import Plan
from qiao.contribution.actions import settling as contribution
from qiao.contribution.actions.settling import Reckoned, Terms
from qiao.contribution.queries.runs import Run
from qiao.engine.engines import engine_session
from qiao.engine.reading import stream
from qiao.engine.sessions import DuckSession, duckdb_session
from qiao.ground.audit import take_turn
from qiao.ground.once import forget
from qiao.ground.periods import Period, day_of, month_name
from qiao.ground.stages import Stage, Tell


def settle(
    period: Period,
    *,
    engine: str = "duckdb",
    plan: Plan | None,
    scratch: Path,
    token: str,
    actor: str,
    tell: Tell,
) -> Run:
    """Settle a month: credit, then the bonus, then the result hash; one commit lets all of it take hold."""
    check_settle(month_name(period))
    chosen = plan or plan_in_force(day_of(period.until_day - 1))
    terms = _terms(period, chosen)
    with duckdb_session(scratch, memory=f"{contribution.memory_mb()}MB") as local:
        with engine_session(engine, local=local, scratch=scratch) as session:
            reckoned = contribution.reckon(session, terms, local=local, folder=scratch / "run", tell=tell)
        tell(Stage("bonus"))
        _write_bonuses(reckoned, chosen)
        tell(Stage("hash"))
        result_hash = _result_hash(local, reckoned, scratch)
        tell(Stage("shelves"))
        contribution.shelve(local, reckoned)
    return _let_hold(reckoned, token=token, result_hash=result_hash, actor=actor)


def rehearse(period: Period, *, scratch: Path, tell: Tell) -> Path:
    """Settle a month from zero on all that is known now, closed or not; returns the folder, and nothing takes hold."""
    chosen = plan_in_force(day_of(period.until_day - 1))
    with duckdb_session(scratch, memory=f"{contribution.memory_mb()}MB") as local:
        reckoned = contribution.reckon(
            local, _terms(period, chosen), local=local, folder=scratch / "rehearsal", tell=tell
        )
        _write_bonuses(reckoned, chosen)
    return reckoned.folder


def _terms(period: Period, plan: Plan) -> Terms:
    return Terms(
        period=period,
        basis=plan.day_basis,
        plan_code=plan.code,
        plan_text=plan.text,
        credits_barred=plan.credits_barred,
    )


def _let_hold(reckoned: Reckoned, *, token: str, result_hash: str, actor: str) -> Run:
    """Let the settlement take hold, unless the month was closed while it ran."""
    with transaction.atomic():
        take_turn()
        forget()
        check_settle(month_name(reckoned.terms.period))
        return contribution.conclude(reckoned, token=token, result_hash=result_hash, actor=actor)


def _write_bonuses(reckoned: Reckoned, plan: Plan) -> None:
    people = stream([reckoned.folder / "staff_credit.parquet"], columns=["*"], order=["staff_id"])
    expenses = expenses_in(reckoned.version, reckoned.terms.period)
    months = (
        (
            credit["staff_id"],
            month_of(plan, {name: int(credit[name]) for name in SUMS}, expenses=expenses.get(credit["staff_id"], ())),
        )
        for credit in people
    )
    write_staff_results(months, reckoned.folder / "staff_result.parquet")


def _result_hash(local: DuckSession, reckoned: Reckoned, scratch: Path) -> str:
    files = scratch / "files"
    files.mkdir()
    written = write_files(local.connection, reckoned.folder, files)
    digest = digest_of(written)
    for path in written:
        path.unlink()
    return digest
