"""A bank small enough to know by heart, with one case of everything that makes a share move.

Head office H with branch B. The manager M, her colleague C, and G, who left on 20 September. Customer P has a deposit
D1 and a term deposit T1; customer Q has an overdrawn deposit D2 and a loan L1. Daily margins are round figures:
D1 1.00, D2 -0.20, T1 -0.50, L1 4.00.
"""

from tests.banks.bank import Bank

MONTH = "2026-09"
BEGIN = "2026-01-01"


def story_bank() -> Bank:
    """The bank as it stands in September 2026."""
    bank = Bank(MONTH)
    _people(bank)
    _business(bank)
    _shares(bank)
    bank.add("fee", fee_id="F1", party_id="P", on="2026-09-10", amount="100.00")
    bank.add("fee", fee_id="F2", party_id="Q", account_id="L1", on="2026-09-20", amount="50.00")
    bank.add("expense", expense_id="E1", staff_id="M", on="2026-09-12", kind="travel", amount="10.00", quota="20.00")
    bank.add("ledger", on="2026-09-29", org_id="B", product_id="LOAN", balance="72000.00")
    bank.add("ledger", on="2026-09-30", org_id="B", product_id="LOAN", balance="72000.01")
    return bank


def _people(bank: Bank) -> None:
    bank.add("org", org_id="H", name="总行", kind="head")
    bank.add("org", org_id="B", name="城东支行", kind="branch", parent_id="H")
    bank.add("staff", staff_id="M", name="王敏", org_id="B", post="rm", level="P3", hired_on="2015-07-01")
    bank.add("staff", staff_id="C", name="陈刚", org_id="B", post="rm")
    bank.add("staff", staff_id="G", name="高飞", org_id="B", post="rm", left_on="2026-09-20")
    bank.add("party", party_id="P", kind="person", name="张伟")
    bank.add("party", party_id="Q", kind="company", name="东山机械, 有限公司", registered_capital="5000000.00")


def _business(bank: Bank) -> None:
    for product, side, method, tenor in (
        ("DEP", "deposit", "pool", "0"),
        ("TERM", "deposit", "matched", "365"),
        ("LOAN", "loan", "pool", "365"),
    ):
        bank.add("product", product_id=product, name=product, side=side, ftp_method=method, tenor_days=tenor)
    bank.add("ftp", side="deposit", tenor_days="0", since=BEGIN, annual_rate="0.02")
    bank.add("ftp", side="deposit", tenor_days="365", since=BEGIN, annual_rate="0.025")
    bank.add("ftp", side="deposit", tenor_days="365", since="2026-06-01", annual_rate="0.01")
    bank.add("ftp", side="loan", tenor_days="365", since=BEGIN, annual_rate="0.03")
    for account, party, product, balance, rate in (
        ("D1", "P", "DEP", "36000.00", "0.01"),
        ("D2", "Q", "DEP", "-7200.00", "0.01"),
        ("T1", "P", "TERM", "36000.00", "0.03"),
        ("L1", "Q", "LOAN", "72000.00", "0.05"),
    ):
        bank.add("account", account_id=account, party_id=party, product_id=product, org_id="B", opened_on=BEGIN)
        bank.add("balance", account_id=account, on="2026-08-01", balance=balance)
        bank.add("rate", account_id=account, since=BEGIN, annual_rate=rate)
    bank.add("risk", account_id="L1", since="2026-09-21", class_="doubtful", pd="0.1", lgd="0.5", days_past_due="95")


def _shares(bank: Bank) -> None:
    """P: M 0.6 and C 0.4, but T1 wholly G's. Q: M in two roles, 0.5 and 0.25; L1 from the 16th C 0.9."""
    for party, account, person, role, since, share in (
        ("P", "", "M", "lead", BEGIN, "0.6"),
        ("P", "", "C", "support", BEGIN, "0.4"),
        ("P", "T1", "G", "lead", BEGIN, "1"),
        ("Q", "", "M", "lead", BEGIN, "0.5"),
        ("Q", "", "M", "referral", BEGIN, "0.25"),
        ("Q", "L1", "C", "lead", "2026-09-16", "0.9"),
    ):
        bank.add("assignment", party_id=party, account_id=account, staff_id=person, role=role, since=since, share=share)
