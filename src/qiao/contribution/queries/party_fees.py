"""A customer's own fees of a run's month, those that name no account, divided by the customer's shares."""

from qiao.book import queries as book
from qiao.contribution.models import Run
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.queries.shelf import serving_of
from qiao.contribution.queries.snapshot import assignment_row, left_on_days
from qiao.contribution.rules.credit import FeeLine, credit_of_party_fees
from qiao.contribution.rules.facts import FeeRow
from qiao.engine.reading import select

FEES_MOST = 5_000


def fee_lines(run: Run, party_id: str) -> tuple[FeeLine, ...]:
    """Each fee of the month with each person's part; the empty person is unclaimed."""
    period = period_of(run)
    fees = select(
        book.fact_files(run.book_version, "fee", [book.bucket_of(party_id)]),
        columns=["fee_id", "on_day", "amount_fen"],
        where="party_id = ? AND account_id IS NULL AND on_day >= ? AND on_day < ?",
        values=[party_id, period.since_day, period.until_day],
        most=FEES_MOST,
    )
    rows = [row for row in serving_of(run, [party_id]) if row["account_id"] is None]
    return credit_of_party_fees(
        party_id,
        fees=[FeeRow(row["fee_id"], row["on_day"], row["amount_fen"]) for row in fees],
        party_rows=[assignment_row(row) for row in rows],
        left_on_days=left_on_days(run, {row["staff_id"] for row in rows}),
        period=period,
    ).fee_lines
