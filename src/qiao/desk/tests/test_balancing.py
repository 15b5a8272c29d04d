"""Balancing in the browser: what is gathered of a unit, a proposal worked out and edited, nobody else's unit."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction

from qiao.contribution.queries import runs
from qiao.desk.queries.balancing import LEFT, OTHER_POST, SHARED, gathered
from qiao.desk.rules.norms import NORM
from qiao.duty.queries.leaves import StaffLeave
from qiao.ground import clock
from qiao.ground.authority import Scope
from qiao.ground.refusals import Refusal
from qiao.office.queries import Approval, ParameterValue
from qiao.people.queries.staff import Staff
from qiao.portfolio.actions.balancing import handing
from qiao.portfolio.queries.counting import served_counts
from qiao.portfolio.queries.proposals import BalanceMove, BalanceProposal, plan_of
from qiao.portfolio.queries.serving import Assignment, running
from qiao.portfolio.rules.balancing import Person, loads
from tests.banks.served import Served

EVERYTHING = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())


def test_a_unit_is_gathered_with_all_its_people_carry(served_bank: Served) -> None:
    on = clock.today()
    branch = gathered("B01", runs.newest_run(), EVERYTHING, on=on).branch
    held = loads(branch)
    counts = served_counts([who.person_id for who in branch.people], on=on)
    assert {who: load[0] for who, load in held.items()} == {who: counts.get(who, 0) for who in held}
    servers: dict[str, set[str]] = {}
    for party, staff in running(on).values_list("party_id", "staff_id"):
        servers.setdefault(party, set()).add(staff)
    for client in branch.clients:
        assert (client.locked == SHARED) == (len(servers[client.party_id]) > 1) or client.locked


def test_who_has_left_hands_over_and_who_is_in_another_post_takes_none(served_bank: Served) -> None:
    on = clock.today()
    people: dict[str, Person] = {}
    for unit in ("B01", "B02", "B03", "B04"):
        people |= {who.person_id: who for who in gathered(unit, None, EVERYTHING, on=on).branch.people}
    staff = Staff.objects.in_bulk(list(people))
    for key, who in people.items():
        last = staff[key].left_on
        left = last is not None and last < on
        assert (LEFT in who.bars) == left
        assert (OTHER_POST in who.bars) == (staff[key].post != "rm")
        assert (who.norm == (0, 0, 0, 0)) == left


def test_whoever_is_on_forced_leave_takes_none_and_whoever_stands_in_is_not_loaded(served_bank: Served) -> None:
    on = clock.today()
    before = gathered("B01", runs.newest_run(), EVERYTHING, on=on).branch
    away = next(one for one in before.clients if not one.locked)
    deputy = next(who for who in before.people if who.person_id != away.holder)
    until = on + timedelta(days=7)
    with transaction.atomic():
        asked = Approval.objects.create(
            kind="leave", subject=away.holder, wish={}, before={}, reason="x", asked_by="x", asked_at=clock.now(),
            due=on, state="approved",
        )  # fmt: skip
        StaffLeave.objects.create(
            staff_id=away.holder, kind="forced", since=on, until=until, deputy=deputy.person_id, reason="x",
            approval_id=asked.pk, known_at=clock.now(),
        )  # fmt: skip
        row = Assignment(party_id=away.party_id, staff_id=deputy.person_id, role="cover", since=on, until=until)
        row.share_bp = 0
        row.save()
        after = gathered("B01", runs.newest_run(), EVERYTHING, on=on).branch
        transaction.set_rollback(True)
    assert after.clients == before.clients
    assert loads(after) == loads(before)
    was, holder = before.person(away.holder), after.person(away.holder)
    assert was is not None
    assert holder is not None
    assert len(set(holder.bars) - set(was.bars)) == 1


def test_a_unit_out_of_sight_is_not_gathered(served_bank: Served) -> None:
    with pytest.raises(Refusal, match="no such unit"):
        gathered("B01", None, Scope(everything=False, staff_ids=frozenset(), org_ids=frozenset()), on=clock.today())


@pytest.fixture
def proposal(served_bank: Served) -> Iterator[BalanceProposal]:
    """Worked out under a norm of five customers; afterwards the bank is as before."""
    with transaction.atomic():
        norm = ParameterValue(name=NORM.name, since=date(2026, 1, 1), value={"中级": 5, "高级": 5}, reason="x")
        norm.approval = Approval.objects.create(
            kind="parameter", subject=NORM.name, wish={}, before={}, reason="x", asked_by="x", asked_at=clock.now(),
            due=clock.today(), state="approved",
        )  # fmt: skip
        norm.save()
        answer = served_bank.as_role("head").post("/load/balance/", {"branch": "B01"})
        assert answer.status_code == 302
        yield BalanceProposal.objects.latest("id")
        transaction.set_rollback(True)


def test_a_head_works_a_proposal_out_and_edits_it(served_bank: Served, proposal: BalanceProposal) -> None:
    browser, address = served_bank.as_role("head"), f"/load/balance/{proposal.pk}/"
    page = browser.get(address).content.decode()
    assert "Submit the proposal" in page
    assert "The list of loads counts what was credited in that month" in page
    moved = re.findall(r'name="party" value="([^"]+)"', page)
    assert len(moved) == 10 < len(plan_of(proposal.pk)), "a page of a phone"
    heads = r'<tr><th scope="row"><a href="/people/([^/]+)/">'
    first, second = (re.findall(heads, browser.get(f"{address}?people={n}").content.decode()) for n in (1, 2))
    assert len(first) == 8
    assert second
    assert not set(first) & set(second)
    row = plan_of(proposal.pk)[0]
    dropped = browser.post(f"{address}move/", {"party": row.party_id, "taker": "", "page": "1"})
    assert dropped["Location"] == f"{address}?page=1#moves"
    assert BalanceMove.objects.get(pk=row.pk).dropped
    assert "stays" in browser.get(address).content.decode()
    told = browser.post(f"{address}move/", {"party": row.party_id, "taker": "RM048"}, follow=True).content.decode()
    assert "cannot go to RM048" in told
    browser.post(f"{address}aside/")
    assert BalanceProposal.objects.get(pk=proposal.pk).state == "dropped"
    assert "Change the taker" not in browser.get(address).content.decode()


def test_nothing_is_submitted_where_nothing_takes_the_moves_over(
    served_bank: Served, proposal: BalanceProposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "over", None)
    browser, address = served_bank.as_role("head"), f"/load/balance/{proposal.pk}/"
    assert "Submit the proposal" not in browser.get(address).content.decode()
    assert browser.post(f"{address}submit/", {"reason": "x"}).status_code == 404


def test_a_proposal_is_submitted_by_who_sees_the_unit(served_bank: Served, proposal: BalanceProposal) -> None:
    browser, address = served_bank.as_role("lead"), f"/load/balance/{proposal.pk}/"
    assert browser.get(address).status_code == 404  # the branch is wider than the team
    browser = served_bank.as_role("head")
    assert "Submit the proposal" in browser.get(address).content.decode()
    answer = browser.post(f"{address}submit/", {"reason": "too many"}, follow=True).content.decode()
    assert re.search(r"request no\. \d+", answer)


@pytest.mark.parametrize(
    ("role", "see", "make"),
    [("head", 200, 302), ("auditor", 200, 403), ("hr", 403, 403), ("manager", 403, 403), ("admin", 403, 403)],
)
def test_who_sees_and_who_makes_proposals(served_bank: Served, role: str, see: int, make: int) -> None:
    browser = served_bank.as_role(role)
    assert browser.get("/load/balance/").status_code == see
    assert browser.post("/load/balance/", {"branch": "B01"}).status_code == make


def test_a_lead_balances_the_own_unit_only(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    assert browser.post("/load/balance/", {"branch": "B02"}).status_code == 403
    assert browser.post("/load/balance/", {"branch": "%27" * 40}).status_code == 403
    assert browser.get("/load/balance/999999999/").status_code == 404
