"""Hands a bank's tables to the scalar rules, account by account, as the book would."""

from collections.abc import Iterable
from datetime import date

from qiao.contribution.rules.facts import AccountFacts, AssignmentRow, FeeRow, PriceMethod, RiskClass, RiskRow, Side
from qiao.ground.money import scaled_from_text
from qiao.ground.periods import day_number
from tests.banks.bank import Bank, Row


def facts_of_accounts(bank: Bank) -> list[AccountFacts]:
    """Every account of the bank with all that bears on it."""
    products = {row["product_id"]: row for row in bank.tables["product"]}
    return [_facts(bank, row, product=products[row["product_id"]]) for row in bank.tables["account"]]


def party_fees(bank: Bank) -> dict[str, tuple[FeeRow, ...]]:
    """Each customer's fees that name no account."""
    loose = [row for row in bank.tables["fee"] if not row["account_id"]]
    return {row["party_id"]: _fees(r for r in loose if r["party_id"] == row["party_id"]) for row in loose}


def party_rows(bank: Bank, *, party: str) -> tuple[AssignmentRow, ...]:
    """A customer's assignment rows that name no account."""
    return _assignments(bank, party=party, account="")


def left_on_days(bank: Bank) -> dict[str, int]:
    """The last day in the post of those who left."""
    return {row["staff_id"]: _day(row["left_on"]) for row in bank.tables["staff"] if row["left_on"]}


def _facts(bank: Bank, account: Row, *, product: Row) -> AccountFacts:
    key = account["account_id"]
    own = {name: [row for row in bank.tables[name] if row.get("account_id") == key] for name in bank.tables}
    curve = [
        row
        for row in bank.tables["ftp"]
        if (row["side"], row["tenor_days"]) == (product["side"], product["tenor_days"])
    ]
    return AccountFacts(
        account_id=key,
        party_id=account["party_id"],
        side=Side(product["side"]),
        method=PriceMethod(product["ftp_method"]),
        tenor_days=int(product["tenor_days"]),
        opened_on_day=_day(account["opened_on"]),
        closed_on_day=_day(account["closed_on"]) if account["closed_on"] else None,
        balances=tuple((_day(row["on"]), scaled_from_text(row["balance"], places=2)) for row in own["balance"]),
        rates=tuple((_day(row["since"]), _ppm(row["annual_rate"])) for row in own["rate"]),
        prices=tuple((_day(row["since"]), _ppm(row["annual_rate"])) for row in curve),
        risks=tuple(
            RiskRow(_day(row["since"]), RiskClass(row["class"]), _known_ppm(row["pd"]), _known_ppm(row["lgd"]))
            for row in own["risk"]
        ),
        fees=_fees(own["fee"]),
        account_rows=_assignments(bank, party=account["party_id"], account=key),
        party_rows=party_rows(bank, party=account["party_id"]),
        left_on_days=left_on_days(bank),
    )


def _assignments(bank: Bank, *, party: str, account: str) -> tuple[AssignmentRow, ...]:
    return tuple(
        AssignmentRow(
            row["staff_id"],
            row["role"],
            _day(row["since"]),
            _day(row["until"]) if row["until"] else None,
            scaled_from_text(row["share"], places=4),
        )
        for row in bank.tables["assignment"]
        if (row["party_id"], row["account_id"]) == (party, account)
    )


def _fees(rows: Iterable[Row]) -> tuple[FeeRow, ...]:
    return tuple(FeeRow(row["fee_id"], _day(row["on"]), scaled_from_text(row["amount"], places=2)) for row in rows)


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def _ppm(text: str) -> int:
    return scaled_from_text(text, places=6)


def _known_ppm(text: str) -> int | None:
    return _ppm(text) if text else None
