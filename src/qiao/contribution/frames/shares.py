"""Who is credited on which days with what share; what is left of 1 is unclaimed and stands under the empty id.

Source: the contract, 1 (assignment) and 2 (w(s,a,t), unclaimed, leavers). Shares are ten-thousandths. A spell of a
share is found from its changes: +share where a row begins, -share where it ends; days on which the changes cancel out
begin no new spell, so every spell is maximal.
"""

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.numbers import narrow_sum
from qiao.contribution.frames.spells import overlap
from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.periods import Period

UNCLAIMED = ""


def running_rows(assignment: ir.Table, staff: ir.Table, *, period: Period) -> ir.Table:
    """The rows that run in the period: clipped since_day and until_day, and credited_until_day where the person left.

    A leaver's row goes on running after the last day in the post; its share is credited up to that day.
    """
    leavers = staff.select(leaver_id=staff.staff_id, left_on_day=staff.left_on_day)
    rows = assignment.left_join(leavers, assignment.staff_id == leavers.leaver_id)
    clipped = rows.select(
        "party_id",
        "account_id",
        "staff_id",
        share_bp=rows.share_bp.cast("int64"),
        since_day=ibis.greatest(rows.since_day.cast("int64"), ibis.literal(period.since_day, "int64")),
        until_day=ibis.least(
            rows.until_day.cast("int64").fill_null(period.until_day), ibis.literal(period.until_day, "int64")
        ),
        left_day=(rows.left_on_day.cast("int64") + 1).fill_null(period.until_day),
    )
    kept = clipped.filter(clipped.since_day < clipped.until_day)
    return kept.mutate(credited_until_day=ibis.least(kept.until_day, kept.left_day)).drop("left_day")


def party_spells(rows: ir.Table, *, period: Period) -> ir.Table:
    """party_id, staff_id, share_bp, since_day, until_day: the shares in every party that somebody serves in the period.

    Of a party that has any row, all days are covered; parties without are `whole_parties`' to fill.
    """
    own = _credited(rows.filter(rows.account_id.isnull()), "party_id")
    begun = own.filter((own.since_day > period.since_day) | (own.until_day < period.until_day))
    moving = begun.select("party_id").distinct()
    still = _still_shares(own.anti_join(moving, "party_id"), key="party_id", period=period)
    return still.union(_share_spells(own.semi_join(moving, "party_id"), moving, key="party_id", period=period))


def whole_parties(parties: ir.Table, of_parties: ir.Table, *, period: Period) -> ir.Table:
    """The columns of `parties` with staff_id, share_bp, since_day, until_day: nobody's where nobody serves a party."""
    served = of_parties.rename(served_id="party_id")
    joined = parties.left_join(served, parties.party_id == served.served_id)
    return joined.select(*parties.columns, **_or_nobody(joined, period=period))


def _or_nobody(joined: ir.Table, *, period: Period) -> dict[str, ir.Value]:
    return {
        "staff_id": joined.staff_id.fill_null(UNCLAIMED),
        "share_bp": joined.share_bp.fill_null(SHARE_BP_ONE),
        "since_day": joined.since_day.fill_null(period.since_day),
        "until_day": joined.until_day.fill_null(period.until_day),
    }


def _still_shares(rows: ir.Table, *, key: str, period: Period) -> ir.Table:
    """The same as `_share_spells` where no share changes within the period: sums will do."""
    days = {
        "since_day": ibis.literal(period.since_day, "int64"),
        "until_day": ibis.literal(period.until_day, "int64"),
    }
    people = rows.group_by(key, "staff_id").agg(share_bp=narrow_sum(rows.share_bp))
    claimed = people.filter(people.share_bp != 0).select(key, "staff_id", "share_bp", **days)
    sums = rows.group_by(key).agg(share_bp=SHARE_BP_ONE - narrow_sum(rows.share_bp))
    left = sums.filter(sums.share_bp != 0).select(key, "share_bp", staff_id=ibis.literal(UNCLAIMED), **days)
    return claimed.union(left.select(key, "staff_id", "share_bp", "since_day", "until_day"))


def own_row_accounts(rows: ir.Table, accounts: ir.Table) -> ir.Table:
    """account_id, account_no, party_id of the accounts that have rows of their own in the period."""
    named = rows.filter(rows.account_id.notnull()).select("account_id").distinct()
    return accounts.semi_join(named, "account_id").select("account_id", "account_no", "party_id")


