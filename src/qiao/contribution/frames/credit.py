"""Credit: what each account earns, leaf by leaf, and to whom.

Source: the contract, 2. A leaf is one account x one person x one maximal stretch of days without a change of balance,
share or the measure's own rates; it is rounded once to a millionth of a yuan, and above it there is only addition.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.numbers import WIDE, exact_sum, leaf_micro, rho
from qiao.contribution.frames.prices import locked_prices, pool_prices, rate_rows
from qiao.contribution.frames.spells import overlap, spells
from qiao.contribution.rules.basis import DayBasis, expected_loss_divisor, margin_divisor
from qiao.contribution.rules.facts import NON_PERFORMING
from qiao.ground.money import MICRO_A_FEN, SHARE_BP_ONE
from qiao.ground.periods import Period

MEASURES = ("balance_days_micro", "margin_micro", "expected_loss_micro", "fee_micro", "npl_days_micro")
FEN_DAYS_BP_A_MICRO = (
    MICRO_A_FEN // SHARE_BP_ONE
)  # fen x day x ten-thousandth is a millionth of a yuan-day: nothing to divide
assert FEN_DAYS_BP_A_MICRO == 1


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables of one batch of accounts, in the stored form; masters and prices are the whole bank's."""

    account: ir.Table
    balance: ir.Table
    rate: ir.Table
    risk: ir.Table
    fee: ir.Table
    ftp: ir.Table
    product: ir.Table
    staff: ir.Table
    assignment: ir.Table


def accounts_of(facts: Facts) -> ir.Table:
    """account_id, party_id, org_id, product_id, side, tenor_days, ftp_method, opened_on_day, closed_on_day."""
    account, product = facts.account, facts.product
    return account.join(product.select("product_id", "side", "ftp_method", "tenor_days"), "product_id").select(
        "account_id",
        "party_id",
        "org_id",
        "product_id",
        "side",
        "ftp_method",
        "tenor_days",
        "opened_on_day",
        "closed_on_day",
    )


def balance_spells(facts: Facts, accounts: ir.Table, *, period: Period) -> ir.Table:
    """The end-of-day balance as spells, with what the account is; days before the first row (balance 0) are absent."""
    rows = facts.balance.select("account_id", "on_day", "balance_fen")
    held = spells(rows, key=["account_id"], day="on_day", values=["balance_fen"], period=period)
    return held.join(accounts, "account_id").select(
        "account_id",
        "org_id",
        "product_id",
        "side",
        "ftp_method",
        "tenor_days",
        "opened_on_day",
        "balance_fen",
        "since_day",
        "until_day",
    )


def margin_drivers(facts: Facts, accounts: ir.Table, balances: ir.Table, *, period: Period) -> ir.Table:
    """account_id, balance_fen, spread_ppm, since_day, until_day: stretches of one balance, customer rate and price."""
    standing = balances.filter((balances.balance_fen != 0) & (balances.side != "fee"))
    rates = spells(
        rate_rows(facts.rate, accounts), key=["account_id"], day="first_day", values=["rate_ppm"], period=period
    )
    rated = overlap(standing, rates, on=["account_id"], carry=["rate_ppm"])
    pool = overlap(
        rated.filter(rated.ftp_method == "pool"),
        pool_prices(facts.ftp, period=period),
        on=["side", "tenor_days"],
        carry=["price_ppm"],
    )
    matched = overlap(
        rated.filter(rated.ftp_method == "matched"),
        locked_prices(accounts, facts.ftp, period=period),
        on=["account_id"],
        carry=["price_ppm"],
    )
    columns = ("account_id", "balance_fen", "side", "rate_ppm", "price_ppm", "since_day", "until_day")
    priced = pool.select(*columns).union(matched.select(*columns))
    gain = priced.price_ppm - priced.rate_ppm
    return priced.select(
        "account_id", "balance_fen", "since_day", "until_day", spread_ppm=(priced.side == "deposit").ifelse(gain, -gain)
    )


def loss_drivers(facts: Facts, balances: ir.Table, *, period: Period) -> ir.Table:
    """account_id, balance_fen, rho, since_day, until_day: stretches of one loan balance and loss rate above 0."""
    rows = facts.risk.select("account_id", "since_day", rho=rho(pd_ppm=facts.risk.pd_ppm, lgd_ppm=facts.risk.lgd_ppm))
    rates = spells(
        rows.rename(first_day="since_day"), key=["account_id"], day="first_day", values=["rho"], period=period
    )
    loans = balances.filter((balances.side == "loan") & (balances.balance_fen != 0))
    pieces = overlap(loans, rates.filter(rates.rho != 0), on=["account_id"], carry=["rho"])
    return pieces.select("account_id", "balance_fen", "rho", "since_day", "until_day")


def bad_drivers(facts: Facts, balances: ir.Table, *, period: Period) -> ir.Table:
    """account_id, balance_fen, since_day, until_day: loan days classed substandard, doubtful or loss."""
    rows = facts.risk.select(
        "account_id", "since_day", bad=facts.risk["class"].isin(sorted(NON_PERFORMING)).cast("int64")
    )
    classes = spells(
        rows.rename(first_day="since_day"), key=["account_id"], day="first_day", values=["bad"], period=period
    )
    loans = balances.filter((balances.side == "loan") & (balances.balance_fen != 0))
    pieces = overlap(loans, classes.filter(classes.bad == 1), on=["account_id"], carry=[])
    return pieces.select("account_id", "balance_fen", "since_day", "until_day")


