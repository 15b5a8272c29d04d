"""What holds on each single day, looked up afresh for every day: balance, rate, price, risk and shares."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from tests.oracle.reading import Row, Rows, Tables

BAD_CLASSES = {"substandard", "doubtful", "loss"}


@dataclass
class Line:
    """One account on one day: balance (fen), rate and price (ppm), rho (10^-8), and whether the loan is bad."""

    balance: int
    rate: int
    price: int | None
    rho: int
    bad: bool


@dataclass
class Sheet:
    """One account's month: a line and the shares (ten-thousandths) of every day."""

    account: Row
    product: Row
    lines: dict[date, Line]
    shares: dict[date, dict[str, int]]


def days_of(month: str) -> list[date]:
    """Every day of a month written 2026-09."""
    day = date.fromisoformat(f"{month}-01")
    days = []
    while f"{day:%Y-%m}" == month:
        days.append(day)
        day += timedelta(days=1)
    return days


def shares_on(tables: Tables, party: str, account: str, day: date, left_on: dict[str, str]) -> dict[str, int]:
    """Who has which part of an account (or, without one, of a customer) on a day, in ten-thousandths; '' is nobody."""
    running = [row for row in tables["assignment"] if row["party_id"] == party and _runs(row, day)]
    own = [row for row in running if account and row.get("account_id", "") == account]
    rows = own or [row for row in running if not row.get("account_id", "")]
    shares = {"": 10_000}
    for row in rows:
        part = scaled(row["share"], 10_000)
        gone = left_on[row["staff_id"]] and day > date.fromisoformat(left_on[row["staff_id"]])
        if not gone:
            shares[row["staff_id"]] = shares.get(row["staff_id"], 0) + part
            shares[""] -= part
    assert shares[""] >= 0, (party, account, day)
    return {person: part for person, part in shares.items() if part}


def sheet_of(tables: Tables, account: Row, product: Row, days: list[date], left_on: dict[str, str]) -> Sheet:
    """One account's month, day by day."""
    key, party = account["account_id"], account["party_id"]
    own = {
        name: [row for row in tables.get(name, []) if row["account_id"] == key] for name in ("balance", "rate", "risk")
    }
    own["ftp"] = [
        row
        for row in tables["ftp"]
        if (row["side"], int(row["tenor_days"])) == (product["side"], int(product["tenor_days"]))
    ]
    return Sheet(
        account,
        product,
        {day: _line_on(own, account, product, day.isoformat()) for day in days},
        {day: shares_on(tables, party, key, day, left_on) for day in days},
    )


def _line_on(own: Tables, account: Row, product: Row, day: str) -> Line:
    """What holds on a day, each looked up afresh."""
    balance, rate, risk = (
        last_row(own["balance"], "on", day),
        last_row(own["rate"], "since", day),
        last_row(own["risk"], "since", day),
    )
    price = last_row(own["ftp"], "since", account["opened_on"] if product["ftp_method"] == "matched" else day)
    return Line(
        balance=scaled(balance["balance"], 100) if balance else 0,
        rate=scaled(rate["annual_rate"], 1_000_000) if rate else 0,
        price=scaled(price["annual_rate"], 1_000_000) if price else None,
        rho=_rho(risk),
        bad=bool(risk and risk["class"] in BAD_CLASSES),
    )


def last_row(rows: Rows, column: str, day: str) -> Row | None:
    """The row in force on a day: of those at or before it, the latest."""
    found: Row | None = None
    for row in rows:
        if row[column] <= day and (found is None or row[column] > found[column]):
            found = row
    return found


def alive(account: Row, day: date) -> bool:
    text, end = day.isoformat(), account.get("closed_on", "")
    return account["opened_on"] <= text and (not end or text <= end)


def _runs(row: Row, day: date) -> bool:
    text, until = day.isoformat(), row.get("until", "")
    return row["since"] <= text and (not until or text < until)


def _rho(risk: Row | None) -> int:
    if not risk or not risk.get("pd") or not risk.get("lgd"):
        return 0
    return half_away(Fraction(scaled(risk["pd"], 10**6) * scaled(risk["lgd"], 10**6), 10**4))


def half_away(value: Fraction) -> int:
    nearest = int(abs(value) + Fraction(1, 2))
    return nearest if value >= 0 else -nearest


@cache
def scaled(text: str, units: int) -> int:
    """Decimal text in whole units: ("0.04", 10000) is 400; a text with finer parts than that is our own mistake."""
    value = Fraction(text) * units
    assert value.denominator == 1, text
    return int(value)
