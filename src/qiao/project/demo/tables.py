"""The made-up bank as the contract's tables: column names, rows of text in key order, control sums.

Source: the contract, 1. Money has 2 decimals, rates 6, shares 4; empty means unknown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qiao.ground.money import FEN_A_YUAN, text_of_scaled
from qiao.project.demo.bank import Bank
from qiao.project.demo.calendar import text_of_day
from qiao.project.demo.postings import postings
from qiao.project.demo.products import PRODUCTS

FEN_PLACES, PPM_PLACES, SHARE_PLACES = 2, 6, 4

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the extract; `sums` are exact decimal totals by column."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    sums: Mapping[str, str] = field(default_factory=dict)


def tables(bank: Bank, *, seed: int) -> Iterable[Table]:
    """Every table of the extract, in the contract's order; each is made when it is asked for."""
    for make in _MAKERS:
        yield make(bank)
    yield _transactions(bank, seed=seed)


def yuan(fen: int) -> str:
    """Fen as yuan with 2 decimals."""
    if fen < 0:
        return text_of_scaled(fen, places=FEN_PLACES)
    return f"{fen // FEN_A_YUAN}.{fen % FEN_A_YUAN:02d}"  # a million times an extract: the plain case goes straight


def _day(day: int | None) -> str:
    """A day, or '' where there is none."""
    return "" if day is None else text_of_day(day)


def _rate(ppm: int) -> str:
    """Millionths as a decimal."""
    return text_of_scaled(ppm, places=PPM_PLACES)


def _share(share_bp: int | None) -> str:
    """Ten-thousandths as a decimal, or ''."""
    return "" if share_bp is None else text_of_scaled(share_bp, places=SHARE_PLACES)


def _org(bank: Bank) -> Table:
    rows = [(unit.org_id, unit.name, unit.kind, unit.parent_id) for unit in bank.units]
    return Table("org", ("org_id", "name", "kind", "parent_id"), rows)


def _staff(bank: Bank) -> Table:
    rows = [
        (
            person.staff_id,
            person.name,
            person.org_id,
            person.post,
            person.level,
            _day(person.hired_day),
            _day(person.left_day),
        )
        for person in bank.people
    ]
    return Table("staff", ("staff_id", "name", "org_id", "post", "level", "hired_on", "left_on"), rows)


def _party(bank: Bank) -> Table:
    columns = (
        "party_id", "kind", "name", "id_type", "id_no", "industry", "region", "registered_capital", "established_on",
        "address", "postcode", "phone",
    )  # fmt: skip
    rows = [
        (
            customer.party_id,
            "company" if customer.company else "person",
            customer.name,
            "uscc" if customer.company else "id_card",
            customer.id_no,
            customer.industry,
            customer.place.region,
            "" if customer.capital_fen is None else yuan(customer.capital_fen),
            _day(customer.established_day),
            customer.address,
            customer.place.postcode,
            customer.phone,
        )
        for customer in bank.customers
    ]
    return Table("party", columns, rows)


def _party_relation(bank: Bank) -> Table:
    rows = [
        (tie.party_id, tie.related_id, tie.role, text_of_day(tie.since_day), _day(tie.until_day), _share(tie.share_bp))
        for tie in bank.ties
    ]
    return Table("party_relation", ("party_id", "related_id", "role", "since", "until", "share"), rows)


def _product(_: Bank) -> Table:
    rows = [
        (product.product_id, product.name, product.side, product.ftp_method, str(product.tenor_days), product.weight)
        for product in PRODUCTS
    ]
    return Table("product", ("product_id", "name", "side", "ftp_method", "tenor_days", "weight"), rows)


def _account(bank: Bank) -> Table:
    rows = [
        (
            account.account_id,
            account.party_id,
            account.product_id,
            account.org_id,
            text_of_day(account.opened_day),
            _day(account.closed_day),
            _day(account.maturity_day),
        )
        for account in bank.accounts
    ]
    columns = ("account_id", "party_id", "product_id", "org_id", "opened_on", "closed_on", "maturity_on")
    return Table("account", columns, rows)


