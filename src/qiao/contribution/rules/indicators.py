"""What a settlement says of customers, people and units, as indicators: balances, margins, fees, loss, contribution.

Source: piece 1, section 3 (the profit of a customer); the contract, 2. Contribution = margin + fees - expected loss.
"""

from qiao.engine.indicators import DAYS, EVERYWHERE, Better, Indicator, Level, Unit, signed_sum
from qiao.ground.words import gettext_noop as _

SINCE = "2026-01-01"
BALANCES = ("account", "balance", "assignment")
PRICED = (*BALANCES, "rate", "ftp", "product")
FROM_CREDIT = (*PRICED, "fee", "risk")

DEPOSITS = Indicator(
    code="deposits",
    name=_("Average deposits"),
    formula=_("Sum of the deposits' balances at the end of each day over the days of the period, weekends included"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=BALANCES,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("deposit_balance_days_micro",),
    over=DAYS,
)
LOANS = Indicator(
    code="loans",
    name=_("Average loans"),
    formula=_("Sum of the loans' balances at the end of each day over the days of the period, weekends included"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=BALANCES,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("loan_balance_days_micro",),
    over=DAYS,
)
DEPOSIT_DAYS = Indicator(
    code="deposit_days",
    name=_("Balance-days of deposits"),
    formula=_("Sum of the deposits' balances at the end of each day"),
    unit=Unit.MONEY_DAYS,
    better=Better.MORE,
    sources=BALANCES,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("deposit_balance_days_micro",),
)
LOAN_DAYS = Indicator(
    code="loan_days",
    name=_("Balance-days of loans"),
    formula=_("Sum of the loans' balances at the end of each day"),
    unit=Unit.MONEY_DAYS,
    better=Better.MORE,
    sources=BALANCES,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("loan_balance_days_micro",),
)
MARGIN_A_DAY = Indicator(
    code="margin_a_day",
    name=_("Margin a day"),
    formula=_("Margin over the days of the period, so that months of 28 and of 31 days compare"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=PRICED,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("margin_micro",),
    over=DAYS,
)
DEPOSIT_MARGIN = Indicator(
    code="deposit_margin",
    name=_("Deposit margin"),
    formula=_("Deposit balance x (transfer price - rate paid) for each day"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=PRICED,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("deposit_margin_micro",),
)
LOAN_MARGIN = Indicator(
    code="loan_margin",
    name=_("Loan margin"),
    formula=_("Loan balance x (rate received - transfer price) for each day"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=PRICED,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("loan_margin_micro",),
)
MARGIN = Indicator(
    code="margin",
    name=_("Margin"),
    formula=_("Deposit margin + loan margin"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=PRICED,
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("margin_micro",),
)
FEES = Indicator(
    code="fees",
    name=_("Fees"),
    formula=_("Sum of the fees booked in the period"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=("fee", "assignment"),
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("fee_micro",),
)
LOSS = Indicator(
    code="loss",
    name=_("Expected loss"),
    formula=_("Loan balance x probability of default x loss given default for each day"),
    unit=Unit.MONEY,
    better=Better.LESS,
    sources=(*BALANCES, "risk"),
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("expected_loss_micro",),
)
CONTRIBUTION = Indicator(
    code="contribution",
    name=_("Contribution"),
    formula=_("Margin + fees - expected loss"),
    unit=Unit.MONEY,
    better=Better.MORE,
    sources=FROM_CREDIT,
    owner="desk",
    since=SINCE,
    levels=(*EVERYWHERE, Level.GROUP),
    plus=("margin_micro", "fee_micro"),
    minus=("expected_loss_micro",),
)
UNCLAIMED_MARGIN = Indicator(
    code="unclaimed_margin",
    name=_("Unclaimed margin"),
    formula=_("Margin of what the shares of people leave of 1, and of people who have left the post"),
    unit=Unit.MONEY,
    better=Better.LESS,
    sources=PRICED,
    owner="head",
    since=SINCE,
    levels=(Level.ACCOUNT, Level.CUSTOMER, Level.UNIT, Level.BANK),
    plus=("unclaimed_margin_micro",),
)
NPL_SHARE = Indicator(
    code="npl_share",
    name=_("Share of bad loans"),
    formula=_("Balance-days of substandard, doubtful and lost loans over balance-days of all loans"),
    unit=Unit.PART,
    better=Better.LESS,
    sources=(*BALANCES, "risk"),
    owner="desk",
    since=SINCE,
    levels=EVERYWHERE,
    plus=("npl_days_micro",),
    over="loan_balance_days_micro",
)
CUSTOMERS = Indicator(
    code="customers",
    name=_("Customers with figures"),
    formula=_("Number of different customers with a balance or a fee in the period; merged customers are one"),
    unit=Unit.COUNT,
    better=Better.MORE,
    sources=FROM_CREDIT,
    owner="desk",
    since=SINCE,
    levels=(Level.PERSON, Level.UNIT, Level.BANK),
    counted=True,
)
ACCOUNTS = Indicator(
    code="accounts",
    name=_("Accounts with figures"),
    formula=_("Number of different accounts with a balance or a fee in the period"),
    unit=Unit.COUNT,
    better=Better.MORE,
    sources=FROM_CREDIT,
    owner="desk",
    since=SINCE,
    levels=(Level.CUSTOMER, Level.PERSON, Level.UNIT, Level.BANK),
    counted=True,
)
ALL = (
    *(CONTRIBUTION, DEPOSITS, LOANS, MARGIN, MARGIN_A_DAY, DEPOSIT_MARGIN, LOAN_MARGIN, FEES, LOSS, NPL_SHARE),
    *(UNCLAIMED_MARGIN, DEPOSIT_DAYS, LOAN_DAYS, CUSTOMERS, ACCOUNTS),
)
SIDES = ("deposit_margin_micro", "loan_margin_micro")
MARGIN_OF_SIDES = signed_sum(SIDES)
"""The margin in tables that hold it by side."""


def margin_of(record: object) -> int:
    """The margin of a record that holds it by side."""
    return DEPOSIT_MARGIN.amount(record) + LOAN_MARGIN.amount(record)
