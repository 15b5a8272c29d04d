"""Credit: what each account earns, leaf by leaf, and to whom.

Source: the contract, 2. A leaf is one account x one person x one maximal stretch of days without a change of balance,
share or the measure's own rates; it is rounded once to a millionth of a yuan, and above it there is only addition.
"""

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames.numbers import WIDE, exact_sum, leaf_micro, narrow_sum, rho
from qiao.contribution.frames.shares import UNCLAIMED
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
NOTHING = ibis.literal(0, WIDE)


def accounts_of(account: ir.Table, product: ir.Table) -> ir.Table:
    """An account with its number, party, org unit, days of opening and closing, and what its product is."""
    return account.join(product.select("product_id", "side", "ftp_method", "tenor_days"), "product_id").select(
        "account_id",
        "account_no",
        "party_id",
        "org_id",
        "product_id",
        "side",
        "ftp_method",
        "tenor_days",
        "opened_on_day",
        "closed_on_day",
    )


def balances_of(spells_of_month: ir.Table, accounts: ir.Table) -> ir.Table:
    """Balances as spells of the period with what the account is: everything after it joins on the account's number."""
    placed = accounts.select("account_id", "account_no", "org_id", "product_id")
    joined = spells_of_month.join(placed, "account_id")
    return joined.select("account_no", "org_id", "product_id", "balance_fen", "change_fen", "since_day", "until_day")


def margin_terms(priced: ir.Table, rates: ir.Table, held: ir.Table) -> ir.Table:
    """Who earns what of an account's balance when: account_no, staff_id, share_bp, rate_ppm, side, curve, locked_ppm.

    Accounts are fewer than balances, so that everything but the balance is brought together first.
    """
    rated = rates.join(priced, "account_no").select(
        "account_no", "rate_ppm", "side", "curve", "locked_ppm", "since_day", "until_day"
    )
    return overlap(rated, held, on=["account_no"], carry=["staff_id", "share_bp"])


def margin_credit(balances: ir.Table, terms: ir.Table, pool: ir.Table, *, basis: DayBasis, period: Period) -> ir.Table:
    """account_no, staff_id, balance_days_micro, margin_micro, added up over the leaves of one account and person.

    balances: account_no, balance_fen, since_day, until_day as spells of the period; pool: the curves as spells.
    """
    pieces = overlap(
        balances.filter(balances.balance_fen != 0),
        terms,
        on=["account_no"],
        carry=["staff_id", "share_bp", "rate_ppm", "side", "curve", "locked_ppm"],
    )
    pieces = pieces.mutate(is_deposit=pieces.side == "deposit")
    prices = pool.rename(price_curve="curve", price_since="since_day", price_until="until_day")
    joined = pieces.left_join(
        prices,
        [
            pieces.curve == prices.price_curve,
            pieces.since_day < prices.price_until,
            prices.price_since < pieces.until_day,
        ],
    )
    since = ibis.greatest(joined.since_day, joined.price_since)  # without a curve: of the one day that is known
    until = ibis.least(joined.until_day, joined.price_until)
    gain = joined.price_ppm.fill_null(joined.locked_ppm) - joined.rate_ppm
    leaves = joined.select(
        "account_no",
        "staff_id",
        weighted_days=joined.balance_fen * (until - since) * joined.share_bp,
        spread_ppm=joined.is_deposit.ifelse(gain, -gain),
    )
    margin = leaf_micro(
        weighted_days=leaves.weighted_days, factor=leaves.spread_ppm, divisor=margin_divisor(basis, days=period.days)
    )
    sums = leaves.select("account_no", "staff_id", "weighted_days", margin_micro=margin)
    return sums.group_by("account_no", "staff_id").agg(
        balance_days_micro=narrow_sum(sums.weighted_days), margin_micro=narrow_sum(sums.margin_micro)
    )


def loss_credit(balances: ir.Table, terms: ir.Table, *, basis: DayBasis, period: Period) -> ir.Table:
    """account_no, staff_id, expected_loss_micro, added up; terms: `loss_terms` with the shares in the account."""
    leaves = _weighted(balances, terms, carry=["rho"])
    loss = leaf_micro(
        weighted_days=leaves.weighted_days, factor=leaves.rho, divisor=expected_loss_divisor(basis, days=period.days)
    )
    sums = leaves.select("account_no", "staff_id", expected_loss_micro=loss)
    return sums.group_by("account_no", "staff_id").agg(expected_loss_micro=narrow_sum(sums.expected_loss_micro))


def bad_credit(balances: ir.Table, terms: ir.Table) -> ir.Table:
    """account_no, staff_id, npl_days_micro (exact), added up; terms: `bad_terms` with the shares in the account."""
    leaves = _weighted(balances, terms, carry=[])
    return leaves.group_by("account_no", "staff_id").agg(npl_days_micro=narrow_sum(leaves.weighted_days))


def loss_terms(risk: ir.Table, accounts: ir.Table, *, period: Period) -> ir.Table:
    """account_no, rho, since_day, until_day: the stretches on which a loan has a loss rate above 0."""
    graded = _of_loans(risk, accounts)
    rows = graded.select("account_no", "first_day", rho=rho(pd_ppm=graded.pd_ppm, lgd_ppm=graded.lgd_ppm))
    rates = spells(rows, key=["account_no"], day="first_day", values=["rho"], period=period)
    return rates.filter(rates.rho != 0)


