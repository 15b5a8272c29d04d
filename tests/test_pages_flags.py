"""A figure that lost a row to quarantine says so on every page and sheet that shows it."""

import pytest
from django.utils import translation

from qiao.appraisal.queries.slips import account_lines
from qiao.contribution.queries.runs import Run, chosen_run, runs
from qiao.project.commands.explain_command import print_lines
from tests.banks.served import Served, lost, sheet_rows

ACCOUNT, PARTY, PERSON = "A00000101", "C000001", "RM001"
FLAG = "row set aside"


def lines_of(served_bank: Served, address: str) -> list[dict[str, str]]:
    answer = served_bank.as_role("auditor").get(address)
    return sheet_rows(answer)


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("lead", f"/people/{PERSON}/"),
        ("lead", f"/slips/2026-09/{PERSON}/accounts/{ACCOUNT}/"),
        ("lead", f"/slips/2026-09/{PERSON}/"),
        ("auditor", f"/customers/{PARTY}/"),
        ("auditor", f"/accounts/{ACCOUNT}/"),
    ],
)
def test_a_flagged_figure_says_so(served_bank: Served, role: str, address: str) -> None:
    browser = served_bank.as_role(role)
    assert FLAG not in browser.get(address).content.decode()
    with lost(chosen_run("2026-09"), account=ACCOUNT, party=PARTY, staff=PERSON):
        assert FLAG in browser.get(address).content.decode()
        assert FLAG in browser.get(address, headers={"HX-Request": "true"}).content.decode()


def test_two_settlements_compared_flag_the_people_of_either(served_bank: Served) -> None:
    one, other = (run.pk for run in runs()[:2])
    address = f"/runs/{one}/against/{other}/"
    browser = served_bank.as_role("hr")
    with lost(chosen_run("2026-09"), staff=PERSON):
        assert browser.get(address).content.decode().count(FLAG) == 1


def test_a_customers_own_fees_are_flagged_with_the_customer(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    line = fee_line(run)
    address = f"/slips/2026-09/{line[0]}/fees/{line[1]}/"
    browser = served_bank.as_role("hr")
    with lost(run, party=line[1]):
        assert FLAG in browser.get(address).content.decode()


def fee_line(run: Run) -> tuple[str, str]:
    """A person and a customer whose own fees the person earns a part of."""
    people = (f"RM{number:03}" for number in range(1, 49))
    return next(
        (person, line.party_id)
        for person in people
        for line in account_lines(run, person, most=2_000)
        if not line.account_id
    )


def test_the_sheets_have_a_column_for_it(served_bank: Served) -> None:
    unclaimed = lines_of(served_bank, "/unclaimed.csv?month=2026-09")[0]
    assert unclaimed["Flag"] == ""
    with lost(chosen_run("2026-09"), account=unclaimed["Account"], staff=PERSON):
        flagged = [line["Account"] for line in lines_of(served_bank, "/unclaimed.csv?month=2026-09") if line["Flag"]]
        assert flagged == [unclaimed["Account"]]
        people = [line["Person"] for line in lines_of(served_bank, "/league.csv?month=2026-09") if line["Flag"]]
        assert people == [PERSON]


def test_the_listing_at_the_terminal_has_the_column_where_a_line_is_flagged(
    served_bank: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    run = chosen_run("2026-09")
    with translation.override("en"):
        print_lines(run, PERSON, most=50)
    assert FLAG not in capsys.readouterr().out
    with lost(run, account=ACCOUNT), translation.override("en"):
        print_lines(run, PERSON, most=50)
    told = [text for text in capsys.readouterr().out.splitlines() if text.endswith(FLAG)]
    assert len(told) == 1
    assert ACCOUNT in told[0]
