"""The settlement as table expressions against the naive day-by-day reckoning: the same files, to the last digit."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qiao.appraisal.adapters.staff_results import write_staff_results
from qiao.appraisal.adapters.statement import write_files
from qiao.appraisal.rules.bonus import Expense
from qiao.appraisal.rules.deltas import month_of
from qiao.appraisal.rules.plan import Plan
from qiao.contribution.adapters import reckoning
from qiao.contribution.rules.basis import DayBasis
from qiao.engine.reading import stream
from qiao.engine.sessions import DuckSession, Session, duckdb_session
from qiao.ground.money import scaled_from_text
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from tests.banks.bank import Bank
from tests.banks.maker import seeded_bank
from tests.banks.stored import StoredFacts, masters_of
from tests.banks.strategies import banks
from tests.oracle.reading import Tables, read_export
from tests.oracle.settlement import settle
from tests.test_twins import HAND_PLANS, PLANS

pytestmark = pytest.mark.whatever_database

BASES = list(DayBasis)
FEW = settings(  # a bank takes seconds to settle: few examples, and a failing one is shown as it came
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def settled(bank: Bank, *, basis: DayBasis, cut: Sequence[Sequence[int]]) -> Tables:
    """The export's files of a bank, reckoned in batches cut so."""
    with tempfile.TemporaryDirectory() as name, duckdb_session(Path(name)) as session:
        return settled_on(session, bank, Path(name), basis=basis, cut=cut, local=session)


def settled_on(
    session: Session,
    bank: Bank,
    folder: Path,
    *,
    basis: DayBasis,
    cut: Sequence[Sequence[int]],
    local: DuckSession,
) -> Tables:
    """The same on any engine's session, in an empty folder."""
    buckets = 1 + max(bucket for batch in cut for bucket in batch)
    run, files = folder / "run", folder / "files"
    run.mkdir()
    files.mkdir()
    task = reckoning.Task(
        period=month_period(bank.month),
        basis=basis,
        files=StoredFacts(bank, folder, buckets=buckets),
        batches=cut,
        masters=masters_of(bank),
        lost=reckoning.LostKeys(),
        folder=run,
    )
    reckoning.reckon(session, task, tell=lambda _step: None)
    write_bonuses(bank, run, plan=PLANS[basis])
    write_files(local.connection, run, files)
    return read_export(files)


def write_bonuses(bank: Bank, run: Path, *, plan: Plan) -> None:
    months = []
    for credit in stream([run / "staff_credit.parquet"], columns=["*"]):
        sums = {name: int(value) for name, value in credit.items() if name.endswith("_micro")}
        own = [row for row in bank.tables["expense"] if row["staff_id"] == credit["staff_id"]]
        spent = [
            Expense(row["expense_id"], 0, row["kind"], scaled_from_text(row["amount"], places=2))
            for row in own
            if bank.first.isoformat() <= row["on"] < bank.after.isoformat()
        ]
        months.append((credit["staff_id"], month_of(plan, sums, expenses=spent)))
    write_staff_results(months, run / "staff_result.parquet")


@FEW
@given(bank=banks(), basis=st.sampled_from(BASES))
def test_any_bank_settles_as_a_person_would_reckon_it_day_by_day(bank: Bank, basis: DayBasis) -> None:
    by_hand = settle(bank.tables, month=bank.month, plan=HAND_PLANS[BASES.index(basis)])
    assert settled(bank, basis=basis, cut=[[0]]) == by_hand.files


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_larger_bank_settles_as_by_hand_however_it_is_cut_into_batches(seed: int, basis: DayBasis) -> None:
    bank = seeded_bank(seed, accounts=40)
    by_hand = settle(bank.tables, month=bank.month, plan=HAND_PLANS[BASES.index(basis)])
    assert settled(bank, basis=basis, cut=[[0, 2], [1], [3]]) == by_hand.files


@pytest.mark.parametrize("seed", range(2))
def test_a_missing_price_is_named_with_its_side_tenor_and_accounts(seed: int) -> None:
    banks_without = (seeded_bank(seed * 100 + number, accounts=12, missing_prices=True) for number in range(100))
    bank = next(
        bank for bank in banks_without if settle(bank.tables, month=bank.month, plan=HAND_PLANS[0]).missing_prices
    )
    missing = settle(bank.tables, month=bank.month, plan=HAND_PLANS[0]).missing_prices
    with pytest.raises(Refusal) as refused:
        settled(bank, basis=DayBasis.ACT_360, cut=[[0], [1]])
    for (side, tenor), accounts in missing.items():
        assert f"{side} {tenor} days: {len(accounts)} accounts" in str(refused.value)
