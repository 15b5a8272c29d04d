"""The setting that credit stops without a certificate ruled nothing and is gone; what was decided of it is read on."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from qiao.ground import clock
from qiao.office import queries as office
from qiao.office.queries import Approval, ParameterValue
from qiao.people.tests.cast import TODAY, log_in, take_in_branch

pytestmark = pytest.mark.django_db
NAME = "people.credit_stops"


def asked(state: str) -> Approval:
    return Approval.objects.create(
        kind="parameter",
        subject=NAME,
        wish={"value": 1, "since": TODAY.isoformat()},
        before={"value": 0, "since": None},
        reason="r",
        asked_by="hr1",
        asked_at=clock.now(),
        due=TODAY,
        state=state,
        decided_by="hd1" if state == "approved" else "",
        decided_at=clock.now() - timedelta(days=1) if state == "approved" else None,
    )


def test_a_kept_value_goes_a_waiting_request_is_withdrawn_and_a_decision_is_read_on() -> None:
    take_in_branch()
    decided, waiting = asked("approved"), asked("asked")
    ParameterValue.objects.create(name=NAME, since=TODAY, value=1, reason="r", approval=decided)
    import_module("qiao.people.migrations.0004_no_credit_stops").forget(apps, None)
    assert not ParameterValue.objects.exists()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by) == ("withdrawn", "hr1")
    reader = log_in("HR1")
    assert {one.pk for one in office.decided_approvals(reader)} == {decided.pk, waiting.pk}
    told = [(one.what, one.old, one.new) for one in office.changes_of(decided, reader)]
    assert told[0][1:] == ("0", "1")
    assert office.kind_of(decided).called(NAME) == NAME
    assert all(one.parameter.name != NAME for one in office.parameters_on(TODAY))
