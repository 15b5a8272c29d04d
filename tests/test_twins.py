"""The scalar rules against the naive day-by-day reckoning: equal to the last digit, for any sound bank."""

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.appraisal.rules.bonus import Bonus, BonusFacts, Expense, bonus_of
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.plan_file import BUILT_IN_TEXT, read_plan
from qiao.contribution.rules.arithmetic import day_lines
from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import (
    AccountCredit,
    PersonCredit,
    credit_of_account,
    credit_of_party_fees,
    total_of,
)
from qiao.contribution.rules.facts import AccountFacts, Side
from qiao.contribution.rules.leaf import Measure
from qiao.contribution.rules.spells import balance_spells, missing_price
from qiao.ground.money import SHARE_BP_ONE, scaled_from_text, text_of_scaled
from qiao.ground.periods import Period, day_number, day_of, month_period
from tests.banks.bank import Bank
from tests.banks.facts import facts_of_accounts, left_on_days, party_fees, party_rows
from tests.banks.maker import seeded_bank
from tests.banks.strategies import MONTHS, banks
from tests.banks.writer import write_extract
from tests.oracle.answers import HandPlan
from tests.oracle.reading import Rows, read_tables
from tests.oracle.settlement import Answer, settle, settle_each

pytestmark = pytest.mark.whatever_database

BASES = tuple(DayBasis)
EXPENSE_FACTORS = {"marketing": "0.5", "招待": "1.3333"}
Credits = dict[str, AccountCredit]


def plan_of(basis: DayBasis, *, floor: bool) -> Plan:
    text = BUILT_IN_TEXT.replace('"built-in"', '"twin"').replace("ACT_360", basis)
    text = text.replace("floor_at_zero = true", f"floor_at_zero = {str(floor).lower()}")
    text += "[bonus.expense]\n" + "".join(f'"{kind}" = "{factor}"\n' for kind, factor in EXPENSE_FACTORS.items())
    return read_plan(text, file="twin.toml").plan


PLANS = {basis: plan_of(basis, floor=basis is not DayBasis.ACT_365) for basis in BASES}
HAND_PLANS = [
    HandPlan(day_basis=basis, floor_at_zero=PLANS[basis].floor_at_zero, expense=EXPENSE_FACTORS) for basis in BASES
]


def check(bank: Bank) -> None:
    """Hold both reckonings of a bank against each other, for each day basis."""
    period = month_period(bank.month)
    accounts = facts_of_accounts(bank)
    for basis, answer in zip(BASES, settle_each(bank.tables, month=bank.month, plans=HAND_PLANS), strict=True):
        credits_ = {facts.account_id: credit_of_account(facts, period=period, basis=basis) for facts in accounts}
        assert account_rows(bank, credits_) == answer.files["account_credit"]
        assert leaf_rows(credits_) == hand_leaf_rows(answer)
        assert staff_rows(bank, credits_, plan=PLANS[basis]) == answer.files["staff_result"]
        assert outside_rows(credits_) == answer.outside_life
        for facts in accounts:
            credit = credits_[facts.account_id]
            assert people_and_unclaimed_make_the_whole(facts, credit=credit, period=period)


def account_rows(bank: Bank, credits_: Credits) -> Rows:
    """The scalar rules' answer in the text of account_credit.csv."""
    sides = {key: credit.side.value for key, credit in credits_.items()}
    rows = [
        {
            "party_id": party,
            "account_id": account,
            "staff_id": person.staff_id,
            "side": sides.get(account, "fee"),
            "balance_days": text_of_scaled(person.balance_days_micro, places=6),
            "margin": text_of_scaled(person.margin_micro, places=6),
            "expected_loss": text_of_scaled(person.expected_loss_micro, places=6),
            "fee": text_of_scaled(person.fee_micro, places=6),
        }
        for party, account, person in every_credit(bank, credits_)
    ]
    return sorted(
        rows, key=lambda row: (row["party_id"].encode(), row["account_id"].encode(), row["staff_id"].encode())
    )


