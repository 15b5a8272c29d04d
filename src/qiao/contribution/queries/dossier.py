"""What the book says of a customer in a dossier: balances and contracts, and the risk notes of its loans."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries.figures import AccountFacts, accounts_of
from qiao.contribution.queries.runs import newest_run
from qiao.contribution.rules.facts import RiskClass, Side
from qiao.ground.money import spaced, text_of_scaled
from qiao.ground.periods import day_number, day_of
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.dossier import LINES_MOST, DossierPart

FEN_PLACES = 2
SIDE_WORDS = {Side.DEPOSIT: _("Deposit"), Side.LOAN: _("Loan"), Side.FEE: _("Fee")}
CLASS_WORDS = {
    RiskClass.NORMAL: _("normal class"),
    RiskClass.SPECIAL: _("special mention"),
    RiskClass.SUBSTANDARD: _("substandard"),
    RiskClass.DOUBTFUL: _("doubtful"),
    RiskClass.LOSS: _("loss"),
}


def loans_of(party_id: str) -> list[tuple[str, int]]:
    """The customer's loan accounts with the day each was opened."""
    return [(one.account_id, one.opened_on_day) for one in _accounts(party_id) if _side(one) == Side.LOAN]


def dossier_parts(party_id: str, on: date) -> Iterator[DossierPart]:
    """Open accounts with their balance on the day, and each loan's class as it stands; the figures of the book."""
    accounts = [one for one in _accounts(party_id) if one.closed_on_day is None or one.closed_on_day >= day_number(on)]
    named, more = accounts[:LINES_MOST], max(0, len(accounts) - LINES_MOST)
    ids = [one.account_id for one in named]
    balances, risks = _newest("balance", ids, day="on_day", on=on), _newest("risk", ids, day="since_day", on=on)
    products = catalogue.products()
    yield DossierPart(
        _("Balances and contracts"),
        (
            _("Account"),
            _("Product"),
            _("Side"),
            _("Opened on"),
            _("Matures on"),
            _("Balance (yuan)"),
            _("Balance since"),
        ),
        [
            (
                one.account_id,
                products[one.product_id].name if one.product_id in products else one.product_id,
                SIDE_WORDS[Side(_side(one))],
                day_of(one.opened_on_day).isoformat(),
                day_of(one.maturity_on_day).isoformat() if one.maturity_on_day is not None else "",
                *_balance(balances.get(one.account_id)),
            )
            for one in named
        ],
        more,
    )
    yield DossierPart(
        _("Risk notes"),
        (_("Account"), _("Class"), _("Days past due"), _("Since")),
        [_risk(account_id, row) for account_id, row in sorted(risks.items())],
    )


def _accounts(party_id: str) -> list[AccountFacts]:
    run = newest_run()
    return accounts_of(run, party_id) if run is not None else []


def _side(one: AccountFacts) -> str:
    product = catalogue.products().get(one.product_id)
    return product.side if product is not None else Side.FEE.value


def _newest(table: str, account_ids: list[str], *, day: str, on: date) -> dict[str, dict[str, Any]]:
    """Each account's row in force on the day, in the book as it stands."""
    version, number = book.current(), day_number(on)
    rows = book.account_rows(version, table, account_ids) if version else []
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row[day]):
        if row[day] <= number:
            found[row["account_id"]] = row
    return found


def _balance(row: dict[str, Any] | None) -> tuple[str, str]:
    if row is None:
        return "0.00", ""
    return spaced(text_of_scaled(row["balance_fen"], places=FEN_PLACES)), day_of(row["on_day"]).isoformat()


def _risk(account_id: str, row: dict[str, Any]) -> tuple[str, ...]:
    overdue = row["days_past_due"]
    since = day_of(row["since_day"]).isoformat()
    return account_id, CLASS_WORDS[RiskClass(row["class"])], "" if overdue is None else str(overdue), since
