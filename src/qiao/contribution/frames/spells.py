"""Carried-forward rows as spells: stretches of days on which a value holds.

Source: the contract, 1 (balance, rate, ftp, risk are carried forward until the next row) and 2 (maximal stretches).
Every table made here has since_day and until_day (until is the day after the last) within the settled period.
"""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from qiao.ground.periods import LAST_DAY_NUMBER, Period

NEVER = LAST_DAY_NUMBER + 1  # the until_day of a value that nothing replaces


def laid(rows: ir.Table, *, key: Sequence[str], day: str, value: str) -> ir.Table:
    """Rows that change the value, with until_day (the next change, NEVER at last) and `change` (to the value before).

    The book lays balances and rates down like this when it writes them; rows written before it did so pass here.
    """
    by_key = ibis.window(group_by=list(key), order_by=day)
    before = rows.select(*key, day, value).mutate(previous=rows[value].lag(1).over(by_key))
    changing = before.filter(before.previous.isnull() | (before.previous != before[value]))
    return changing.select(
        *key,
        day,
        value,
        until_day=changing[day].cast("int64").lead(1).over(by_key).fill_null(NEVER),
        change=changing[value] - changing.previous.fill_null(0),
    )


def numbered(rows: ir.Table) -> ir.Table:
    """Accounts with account_no, a number of their own: whole numbers are joined faster than ids."""
    return rows.mutate(account_no=ibis.row_number().over(ibis.window(order_by="account_id")))


def in_period(rows: ir.Table, *, day: str, keep: Sequence[str], period: Period) -> ir.Table:
    """Of rows laid down as spells those with a day in the period: `keep`, and since_day, until_day cut to it."""
    running = rows.filter(
        (rows[day] < period.until_day) & (rows.until_day > period.since_day) & (rows.until_day > rows[day])
    )
    return running.select(
        *keep,
        since_day=ibis.greatest(running[day].cast("int64"), ibis.literal(period.since_day, "int64")),
        until_day=ibis.least(running.until_day.cast("int64"), ibis.literal(period.until_day, "int64")),
    )


def spells(rows: ir.Table, *, key: Sequence[str], day: str, values: Sequence[str], period: Period) -> ir.Table:
    """Maximal spells by value within the period: key, values, since_day, until_day; none before the first row."""
    by_key = ibis.window(group_by=list(key), order_by=day)
    known = rows.filter(rows[day] < period.until_day).select(*key, *values, day)
    ahead = known.mutate(next_day=known[day].lead(1).over(by_key))
    reaching = ahead.filter(ahead.next_day.isnull() | (ahead.next_day > period.since_day))
    clipped = reaching.select(
        *key, *values, since_day=ibis.greatest(reaching[day].cast("int64"), ibis.literal(period.since_day, "int64"))
    )
    return merged(clipped, key=key, values=values, until_day=period.until_day)


def merged(starts: ir.Table, *, key: Sequence[str], values: Sequence[str], until_day: int) -> ir.Table:
    """Starts of spells (key, values, since_day) without those that change no value, each lasting until the next."""
    by_key = ibis.window(group_by=list(key), order_by="since_day")
    before = starts.mutate(
        previous_since=starts.since_day.lag(1).over(by_key),
        **{f"previous_{value}": starts[value].lag(1).over(by_key) for value in values},
    )
    changed = before.previous_since.isnull()
    for value in values:
        changed = changed | ~before[value].identical_to(before[f"previous_{value}"])
    kept = before.filter(changed).select(*key, *values, "since_day")
    return kept.mutate(until_day=kept.since_day.lead(1).over(by_key).fill_null(until_day))


def overlap(left: ir.Table, right: ir.Table, *, on: Sequence[str], carry: Sequence[str]) -> ir.Table:
    """Pieces of days on which a spell of both tables runs: all columns of left, `carry` of right, cut since/until."""
    other = right.rename({f"other_{name}": name for name in (*on, "since_day", "until_day")})
    joined = left.join(
        other,
        [
            *[left[name] == other[f"other_{name}"] for name in on],
            left.since_day < other.other_until_day,
            other.other_since_day < left.until_day,
        ],
    )
    kept = [name for name in left.columns if name not in {"since_day", "until_day"}]
    return joined.select(
        *kept,
        *carry,
        since_day=ibis.greatest(joined.since_day, joined.other_since_day),
        until_day=ibis.least(joined.until_day, joined.other_until_day),
    )
