"""One batch of accounts as steps over named tables: the same texts serve every batch of a run.

Source: the contract, 2. Tables by name: the masters and `ftp` of the whole bank, `running` and `party_shares` made of
them once, and a batch's own account, balance, rate, risk and fee; balance and rate are laid down as spells.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from qiao.contribution.frames import credit, findings, flags, prices, shares, tieout
from qiao.contribution.frames.numbers import WIDE
from qiao.contribution.frames.spells import in_period, overlap
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.periods import Period

Columns = Mapping[str, str]
SHARES: Columns = {"staff_id": "string", "share_bp": "int64", "since_day": "int64", "until_day": "int64"}
WHOLE: Mapping[str, Columns] = {
    "ftp": {"side": "string", "tenor_days": "int64", "since_day": "int64", "annual_rate_ppm": "int64"},
    "ledger": {"on_day": "int64", "org_id": "string", "product_id": "string", "balance_fen": "int64"},
}
MASTERS: Mapping[str, Columns] = {
    "org": {"org_id": "string", "parent_id": "string"},
    "staff": {"staff_id": "string", "left_on_day": "int64"},
    "product": {"product_id": "string", "side": "string", "ftp_method": "string", "tenor_days": "int64"},
    "assignment": {
        "party_id": "string",
        "account_id": "string",
        "staff_id": "string",
        "since_day": "int64",
        "until_day": "int64",
        "share_bp": "int64",
    },
}
BUCKETED: Mapping[str, Columns] = {
    "account": {
        "account_id": "string",
        "account_no": "int64",
        "party_id": "string",
        "product_id": "string",
        "org_id": "string",
        "opened_on_day": "int64",
        "closed_on_day": "int64",
    },
    "balance": {
        "account_id": "string",
        "on_day": "int64",
        "balance_fen": "int64",
        "until_day": "int64",
        "change_fen": "int64",
    },
    "rate": {"account_id": "string", "since_day": "int64", "annual_rate_ppm": "int64", "until_day": "int64"},
    "risk": {"account_id": "string", "since_day": "int64", "class": "string", "pd_ppm": "int64", "lgd_ppm": "int64"},
    "fee": {
        "fee_id": "string",
        "party_id": "string",
        "account_id": "string",
        "on_day": "int64",
        "amount_fen": "int64",
    },
}
LOST: Mapping[str, Columns] = {
    f"lost_{name}": {name: "string"} for name in ("account_id", "party_id", "curve")
}  # what lost a row to quarantine
PARTS: Mapping[str, Columns] = {  # what a batch leaves, to be added up
    "credit": {
        "party_id": "string",
        "account_id": "string",
        "staff_id": "string",
        "side": "string",
        "org_id": "string",
        **{name: WIDE if name == "fee_micro" else "int64" for name in credit.MEASURES},
    },
    "party": {"party_id": "string"},
    "moves": {"org_id": "string", "product_id": "string", "on_day": "int64", "change_fen": WIDE},
    "finding": {"kind": "string", "account_id": "string", "first_day": "int64", "days": "int64"},
    "flag": {"kind": "string", "key": "string"},
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Steps to keep in this order, parts to write, the question that may refuse the month, and what is counted."""

    kept: Mapping[str, ir.Table]
    parts: Mapping[str, ir.Table]
    without_price: ir.Table
    accounts: ir.Table


def table(name: str, columns: Columns) -> ir.Table:
    """A table known by its name only."""
    return ibis.table(dict(columns), name=name)


def once(period: Period) -> Mapping[str, ir.Table]:
    """What is made of the masters once for all batches, in this order."""
    running = shares.running_rows(
        table("assignment", MASTERS["assignment"]), table("staff", MASTERS["staff"]), period=period
    )
    kept_running = ibis.table(running.schema(), name="running")
    pool = prices.pool_prices(table("ftp", WHOLE["ftp"]), period=period)
    return {"running": running, "party_shares": shares.party_spells(kept_running, period=period), "pool": pool}


def batch(*, basis: DayBasis, period: Period) -> Batch:
    """The steps of every batch."""
    given = {name: table(name, columns) for name, columns in {**WHOLE, **MASTERS, **BUCKETED, **LOST}.items()}
    made = {name: ibis.table(expression.schema(), name=name) for name, expression in once(period).items()}
    kept: dict[str, ir.Table] = {}

    def keep(name: str, expression: ir.Table) -> ir.Table:
        kept[name] = expression
        return ibis.table(expression.schema(), name=name)

    accounts = keep("accounts", credit.accounts_of(given["account"], given["product"]))
    of_month = (given["fee"].on_day >= period.since_day) & (given["fee"].on_day < period.until_day)
    fees = keep("fees", given["fee"].filter(of_month))
    held = keep("shares", shares.account_spells(made["running"], accounts, made["party_shares"], period=period))
    balances = keep("balances", credit.balances_of(_balances(given["balance"], period), accounts))
    terms = keep("terms", _margin_terms(given, accounts=accounts, held=held, period=period))
    losses, bad = (
        overlap(found, held, on=["account_no"], carry=["staff_id", "share_bp"])
        for found in (
            credit.loss_terms(given["risk"], accounts, period=period),
            credit.bad_terms(given["risk"], accounts, period=period),
        )
    )
    credited = credit.fee_credit(fees, account_shares=held, party_shares=made["party_shares"], accounts=accounts)
    rows = credit.account_credit(
        credit.margin_credit(balances, terms, made["pool"], basis=basis, period=period),
        credit.loss_credit(balances, losses, basis=basis, period=period),
        credit.bad_credit(balances, bad),
        fees=credited,
        accounts=accounts,
    )
    parties = accounts.select("party_id").union(fees.select("party_id")).distinct()
    odd = findings.balance_findings(balances, accounts, period=period)
    return Batch(
        kept=kept,
        parts={
            "credit": rows,
            "party": parties,
            "moves": tieout.book_moves(balances, period=period),
            "finding": odd.union(findings.fee_findings(fees, accounts)),
            "flag": _flags(given, accounts=accounts, parties=parties, held=held, made=made, period=period),
        },
        without_price=prices.without_price(balances, accounts, given["ftp"], period=period),
        accounts=accounts,
    )


def _balances(balance: ir.Table, period: Period) -> ir.Table:
    return in_period(balance, day="on_day", keep=["account_id", "balance_fen", "change_fen"], period=period)


def _margin_terms(given: Mapping[str, ir.Table], *, accounts: ir.Table, held: ir.Table, period: Period) -> ir.Table:
    priced = prices.priced_accounts(accounts, given["ftp"])
    stated = in_period(given["rate"], day="since_day", keep=["account_id", "annual_rate_ppm"], period=period)
    numbered = stated.join(accounts.select("account_id", "account_no"), "account_id")
    known = numbered.select("account_no", "since_day", "until_day", rate_ppm=numbered.annual_rate_ppm)
    rates = prices.customer_rates(known, priced, period=period)
    return credit.margin_terms(priced, rates, held)


def _flags(
    given: Mapping[str, ir.Table],
    *,
    accounts: ir.Table,
    parties: ir.Table,
    held: ir.Table,
    made: Mapping[str, ir.Table],
    period: Period,
) -> ir.Table:
    by_party = given["lost_party_id"]
    hit = flags.lost_accounts(
        accounts, by_account=given["lost_account_id"], by_party=by_party, by_curve=given["lost_curve"]
    )
    lost_parties = parties.semi_join(by_party, "party_id")
    of_parties = shares.whole_parties(lost_parties, made["party_shares"], period=period)
    return flags.flags(hit, held=held, parties=parties, of_parties=of_parties, by_party=by_party)
