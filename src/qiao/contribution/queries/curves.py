"""A customer's balances over months: day by day where they change, and where each account stands at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.book import queries as book
from qiao.contribution.queries.figures import AccountFacts, made
from qiao.contribution.queries.merged import SURVIVING, expanded, told_as_one, values_with
from qiao.contribution.queries.runs import Run, folder_of, months, newest_runs
from qiao.contribution.rules.indicators import CONTRIBUTION
from qiao.contribution.rules.sums import MEASURES, PartySums
from qiao.engine.lookup import rows_of
from qiao.engine.reading import rows
from qiao.ground.paging import Cut, Page

EVENTS_MOST = 200_000
MONTHS_MOST = 13
ORDERS = {
    "contribution": f"{CONTRIBUTION.sql()} DESC",
    "deposits": "deposit_balance_days_micro DESC",
    "loans": "loan_balance_days_micro DESC",
}


@dataclass(frozen=True, slots=True)
class Curves:
    """Sums of balances by side as (day, fen) where they change, and each account's balance on the last day."""

    by_side: Mapping[str, tuple[tuple[int, int], ...]]
    at_end: Mapping[str, int]


def balance_curves(
    run: Run, accounts: Sequence[AccountFacts], sides: Mapping[str, str], *, since_day: int, until_day: int
) -> Curves:
    """The curves of accounts in a run's book over [since_day, until_day); `sides` gives the side of a product."""
    events = _events(run, [account.account_id for account in accounts], until_day=until_day)
    by_side: dict[str, list[Sequence[tuple[int, int]]]] = {}
    for account in accounts:
        by_side.setdefault(sides.get(account.product_id, ""), []).append(events.get(account.account_id, ()))
    return Curves(
        by_side={
            side: _summed(rows, since_day=since_day, until_day=until_day) for side, rows in by_side.items() if side
        },
        at_end={account_id: rows[-1][1] for account_id, rows in events.items() if rows},
    )


def _events(run: Run, account_ids: Sequence[str], *, until_day: int) -> dict[str, list[tuple[int, int]]]:
    events: dict[str, list[tuple[int, int]]] = {}
    columns = ["on_day", "balance_fen"]
    for row in book.account_rows(run.book_version, "balance", account_ids, columns=columns, most=EVENTS_MOST):
        if row["on_day"] < until_day:
            events.setdefault(row["account_id"], []).append((row["on_day"], row["balance_fen"]))
    return events


def _summed(
    rows: Sequence[Sequence[tuple[int, int]]], *, since_day: int, until_day: int
) -> tuple[tuple[int, int], ...]:
    """The sum of carried-forward balances: one point a day on which it changes, and both ends."""
    moves: dict[int, int] = {since_day: 0}
    for account in rows:
        before = 0
        for day, fen in account:
            place = max(day, since_day)
            moves[place] = moves.get(place, 0) + fen - before
            before = fen
    points, level = [], 0
    for day in sorted(moves):
        level += moves[day]
        points.append((day, level))
    return (*points, (until_day - 1, level)) if points[-1][0] != until_day - 1 else tuple(points)


def party_history(party_id: str, *, until_month: str) -> list[tuple[Run, PartySums | None]]:
    """A customer's months up to one, oldest first, at most 13; the newest run of each."""
    chosen = newest_runs([month for month in months() if month <= until_month][:MONTHS_MOST])
    asked, families = expanded([party_id])
    history: list[tuple[Run, PartySums | None]] = []
    for _month, run in sorted(chosen.items()):
        found = made(PartySums, rows_of(folder_of(run) / "party_result.parquet", "party_id", asked))
        own = told_as_one({one.party_id: one for one in found}, [party_id], families=families)
        history.append((run, own.get(party_id)))
    return history


def parties_in_order(run: Run, cut: Cut, *, order: str, party_ids: Sequence[str] | None) -> Page[PartySums]:
    """Customers with a figure in a run, those that are one as one, the largest first; None = of everybody."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in MEASURES)
    seen = "$everybody OR party_id IN (SELECT unnest(CAST($parties AS VARCHAR[])))"
    statement = (
        f"WITH told AS (SELECT coalesce(survivor_id, party_id) AS party_id, {sums} "  # noqa: S608  constants of this code
        f"FROM read_parquet($file, hive_partitioning = false) {SURVIVING} WHERE {seen} GROUP BY 1) "
        f"SELECT * FROM told ORDER BY {ORDERS[order]}, party_id LIMIT $most OFFSET $skip"
    )
    values = {"file": str(folder_of(run) / "party_result.parquet"), "everybody": party_ids is None}
    values |= {"parties": list(party_ids or ()), "most": cut.limit, "skip": cut.offset}
    return cut.page(made(PartySums, rows(statement, values_with(values))))
