"""Today's moves: what matures within thirty days, who was handed over, and only what one sees."""

import re
from datetime import date, timedelta

import pytest

from qiao.book.queries import fact_files
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import chosen_run
from qiao.desk.queries.moves import hand_overs, maturing
from qiao.desk.queries.sight import served_ids
from qiao.desk.rules.moves import DAYS_AHEAD
from qiao.engine.reading import select
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.periods import day_number, day_of
from tests.banks.served import CAST, Served

ON = date(2026, 9, 1)


def test_what_matures_lies_within_thirty_days_the_next_first(served_bank: Served) -> None:
    run = chosen_run("2026-09")
    found = select(fact_files(run.book_version, "account"), columns=["maturity_on_day"], where="closed_on_day IS NULL")
    last = day_of(max(row["maturity_on_day"] for row in found if row["maturity_on_day"] is not None))
    days = [one.on_day for one in maturing(run, None, on=last - timedelta(days=DAYS_AHEAD - 1))]
    assert days == sorted(days)
    assert days
    assert day_number(last) - days[0] < DAYS_AHEAD
    assert {one.on_day for one in maturing(run, None, on=last)} == {day_number(last)}
    assert maturing(run, None, on=last + timedelta(days=1)) == []
    assert maturing(run, [], on=last) == []


def test_a_manager_sees_ones_own_customers_mature(served_bank: Served) -> None:
    run, scope = chosen_run("2026-09"), scope_of(User.objects.get(username="RM001"), on=clock.today())
    served = served_ids(scope, period=runs.serving_period(run, on=clock.today()))
    assert served
    assert {one.party_id for one in maturing(run, served, on=ON)} <= set(served)


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