def account_spells(rows: ir.Table, accounts: ir.Table, of_parties: ir.Table, *, period: Period) -> ir.Table:
    """account_no, staff_id, share_bp, since_day, until_day for every account.

    Accounts without rows of their own follow their party; the others follow their own rows on the days on which any
    of them runs and the party's on the days between.
    """
    special = own_row_accounts(rows, accounts)
    plain = accounts.anti_join(special, "account_id").select("account_no", "party_id")
    following = whole_parties(plain, of_parties, period=period).drop("party_id")
    own = rows.semi_join(special, "account_id")
    between = overlap(
        _credited_form(rows.filter(rows.account_id.isnull()), "party_id"),
        _gaps(own, special, period=period),
        on=["party_id"],
        carry=["account_id"],
    )
    filled = between.select("account_id", "staff_id", "share_bp", "since_day", "until_day")
    stated = _credited(own, "account_id").select("account_id", "staff_id", "share_bp", "since_day", "until_day")
    special_spells = _share_spells(stated.union(filled), special.select("account_id"), key="account_id", period=period)
    numbered = special_spells.join(special.select("account_id", "account_no"), "account_id")
    columns = ("account_no", "staff_id", "share_bp", "since_day", "until_day")
    return following.select(*columns).union(numbered.select(*columns))


def _credited_form(rows: ir.Table, key: str) -> ir.Table:
    return _credited(rows, key).select(key, "staff_id", "share_bp", "since_day", "until_day")


def _credited(rows: ir.Table, key: str) -> ir.Table:
    """The rows up to the day the person left; rows that begin after it credit nobody."""
    kept = rows.filter(rows.since_day < rows.credited_until_day)
    return kept.select(key, "staff_id", "share_bp", "since_day", until_day=kept.credited_until_day)


def _gaps(own: ir.Table, special: ir.Table, *, period: Period) -> ir.Table:
    """account_id, party_id, since_day, until_day: the days on which none of the account's own rows runs."""
    begins = own.select("account_id", day=own.since_day, change=ibis.literal(1, "int64"))
    ends = own.select("account_id", day=own.until_day, change=ibis.literal(-1, "int64"))
    from_start = special.select(
        "account_id", day=ibis.literal(period.since_day, "int64"), change=ibis.literal(0, "int64")
    )
    changes = begins.union(ends).union(from_start)
    days = changes.group_by("account_id", "day").agg(change=changes.change.sum().cast("int64"))
    by_day = ibis.window(group_by="account_id", order_by="day")
    levels = days.mutate(
        running=days.change.sum().over(ibis.cumulative_window(group_by="account_id", order_by="day")),
        until_day=days.day.lead(1).over(by_day).fill_null(period.until_day),
    )
    empty = levels.filter((levels.running == 0) & (levels.day < levels.until_day))
    return empty.select("account_id", "until_day", since_day=empty.day).join(special, "account_id")


def _share_spells(rows: ir.Table, keys: ir.Table, *, key: str, period: Period) -> ir.Table:
    """key, staff_id, share_bp, since_day, until_day: maximal spells of a person's summed share and of the rest."""
    begins = rows.select(key, "staff_id", day=rows.since_day, change=rows.share_bp)
    ends = rows.filter(rows.until_day < period.until_day)
    ends = ends.select(key, "staff_id", day=ends.until_day, change=-ends.share_bp)
    claimed = begins.union(ends)
    whole = keys.select(
        key,
        staff_id=ibis.literal(UNCLAIMED),
        day=ibis.literal(period.since_day, "int64"),
        change=ibis.literal(SHARE_BP_ONE, "int64"),
    )
    left = claimed.select(key, staff_id=ibis.literal(UNCLAIMED), day=claimed.day, change=-claimed.change)
    moves = claimed.union(left).union(whole)
    days = moves.group_by(key, "staff_id", "day").agg(change=moves.change.sum().cast("int64"))
    turning = days.filter(days.change != 0)
    levels = turning.mutate(
        share_bp=turning.change.sum()
        .over(ibis.cumulative_window(group_by=[key, "staff_id"], order_by="day"))
        .cast("int64"),
        until_day=turning.day.lead(1)
        .over(ibis.window(group_by=[key, "staff_id"], order_by="day"))
        .fill_null(period.until_day),
    )
    held = levels.filter(levels.share_bp != 0)
    return held.select(key, "staff_id", "share_bp", since_day=held.day, until_day=held.until_day)