def _balance(bank: Bank) -> Table:
    rows = [
        (account.account_id, text_of_day(day), yuan(fen)) for account in bank.accounts for day, fen in account.events
    ]
    total = sum(fen for account in bank.accounts for _, fen in account.events)
    return Table("balance", ("account_id", "on", "balance"), rows, {"balance": yuan(total)})


def _customer_rate(bank: Bank) -> Table:
    rows = [
        (account.account_id, text_of_day(day), _rate(ppm)) for account in bank.accounts for day, ppm in account.rates
    ]
    return Table("rate", ("account_id", "since", "annual_rate"), rows)


def _ftp(bank: Bank) -> Table:
    rows = [
        (price.side, str(price.tenor_days), text_of_day(price.since_day), _rate(price.rate_ppm))
        for price in bank.curves
    ]
    return Table("ftp", ("side", "tenor_days", "since", "annual_rate"), rows)


def _fee(bank: Bank) -> Table:
    rows = [
        (f"F{number:07d}", fee.party_id, fee.account_id, fee.product_id, text_of_day(fee.on_day), yuan(fee.amount_fen))
        for number, fee in enumerate(bank.fees, start=1)
    ]
    total = sum(fee.amount_fen for fee in bank.fees)
    columns = ("fee_id", "party_id", "account_id", "product_id", "on", "amount")
    return Table("fee", columns, rows, {"amount": yuan(total)})


def _risk(bank: Bank) -> Table:
    rows = [
        (
            grade.account_id,
            text_of_day(grade.since_day),
            grade.grade,
            _rate(grade.pd_ppm),
            _rate(grade.lgd_ppm),
            str(grade.days_past_due),
        )
        for grade in bank.grades
    ]
    return Table("risk", ("account_id", "since", "class", "pd", "lgd", "days_past_due"), rows)


def _assignment(bank: Bank) -> Table:
    rows = [
        (
            share.party_id,
            share.account_id,
            share.staff_id,
            share.role,
            text_of_day(share.since_day),
            _day(share.until_day),
            _share(share.share_bp),
        )
        for share in bank.shares
    ]
    columns = ("party_id", "account_id", "staff_id", "role", "since", "until", "share")
    return Table("assignment", columns, rows, {"share": _share(sum(share.share_bp for share in bank.shares))})


def _expense(bank: Bank) -> Table:
    rows = [
        (
            f"E{number:06d}",
            expense.staff_id,
            text_of_day(expense.on_day),
            expense.kind,
            yuan(expense.amount_fen),
            yuan(expense.quota_fen),
        )
        for number, expense in enumerate(bank.expenses, start=1)
    ]
    total = sum(expense.amount_fen for expense in bank.expenses)
    return Table("expense", ("expense_id", "staff_id", "on", "kind", "amount", "quota"), rows, {"amount": yuan(total)})


def _ledger(bank: Bank) -> Table:
    rows = [(text_of_day(row.on_day), row.org_id, row.product_id, yuan(row.balance_fen)) for row in bank.ledger]
    total = sum(row.balance_fen for row in bank.ledger)
    return Table("ledger", ("on", "org_id", "product_id", "balance"), rows, {"balance": yuan(total)})


def _transactions(bank: Bank, *, seed: int) -> Table:
    columns = (
        "account_id", "on", "seq", "amount", "counter_name", "counter_account", "counter_bank", "purpose", "channel",
    )  # fmt: skip
    planted = {customer.number for customer in bank.planted.customers}
    ordinary = [account for account in bank.accounts if account.customer not in planted]
    posted = [*postings(bank.customers, accounts=ordinary, span=bank.span, seed=seed), *bank.planted.postings]
    rows = [
        (
            posting.account_id,
            text_of_day(posting.on_day),
            str(posting.seq),
            yuan(posting.amount_fen),
            posting.counter_name,
            posting.counter_account,
            posting.counter_bank,
            posting.purpose,
            posting.channel,
        )
        for posting in posted
    ]
    return Table("transaction", columns, rows, {"amount": yuan(sum(posting.amount_fen for posting in posted))})


_MAKERS: tuple[Callable[[Bank], Table], ...] = (
    _org, _staff, _party, _party_relation, _product, _account, _balance, _customer_rate, _ftp, _fee, _risk, _assignment,
    _expense, _ledger,
)  # fmt: skip
