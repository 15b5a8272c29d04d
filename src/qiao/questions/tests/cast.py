"""A bank of two settled months small enough to reckon by hand.

Head office H, branches B1 and B2, team T1 below B1. Manager M works in T1, manager C in B2; both serve customer P (a
company, half each); M alone serves Q (a person); nobody serves R (a company), whose account lies in B2.
P has deposit D1 and loan L1 in T1, Q deposit D2 in T1 and a fee of its own, R deposit D3 in B2.
"""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.db.models import Model

from qiao.catalogue.queries import Product
from qiao.contribution.queries.runs import Run
from qiao.customers.queries import Customer
from qiao.ground import clock
from qiao.ground.models import User, Visibility
from qiao.ground.periods import day_number, month_period
from qiao.people.queries.staff import OrgUnit, Staff

YUAN = 1_000_000
UNITS = (("H", "总行", None), ("B1", "城东支行", "H"), ("B2", "城西支行", "H"), ("T1", "对公一组", "B1"))
CUSTOMERS = (
    ("P", "company", "东山机械", "C34", "4201"),
    ("Q", "person", "张伟", "", "4201"),
    ("R", "company", "西河商贸", "F51", "4301"),
)
ACCOUNTS = (
    ("D1", "P", "DEP", "T1", date(2020, 1, 10)),
    ("L1", "P", "LOAN", "T1", date(2024, 3, 1)),
    ("D2", "Q", "DEP", "T1", date(2026, 5, 5)),
    ("D3", "R", "DEP", "B2", date(2014, 5, 5)),
)
CREDIT = ("party_id", "account_id", "staff_id", "side", "org_id")
MEASURES = ("balance_days_micro", "margin_micro", "expected_loss_micro", "fee_micro", "npl_days_micro")
MONTHS = {
    # party, account, person, side, unit: average balance x days, margin, loss, fee, bad days; in yuan
    "2026-08": (
        ("P", "D1", "M", "deposit", "T1", 31_000, 60, 0, 0, 0),
        ("P", "D1", "C", "deposit", "T1", 31_000, 60, 0, 0, 0),
        ("Q", "D2", "M", "deposit", "T1", 6_200, 10, 0, 0, 0),
    ),
    "2026-09": (
        ("P", "D1", "M", "deposit", "T1", 30_000, 50, 0, 0, 0),
        ("P", "D1", "C", "deposit", "T1", 30_000, 50, 0, 0, 0),
        ("P", "L1", "M", "loan", "T1", 60_000, 200, 20, 0, 6_000),
        ("P", "L1", "C", "loan", "T1", 60_000, 200, 20, 0, 0),
        ("Q", "D2", "M", "deposit", "T1", 6_000, 9, 0, 0, 0),
        ("Q", "", "M", "fee", "", 0, 0, 0, 7, 0),
        ("R", "D3", "", "deposit", "B2", 3_000, 4, 0, 0, 0),
    ),
}
PAY = {"2026-08": {"M": 100, "C": 90}, "2026-09": {"M": 250, "C": 230}}
"""Bonus in yuan."""


@pytest.fixture
def small_bank(empty_home: Path, db: None) -> Path:
    """The bank, loaded and settled by hand."""
    for org_id, name, parent in UNITS:
        OrgUnit.objects.create(org_id=org_id, name=name, kind="head" if parent is None else "branch", parent_id=parent)
    for staff_id, name, org, post in (
        ("M", "王敏", "T1", "rm"),
        ("C", "陈刚", "B2", "rm"),
        ("HD", "何强", "B1", "head"),
    ):
        Staff.objects.create(staff_id=staff_id, name=name, org_id=org, post=post)
    for product_id, name, side in (("DEP", "活期存款", "deposit"), ("LOAN", "流动资金贷款", "loan")):
        Product.objects.create(product_id=product_id, name=name, side=side, ftp_method="pool", tenor_days=0)
    for party_id, kind, name, industry, region in CUSTOMERS:
        Customer.objects.create(party_id=party_id, kind=kind, name=name, industry=industry, region=region)
    version = apps.get_model("book", "BookVersion")._default_manager.create(load_id=_load().pk, tables={})
    for month, rows in MONTHS.items():
        _settle(empty_home, month, rows, version)
    return empty_home


def _load() -> Model:
    return apps.get_model("book", "Load")._default_manager.create(
        token="t",
        folder="f",
        directory="d",
        bank="演示银行",
        since=date(2026, 8, 1),
        until=date(2026, 10, 1),
        contract="1.0",
        currency="CNY",
        delimiter=",",
        manifest_sha256="0",
        at=clock.now(),
        actor="test",
        seconds=0,
        peak_mib=0,
    )


def _settle(home: Path, month: str, rows: tuple[tuple[object, ...], ...], version: Model) -> None:
    period = month_period(month)
    folder = home / "runs" / month
    folder.mkdir(parents=True)
    figures = [dict(zip((*CREDIT, "days", "margin", "loss", "fee", "bad"), row, strict=True)) for row in rows]
    columns: dict[str, list[object]] = {name: [row[name] for row in figures] for name in CREDIT}
    for name, given in zip(MEASURES, ("days", "margin", "loss", "fee", "bad"), strict=True):
        columns[name] = [int(str(row[given])) * YUAN for row in figures]
    pq.write_table(pa.table(columns), folder / "account_credit.parquet")
    pay = PAY[month]
    pq.write_table(
        pa.table(
            {
                "staff_id": list(pay),
                "bonus_fen": [yuan * 100 for yuan in pay.values()],
                "expense_fen": [0 for _yuan in pay],
            }
        ),
        folder / "staff_result.parquet",
    )
    names = ("account_id", "party_id", "product_id", "org_id")
    accounts: dict[str, list[object]] = {name: [row[place] for row in ACCOUNTS] for place, name in enumerate(names)}
    accounts["opened_on_day"] = [day_number(row[4]) for row in ACCOUNTS]
    pq.write_table(pa.table(accounts), folder / "shelf_accounts.parquet")
    Run.objects.create(
        month=month,
        since=period.since,
        until=period.until,
        folder=month,
        book_version_id=version.pk,
        plan_code="",
        plan_text="",
        day_basis="act/360",
        engine="duckdb",
        rule_version="1",
        input_hash="",
        result_hash="",
        counts={},
        totals={},
        unclaimed={},
        steps=[],
        seconds=0,
        peak_mib=0,
        started_at=clock.now(),
        finished_at=clock.now(),
        actor="test",
    )


def person(username: str, post: str, **seen: tuple[str, ...]) -> User:
    """A log-in that sees everything (kind all), people or units."""
    for kind, keys in seen.items():
        for key in keys:
            Visibility.objects.create(staff_id=username, kind=kind, key=key, source="test", since=date(2020, 1, 1))
    return User.objects.create_user(username=username, staff_id=username, post=post)


@pytest.fixture
def auditor(small_bank: Path) -> User:
    """Sees everything."""
    return person("AU", "auditor", all=("",))


@pytest.fixture
def manager(small_bank: Path) -> User:
    """M, who sees herself."""
    return person("M", "rm", staff=("M",))


@pytest.fixture
def head(small_bank: Path) -> User:
    """The head of B1, who sees the branch and the team below it."""
    return person("HD", "head", staff=("HD",), org=("B1", "T1"))
