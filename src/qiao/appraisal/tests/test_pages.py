import re

import pytest

from qiao.appraisal.queries.league import Standing, in_order, spread_of
from qiao.appraisal.queries.slips import slip_of
from qiao.appraisal.rules.measures import Measure
from qiao.contribution.queries.runs import chosen_run
from qiao.ground.money import text_of_scaled
from tests.banks.served import Served, sheet_rows

SLIP = "/slips/2026-09/RM001/"


def test_my_slip_is_the_one_of_the_newest_settled_month(served_bank: Served) -> None:
    answer = served_bank.as_role("manager").get("/slip/")
    assert answer["Location"] == SLIP


def test_a_slip_shows_the_formula_with_its_legend_and_what_is_paid(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get(SLIP).content.decode()
    paid = slip_of(chosen_run("2026-09"), "RM001").bonus.paid_fen
    assert f"{paid // 100:,}.{paid % 100:02}" in page
    assert "share of the deposit margin that is paid as bonus" in page
    assert "this step holds" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("manager", 200), ("lead", 200), ("head", 200), ("hr", 200), ("auditor", 200), ("stranger", 404), ("admin", 404)],
)
def test_who_may_see_a_slip(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get(SLIP).status_code == status


def test_a_line_opens_to_leaves_and_days_that_add_up(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    piece = browser.get(f"{SLIP}accounts/A00000101/", headers={"HX-Request": "true"}).content.decode()
    leaves = re.findall(r'data-label="Margin">([−\d,.]+)</td>\s*</tr>', piece)
    *parts, total = [int(re.sub(r"[,.]", "", text).replace("−", "-")) for text in leaves if text.count(".") == 1][
        : len(leaves)
    ]
    assert parts
    assert total == sum(parts)
    assert "<html" not in piece
    assert "<html" in browser.get(f"{SLIP}accounts/A00000101/").content.decode()


def test_an_account_in_which_the_person_has_no_part_is_not_found(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    assert browser.get(f"{SLIP}accounts/A00001101/").status_code == 404
    assert browser.get(f"{SLIP}accounts/nowhere/").status_code == 404
    assert browser.get("/slips/2026-09/nobody/").status_code == 404
    assert browser.get("/slips/1999-01/RM001/").status_code == 404
    assert browser.get(f"{SLIP}?run=999999").status_code == 404


def test_fees_of_the_customer_open_too(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get(f"{SLIP}fees/C000027/").content.decode()
    assert "86,000.000000" in page
    assert served_bank.as_role("manager").get(f"{SLIP}fees/C000012/").status_code == 404


def test_human_resources_see_pay_without_customers_names(served_bank: Served) -> None:
    page = served_bank.as_role("hr").get(SLIP).content.decode()
    assert "withheld" in page
    assert "/customers/" not in page


def test_the_league_is_narrowed_to_whom_one_sees(served_bank: Served) -> None:
    listed = {
        role: set(re.findall(r"/slips/2026-09/(\w+)/", served_bank.as_role(role).get("/league/").content.decode()))
        for role in ("lead", "head", "hr")
    }
    assert listed["lead"] < listed["head"] < listed["hr"]
    assert served_bank.as_role("manager").get("/league/").status_code == 403


def test_the_league_as_a_sheet_holds_the_exact_figures(served_bank: Served) -> None:
    answer = served_bank.as_role("hr").get("/league.csv?month=2026-09")
    rows = sheet_rows(answer)
    row = next(row for row in rows if row["Person"] == "RM001")
    paid = slip_of(chosen_run("2026-09"), "RM001").bonus.paid_fen
    assert row["Bonus (yuan)"] == text_of_scaled(paid, places=2)


def test_two_runs_are_compared_input_by_input_and_person_by_person(served_bank: Served) -> None:
    first, second = chosen_run("2026-08").pk, chosen_run("2026-09").pk
    page = served_bank.as_role("hr").get(f"/runs/{first}/against/{second}/").content.decode()
    assert "people&#x27;s figures differ" in page or "people's figures differ" in page
    same = served_bank.as_role("hr").get(f"/runs/{first}/against/{first}/").content.decode()
    assert "Same results to the last byte" in same
    assert served_bank.as_role("hr").get(f"/runs/{first}/against/999999/").status_code == 404
    way = served_bank.as_role("hr").get("/runs/compare/", {"one": first, "other": second})
    assert way["Location"] == f"/runs/{first}/against/{second}/"


def standing(staff_id: str, bonus_fen: int) -> Standing:
    return Standing(staff_id, staff_id, "B01", "rm", 0, 0, 0, 0, 0, 0, 0, 10_000, 0, bonus_fen, bonus_fen)


def test_equal_figures_stand_in_the_order_of_ids() -> None:
    people = [standing("C", 5), standing("A", 7), standing("B", 5)]
    assert [one.staff_id for one in in_order(people, Measure.BONUS, falling=True)] == ["A", "B", "C"]


def test_the_spread_of_four_people_halves_between_them() -> None:
    spread = spread_of([standing(str(fen), fen) for fen in (100, 200, 300, 400)], Measure.BONUS)
    assert spread is not None
    assert [spread.least, spread.median, spread.most] == [1_000_000, 2_500_000, 4_000_000]
    assert spread_of([], Measure.BONUS) is None
