"""A month reckoned day by day, in the most naive way: for every account, day and person, one after the other.

It follows the text of the book's contract, 2 and 4, and nothing else: no spells, no shortcuts, no code of the product.
A leaf is found by comparing each day with the day before. It answers in the exported files' own text.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.answers import (
    MEASURES,
    Credit,
    HandPlan,
    account_credit,
    org_result,
    party_result,
    staff_result,
    tieout,
)
from tests.oracle.reading import Tables
from tests.oracle.sheets import Line, Sheet, alive, days_of, half_away, shares_on, sheet_of


@dataclass
class HandLeaf:
    """A leaf as the days show it: first and last day, and the rounded millionths of a yuan."""

    account_id: str
    measure: str
    staff_id: str
    first: date
    last: date
    micro: int


@dataclass
class Answer:
    """The files of an export as rows of text, the leaves, missing prices and what lies outside an account's life."""

    files: Tables
    leaves: list[HandLeaf]
    missing_prices: dict[tuple[str, str], set[str]]  # side and tenor -> accounts
    outside_life: dict[str, list[date]]  # account -> days with a balance before its opening or after its end


def settle(tables: Tables, *, month: str, plan: HandPlan) -> Answer:
    """The whole month from an extract's tables under a plan."""
    return settle_each(tables, month=month, plans=[plan])[0]


def settle_each(tables: Tables, *, month: str, plans: list[HandPlan]) -> list[Answer]:
    """The same month under several plans, the days written down once."""
    days = days_of(month)
    products = {row["product_id"]: row for row in tables["product"]}
    left_on = {row["staff_id"]: row.get("left_on", "") for row in tables["staff"]}
    sheets = [
        sheet_of(tables, account, products[account["product_id"]], days, left_on) for account in tables["account"]
    ]
    return [_settle(tables, sheets, days, left_on, plan) for plan in plans]


def _settle(tables: Tables, sheets: list[Sheet], days: list[date], left_on: dict[str, str], plan: HandPlan) -> Answer:
    credit: Credit = {}
    leaves: list[HandLeaf] = []
    missing: dict[tuple[str, str], set[str]] = {}
    outside: dict[str, list[date]] = {}
    for sheet in sheets:
        key, side = sheet.account["account_id"], sheet.product["side"]
        strange = [day for day in days if sheet.lines[day].balance and not alive(sheet.account, day)]
        if strange:
            outside[key] = strange
        if side == "fee":
            continue
        if any(line.balance and line.price is None for line in sheet.lines.values()):
            missing.setdefault((side, sheet.product["tenor_days"]), set()).add(key)
            continue
        leaves += _credit_account(credit, sheet, basis=_basis(plan.day_basis, days))
    _credit_fees(credit, tables, days, left_on)
    sides = {sheet.account["account_id"]: sheet.product["side"] for sheet in sheets}
    files = {
        "account_credit": account_credit(credit, sides),
        "staff_result": staff_result(tables, credit, sides, days, plan),
        "party_result": party_result(tables, credit, sides, days),
        "org_result": org_result(tables, credit, sides),
        "tieout": tieout(tables, days),
    }
    return Answer(files, leaves, missing, outside)


def _credit_account(credit: Credit, sheet: Sheet, *, basis: Fraction) -> list[HandLeaf]:
    """Enter one account's days, margin and expected loss for every person; return the leaves."""
    party, key = sheet.account["party_id"], sheet.account["account_id"]
    found: list[HandLeaf] = []
    for person in sorted({person for shares in sheet.shares.values() for person in shares}):
        sums = credit.setdefault((party, key, person), dict.fromkeys(MEASURES, Fraction()))
        for day, line in sheet.lines.items():
            part = line.balance * sheet.shares[day].get(person, 0)
            if part:
                sums["balance_days"] += Fraction(part, 100 * 10_000)
            if part and sheet.product["side"] == "loan" and line.bad:
                sums["npl_days"] += Fraction(part, 100 * 10_000)
        for measure in ("margin", "expected_loss") if sheet.product["side"] == "loan" else ("margin",):
            for leaf in _leaves(sheet, measure, person, basis):
                sums[measure] += Fraction(leaf.micro, 10**6)
                found.append(leaf)
    return found


def _leaves(sheet: Sheet, measure: str, person: str, basis: Fraction) -> list[HandLeaf]:
    """Group the days into stretches in which nothing of the measure changes, and round each stretch once."""
    groups: list[list[date]] = []
    before = None
    for day, line in sheet.lines.items():
        own_rates = (line.rate, line.price) if measure == "margin" else (line.rho, None)
        state = (line.balance, sheet.shares[day].get(person, 0), own_rates)
        if state == before:
            groups[-1].append(day)
        else:
            groups.append([day])
        before = state
    leaves = []
    for group in groups:
        first = group[0]
        if not sheet.lines[first].balance or not sheet.shares[first].get(person):
            continue
        units = sum(
            sheet.lines[day].balance
            * sheet.shares[day].get(person, 0)
            * _times(sheet.product["side"], measure, sheet.lines[day])
            for day in group
        )
        scale = 100 * 10_000 * (10**6 if measure == "margin" else 10**8)
        micro = half_away(Fraction(units, scale) * basis * 10**6)
        leaves.append(HandLeaf(sheet.account["account_id"], measure, person, group[0], group[-1], micro))
    return leaves


def _times(side: str, measure: str, line: Line) -> int:
    if measure == "expected_loss":
        return line.rho
    price = line.price or 0  # no price is missing where there is a balance
    return price - line.rate if side == "deposit" else line.rate - price


def _basis(day_basis: str, days: list[date]) -> Fraction:
    return {
        "ACT_360": Fraction(1, 360),
        "ACT_365": Fraction(1, 365),
        "FIXED_360": Fraction(30, 360 * len(days)),
    }[day_basis]


def _credit_fees(credit: Credit, tables: Tables, days: list[date], left_on: dict[str, str]) -> None:
    """Divide every fee of the month by the shares of its day."""
    owner = {row["account_id"]: row["party_id"] for row in tables["account"]}
    for fee in tables.get("fee", []):
        day = date.fromisoformat(fee["on"])
        if day not in days:
            continue
        account = fee.get("account_id", "")
        party = owner[account] if account else fee["party_id"]
        for person, part in shares_on(tables, party, account, day, left_on).items():
            sums = credit.setdefault((party, account, person), dict.fromkeys(MEASURES, Fraction()))
            sums["fee"] += Fraction(fee["amount"]) * part / 10_000
