"""Ask, decide, withdraw; parameters by the day; tasks: it works, the wrong person is refused, the record tells."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.office import actions, parameters, queries
from qiao.office.models import Approval
from qiao.office.rules.deciding import State
from qiao.office.tests.cast import asker, auditor, manager, second

__all__ = ("asker", "auditor", "manager", "second")
TODAY = date(2026, 11, 25)
NAME = "approvals.due_days"


def wish(asker: User, days: str = "5", *, since: date = date(2026, 12, 1), on: date = TODAY) -> Any:
    return parameters.propose(NAME, {"": days}, since=since, reason="year end", on=on, actor=asker)


def decided(number: int, by: User, *, on: date = TODAY, approve: bool = True, reason: str = "") -> Approval:
    return actions.decide(number, approve=approve, reason=reason, on=on, actor=by)


def test_a_parameter_changes_from_its_day_on_when_a_second_person_approves(asker: User, second: User) -> None:
    asked = wish(asker)
    assert queries.parameter(NAME, on=date(2026, 12, 1)) == 3
    decided(asked.pk, second)
    assert [queries.parameter(NAME, on=day) for day in (date(2026, 11, 30), date(2026, 12, 1))] == [3, 5]
    record = AuditRecord.objects.get(action="office.set_parameter")
    assert (record.actor, record.subject, record.reason) == ("HEAD01", f"parameter {NAME}", "year end")
    assert record.old == {"value": 3, "since": None}
    assert record.new == {"value": 5, "since": "2026-12-01", "request": asked.pk}
    assert next(broken_links(), None) is None


def test_approved_after_its_day_it_holds_from_the_day_of_the_approval(asker: User, second: User) -> None:
    asked = wish(asker)
    decided(asked.pk, second, on=date(2026, 12, 2))
    assert [queries.parameter(NAME, on=date(2026, 12, day)) for day in (1, 2)] == [3, 5]


def test_whoever_asks_never_decides(asker: User, second: User) -> None:
    asked = wish(asker)
    with pytest.raises(Refusal) as refused:
        decided(asked.pk, asker)
    assert refused.value.code == "authority.own_request"
    assert queries.approval_of(asked.pk).state == State.ASKED


def test_the_database_holds_that_too(asker: User, second: User) -> None:
    asked = wish(asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(state="approved", decided_by="ADM01")


def test_a_manager_neither_asks_nor_decides(asker: User, manager: User) -> None:
    with pytest.raises(Refusal) as refused:
        wish(manager)
    assert refused.value.code == "authority.missing"
    asked = wish(asker)
    with pytest.raises(Refusal) as refused:
        decided(asked.pk, manager)
    assert refused.value.code == "authority.missing"


def test_the_second_of_two_decisions_is_told_of_the_first(asker: User, second: User) -> None:
    asked = wish(asker)
    decided(asked.pk, second, approve=False, reason="not now")
    third = User.objects.create_user(username="HR01", post="hr")
    with pytest.raises(Refusal, match="decided already") as refused:
        decided(asked.pk, third)
    assert refused.value.code == "approval.decided"
    assert refused.value.facts["by"] == "HEAD01"
    assert queries.parameter(NAME, on=date(2026, 12, 31)) == 3


def test_a_request_about_what_has_moved_is_stale_and_stays_open(asker: User, second: User) -> None:
    late = wish(asker, "7", since=date(2026, 12, 10))
    Approval.objects.filter(pk=late.pk).update(subject="held back")  # so that another can be asked
    early = wish(asker, "5")
    decided(early.pk, second)
    Approval.objects.filter(pk=late.pk).update(subject=NAME)
    with pytest.raises(Refusal) as refused:
        decided(late.pk, second)
    assert refused.value.code == "approval.stale"
    assert queries.approval_of(late.pk).state == State.ASKED


def test_one_request_about_a_thing_at_a_time(asker: User, second: User) -> None:
    asked = wish(asker)
    with pytest.raises(Refusal, match=f"no. {asked.pk} of ADM01"):
        wish(second, "9")
    actions.withdraw(asked.pk, actor=asker)
    assert wish(second, "9").state == State.ASKED


def test_only_who_asked_withdraws(asker: User, second: User) -> None:
    asked = wish(asker)
    with pytest.raises(Refusal) as refused:
        actions.withdraw(asked.pk, actor=second)
    assert refused.value.code == "authority.not_asker"


def test_a_refusal_needs_its_reason(asker: User, second: User) -> None:
    asked = wish(asker)
    with pytest.raises(Refusal, match="Say why"):
        decided(asked.pk, second, approve=False, reason="  ")
    assert decided(asked.pk, second, approve=False, reason="too long").decision == "too long"


@pytest.mark.parametrize(
    ("days", "since", "code"),
    [
        ("5", TODAY - timedelta(days=1), "parameter.since"),
        ("5", date(2100, 1, 1), "parameter.since"),
        ("3", TODAY, "parameter.same"),
        ("91", TODAY, "parameter.bounds"),
        ("x", TODAY, "parameter.number"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(asker: User, days: str, since: date, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        wish(asker, days, since=since)
    assert refused.value.code == code
    assert not Approval.objects.exists()


def test_a_request_is_a_task_of_those_who_may_decide_it(asker: User, second: User, manager: User) -> None:
    asked = wish(asker)
    assert [line.address for line in queries.tasks_of(second, on=TODAY)] == [f"/approvals/{asked.pk}/"]
    assert queries.tasks_of(second, on=TODAY)[0].due == date(2026, 11, 28)
    assert queries.tasks_of(asker, on=TODAY) == queries.tasks_of(manager, on=TODAY) == []
    decided(asked.pk, second)
    assert queries.tasks_of(second, on=TODAY) == []


def test_a_task_is_written_down_done_and_undone(manager: User) -> None:
    task = actions.add_task(" call  Ms Li ", due=TODAY, on=TODAY, actor=manager)
    assert [(line.words, line.number) for line in queries.tasks_of(manager, on=TODAY)] == [("call Ms Li", task.pk)]
    actions.finish_task(task.pk, actor=manager)
    assert queries.tasks_of(manager, on=TODAY) == []
    actions.reopen_task(task.pk, actor=manager)
    assert len(queries.tasks_of(manager, on=TODAY)) == 1
    ticks = AuditRecord.objects.filter(subject=f"task {task.pk}").order_by("id")
    assert [(one.action, one.old, one.new) for one in ticks[1:]] == [
        ("office.finish_task", {"done": False}, {"done": True}),
        ("office.reopen_task", {"done": True}, {"done": False}),
    ]


def test_nobody_ticks_anothers_task_and_an_auditor_writes_none(manager: User, second: User, auditor: User) -> None:
    task = actions.add_task("call", due=None, on=TODAY, actor=manager)
    with pytest.raises(Refusal, match="no task"):
        actions.finish_task(task.pk, actor=second)
    with pytest.raises(Refusal) as refused:
        actions.add_task("write", due=None, on=TODAY, actor=auditor)
    assert refused.value.code == "authority.missing"


def test_a_given_task_speaks_the_readers_language_and_an_own_one_keeps_its_signs(manager: User, second: User) -> None:
    actions.give_task("RM001", "Look at %(n)s", facts={"n": 3}, address="/x/", due=None, actor=second)
    actions.add_task("reach 100% of plan", due=None, on=TODAY, actor=manager)
    told = {line.words % line.facts for line in queries.tasks_of(manager, on=TODAY)}
    assert told == {"Look at 3", "reach 100% of plan"}
