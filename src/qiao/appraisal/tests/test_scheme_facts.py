"""Figures for schemes out of kept settlements, held against what the settlements themselves say."""

from datetime import date
from fractions import Fraction

import pytest

from qiao.appraisal.queries.scheme_facts import Base, facts_by_person, scheme_columns
from qiao.appraisal.rules.eva import Charges, LoanTerms, eva_of
from qiao.appraisal.rules.scheme.evaluate import evaluate
from qiao.appraisal.tests.schemes import scheme_of
from qiao.book import queries as book
from qiao.contribution.queries.runs import chosen_run, folder_of
from qiao.engine.reading import rows, select
from qiao.ground.periods import day_number, month_period
from qiao.ground.refusals import Refusal
from tests.banks.served import CAST, Served

MANAGER = CAST["manager"]
CHARGES = Charges(
    added_tax_ppm=60_000,
    surcharge_ppm=120_000,
    income_tax_ppm=250_000,
    operating_cost_ppm=4_000,
    risk_weight_ppm=1_000_000,
    capital_ppm=105_000,
    capital_cost_ppm=110_000,
)
BASE = Base(on=date(2026, 6, 30))
SAME = {
    "deposit_days": "deposit_balance_days_micro",
    "loan_days": "loan_balance_days_micro",
    "deposit_margin": "deposit_margin_micro",
    "loan_margin": "loan_margin_micro",
    "fees": "fee_micro",
    "expected_loss": "expected_loss_micro",
    "npl_days": "npl_days_micro",
}


def test_the_figures_of_two_months_are_the_sums_of_the_settlements(served_bank: Served) -> None:
    found = facts_by_person(scheme_columns(None, served_bank.months))
    files = [folder_of(chosen_run(month)) / "staff_result.parquet" for month in served_bank.months]
    names = [f"sum({name}) AS {name}" for name in (*SAME.values(), "expense_fen")]
    settled = {row["staff_id"]: row for row in select(files, columns=["staff_id", *names], group_by=["staff_id"])}
    assert len(found) > 40
    for staff_id, facts in found.items():
        mine = {name: sum(value for _kind, value in facts.classes(name)) for name in SAME}
        assert mine == {name: int(settled[staff_id][of]) for name, of in SAME.items()}
        assert sum(value for _kind, value in facts.classes("expense")) == int(settled[staff_id]["expense_fen"]) * 10_000


def test_some_people_are_told_as_among_all(served_bank: Served) -> None:
    everybody = facts_by_person(scheme_columns(None, served_bank.months, base=BASE, charges=CHARGES))
    alone = facts_by_person(scheme_columns([MANAGER], served_bank.months, base=BASE, charges=CHARGES))
    assert alone == {MANAGER: everybody[MANAGER]}


def test_the_formula_of_the_plan_gives_the_slip_s_figure(served_bank: Served) -> None:
    month = served_bank.months[-1]
    facts = facts_by_person(scheme_columns([MANAGER], [month]))[MANAGER]
    outcome = evaluate(scheme_of('[leg.formula]\nname = "公式"\nplan = "built-in"\n'), facts)
    slip = select(
        [folder_of(chosen_run(month)) / "staff_result.parquet"],
        columns=["bonus_fen"],
        where="staff_id = ?",
        values=[MANAGER],
    )
    assert outcome.variable_fen == int(slip[0]["bonus_fen"])


def test_the_base_of_a_day_goes_with_whoever_is_credited_and_with_whoever_serves_an_emptied_account(
    served_bank: Served,
) -> None:
    month = served_bank.months[-1]
    run, days = chosen_run(month), month_period(served_bank.months[-1]).days
    found = facts_by_person(scheme_columns(None, [month], base=BASE))
    shared = sum(value for facts in found.values() for _kind, value in facts.classes("deposit_base_days"))
    accounts = rows(
        """
        WITH base AS (
            SELECT account_id, max_by(balance_fen, on_day) * 10000 AS micro
            FROM read_parquet($balance, hive_partitioning = false) WHERE on_day <= $day GROUP BY account_id
        ), credit AS (
            SELECT account_id, sum(balance_days_micro) AS whole,
                coalesce(sum(balance_days_micro) FILTER (staff_id <> ''), 0) AS claimed
            FROM read_parquet($credit, hive_partitioning = false) GROUP BY account_id
        )
        SELECT b.micro, c.whole, c.claimed FROM base b
        JOIN read_parquet($account, hive_partitioning = false) a USING (account_id)
        JOIN read_parquet($product, hive_partitioning = false) p USING (product_id)
        LEFT JOIN credit c USING (account_id) WHERE p.side = 'deposit' AND b.micro <> 0 LIMIT 100000
        """,
        {
            "balance": book.fact_files(run.book_version, "balance"),
            "account": book.fact_files(run.book_version, "account"),
            "product": [str(folder_of(run) / "product.parquet")],
            "credit": [str(folder_of(run) / "account_credit.parquet")],
            "day": day_number(date(2026, 6, 30)),
        },
    )
    there = [row for row in accounts if row["whole"]]
    exact = sum(Fraction(int(row["micro"]) * days * int(row["claimed"]), int(row["whole"])) for row in there)
    emptied = sum(int(row["micro"]) * days for row in accounts if not row["whole"])
    assert len(there) > 100
    assert -len(accounts) * 3 <= shared - exact <= emptied


