"""Internal transfer prices: the pool's curve day by day, or the opening day's price kept for life.

Source: the contract, 2 (f(a,t)); exact side and tenor, nothing interpolated.
"""

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.spells import merged, spells
from qiao.ground.periods import LAST_DAY_NUMBER, Period

CURVE = ("side", "tenor_days")


def pool_prices(ftp: ir.Table, *, period: Period) -> ir.Table:
    """curve, price_ppm, since_day, until_day: the curves as spells within the period."""
    rows = ftp.select(*CURVE, "since_day", price_ppm=ftp.annual_rate_ppm.cast("int64"))
    rows = rows.rename(first_day="since_day")
    held = spells(rows, key=CURVE, day="first_day", values=["price_ppm"], period=period)
    return held.select("price_ppm", "since_day", "until_day", curve=curve_of(held))


def priced_accounts(accounts: ir.Table, ftp: ir.Table) -> ir.Table:
    """account_no, side, curve, locked_ppm of the accounts that bear a margin: one of the two says how they are priced.

    `matched`: locked_ppm, the price of the opening day; `pool`: the curve to read, as `side:tenor`.
    """
    by_curve = ibis.window(group_by=list(CURVE), order_by="since_day")
    curve = ftp.select(
        price_side=ftp.side,
        price_tenor=ftp.tenor_days,
        locked_ppm=ftp.annual_rate_ppm.cast("int64"),
        first_day=ftp.since_day.cast("int64"),
        next_day=ftp.since_day.cast("int64").lead(1).over(by_curve).fill_null(LAST_DAY_NUMBER + 1),
    )
    bearing = accounts.filter(accounts.side != "fee")
    matched = bearing.filter(bearing.ftp_method == "matched")
    joined = matched.join(
        curve,
        [
            matched.side == curve.price_side,
            matched.tenor_days == curve.price_tenor,
            matched.opened_on_day >= curve.first_day,
            matched.opened_on_day < curve.next_day,
        ],
    )
    locked = joined.select("account_no", "side", "locked_ppm", curve=ibis.null("string"))
    pooled = bearing.filter(bearing.ftp_method == "pool")
    pool = pooled.select("account_no", "side", locked_ppm=ibis.null("int64"), curve=curve_of(pooled))
    return locked.union(pool)


def curve_of(rows: ir.Table) -> ir.StringValue:
    """The name of a curve: side:tenor_days."""
    return rows.side + ":" + rows.tenor_days.cast("string")


def without_price(balances: ir.Table, accounts: ir.Table, ftp: ir.Table, *, period: Period) -> ir.Table:
    """side, tenor_days, accounts: where a balance needs a price on a day on which none is in force.

    balances: account_no, balance_fen, since_day, until_day as spells of the period. Only accounts whose curve begins
    after the first day that could need it are looked at.
    """
    first = ftp.group_by(price_side=ftp.side, price_tenor=ftp.tenor_days).agg(first_day=ftp.since_day.min())
    bearing = accounts.filter(accounts.side != "fee")
    joined = bearing.left_join(first, [bearing.side == first.price_side, bearing.tenor_days == first.price_tenor])
    earliest = (joined.ftp_method == "matched").ifelse(joined.opened_on_day.cast("int64"), period.since_day)
    late = joined.filter(joined.first_day.isnull() | (joined.first_day > earliest)).select(
        "account_no", "side", "tenor_days", "ftp_method", "opened_on_day", "first_day"
    )
    standing = balances.filter(balances.balance_fen != 0).join(late, "account_no")
    asked = (standing.ftp_method == "matched").ifelse(standing.opened_on_day.cast("int64"), standing.since_day)
    missing = standing.filter(standing.first_day.isnull() | (standing.first_day > asked))
    return missing.group_by("side", "tenor_days").agg(accounts=missing.account_no.nunique())


def customer_rates(rates: ir.Table, accounts: ir.Table, *, period: Period) -> ir.Table:
    """account_no, rate_ppm, since_day, until_day for all days of every account: 0 before its first rate.

    rates: account_no, rate_ppm, since_day, until_day as spells of the period.
    """
    covered = rates.filter(rates.since_day == period.since_day)
    known = rates.semi_join(covered, "account_no")
    late = accounts.anti_join(covered, "account_no")
    starts = rates.semi_join(late, "account_no").select("account_no", "rate_ppm", "since_day")
    ground = late.select(
        "account_no",
        rate_ppm=ibis.literal(0, "int64"),
        since_day=ibis.literal(period.since_day, "int64"),
    )
    filled = merged(starts.union(ground), key=["account_no"], values=["rate_ppm"], until_day=period.until_day)
    columns = ("account_no", "rate_ppm", "since_day", "until_day")
    return known.select(*columns).union(filled.select(*columns))
