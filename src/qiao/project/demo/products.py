"""The products of the made-up bank: six deposits, five loans, four kinds of fee income.

Demand-like products take the pool's price of the day; those with a term are matched, that is, keep the price of their
opening day (the contract, 2).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product; `weight` is decimal text, kept and shown only."""

    product_id: str
    name: str
    side: str
    ftp_method: str
    tenor_days: int
    weight: str


DEMAND, AGREEMENT, GUARANTEE_MONEY = "D-DEMAND", "D-AGREE", "D-MARGIN"
TIME_3M, TIME_6M, TIME_1Y, TIME_3Y = "D-3M", "D-6M", "D-1Y", "D-3Y"
SHORT_LOAN, MEDIUM_LOAN, REVOLVING, MORTGAGE, CONSUMER = "L-SHORT", "L-MEDIUM", "L-REVOLVE", "L-MORT", "L-CONSUME"
SETTLEMENT_FEE, GUARANTEE_FEE, WEALTH_FEE, ADVICE_FEE = "F-SETTLE", "F-GUAR", "F-WEALTH", "F-ADVICE"

PRODUCTS = (
    Product(DEMAND, "活期存款", "deposit", "pool", 1, "1"),
    Product(AGREEMENT, "协定存款", "deposit", "pool", 7, "1"),
    Product(TIME_3M, "定期存款三个月", "deposit", "matched", 90, "1"),
    Product(TIME_6M, "定期存款六个月", "deposit", "matched", 180, "1"),
    Product(TIME_1Y, "定期存款一年", "deposit", "matched", 365, "1"),
    Product(TIME_3Y, "定期存款三年", "deposit", "matched", 1095, "0.9"),
    Product(GUARANTEE_MONEY, "保证金存款", "deposit", "pool", 180, "0.3"),
    Product(SHORT_LOAN, "短期流动资金贷款", "loan", "matched", 365, "1"),
    Product(MEDIUM_LOAN, "中期流动资金贷款", "loan", "matched", 1095, "1"),
    Product(REVOLVING, "循环额度贷款", "loan", "pool", 30, "1"),
    Product(MORTGAGE, "个人住房按揭贷款", "loan", "matched", 3650, "1"),
    Product(CONSUMER, "个人消费贷款", "loan", "pool", 365, "1.1"),
    Product(SETTLEMENT_FEE, "结算手续费", "fee", "pool", 0, "1"),
    Product(GUARANTEE_FEE, "保函业务", "fee", "pool", 0, "1"),
    Product(WEALTH_FEE, "代理理财手续费", "fee", "pool", 0, "1"),
    Product(ADVICE_FEE, "财务顾问费", "fee", "pool", 0, "1"),
)
BY_ID = {product.product_id: product for product in PRODUCTS}