def test_a_loan_s_eva_is_the_rule_s(served_bank: Served) -> None:
    """One account of one manager whose rate, price and balance stand still through the month."""
    month = served_bank.months[-1]
    period, run = month_period(month), chosen_run(month)
    found = rows(
        """
        SELECT c.staff_id, c.balance_days_micro, c.margin_micro, c.expected_loss_micro, r.annual_rate_ppm, a.product_id
        FROM read_parquet($credit, hive_partitioning = false) c
        JOIN read_parquet($rate, hive_partitioning = false) r ON r.account_id = c.account_id
            AND r.since_day <= $since AND r.until_day >= $until
        JOIN read_parquet($account, hive_partitioning = false) a ON a.account_id = c.account_id
        WHERE c.side = 'loan' AND c.staff_id <> '' AND c.account_id IN (
            SELECT account_id FROM read_parquet($credit, hive_partitioning = false) GROUP BY 1 HAVING count(*) = 1)
        ORDER BY c.staff_id LIMIT 2000
        """,
        {
            "credit": [str(folder_of(run) / "account_credit.parquet")],
            "rate": book.fact_files(run.book_version, "rate"),
            "account": book.fact_files(run.book_version, "account"),
            "since": period.since_day,
            "until": period.until_day,
        },
    )
    by_person: dict[tuple[str, str], list[dict[str, int]]] = {}
    for row in found:
        by_person.setdefault((row["staff_id"], row["product_id"]), []).append(row)
    told = facts_by_person(scheme_columns(None, [month], charges=CHARGES))
    compared = 0
    for (staff_id, product), loans in by_person.items():
        facts = told[staff_id]
        if sum(int(one["balance_days_micro"]) for one in loans) != facts.figures.get(("loan_days", product), 0):
            continue  # the person has a further loan of the product whose rate changes or that is shared
        evas = [_eva(loan, days=period.days) for loan in loans]
        assert abs(facts.figures.get(("eva", product), 0) - sum(evas, Fraction(0))) <= 10 * len(loans)
        worth = sum(int(loan["margin_micro"]) for loan, eva in zip(loans, evas, strict=True) if eva > 0)
        assert facts.figures.get(("loan_margin_worth", product), 0) == worth
        compared += 1
    assert compared > 5


def _eva(loan: dict[str, int], *, days: int) -> Fraction:
    """By the rule: the price of funds is the rate less the margin, the expected loss as a part a year."""
    exposure = Fraction(int(loan["balance_days_micro"]), days * 1_000_000)
    year = exposure * days / 360
    price = int(loan["annual_rate_ppm"]) - Fraction(int(loan["margin_micro"])) / year
    lost = Fraction(int(loan["expected_loss_micro"])) / year
    terms = LoanTerms(
        exposure=exposure,
        rate_ppm=int(loan["annual_rate_ppm"]),
        transfer_price_ppm=price,  # type: ignore[arg-type]  # exact, as a fraction
        default_ppm=lost,  # type: ignore[arg-type]  # the same
        loss_ppm=1_000_000,
    )
    return eva_of(terms, charges=CHARGES, year_part=Fraction(days, 360)).eva * 1_000_000


def test_what_was_not_asked_for_is_unknown_and_not_nothing(served_bank: Served) -> None:
    facts = facts_by_person(scheme_columns([MANAGER], served_bank.months))[MANAGER]
    growth = scheme_of('[leg.growth]\nname = "增量"\nof = ["deposit_increment"]\n')
    with pytest.raises(Refusal) as refused:
        evaluate(growth, facts)
    assert refused.value.facts["figure"] == "deposit_base_days"


@pytest.mark.parametrize(("months", "code"), [((), "scheme_facts.months"), (("1999-01",), "run.none")])
def test_months_that_are_not_settled_are_refused(served_bank: Served, months: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        scheme_columns(None, months)
    assert refused.value.code == code
    assert served_bank.months
