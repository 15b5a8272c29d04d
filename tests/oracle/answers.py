"""The exported files as rows of text, each summed in its own naive pass over every single credit."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.reading import Rows, Tables
from tests.oracle.sheets import half_away, last_row

MEASURES = ("balance_days", "margin", "expected_loss", "npl_days", "fee")

Credit = dict[tuple[str, str, str], dict[str, Fraction]]  # party, account, person -> measure -> yuan or yuan-days


@dataclass
class HandPlan:
    """A plan's numbers as text."""

    day_basis: str = "ACT_360"
    deposit_share: str = "0.04"
    loan_share: str = "0.05"
    floor_at_zero: bool = True
    steps: list[tuple[str, str]] = field(
        default_factory=lambda: [("0.01", "1.0"), ("0.02", "0.8"), ("0.03", "0.5"), ("0.05", "0"), ("1", "-0.5")]
    )
    expense: dict[str, str] = field(default_factory=dict)


def account_credit(credit: Credit, sides: dict[str, str]) -> Rows:
    return [
        {
            "party_id": party,
            "account_id": account,
            "staff_id": person,
            "side": sides[account] if account else "fee",
            "balance_days": _text(sums["balance_days"], 6),
            "margin": _text(sums["margin"], 6),
            "expected_loss": _text(sums["expected_loss"], 6),
            "fee": _text(sums["fee"], 6),
        }
        for (party, account, person), sums in sorted(credit.items(), key=lambda item: in_bytes(*item[0]))
        if any(sums.values())
    ]


def staff_result(tables: Tables, credit: Credit, sides: dict[str, str], days: list[date], plan: HandPlan) -> Rows:
    rows = []
    for staff in sorted(tables["staff"], key=lambda row: in_bytes(row["staff_id"])):
        me = staff["staff_id"]
        own = {key: sums for key, sums in credit.items() if key[2] == me}
        by = {side: {m: _total(_of_side(own, sides, side), m) for m in MEASURES} for side in ("deposit", "loan")}
        loans = by["loan"]["balance_days"]
        quality = _quality(plan, by["loan"]["npl_days"] / loans if loans > 0 else Fraction())
        expense = Fraction()
        for row in tables.get("expense", []):
            if row["staff_id"] == me and date.fromisoformat(row["on"]) in days:
                expense += Fraction(row["amount"]) * Fraction(plan.expense.get(row["kind"], "1"))
        bonus = (
            Fraction(plan.deposit_share) * by["deposit"]["margin"]
            + Fraction(plan.loan_share) * quality * by["loan"]["margin"]
            - expense
        )
        rows.append(
            {
                "staff_id": me,
                "deposit_balance_days": _text(by["deposit"]["balance_days"], 6),
                "loan_balance_days": _text(loans, 6),
                "deposit_margin": _text(by["deposit"]["margin"], 6),
                "loan_margin": _text(by["loan"]["margin"], 6),
                "expected_loss": _text(by["loan"]["expected_loss"], 6),
                "fee": _text(_total(own, "fee"), 6),
                "quality": _text(quality, 4),
                "expense": _text(expense, 2),
                "bonus": _text(max(bonus, Fraction()) if plan.floor_at_zero else bonus, 2),
            }
        )
    return rows


def _quality(plan: HandPlan, ratio: Fraction) -> Fraction:
    for limit, coefficient in plan.steps:
        if ratio <= Fraction(limit):
            return Fraction(coefficient)
    return Fraction(plan.steps[-1][1])


def party_result(tables: Tables, credit: Credit, sides: dict[str, str], days: list[date]) -> Rows:
    owner = {row["account_id"]: row["party_id"] for row in tables["account"]}
    named = set(owner.values())
    for fee in tables.get("fee", []):
        if date.fromisoformat(fee["on"]) in days:
            named.add(owner[fee["account_id"]] if fee.get("account_id") else fee["party_id"])
    rows = []
    for party in sorted(named, key=in_bytes):
        own = {key: sums for key, sums in credit.items() if key[0] == party}
        rows.append(
            {
                "party_id": party,
                **_days_by_side(own, sides),
                "margin": _text(_total(own, "margin"), 6),
                "expected_loss": _text(_total(own, "expected_loss"), 6),
                "fee": _text(_total(own, "fee"), 6),
            }
        )
    return rows


def org_result(tables: Tables, credit: Credit, sides: dict[str, str]) -> Rows:
    parents = {row["org_id"]: row.get("parent_id", "") for row in tables["org"]}
    place = {row["account_id"]: row["org_id"] for row in tables["account"]}
    rows = []
    for org in sorted(parents, key=in_bytes):
        own = {key: sums for key, sums in credit.items() if key[1] and org in _upwards(place[key[1]], parents)}
        rows.append(
            {
                "org_id": org,
                **_days_by_side(own, sides),
                "margin": _text(_total(own, "margin"), 6),
                "expected_loss": _text(_total(own, "expected_loss"), 6),
            }
        )
    return rows


def _upwards(org: str, parents: dict[str, str]) -> list[str]:
    chain = []
    while org:
        chain.append(org)
        org = parents[org]
    return chain


def tieout(tables: Tables, days: list[date]) -> Rows:
    """The book's sum against the general ledger for every day, org and product the ledger names; only what differs."""
    rows = []
    for line in sorted(tables.get("ledger", []), key=lambda row: in_bytes(row["on"], row["org_id"], row["product_id"])):
        if date.fromisoformat(line["on"]) not in days:
            continue
        book = Fraction()
        for account in tables["account"]:
            if (account["org_id"], account["product_id"]) == (line["org_id"], line["product_id"]):
                own = [row for row in tables["balance"] if row["account_id"] == account["account_id"]]
                last = last_row(own, "on", line["on"])
                book += Fraction(last["balance"]) if last else 0
        ledger = Fraction(line["balance"])
        if book != ledger:
            rows.append(
                {
                    "on": line["on"],
                    "org_id": line["org_id"],
                    "product_id": line["product_id"],
                    "book": _text(book, 2),
                    "ledger": _text(ledger, 2),
                    "difference": _text(book - ledger, 2),
                }
            )
    return rows


def _days_by_side(own: Credit, sides: dict[str, str]) -> dict[str, str]:
    return {
        f"{side}_balance_days": _text(_total(_of_side(own, sides, side), "balance_days"), 6)
        for side in ("deposit", "loan")
    }


def _of_side(own: Credit, sides: dict[str, str], side: str) -> Credit:
    return {key: sums for key, sums in own.items() if sides.get(key[1]) == side}


def _total(credit: Credit, measure: str) -> Fraction:
    return sum((sums[measure] for sums in credit.values()), Fraction())


def in_bytes(*key: str) -> tuple[bytes, ...]:
    return tuple(part.encode() for part in key)


def _text(value: Fraction, places: int) -> str:
    """Decimal text of a number that has no more places, or is rounded to them half away from zero."""
    digits = str(abs(half_away(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if half_away(value * 10**places) < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
