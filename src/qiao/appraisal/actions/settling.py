"""Settling a month from credit to bonus."""

from collections import defaultdict
from pathlib import Path

from qiao.appraisal.adapters.staff_results import write_staff_results
from qiao.appraisal.adapters.statement import digest_of, write_files
from qiao.appraisal.queries.plans import plan_in_force
from qiao.appraisal.rules.bonus import Expense, bonus_of, facts_of
from qiao.appraisal.rules.plan import Plan
from qiao.book import queries as book
from qiao.contribution.actions import settling as contribution
from qiao.contribution.actions.settling import Reckoned, Terms
from qiao.contribution.queries.runs import Run
from qiao.engine.engines import engine_session
from qiao.engine.reading import stream
from qiao.engine.sessions import DuckSession, duckdb_session
from qiao.ground.periods import Period, day_of
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
    chosen = plan or plan_in_force(day_of(period.until_day - 1))
    terms = Terms(period=period, basis=chosen.day_basis, plan_code=chosen.code, plan_text=chosen.text)
    with duckdb_session(scratch, memory=f"{contribution.memory_mb()}MB") as local:
        with engine_session(engine, local=local, scratch=scratch) as session:
            reckoned = contribution.reckon(session, terms, local=local, folder=scratch / "run", tell=tell)
        tell(Stage("bonus"))
        _write_bonuses(reckoned, chosen)
        tell(Stage("hash"))
        result_hash = _result_hash(local, reckoned, scratch)
        tell(Stage("shelves"))
        contribution.shelve(local, reckoned)
    return contribution.conclude(reckoned, token=token, result_hash=result_hash, actor=actor)


def _write_bonuses(reckoned: Reckoned, plan: Plan) -> None:
    people = stream([reckoned.folder / "staff_credit.parquet"], columns=["*"], order=["staff_id"])
    expenses = _expenses(reckoned)
    rows = []
    for credit in people:
        sums = {name: int(value) for name, value in credit.items() if name.endswith("_micro")}
        bonus = bonus_of(plan, facts=facts_of(sums), expenses=expenses.get(credit["staff_id"], ()))
        rows.append(({"staff_id": credit["staff_id"], **sums}, bonus))
    write_staff_results(rows, reckoned.folder / "staff_result.parquet")


def _expenses(reckoned: Reckoned) -> dict[str, list[Expense]]:
    """The month's expenses by person, one sum a kind: K depends on the kind only, so the formula gives the same."""
    period = reckoned.terms.period
    rows = stream(
        book.fact_files(reckoned.version, "expense"),
        columns=["staff_id", "kind", "sum(amount_fen) AS amount_fen"],
        where="on_day >= ? AND on_day < ?",
        values=[period.since_day, period.until_day],
        group_by=["staff_id", "kind"],
        order=["staff_id", "kind"],
    )
    found: dict[str, list[Expense]] = defaultdict(list)
    for row in rows:
        found[row["staff_id"]].append(Expense(row["kind"], period.since_day, row["kind"], int(row["amount_fen"])))
    return found


def _result_hash(local: DuckSession, reckoned: Reckoned, scratch: Path) -> str:
    files = scratch / "files"
    files.mkdir()
    written = write_files(local.connection, reckoned.folder, files)
    digest = digest_of(written)
    for path in written:
        path.unlink()
    return digest