def every_credit(bank: Bank, credits_: Credits) -> list[tuple[str, str, PersonCredit]]:
    """Customer, account (empty for the customer's own fees) and credit of each person."""
    found = [(credit.party_id, key, person) for key, credit in credits_.items() for person in credit.people]
    for party, fees in party_fees(bank).items():
        rows, left = party_rows(bank, party=party), left_on_days(bank)
        own = credit_of_party_fees(
            party, fees=fees, party_rows=rows, left_on_days=left, period=month_period(bank.month)
        )
        found += [(party, "", person) for person in own.people]
    return found


def staff_rows(bank: Bank, credits_: Credits, *, plan: Plan) -> Rows:
    """The scalar rules' answer in the text of staff_result.csv."""
    everything = every_credit(bank, credits_)
    sides = {key: credit.side for key, credit in credits_.items()}
    rows = []
    for staff in sorted(bank.tables["staff"], key=lambda row: row["staff_id"].encode()):
        me = staff["staff_id"]
        mine = [(sides.get(account, Side.FEE), person) for _, account, person in everything if person.staff_id == me]
        deposit = total_of(person for side, person in mine if side is Side.DEPOSIT)
        loan = total_of(person for side, person in mine if side is Side.LOAN)
        bonus = bonus_for(bank, me, plan=plan, deposit=deposit, loan=loan)
        rows.append(
            {
                "staff_id": me,
                "deposit_balance_days": text_of_scaled(deposit.balance_days_micro, places=6),
                "loan_balance_days": text_of_scaled(loan.balance_days_micro, places=6),
                "deposit_margin": text_of_scaled(deposit.margin_micro, places=6),
                "loan_margin": text_of_scaled(loan.margin_micro, places=6),
                "expected_loss": text_of_scaled(loan.expected_loss_micro, places=6),
                "fee": text_of_scaled(total_of(person for _, person in mine).fee_micro, places=6),
                "quality": text_of_scaled(bonus.quality_bp, places=4),
                "expense": text_of_scaled(bonus.expense_fen, places=2),
                "bonus": text_of_scaled(bonus.paid_fen, places=2),
            }
        )
    return rows


def bonus_for(bank: Bank, staff_id: str, *, plan: Plan, deposit: PersonCredit, loan: PersonCredit) -> Bonus:
    expenses = [
        Expense(
            row["expense_id"],
            day_number(date.fromisoformat(row["on"])),
            row["kind"],
            scaled_from_text(row["amount"], places=2),
        )
        for row in bank.tables["expense"]
        if row["staff_id"] == staff_id and row["on"].startswith(bank.month)
    ]
    facts = BonusFacts(
        deposit_margin_micro=deposit.margin_micro,
        loan_margin_micro=loan.margin_micro,
        loan_days_micro=loan.balance_days_micro,
        npl_days_micro=loan.npl_days_micro,
    )
    return bonus_of(plan, facts=facts, expenses=expenses)


def leaf_rows(credits_: Credits) -> list[tuple[object, ...]]:
    """Every leaf with its days; leaves of no expected loss are left out on both sides."""
    return sorted(
        (key, leaf.measure.value, leaf.staff_id, day_of(leaf.since_day), day_of(leaf.until_day - 1), leaf.micro)
        for key, credit in credits_.items()
        for leaf in credit.leaves
        if leaf.measure is Measure.MARGIN or leaf.micro
    )


def hand_leaf_rows(answer: Answer) -> list[tuple[object, ...]]:
    return sorted(
        (leaf.account_id, leaf.measure, leaf.staff_id, leaf.first, leaf.last, leaf.micro)
        for leaf in answer.leaves
        if leaf.measure == "margin" or leaf.micro
    )


def outside_rows(credits_: Credits) -> dict[str, list[date]]:
    return {
        key: [day_of(day) for spell in credit.outside_life for day in range(spell.since_day, spell.until_day)]
        for key, credit in credits_.items()
        if credit.outside_life
    }


def people_and_unclaimed_make_the_whole(facts: AccountFacts, *, credit: AccountCredit, period: Period) -> bool:
    """Balance-days and fees of people and unclaimed add up to the account's own, reckoned without any share."""
    whole = (
        0 if facts.side is Side.FEE else sum(s.value * s.days for s in balance_spells(facts.balances, period=period))
    )
    fees = sum(fee.amount_fen for fee in facts.fees if period.since_day <= fee.on_day < period.until_day)
    total = credit.total
    return (total.balance_days_micro, total.fee_micro) == (whole * SHARE_BP_ONE, fees * SHARE_BP_ONE)


