"""The loans somebody brought in, and how they stand: what a deferred part of those days is held against."""

from datetime import date, timedelta
from typing import Any

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries.runs import newest_run
from qiao.contribution.queries.shelf import account_files
from qiao.contribution.rules.facts import NON_PERFORMING, RiskClass, Side
from qiao.engine.lookup import rows_of
from qiao.ground.once import once
from qiao.ground.periods import Period, day_number, day_of
from qiao.pay.rules.deferral import bad_share_bp
from qiao.portfolio.queries import serving as portfolio

PARTIES_MOST = 2_000
DAY = timedelta(days=1)


@once
def bad_share_of(staff_id: str, *, since: date, until: date, on: date) -> int:
    """Of the loans a person brought in within [since, until) the bad part by what is owed, in ten-thousandths.

    Who brought a loan in is the originator link, and where there is none yet, who served the customer on the day the
    account was opened. Of at most 2,000 customers.
    """
    shares = _brought_in(staff_id, Period(since, until))
    version = book.current()
    if version is None or not shares:
        return 0
    ids = sorted(shares)
    owed, classes = (
        _newest(version, table, ids, day=day, on=on) for table, day in (("balance", "on_day"), ("risk", "since_day"))
    )
    return bad_share_bp(
        (abs(owed[one]["balance_fen"]), shares[one], is_bad(classes.get(one))) for one in ids if one in owed
    )


def is_bad(row: dict[str, Any] | None) -> bool:
    """Whether a loan's class is one of the three bad ones."""
    return row is not None and RiskClass(row["class"]) in NON_PERFORMING


def _brought_in(staff_id: str, period: Period) -> dict[str, int]:
    """By loan account the share in ten-thousandths."""
    linked = {
        row.account_id: row.share_bp
        for row in portfolio.originated_by(staff_id)
        if period.since <= row.opened_on < period.until
    }
    run = newest_run()
    if run is None:
        return linked
    loans = {key for key, one in catalogue.products().items() if one.side == Side.LOAN.value}
    parties = sorted(portfolio.parties_served_by([staff_id], period=period))[:PARTIES_MOST]
    opened = [
        row
        for file in account_files(run)
        for row in rows_of(file, "party_id", parties)
        if row["product_id"] in loans and period.since_day <= row["opened_on_day"] < period.until_day
    ]
    found = dict(linked)
    for row in opened:
        if not portfolio.originators_of(row["party_id"]):
            share = _share_on(row["party_id"], row["account_id"], staff_id=staff_id, day=day_of(row["opened_on_day"]))
            found |= {row["account_id"]: share} if share else {}
    return found


def _share_on(party_id: str, account_id: str, *, staff_id: str, day: date) -> int:
    lines = portfolio.portfolio_on(party_id, day=day)
    own = [one for one in lines if one.account_id == account_id] or [one for one in lines if not one.account_id]
    return sum(one.share_bp for one in own if one.staff_id == staff_id)


def _newest(version: Any, table: str, ids: list[str], *, day: str, on: date) -> dict[str, dict[str, Any]]:
    """Each account's row in force on a day."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(book.account_rows(version, table, ids), key=lambda row: row[day]):
        if row[day] <= day_number(on):
            found[row["account_id"]] = row
    return found