def margin_credit(drivers: ir.Table, shares: ir.Table, *, basis: DayBasis, period: Period) -> ir.Table:
    """account_id, staff_id and the measures balance_days_micro and margin_micro, one row a leaf."""
    leaves = _weighted(drivers, shares, carry="spread_ppm")
    return _measures(
        leaves,
        balance_days_micro=leaves.weighted_days,
        margin_micro=leaf_micro(
            weighted_days=leaves.weighted_days,
            factor=leaves.spread_ppm,
            divisor=margin_divisor(basis, days=period.days),
        ),
    )


def loss_credit(drivers: ir.Table, shares: ir.Table, *, basis: DayBasis, period: Period) -> ir.Table:
    """account_id, staff_id and the measure expected_loss_micro, one row a leaf."""
    leaves = _weighted(drivers, shares, carry="rho")
    return _measures(
        leaves,
        expected_loss_micro=leaf_micro(
            weighted_days=leaves.weighted_days,
            factor=leaves.rho,
            divisor=expected_loss_divisor(basis, days=period.days),
        ),
    )


def bad_credit(drivers: ir.Table, shares: ir.Table) -> ir.Table:
    """account_id, staff_id and the measure npl_days_micro (exact), one row a piece."""
    leaves = _weighted(drivers, shares, carry=None)
    return _measures(leaves, npl_days_micro=leaves.weighted_days)


def _weighted(drivers: ir.Table, shares: ir.Table, *, carry: str | None) -> ir.Table:
    """Pieces of driver and share with weighted_days: balance (fen) x days x share (ten-thousandths), signed."""
    pieces = overlap(drivers, shares, on=["account_id"], carry=["staff_id", "share_bp"])
    days = pieces.until_day - pieces.since_day
    kept = [carry] if carry else []
    return pieces.select("account_id", "staff_id", *kept, weighted_days=pieces.balance_fen * days * pieces.share_bp)


def fee_credit(fees: ir.Table, *, account_shares: ir.Table, party_shares: ir.Table, accounts: ir.Table) -> ir.Table:
    """party_id, account_id (null where the fee names none), staff_id and fee_micro, one row a fee and person.

    fees: the period's fees. A fee that names an account follows that account's shares on its day, else the party's.
    """
    of_accounts = fees.filter(fees.account_id.notnull()).select("account_id", "on_day", "amount_fen")
    owned = of_accounts.join(accounts.select("account_id", "party_id"), "account_id")
    by_account = _on_day(owned, account_shares, key="account_id")
    of_parties = fees.filter(fees.account_id.isnull()).select("party_id", "account_id", "on_day", "amount_fen")
    by_party = _on_day(of_parties, party_shares, key="party_id")
    return by_account.union(by_party)


def _on_day(fees: ir.Table, shares: ir.Table, *, key: str) -> ir.Table:
    held = shares.rename(share_key=key)
    joined = fees.join(held, [fees[key] == held.share_key, held.since_day <= fees.on_day, fees.on_day < held.until_day])
    return joined.select("party_id", "account_id", "staff_id", fee_micro=joined.amount_fen * joined.share_bp)


def _measures(leaves: ir.Table, **given: ir.IntegerValue) -> ir.Table:
    """One row a leaf with all measures, those not given being 0."""
    zero = ibis.literal(0, "int64")
    return leaves.select("account_id", "staff_id", **{name: given.get(name, zero) for name in MEASURES})


def account_credit(leaves: ir.Table, fees: ir.Table, accounts: ir.Table) -> ir.Table:
    """party_id, account_id, staff_id, side, org_id and summed measures; rows with nothing to show are left out.

    A party's own fees stand with an empty account_id, no org unit and the side `fee`.
    """
    facts_of = accounts.select("account_id", "party_id", "org_id", "side")
    sums = _summed(leaves, "account_id", "staff_id")
    account_fees = fees.filter(fees.account_id.notnull())
    fee_rows = account_fees.group_by("account_id", "staff_id").agg(fee_micro=exact_sum(account_fees.fee_micro))
    nothing = ibis.literal(0, WIDE)
    zeros = fee_rows.select(
        "account_id", "staff_id", **{name: fee_rows.fee_micro if name == "fee_micro" else nothing for name in MEASURES}
    )
    whole = _summed(sums.union(zeros), "account_id", "staff_id").join(facts_of, "account_id")
    columns = ("party_id", "account_id", "staff_id", "side", "org_id", *MEASURES)
    own = fees.filter(fees.account_id.isnull())
    own_sums = own.group_by("party_id", "staff_id").agg(fee_micro=exact_sum(own.fee_micro))
    party_rows = own_sums.select(
        "party_id",
        "staff_id",
        account_id=ibis.literal(""),
        side=ibis.literal("fee"),
        org_id=ibis.literal(""),
        **{name: own_sums.fee_micro if name == "fee_micro" else nothing for name in MEASURES},
    )
    rows = whole.select(*columns).union(party_rows.select(*columns))
    something = rows[MEASURES[0]] != 0
    for name in MEASURES[1:]:
        something = something | (rows[name] != 0)
    return rows.filter(something)


def _summed(rows: ir.Table, *by: str) -> ir.Table:
    return rows.group_by(*by).agg(**{name: exact_sum(rows[name]) for name in MEASURES})
