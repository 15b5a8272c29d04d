import csv
import io
import re

import pytest

from qiao.contribution.queries import figures, unclaimed
from qiao.contribution.queries.runs import chosen_run
from qiao.contribution.queries.unclaimed import Whose
from qiao.ground.paging import Cut
from tests.banks.served import Served, sheet_rows


def run_address() -> str:
    return f"/runs/{chosen_run('2026-09').pk}/"


def test_a_settlement_shows_what_it_stands_on_and_how_it_ties_out(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    page = served_bank.as_role("auditor").get(run_address()).content.decode()
    assert run.input_hash in page
    assert run.result_hash in page
    assert "−126,000.00" in page  # the one break of the ledger that the made-up bank has
    assert "a balance after the account was closed" in page


def test_the_sums_of_the_bank_are_for_those_who_see_all_of_it(served_bank: Served) -> None:
    for role, sees in (("auditor", True), ("hr", True), ("head", False), ("manager", False), ("admin", False)):
        page = served_bank.as_role(role).get(run_address()).content.decode()
        assert ("Margin of the bank" in page) is sees, role


def test_differences_to_the_ledger_are_shown_for_the_units_one_sees(served_bank: Served) -> None:
    assert "−126,000.00" in served_bank.as_role("admin").get(run_address()).content.decode()
    assert "−126,000.00" not in served_bank.as_role("head").get(run_address()).content.decode()
    assert "−126,000.00" not in served_bank.as_role("manager").get(run_address()).content.decode()


def test_unclaimed_credit_adds_up_to_the_run(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    sums = unclaimed.unclaimed_sums(run, whose=Whose(None))
    assert sums.margin_micro == int(run.unclaimed["margin_micro"])
    assert sums.fee_micro == int(run.unclaimed["fee_micro"])
    listed = unclaimed.unclaimed_rows(run, Cut(1, 10_000), whose=Whose(None), order="amount").rows
    assert sum(row.margin_micro for row in listed) == sums.margin_micro


def test_unclaimed_credit_says_why(served_bank: Served) -> None:
    page = served_bank.as_role("auditor").get("/unclaimed/").content.decode()
    assert "nobody serves the customer" in page
    assert "has left the post" in page


def test_unclaimed_credit_of_other_units_stays_unseen(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    page = served_bank.as_role("head").get("/unclaimed/?branch=B06").content.decode()
    assert "Everything is claimed" in page
    whole = served_bank.as_role("auditor").get("/unclaimed/?branch=B06").content.decode()
    assert "/customers/C000012/" in whole
    assert figures.accounts_of(run, "C000012")


def test_unclaimed_credit_as_a_sheet_disarms_formulas(served_bank: Served) -> None:
    answer = served_bank.as_role("auditor").get("/unclaimed.csv")
    rows = sheet_rows(answer)
    assert sum(int(re.sub(r"\.", "", row["Margin (yuan)"])) for row in rows) == int(
        chosen_run("2026-09").unclaimed["margin_micro"]
    )


def test_a_branch_sees_its_own_tree_with_sums(served_bank: Served) -> None:
    page = served_bank.as_role("head").get("/units/").content.decode()
    units = re.findall(r"\?unit=(\w+)", page)
    assert units[0] == "B01"
    assert all(unit[1:3] == "01" for unit in units)
    sums = figures.org_sums(chosen_run("2026-09"), ["B01"])["B01"]
    assert f'<data value="{sums.margin_micro / 1_000_000:.6f}'.rstrip("0") in page


def test_the_sheet_of_unclaimed_credit_has_every_line_however_many(
    served_bank: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = served_bank.as_role("auditor")
    whole = browser.get("/unclaimed.csv").content
    monkeypatch.setattr("qiao.contribution.pages.unclaimed.SHEET_PART_ROWS", 3)
    assert browser.get("/unclaimed.csv").content.splitlines()[1:] == whole.splitlines()[1:]
    sums = unclaimed.unclaimed_sums(chosen_run("2026-09"), whose=Whose(None))
    assert len(list(csv.reader(io.StringIO(whole.decode())))) == sums.accounts + 2  # the first row and the headings


def test_findings_are_counted_by_kind(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    listed = figures.finding_rows(run, Cut(1, 1_000), orgs=None).rows
    kinds = {kind: sum(row.kind == kind for row in listed) for kind in {row.kind for row in listed}}
    assert figures.finding_kinds(run) == kinds


def test_the_unclaimed_totals_are_the_same_on_the_page_and_on_today(served_bank: Served) -> None:
    for role in ("lead", "head"):
        browser = served_bank.as_role(role)
        figure = r'Unclaimed margin.*?<data value="([^"]+)"'
        page, today = (browser.get(way).content.decode() for way in ("/unclaimed/", "/"))
        found = [re.findall(figure, text, flags=re.DOTALL)[0] for text in (page, today)]
        assert found[0] == found[1] != "0"
