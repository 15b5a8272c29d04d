"""Team and branch: load against the norm, the curve of customers by two ways, and who may see it."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.contribution.queries.runs import chosen_run, folder_of
from qiao.desk.queries.concentration import curve_of
from qiao.desk.queries.team import loads_of, trend_of
from qiao.desk.rules.concentration import concentration_of
from qiao.desk.rules.load import Load
from qiao.desk.rules.norms import NORM
from qiao.engine.reading import select
from qiao.people.queries.staff import Staff
from qiao.portfolio.queries.serving import running
from tests.banks.served import Served

STATEMENTS_MOST = 18
"""The page's own are at most ten; the rest is the log-in, the frame and whom the person may see."""


@pytest.mark.parametrize(
    ("served", "norm", "used", "over", "nearly"),
    [
        (41, 40, Fraction(41, 40), True, False),
        (40, 40, Fraction(1), False, True),
        (35, 40, Fraction(7, 8), False, False),
        (5, None, None, False, False),
    ],
)
def test_a_load_is_over_only_beyond_its_norm(
    served: int, norm: int | None, used: Fraction | None, *, over: bool, nearly: bool
) -> None:
    load = Load("RM001", served, norm)
    assert (load.used, load.over, load.nearly) == (used, over, nearly)


def test_a_fifth_of_the_customers_can_bring_more_than_everything() -> None:
    found = concentration_of([80, 10, 6, 4, 0, 0, 0, 0, 0, -10])
    assert found is not None
    assert (found.customers, found.total_micro, found.knee, found.losing) == (10, 90, 2, 1)
    assert found.of_a_fifth == 1
    assert found.for_four_fifths == 1
    assert found.points[0] == (0, 0)
    assert found.points[-1] == (10, 90)


@pytest.mark.parametrize("falling", [[], [0, 0], [5, -9]])
def test_without_profit_there_is_no_curve(falling: list[int]) -> None:
    assert concentration_of(falling) is None


def test_both_ways_to_the_curve_agree_to_the_last_digit(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    rows = select([folder_of(run) / "party_result.parquet"], columns=["*"])
    falling = sorted(
        (int(row["margin_micro"]) + int(row["fee_micro"]) - int(row["expected_loss_micro"]) for row in rows),
        reverse=True,
    )
    curve = curve_of(run, None)
    assert curve is not None
    assert curve.shape == concentration_of(falling)
    assert [falling[one.place - 1] for one in curve.at_knee] == [one.micro for one in curve.at_knee]


def test_a_managers_curve_is_of_what_he_earns(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    curve = curve_of(run, ["RM001"])
    rows = select([folder_of(run) / "account_credit.parquet"], columns=["*"], where="staff_id = 'RM001'")
    assert curve is not None
    assert curve.shape.total_micro == sum(
        int(row["margin_micro"]) + int(row["fee_micro"]) - int(row["expected_loss_micro"]) for row in rows
    )
    assert curve.shape.customers == len({row["party_id"] for row in rows})
    assert curve_of(run, []) is None


def test_a_load_counts_customers_served_on_the_day(served_bank: Served) -> None:
    on = date(2026, 9, 20)
    person = Staff.objects.get(staff_id="RM001")
    load = loads_of([person], on=on)["RM001"]
    assert load.served == len(set(running(on).filter(staff_id="RM001").values_list("party_id", flat=True)))
    assert isinstance(NORM.default, dict)
    assert load.norm == NORM.default[person.level]


def test_months_add_up_those_one_sees(served_bank: Served) -> None:
    everybody, one = trend_of("2026-09", None), trend_of("2026-09", ["RM001"])
    assert [month.run.month for month in everybody] == ["2026-08", "2026-09"]
    assert 0 < one[-1].margin_micro < everybody[-1].margin_micro
    assert trend_of("2026-09", []) == []


@pytest.mark.parametrize(
    ("role", "page", "piece"),
    [
        ("lead", 200, 200),
        ("head", 200, 200),
        ("auditor", 200, 200),
        ("hr", 200, 403),
        ("manager", 403, 403),
        ("admin", 403, 403),
        ("nobody", 403, 403),
    ],
)
def test_who_may_see_a_team(served_bank: Served, role: str, page: int, piece: int) -> None:
    browser = served_bank.as_role(role)
    assert browser.get("/team/").status_code == page
    answer = browser.get("/team/customers/", headers={"HX-Request": "true"})
    assert answer.status_code == piece
    if piece == 200:
        assert "<html" not in answer.content.decode()


def test_a_lead_sees_the_team_and_nobody_else(served_bank: Served) -> None:
    page = served_bank.as_role("lead").get("/team/").content.decode()
    assert "/performance/RM001/" in page
    assert "/performance/RM048/" not in page


def test_a_unit_one_does_not_see_is_not_found(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    foreign = Staff.objects.get(staff_id="RM048").org_id
    for branch in (foreign, "%27", "x" * 300):
        assert browser.get("/team/", {"branch": branch}).status_code == 404
        assert browser.get("/team/customers/", {"branch": branch}).status_code == 404
    assert browser.get("/team/?month=1999-01").status_code == 404
    assert browser.get("/team/?page=999999999").status_code == 200


def test_human_resources_read_no_customer_of_a_team(served_bank: Served) -> None:
    assert not re.search(r"/customers/", served_bank.as_role("hr").get("/team/").content.decode())


def test_a_team_asks_the_database_little(served_bank: Served) -> None:
    browser = served_bank.as_role("head")
    browser.get("/team/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/team/")
    assert len(asked) <= STATEMENTS_MOST