def bad_terms(risk: ir.Table, accounts: ir.Table, *, period: Period) -> ir.Table:
    """account_no, since_day, until_day: the stretches on which a loan is substandard, doubtful or lost."""
    graded = _of_loans(risk, accounts)
    one, none = ibis.literal(1, "int64"), ibis.literal(0, "int64")  # PostgreSQL casts no truth to 64 bits
    bad = graded["class"].isin(sorted(NON_PERFORMING)).ifelse(one, none)
    rows = graded.select("account_no", "first_day", bad=bad)
    classes = spells(rows, key=["account_no"], day="first_day", values=["bad"], period=period)
    return classes.filter(classes.bad == 1).drop("bad")


def _of_loans(risk: ir.Table, accounts: ir.Table) -> ir.Table:
    loans = accounts.filter(accounts.side == "loan").select("account_id", "account_no")
    joined = risk.join(loans, "account_id")
    return joined.select("account_no", "class", "pd_ppm", "lgd_ppm", first_day=joined.since_day)


def _weighted(balances: ir.Table, terms: ir.Table, *, carry: list[str]) -> ir.Table:
    """Pieces of balance and term with weighted_days: balance (fen) x days x share (ten-thousandths), signed."""
    standing = balances.filter(balances.balance_fen != 0)
    pieces = overlap(standing, terms, on=["account_no"], carry=["staff_id", "share_bp", *carry])
    days = pieces.until_day - pieces.since_day
    return pieces.select("account_no", "staff_id", *carry, weighted_days=pieces.balance_fen * days * pieces.share_bp)


def fee_credit(fees: ir.Table, *, account_shares: ir.Table, party_shares: ir.Table, accounts: ir.Table) -> ir.Table:
    """party_id, account_no (null where the fee names none), staff_id and fee_micro, one row a fee and person.

    fees: the period's fees. A fee that names an account follows that account's shares on its day, else the party's.
    A party that nobody serves has no row in `party_shares`: its fees are nobody's.
    """
    of_accounts = fees.filter(fees.account_id.notnull()).select("account_id", "on_day", "amount_fen")
    owned = of_accounts.join(accounts.select("account_id", "account_no", "party_id"), "account_id")
    by_account = _on_day(owned, account_shares, key="account_no")
    own = fees.filter(fees.account_id.isnull())
    of_parties = own.select("party_id", "on_day", "amount_fen", account_no=ibis.null("int64"))
    by_party = _on_day(of_parties, party_shares, key="party_id")
    return by_account.union(by_party)


def _on_day(fees: ir.Table, shares: ir.Table, *, key: str) -> ir.Table:
    held = shares.rename(share_key=key)
    joined = fees.left_join(
        held, [fees[key] == held.share_key, held.since_day <= fees.on_day, fees.on_day < held.until_day]
    )
    return joined.select(
        "party_id",
        "account_no",
        staff_id=joined.staff_id.fill_null(UNCLAIMED),
        fee_micro=joined.amount_fen * joined.share_bp.fill_null(SHARE_BP_ONE),
    )


def account_credit(
    margins: ir.Table, losses: ir.Table, bad: ir.Table, *, fees: ir.Table, accounts: ir.Table
) -> ir.Table:
    """party_id, account_id, staff_id, side, org_id and summed measures; rows with nothing to show are left out.

    Where there is a loss or a bad day there is a balance, hence a margin. A party's own fees stand with an empty
    account_id, no org unit and the side `fee`.
    """
    earned = _beside(_beside(margins, losses), bad)
    named = fees.filter(fees.account_no.notnull())
    keys = {"fee_account": named.account_no, "fee_staff": named.staff_id}
    by_account = named.group_by(**keys).agg(fee_micro=exact_sum(named.fee_micro))
    both = earned.outer_join(
        by_account, [earned.account_no == by_account.fee_account, earned.staff_id == by_account.fee_staff]
    ).select(*earned.columns, *by_account.columns)
    sums = both.select(
        account_no=both.account_no.fill_null(both.fee_account),
        staff_id=both.staff_id.fill_null(both.fee_staff),
        **{name: both[name].fill_null(NOTHING if name == "fee_micro" else 0) for name in MEASURES},
    )
    columns = ("party_id", "account_id", "staff_id", "side", "org_id", *MEASURES)
    facts = accounts.select("account_no", "account_id", "party_id", "org_id", "side")
    whole = sums.join(facts, "account_no").select(*columns)
    rows = whole.union(_own_fees(fees).select(*columns))
    something = rows[MEASURES[0]] != 0
    for name in MEASURES[1:]:
        something = something | (rows[name] != 0)
    return rows.filter(something)


def _beside(rows: ir.Table, more: ir.Table) -> ir.Table:
    """The rows with the measures of another table of accounts and people beside them."""
    other = more.rename(more_account="account_no", more_staff="staff_id")
    joined = rows.left_join(other, [rows.account_no == other.more_account, rows.staff_id == other.more_staff])
    return joined.select(*rows.columns, *(name for name in more.columns if name in MEASURES))


def _own_fees(fees: ir.Table) -> ir.Table:
    own = fees.filter(fees.account_no.isnull())
    sums = own.group_by("party_id", "staff_id").agg(fee_micro=exact_sum(own.fee_micro))
    zeros = {name: ibis.literal(0, "int64") for name in MEASURES if name != "fee_micro"}
    return sums.mutate(account_id=ibis.literal(""), side=ibis.literal("fee"), org_id=ibis.literal(""), **zeros)
