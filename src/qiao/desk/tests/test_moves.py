"""Today's moves: what moved, matures and is past due, who was handed over, and only what one sees."""

import csv
import io
import re

import pytest

from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import chosen_run
from qiao.desk.queries.moves import groups, hand_overs, moves_of, told
from qiao.desk.rules.moves import DAYS_AHEAD, What
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.portfolio.queries.serving import served_ids
from tests.banks.served import CAST, Served


def test_a_manager_sees_only_what_moved_of_ones_own_customers(served_bank: Served) -> None:
    on = clock.today()
    scope = scope_of(User.objects.get(username="RM001"), on=on)
    served = served_ids(scope, period=runs.serving_period(chosen_run("2026-09"), on=on))
    found = told(on)
    assert served
    assert found is not None
    own, everybodys = groups(found, served), groups(found, None)
    assert {one.party_id for group in own for one in group.first} <= set(served)
    assert {group.what for group in own} >= {What.MATURES, What.OVERDUE, What.IN, What.OUT, What.WOKE}
    assert sum(group.number for group in own) < sum(group.number for group in everybodys)
    assert groups(found, []) == []


def test_the_list_of_a_kind_holds_what_the_groups_count_and_begins_with_the_same(served_bank: Served) -> None:
    found = told(clock.today())
    assert found is not None
    for group in groups(found, None):
        page = moves_of(found, group.what, Cut(1, 10_000), party_ids=None)
        assert len(page.rows) == group.number
        assert page.rows[: len(group.first)] == group.first


def test_maturities_lie_within_thirty_days_of_the_day_the_next_first(served_bank: Served) -> None:
    found = told(clock.today())
    assert found is not None
    days = [one.on_day for one in moves_of(found, What.MATURES, Cut(1, 10_000), party_ids=None).rows]
    assert days == sorted(days)
    assert found.today <= days[0] <= days[-1] < found.today + DAYS_AHEAD


def test_a_kind_of_moves_is_a_list_and_a_file(served_bank: Served) -> None:
    browser = served_bank.as_role("auditor")
    page = browser.get("/today/moves/?what=out").content.decode()
    assert "Large outflows" in page
    assert 'href="/accounts/' in page
    lines = list(csv.reader(io.StringIO(browser.get("/today/moves.csv?what=out").content.decode())))
    assert lines[1] == ["Customer id", "Customer", "Account", "Product", "Day", "Amount (yuan)", "Days"]
    assert all(line[5].startswith("-") for line in lines[2:])
    assert lines[2:]
    assert served_bank.as_role("hr").get("/today/moves.csv").status_code == 403


def test_a_hand_over_is_told_to_both_sides_of_it(served_bank: Served) -> None:
    on = clock.today()
    scope = scope_of(User.objects.get(username="LEAD01"), on=on)
    lines = hand_overs(scope, seen=runs.serving_period(chosen_run("2026-09"), on=on))
    assert lines
    assert len(lines) <= 8
    assert {one.begins for one in lines} <= {True, False}
    everything = scope_of(User.objects.get(username=CAST["auditor"]), on=on)
    assert hand_overs(everything, seen=runs.serving_period(chosen_run("2026-09"), on=on)) == []


@pytest.mark.parametrize(
    ("role", "status"),
    [("manager", 200), ("lead", 200), ("head", 200), ("auditor", 200), ("hr", 403), ("admin", 403)],
)
def test_who_may_see_moves(served_bank: Served, role: str, status: int) -> None:
    browser = served_bank.as_role(role)
    assert browser.get("/today/moves/").status_code == status
    piece = browser.get("/today/moves/", headers={"HX-Request": "true"})
    assert piece.status_code == status
    if status == 200:
        assert "<html" not in piece.content.decode()
        assert re.search("Matures within 30 days", piece.content.decode())


def test_today_shows_the_estimate_of_the_month_under_way(served_bank: Served) -> None:
    page = served_bank.as_role("manager").get("/").content.decode()
    assert "Forecast 2026-10" in page
    assert "estimate" in page
    assert 'hx-get="/today/moves/"' in page
    assert "/today/moves/" not in served_bank.as_role("hr").get("/").content.decode()
