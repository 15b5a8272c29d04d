"""What a settlement noticed and did not change: rows that count as given although something about them is odd.

Source: the contract, 2 (a balance outside opened_on to closed_on counts and is listed as a finding).
Each finding: kind, account_id, first_day, days.
"""

import ibis
import ibis.expr.types as ir

from qiao.ground.periods import LAST_DAY_NUMBER, Period

BALANCE_BEFORE_OPENING = "balance_before_opening"
BALANCE_AFTER_CLOSING = "balance_after_closing"
BALANCE_ON_FEE_PRODUCT = "balance_on_fee_product"
FEE_OF_ANOTHER_PARTY = "fee_of_another_party"


def balance_findings(balances: ir.Table, accounts: ir.Table, *, period: Period) -> ir.Table:
    """Balances before the opening, after the closing and on products that carry none.

    Only accounts that were opened or closed in or around the period, or carry none, are looked at.
    """
    odd_ones = accounts.filter(
        (accounts.opened_on_day > period.since_day)
        | (accounts.closed_on_day.cast("int64").fill_null(LAST_DAY_NUMBER) < period.until_day - 1)
        | (accounts.side == "fee")
    )
    held = balances.filter(balances.balance_fen != 0).join(
        odd_ones.select("account_id", "account_no", "side", "opened_on_day", "closed_on_day"), "account_no"
    )
    opened = held.opened_on_day.cast("int64")
    closed = held.closed_on_day.cast("int64").fill_null(LAST_DAY_NUMBER)
    early = _stretch(held, BALANCE_BEFORE_OPENING, since=held.since_day, until=ibis.least(held.until_day, opened))
    late = _stretch(held, BALANCE_AFTER_CLOSING, since=ibis.greatest(held.since_day, closed + 1), until=held.until_day)
    odd = _stretch(held.filter(held.side == "fee"), BALANCE_ON_FEE_PRODUCT, since=held.since_day, until=held.until_day)
    rows = early.union(late).union(odd)
    return rows.group_by("kind", "account_id").agg(first_day=rows.since.min(), days=rows.days.sum().cast("int64"))


def fee_findings(fees: ir.Table, accounts: ir.Table) -> ir.Table:
    """Fees whose account belongs to another party than the fee names; they count for the account's party."""
    owners = accounts.select("account_id", owner_id=accounts.party_id)
    named = fees.filter(fees.account_id.notnull()).join(owners, "account_id")
    other = named.filter(named.party_id != named.owner_id)
    return other.group_by(kind=ibis.literal(FEE_OF_ANOTHER_PARTY), account_id=other.account_id).agg(
        first_day=other.on_day.cast("int64").min(), days=other.count().cast("int64")
    )


def _stretch(rows: ir.Table, kind: str, *, since: ir.IntegerValue, until: ir.IntegerValue) -> ir.Table:
    stretch = rows.select("account_id", kind=ibis.literal(kind), since=since, days=until - since)
    return stretch.filter(stretch.days > 0)
