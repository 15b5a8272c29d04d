"""What the made-up bank has to show of its people: a leave, an exit under way, one customer claimed by two.

They are told through the doors of a bank by those whose they are, so the pages of the demo are never empty.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from qiao.duty.queries.calendar import calendar_of
from qiao.duty.queries.exits import newest_exit
from qiao.duty.queries.leaves import leaves_of
from qiao.duty.rules.due import State, What
from qiao.ground import clock
from qiao.ground.authority import Scope
from qiao.ground.models import User
from qiao.office import queries as office
from qiao.portfolio.queries import serving as portfolio
from qiao.project import demonstration
from qiao.project.demo import changing_hands, paying, rating
from qiao.project.institution import institute
from tests.banks.served import Served

ROOT = Path(__file__).resolve().parent.parent
TODAY, OPEN_FROM = clock.today(), date(2026, 10, 1)
CONTESTED, HANDED = "C000198", "C000181"
"""The largest customer of branch 1 that nobody serves and both may be given; the leaver's first."""


@pytest.fixture
def bank(served_bank: Served) -> Iterator[Served]:
    """The bank as the demo leaves it; all is as before after the case."""
    with transaction.atomic():
        assert institute(today=TODAY, actor="demo")
        demonstration.make_logins(changing_hands.acting(), actor="demo")
        changing_hands.come_and_go(today=TODAY, open_from=OPEN_FROM)
        yield served_bank
        transaction.set_rollback(True)


def test_the_readmes_name_every_log_in_of_the_demo(bank: Served) -> None:
    made = (*bank.facts.logins, *changing_hands.acting(), *rating.raters(), *paying.acting())
    for page in ("README.md", "README.zh-CN.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [one.staff_id for one in made if f"`{one.staff_id}`" not in text] == [], page


def test_few_are_due_for_a_rotation_and_nobody_for_years(bank: Served) -> None:
    everybody = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())
    lines = [one.due for one in calendar_of(everybody, org_ids=None, on=TODAY).lines if one.due.what is not What.LEAVE]
    late = [one for one in lines if one.state is State.LATE]
    assert 0 < len(late) < len(lines) / 8
    assert min(one.left_days for one in late) > -366


def test_the_lead_sees_who_is_away_with_every_customer_covered(bank: Served) -> None:
    assert "钱谷雨" in bank.as_role("lead").get("/duty/leaves/").content.decode()
    (made,) = leaves_of(changing_hands.AWAY)
    page = bank.as_role("lead").get(f"/duty/leaves/{made.pk}/").content.decode()
    assert "孙小暑 stands in" in page
    assert "access rests" in page
    assert "not covered" not in page
    assert changing_hands.FINDING in page


def test_hr_sees_who_leaves_and_what_the_final_pay_waits_for(bank: Served) -> None:
    page = bank.as_role("hr").get("/duty/exits/").content.decode()
    assert "蒋立秋" in page
    assert "1 / 4" in page
    leaves = newest_exit(changing_hands.LEAVER)
    assert leaves is not None
    page = bank.as_role("hr").get(f"/duty/exits/{leaves.pk}/").content.decode()
    assert "The final pay waits. Still open:" in page
    assert HANDED in page
    (made,) = portfolio.hand_overs_of(HANDED)
    waits = office.approvals_to_decide(User.objects.get(username=changing_hands.TAKER))
    assert [one.pk for one in waits] == [made.approval_id]


def test_the_head_reads_both_claims_side_by_side_and_everything_says_it_is_made_up(bank: Served) -> None:
    head = bank.as_role("head")
    assert head.get("/claims/").content.decode().count(f'href="/claims/{CONTESTED}/"') > 2
    page = head.get(f"/claims/{CONTESTED}/").content.decode()
    assert "Contest" in page
    assert "郑立夏" in page
    assert "王大暑" in page
    asked = [one for name in ("RM007", "RM008", "LEAD01", "HEAD01") for one in office.approvals_asked_by(_user(name))]
    assert len(asked) == 4
    assert all("（虚构）" in one.reason for one in asked)
    assert not institute(today=TODAY, actor="demo"), "a second start adds nothing"


def _user(name: str) -> User:
    return User.objects.get(username=name)
