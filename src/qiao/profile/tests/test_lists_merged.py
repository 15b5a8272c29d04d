"""A hit that was decided stays decided when its customer is merged into another."""

import pytest

from qiao.customers.actions import absorb
from qiao.profile.actions.lists import match_lists, take_in_lists
from qiao.profile.actions.values import set_value
from qiao.profile.queries.record import newest_number, record_of
from qiao.profile.tests.cast import log_in, take_in_bank
from qiao.profile.tests.test_lists import TODAY, listed


@pytest.mark.django_db
def test_a_decided_hit_of_a_merged_customer_is_not_found_anew() -> None:
    take_in_bank(("P3", "company", "云山机械"))
    wang = log_in("wang", "desk")
    take_in_lists([listed("云山机械")], file="l.csv", actor="operator")
    match_lists(file="l.csv", on=TODAY, actor="operator")
    ((_item, entry),) = record_of("P3", day=TODAY)
    decided = {**(record_of("P3", day=TODAY)["list_hit", entry].values or {}), "result": "other"}
    seen = newest_number("P3", "list_hit", entry)
    set_value("P3", "list_hit", decided, valid_from=TODAY, source="seen", seen=seen, person=wang, actor="wang")
    absorb("P3", into="P1", request=1, reason="one firm", actor="wang")
    assert match_lists(file="l.csv", on=TODAY, actor="operator").fresh == 0
    held = record_of("P1", day=TODAY)["list_hit", entry].values
    assert held
    assert held["result"] == "other"
