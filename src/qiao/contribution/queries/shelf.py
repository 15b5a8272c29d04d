"""The shelf: figures of a run in the orders in which pages ask for them; a run without shelves answers the slow way.

`party_figures()` are rows of the database, of the newest settled month: filters, orders and pages are the caller's.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from qiao.book import queries as book
from qiao.contribution.adapters.shelves import BY_PARTY, BY_STAFF, SERVING, UNCLAIMED
from qiao.contribution.models import PartyFigure, Run
from qiao.contribution.queries.runs import folder_of, newest_run
from qiao.customers import queries as customers
from qiao.engine.lookup import rows_of
from qiao.ground.money import MICRO_A_FEN

__all__ = (
    "PartyFigure",
    "account_files",
    "credit_file",
    "holds",
    "owed_by",
    "party_figures",
    "serving_of",
    "staff_shelf",
    "unclaimed_file",
)


def party_figures() -> QuerySet[PartyFigure]:
    """Figures by customer of the newest settled month; customers without account and fee have no row."""
    return PartyFigure.objects.all()


def owed_by(party_id: str) -> int:
    """What a customer owed on average in the newest settled month, in fen; 0 where nothing is settled."""
    run = newest_run()
    found = party_figures().filter(party_id=customers.survivor_of(party_id)).first() if run else None
    return found.loan_balance_days_micro // ((run.until - run.since).days * MICRO_A_FEN) if run and found else 0


def holds(run: Run | None) -> bool:
    """Whether `party_figures` are those of this run: the newest of the newest month, settled with shelves."""
    newest = newest_run()
    return run is not None and newest is not None and newest.pk == run.pk and staff_shelf(run) is not None


def staff_shelf(run: Run) -> Path | None:
    """The run's credit by person, the largest first, or None where the run has no shelves."""
    return _there(folder_of(run) / BY_STAFF)


def credit_file(run: Run) -> Path:
    """The run's credit, by person where it has shelves."""
    return staff_shelf(run) or folder_of(run) / "account_credit.parquet"


def unclaimed_file(run: Run) -> Path:
    """A file that holds all of the run's unclaimed credit: that alone where the run has such a shelf."""
    return _there(folder_of(run) / UNCLAIMED) or credit_file(run)


def account_files(run: Run) -> list[str]:
    """The accounts of the run's book: one file by customer where the run has shelves, else the book's own."""
    shelf = _there(folder_of(run) / BY_PARTY)
    return [str(shelf)] if shelf else book.fact_files(run.book_version, "account")


def serving_of(run: Run, party_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of the run's assignments that concern customers, in the stored form of the contract."""
    shelf = _there(folder_of(run) / SERVING)
    return rows_of(shelf or folder_of(run) / "assignment.parquet", "party_id", party_ids)


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None
