"""What a scheme would pay and what it pays: one reckoning, however it is asked for."""

from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.pay.queries.taking import Taken
from qiao.pay.queries.valuing import valued
from qiao.pay.rules.periods import read_period
from qiao.simulation.queries.reckoning import reckon
from qiao.simulation.rules.setting import Against, Setting
from tests.banks.served import Served

RANKED = """
[scheme]
code = "ranked"
name = "排名办法"
since = 2026-01-01
rhythm = "month"

[indicator.K2]
weight = "60"
scoring = { way = "rank" }

[indicator.together]
name = "团队贷款"
measure = "loan_average"
direction = "more"
category = "growth"
nature = "counted"
horizon = "short"
bearer = "team"
weight = "40"
scoring = { way = "rank" }

[leg.formula]
name = "R"
plan = "built-in"
"""


def test_what_is_simulated_is_what_is_paid(served_bank: Served) -> None:
    """Ranks and teams are the same in both: a simulation that pays otherwise would be a promise broken."""
    scheme, month = read_scheme(RANKED, file="ranked.toml"), served_bank.months[-1]
    setting = Setting("试算", "", month, month, "", Against.PLAN, 100)
    found = reckon(scheme, setting, seen=None, tell=lambda _done, _of: None)
    people = [Taken(line.staff_id, line.name, line.org_id, "", (scheme,), (month,)) for line in found.lines]
    paid = valued(people, period=read_period(month), raw_carried={})
    assert paid.troubles == []
    assert {one: valuer.variable_fen() for one, valuer in paid.valuers.items()} == {
        line.staff_id: line.new_fen for line in found.lines
    }
    assert len({line.new_fen for line in found.lines if line.new_fen}) > 5
