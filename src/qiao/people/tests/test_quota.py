"""The expense quota: by level, added to by two persons who see the manager, against what the book says was used."""

import pytest

from qiao.ground import clock
from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.registry import kinds
from qiao.people.actions import quota
from qiao.people.actions.extract import renew_visibility
from qiao.people.queries.quota import extras_of, quotas_of
from qiao.people.rules.quota import Quota, parts_of, quotas, subject_of
from qiao.people.tests.cast import MANAGER, TODAY, adopt, log_in, take_in_branch


@pytest.mark.parametrize(
    ("level", "extra", "used", "left", "over"),
    [
        (400_000, 0, 0, 400_000, False),
        (400_000, 0, 400_000, 0, False),
        (400_000, 0, 400_001, -1, True),
        (400_000, 100_000, 400_001, 99_999, False),
        (None, 0, 400_001, None, False),
    ],
)
def test_what_is_left_of_a_month(level: int | None, extra: int, used: int, left: int | None, over: bool) -> None:  # noqa: FBT001  a column
    found = Quota("2026-10", level, extra, used)
    assert (found.left_fen, found.over) == (left, over)


def test_a_line_a_month_and_a_subject_that_reads_back() -> None:
    lines = quotas(["2026-09", "2026-10"], levels={"2026-10": 5}, extra={"2026-10": 2}, used={"2026-09": 3})
    assert [(one.month, one.left_fen) for one in lines] == [("2026-09", None), ("2026-10", 7)]
    assert parts_of(subject_of("RM 1", "2026-10")) == ("RM 1", "2026-10")


pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> None:
    take_in_branch()
    adopt()
    renew_visibility(on=TODAY, actor="test")


def test_a_budget_is_added_by_two_persons(branch: None) -> None:
    assert [one.level_fen for one in quotas_of(MANAGER, ["2026-10"], on=TODAY)] == [400_000]
    today = clock.today()
    month = f"{today:%Y-%m}"
    one = quota.propose(MANAGER, month=month, extra="1,500.50", reason="fair", on=today, actor=log_in("LE1"))
    lines = kinds["quota"].changes(one.subject, one.wish, one.before)
    assert [line.new for line in lines][-1] == "1,500.50"
    with pytest.raises(Refusal, match="yourself"):
        office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("LE1"))
    office.decide(one.pk, approve=True, reason="", on=TODAY, actor=log_in("HD1"))
    (found,) = quotas_of(MANAGER, [month], on=TODAY)
    assert found.extra_fen == 150_050
    (extra,) = extras_of(MANAGER)
    assert (extra.approval.asked_by, extra.approval.decided_by) == ("le1", "hd1")
    told = AuditRecord.objects.filter(action="people.add_extra").get()
    assert told.new == {"month": month, "amount": "1,500.50", "request": one.pk}


@pytest.mark.parametrize("nobody", [MANAGER, "RM9", "AU1"])
def test_nobody_asks_for_oneself_or_for_whom_one_does_not_lead(branch: None, nobody: str) -> None:
    with pytest.raises(Refusal) as refused:
        quota.propose(MANAGER, month="2026-12", extra="1", reason="r", on=TODAY, actor=log_in(nobody))
    assert refused.value.code == "authority.missing"


@pytest.mark.parametrize(
    ("month", "extra"),
    [("2026-09", "1"), ("2028-01", "1"), ("soon", "1"), ("2026-12", "0"), ("2026-12", "1.234"), ("2026-12", "-5")],
)
def test_a_budget_that_cannot_be_read_is_refused(branch: None, month: str, extra: str) -> None:
    with pytest.raises(Refusal):
        quota.propose(MANAGER, month=month, extra=extra, reason="r", on=TODAY, actor=log_in("LE1"))
