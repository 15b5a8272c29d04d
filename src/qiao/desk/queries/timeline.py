"""What happened to a customer in thirteen months, what matures in the next three, and who served it when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qiao.book import queries as book
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.queries.figures import AccountFacts
from qiao.contribution.queries.runs import Run
from qiao.desk.queries.customer import CURVE_DAYS
from qiao.desk.rules.timeline import Bar, Event, What, bar_of, newest_first, rate_changes
from qiao.ground.periods import day_number
from qiao.portfolio.queries.serving import Assignment

AHEAD_DAYS = 92
ACCOUNTS_MOST = 50  # whose rates are read: each lies in a file of its own


@dataclass(frozen=True, slots=True)
class Served:
    """Who served the customer, with the stretch of time as a bar."""

    row: Assignment
    bar: Bar


@dataclass(frozen=True, slots=True)
class Serving:
    """All who served or serve, and the two ends of the drawing."""

    rows: tuple[Served, ...]
    first_day: int
    last_day: int


def events_of(run: Run, accounts: Sequence[AccountFacts], serving: Sequence[Assignment]) -> tuple[Event, ...]:
    """The newest forty events; maturities up to three months after the run's month."""
    until_day = period_of(run).until_day
    events = [*_of_accounts(accounts), *_of_rates(run, accounts), *_of_serving(serving)]
    past = [one for one in events if one.what is What.MATURES or one.on_day < until_day]
    return newest_first(past, since_day=until_day - CURVE_DAYS, until_day=until_day + AHEAD_DAYS)


def serving_bars(serving: Sequence[Assignment], *, on: date) -> Serving | None:
    """Who served and serves as bars from the first hand-over to today; None where nobody ever did."""
    if not serving:
        return None
    first_day, end_day = min(day_number(one.since) for one in serving), day_number(on) + 1
    end_day = max(end_day, first_day + 1)
    return Serving(
        tuple(Served(one, _bar(one, first_day=first_day, end_day=end_day)) for one in serving), first_day, end_day - 1
    )


def _bar(row: Assignment, *, first_day: int, end_day: int) -> Bar:
    until_day = day_number(row.until) if row.until else None
    return bar_of(day_number(row.since), until_day, first_day=first_day, end_day=end_day, share_bp=row.share_bp)


def _of_accounts(accounts: Sequence[AccountFacts]) -> Iterator[Event]:
    for one in accounts:
        yield Event(one.opened_on_day, What.OPENED, one.account_id, one.product_id)
        if one.closed_on_day is not None:
            yield Event(one.closed_on_day, What.CLOSED, one.account_id, one.product_id)
        if one.maturity_on_day is not None and one.closed_on_day is None:
            yield Event(one.maturity_on_day, What.MATURES, one.account_id, one.product_id)


def _of_rates(run: Run, accounts: Sequence[AccountFacts]) -> Iterator[Event]:
    for one in accounts[:ACCOUNTS_MOST]:
        found = book.account_rows(run.book_version, "rate", [one.account_id])
        rates = sorted((int(row["since_day"]), int(row["annual_rate_ppm"])) for row in found)
        for day, before, after in rate_changes(rates):
            yield Event(day, What.RATE, one.account_id, one.product_id, before_ppm=before, after_ppm=after)


def _of_serving(serving: Sequence[Assignment]) -> Iterator[Event]:
    for one in serving:
        yield Event(day_number(one.since), What.SERVED, one.account_id, staff_id=one.staff_id)
        if one.until:
            yield Event(day_number(one.until), What.LEFT, one.account_id, staff_id=one.staff_id)