@pytest.mark.parametrize("month", MONTHS)
def test_the_scalar_rules_say_what_the_days_say(month: str) -> None:
    for seed in range(20):
        check(seeded_bank(seed, month=month))


@given(bank=banks())
@settings(max_examples=24, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_bank_can_be_found_for_which_they_differ(bank: Bank) -> None:
    check(bank)


@given(bank=banks(), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_order_of_rows_changes_nothing(bank: Bank, seed: int) -> None:
    period = month_period(bank.month)
    in_order = [credit_of_account(facts, period=period, basis=DayBasis.ACT_360) for facts in facts_of_accounts(bank)]
    names = [row["account_id"] for row in bank.tables["account"]]
    for table, rows in bank.tables.items():
        if table != "account":
            Random(seed).shuffle(rows)  # noqa: S311  no secret
    again = [credit_of_account(facts, period=period, basis=DayBasis.ACT_360) for facts in facts_of_accounts(bank)]
    assert [credit.account_id for credit in again] == names
    assert again == in_order


def test_a_price_that_is_not_in_force_is_missed_by_both() -> None:
    missed = 0
    for seed in range(40):
        bank = seeded_bank(seed, missing_prices=True)
        answer = settle(bank.tables, month=bank.month, plan=HandPlan())
        found: dict[tuple[str, str], set[str]] = {}
        for facts in facts_of_accounts(bank):
            missing = missing_price(facts, period=month_period(bank.month))
            if missing is not None:
                found.setdefault((missing.side.value, str(missing.tenor_days)), set()).add(facts.account_id)
        assert found == answer.missing_prices
        missed += len(found)
    assert missed > 0


def test_every_leaf_opens_to_days_that_add_up_to_it() -> None:
    opened = 0
    for seed in range(20):
        bank = seeded_bank(seed)
        period = month_period(bank.month)
        for facts in facts_of_accounts(bank):
            for person in credit_of_account(facts, period=period, basis=DayBasis.FIXED_360).people:
                lines = day_lines(
                    facts, staff_id=person.staff_id, measure=Measure.MARGIN, period=period, basis=DayBasis.FIXED_360
                )
                assert sum(line.leaf.micro for line in lines) == person.margin_micro
                assert all(abs(line.rounding_micro) * 2 <= 1 for line in lines)
                assert all(len(line.days) == line.leaf.days for line in lines)
                opened += len(lines)
    assert opened > 0


@pytest.mark.parametrize(
    ("encoding", "delimiter", "newline"),
    [("utf-8", ",", "\n"), ("gb18030", "|", "\r\n"), ("utf-8", "\t", "\r\n"), ("gb18030", "|!|", "\n")],
)
def test_an_extract_holds_the_bank_whatever_its_form(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    bank = seeded_bank(7)
    order = Random(3)  # noqa: S311  no secret
    write_extract(bank, tmp_path, encoding=encoding, delimiter=delimiter, newline=newline, order=order)
    told = settle(read_tables(tmp_path), month=bank.month, plan=HandPlan())
    assert told.files == settle(bank.tables, month=bank.month, plan=HandPlan()).files
    assert told.files["account_credit"]


def test_the_naive_reckoning_of_a_small_bank_is_what_paper_and_pencil_say() -> None:
    """A deposit and a loan of one customer; the manager changes on the 16th, the loan turns bad on the 21st.

    Deposit: 36,000.00 at 0.01 against a price of 0.02: 1.00 a day, 15 days each. Loan: 72,000.00 at 0.05 against 0.03:
    4.00 a day, all 30 with the second manager at 0.9; expected loss 0.1 x 0.5 = 10.00 a day from the 21st.
    """
    bank = Bank("2026-09")
    bank.add("org", org_id="O", name="Head", kind="head")
    bank.add("org", org_id="B", name="Branch", kind="branch", parent_id="O")
    for person in ("old", "new"):
        bank.add("staff", staff_id=person, name=person, org_id="B", post="rm")
    bank.add("party", party_id="P", kind="person", name="Customer")
    for side, price in (("deposit", "0.02"), ("loan", "0.03")):
        bank.add("product", product_id=side, name=side, side=side, ftp_method="pool", tenor_days="0")
        bank.add("ftp", side=side, tenor_days="0", since="2026-01-01", annual_rate=price)
        bank.add("account", account_id=side, party_id="P", product_id=side, org_id="B", opened_on="2026-01-01")
    bank.add("balance", account_id="deposit", on="2026-08-01", balance="36000")
    bank.add("rate", account_id="deposit", since="2026-01-01", annual_rate="0.01")
    bank.add("balance", account_id="loan", on="2026-08-01", balance="72000")
    bank.add("rate", account_id="loan", since="2026-01-01", annual_rate="0.05")
    bank.add("risk", account_id="loan", since="2026-09-21", class_="doubtful", pd="0.1", lgd="0.5")
    bank.add("assignment", party_id="P", staff_id="old", role="lead", since="2026-01-01", until="2026-09-16", share="1")
    bank.add("assignment", party_id="P", staff_id="new", role="lead", since="2026-09-16", share="1")
    bank.add("assignment", party_id="P", account_id="loan", staff_id="new", role="x", since="2026-01-01", share="0.9")
    bank.add("fee", fee_id="F", party_id="P", on="2026-09-16", amount="12.34")
    bank.add("expense", expense_id="E", staff_id="old", on="2026-09-30", kind="travel", amount="0.10")
    bank.add("ledger", on="2026-09-30", org_id="B", product_id="loan", balance="72000.01")
    files = settle(bank.tables, month="2026-09", plan=HandPlan()).files
    check(bank)
    told = {name: [" ".join(value or "-" for value in row.values()) for row in rows] for name, rows in files.items()}
    assert told == {
        "account_credit": [
            "P - new fee 0.000000 0.000000 0.000000 12.340000",
            "P deposit new deposit 540000.000000 15.000000 0.000000 0.000000",
            "P deposit old deposit 540000.000000 15.000000 0.000000 0.000000",
            "P loan - loan 216000.000000 12.000000 10.000000 0.000000",
            "P loan new loan 1944000.000000 108.000000 90.000000 0.000000",
        ],
        # 0.04 x 15; a third of the loan is bad: 0.05 x -0.5 x 108 makes -2.70, and the sum is floored
        "staff_result": [
            "new 540000.000000 1944000.000000 15.000000 108.000000 90.000000 12.340000 -0.5000 0.00 0.00",
            "old 540000.000000 0.000000 15.000000 0.000000 0.000000 0.000000 1.0000 0.10 0.50",
        ],
        "party_result": ["P 1080000.000000 2160000.000000 150.000000 100.000000 12.340000"],
        "org_result": [
            "B 1080000.000000 2160000.000000 150.000000 100.000000",
            "O 1080000.000000 2160000.000000 150.000000 100.000000",
        ],
        "tieout": ["2026-09-30 B loan 72000.00 72000.01 -0.01"],
    }


KEYS = {
    "balance": ("account_id", "on"),
    "rate": ("account_id", "since"),
    "ftp": ("side", "tenor_days", "since"),
    "risk": ("account_id", "since"),
    "assignment": ("party_id", "account_id", "staff_id", "role", "since"),
    "ledger": ("on", "org_id", "product_id"),
}


def test_the_made_banks_are_sound_by_the_contract() -> None:
    for seed in range(60):
        bank = seeded_bank(seed)
        for table, key in KEYS.items():
            found = [tuple(row[column] for column in key) for row in bank.tables[table]]
            assert len(set(found)) == len(found), (seed, table)
        rows = bank.tables["assignment"]
        assert all(not row["until"] or row["since"] <= row["until"] for row in rows)
        for day in {row["since"] for row in rows}:  # a sum can only rise on a day on which a row begins
            assert max(claims_on(rows, day=day).values(), default=0) <= SHARE_BP_ONE, (seed, day)


def claims_on(rows: Rows, *, day: str) -> dict[tuple[str, str], int]:
    """What the rows running on a day claim together, leavers' too, by customer and account."""
    claimed: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["since"] <= day and (not row["until"] or day < row["until"]):
            scope = (row["party_id"], row["account_id"])
            claimed[scope] = claimed.get(scope, 0) + scaled_from_text(row["share"], places=4)
    return claimed
