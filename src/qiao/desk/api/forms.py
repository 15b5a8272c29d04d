"""The forms of answers: money and balances as decimal texts in yuan, exact; days as ISO dates."""

from datetime import date, datetime

from ninja import Schema

from qiao.contribution.queries.figures import PartySums
from qiao.contribution.queries.runs import Run
from qiao.ground.money import text_of_scaled

MICRO_PLACES, FEN_PLACES = 6, 2


def yuan(micro: int) -> str:
    """Millionths of a yuan as yuan."""
    return text_of_scaled(int(micro), places=MICRO_PLACES)


def yuan_of_fen(fen: int) -> str:
    """Fen as yuan."""
    return text_of_scaled(fen, places=FEN_PLACES)


class Figures(Schema):
    """A customer's month: balance-days in yuan-days, the rest in yuan."""

    deposit_balance_days: str
    loan_balance_days: str
    margin: str
    fees: str
    expected_loss: str
    contribution: str


class CustomerLine(Schema):
    """A customer in a list; figures are null before the first settlement and for customers without any."""

    party_id: str
    name: str
    kind: str
    industry: str
    region: str
    figures: Figures | None


class CustomerPage(Schema):
    """A page of customers; `after` asks for the next one, null at the end."""

    month: str | None
    customers: list[CustomerLine]
    after: str | None


class AccountLine(Schema):
    """An account of a customer; the balance at the month's end and the month's margin, null where there is none."""

    account_id: str
    product_id: str
    org_id: str
    balance: str | None
    margin: str
    flagged: bool


class ServingLine(Schema):
    """Who serves a customer, or one account of it, in [since, until), with which share in ten-thousandths."""

    staff_id: str
    name: str
    role: str
    account_id: str
    since: date
    until: date | None
    share_bp: int


class CustomerWhole(Schema):
    """A customer with accounts, who serves it and its months, oldest first; secret numbers are masked."""

    party_id: str
    name: str
    kind: str
    id_no_masked: str
    phone_masked: str
    month: str | None
    accounts: list[AccountLine]
    serving: list[ServingLine]
    months: dict[str, Figures | None]


class StandingLine(Schema):
    """A person's month: bonus and R in yuan, N as a fraction of one."""

    staff_id: str
    name: str
    org_id: str
    post: str
    bonus: str
    raw: str
    margin: str
    fees: str
    deposit_balance_days: str
    loan_balance_days: str
    quality: str


class League(Schema):
    """People side by side in a month, the largest bonus first."""

    month: str
    run: int
    people: list[StandingLine]


class SlipLine(Schema):
    """An account on a slip, or a customer's own fees where the account is empty."""

    party_id: str
    account_id: str
    side: str
    balance_days: str
    margin: str
    expected_loss: str
    fees: str


class SlipWhole(Schema):
    """A slip: R and the bonus paid in yuan, with the lines of a page; `skip` asks for the next."""

    month: str
    run: int
    staff_id: str
    name: str
    plan: str
    raw: str
    bonus: str
    flagged: bool
    lines: list[SlipLine]


class RunLine(Schema):
    """A settlement: what it stands on and what it gave."""

    run: int
    month: str
    plan: str
    engine: str
    finished_at: datetime
    seconds: float
    input_hash: str
    result_hash: str
    compared: int
    differing: int


class UnclaimedLine(Schema):
    """Credit that nobody claims, of one account or of a customer's own fees."""

    party_id: str
    account_id: str
    org_id: str
    side: str
    margin: str
    fees: str


class LoadLine(Schema):
    """An extract that took hold."""

    load: int
    bank: str
    since: date
    until: date
    at: datetime
    actor: str
    seconds: float


class PersonLine(Schema):
    """A person of the bank."""

    staff_id: str
    name: str
    org_id: str
    post: str
    level: str


class ProductLine(Schema):
    """A product: side, pricing, tenor in days."""

    product_id: str
    name: str
    side: str
    pricing: str
    tenor_days: int


class RecordLine(Schema):
    """A write: who, what, on what, with which reason."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str


def figures(sums: PartySums | None) -> Figures | None:
    """A customer's sums as the interface writes them."""
    if sums is None:
        return None
    return Figures(
        deposit_balance_days=yuan(sums.deposit_balance_days_micro),
        loan_balance_days=yuan(sums.loan_balance_days_micro),
        margin=yuan(sums.margin_micro),
        fees=yuan(sums.fee_micro),
        expected_loss=yuan(sums.expected_loss_micro),
        contribution=yuan(sums.contribution_micro),
    )


def run_line(run: Run) -> RunLine:
    """A settlement as the interface writes it."""
    return RunLine(
        run=run.pk,
        month=run.month,
        plan=run.plan_code,
        engine=run.engine,
        finished_at=run.finished_at,
        seconds=run.seconds,
        input_hash=run.input_hash,
        result_hash=run.result_hash,
        compared=run.counts["compared"],
        differing=run.counts["differing"],
    )
