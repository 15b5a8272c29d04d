"""What lies on the shelves is what the results say, in another order."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow.parquet as pq

from qiao.contribution.adapters import shelves
from qiao.contribution.queries import figures, shelf, unclaimed
from qiao.contribution.queries.runs import Run, folder_of, latest_run
from qiao.contribution.queries.unclaimed import Whose
from tests.banks.served import Served

MEASURES = ("deposit_balance_days_micro", "loan_balance_days_micro", "margin_micro", "expected_loss_micro", "fee_micro")


def newest(bank: Served) -> Run:
    run = latest_run(bank.months[-1])
    assert run is not None
    return run


def table(run: Run, name: str) -> list[dict[str, Any]]:
    return list(pq.read_table(folder_of(run) / name).to_pylist())


def test_credit_by_person_has_every_row_once_the_largest_first(served_bank: Served) -> None:
    run = newest(served_bank)
    rows = table(run, shelves.BY_STAFF)
    assert Counter(map(str, rows)) == Counter(map(str, table(run, "account_credit.parquet")))
    places = [(str(row["staff_id"]), -abs(int(row["margin_micro"])) - abs(int(row["fee_micro"]))) for row in rows]
    assert places == sorted(places)


def test_the_database_holds_the_newest_months_figures_of_everybody(served_bank: Served) -> None:
    run = newest(served_bank)
    held = {row.party_id: row for row in shelf.party_figures()}
    told = {str(row["party_id"]): row for row in table(run, "party_result.parquet")}
    assert held.keys() == told.keys()
    for party_id, row in told.items():
        assert [getattr(held[party_id], name) for name in MEASURES] == [int(row[name]) for name in MEASURES]
        assert held[party_id].contribution_micro == figures.party_sums(run, [party_id])[party_id].contribution_micro


def test_many_customers_come_from_the_database_as_from_the_files(served_bank: Served) -> None:
    run = newest(served_bank)
    ids = [str(row["party_id"]) for row in table(run, "party_result.parquet")]
    one_by_one = {party_id: figures.party_sums(run, [party_id])[party_id] for party_id in ids[:40]}
    assert figures.party_sums(run, ids[:40]) == one_by_one


def test_an_older_month_is_not_what_the_database_holds(served_bank: Served) -> None:
    older = latest_run(served_bank.months[-2])
    assert not shelf.holds(older)
    assert shelf.holds(newest(served_bank))
    assert not shelf.holds(None)


@contextmanager
def taken_down(run: Run) -> Iterator[None]:
    """A run as it was settled before there were shelves."""
    away = folder_of(run).with_suffix(".away")
    away.mkdir()
    names = [path.name for path in folder_of(run).glob("shelf_*.parquet")]
    assert len(names) == 5
    for name in names:
        (folder_of(run) / name).rename(away / name)
    try:
        yield
    finally:
        for name in names:
            (away / name).rename(folder_of(run) / name)
        away.rmdir()


def test_a_run_from_before_there_were_shelves_answers_all_the_same(served_bank: Served) -> None:
    run = newest(served_bank)
    party_id = str(table(run, "party_result.parquet")[0]["party_id"])
    with_shelves = asked(run, party_id)
    with taken_down(run):
        assert not shelf.holds(run)
        assert asked(run, party_id) == with_shelves


def asked(run: Run, party_id: str) -> list[object]:
    return [
        figures.accounts_of(run, party_id),
        Counter(map(str, shelf.serving_of(run, [party_id]))),
        unclaimed.unclaimed_sums(run, whose=Whose(None)),
    ]
