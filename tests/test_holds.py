"""Holds from the book to the page: found on a bank with planted tricks, answered, released, confirmed, not paid."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from bench.gaming.measure import Outcome, Seen, Trick
from bench.gaming.one_bank import dresser_tricks, planted_tricks
from qiao.appraisal.actions import holding
from qiao.appraisal.actions import settling as appraisal
from qiao.appraisal.models import CreditHold, CreditHoldEvent, HoldSearch
from qiao.appraisal.queries import holds
from qiao.appraisal.queries.slips import slip_of
from qiao.appraisal.rules.gaming.held import HeldMeasure, once, sums_of
from qiao.contribution.queries.runs import chosen_run, latest_run
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as office_queries
from qiao.people.models import Staff
from qiao.project import demonstration, loading
from qiao.project.demo.write import write_bank
from qiao.project.writing import writing
from tests.banks.served import Kept, Served, opened, sheet_rows
from tests.databases.homes import database_of, furnish, remove_database

CUSTOMERS, MONTHS, SETTLED = 200, 6, ("2026-06", "2026-07", "2026-08")
SHORT = "资金已核对（虚构），无异常"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Kept]:
    """A bank with tricks and look-alikes, three months settled and looked through; made once for this file."""
    home = tmp_path_factory.mktemp("holds")
    patch = pytest.MonkeyPatch()
    patch.setenv("QIAO_HOME", str(home))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own
        furnish(home)
    with django_db_blocker.unblock(), database_of(home), translation.override("en"):  # type: ignore[attr-defined]  # the same
        facts = write_bank(home / "extract", customers=CUSTOMERS, months=MONTHS, gaming=True)
        loading.load(home / "extract", strict=True, actor="test")
        for month in SETTLED:
            _settle(month)
            search(month)
        demonstration.make_logins(facts.logins, actor="test")
        for person in Staff.objects.filter(post__in=["rm", "head"], left_on=None).exclude(pk__in=["RM001", "HEAD01"]):
            User.objects.create_user(username=person.pk, staff_id=person.pk, post=person.post)
    patch.undo()
    shutil.rmtree(home / "extract")
    yield Kept(home, facts)
    remove_database(home)


def _settle(month: str) -> None:
    with writing(f"settlement of {month}") as bench:
        appraisal.settle(
            month_period(month), plan=None, scratch=bench.scratch, token=bench.token, actor="test", tell=bench.tell
        )


def search(month: str) -> holding.Found:
    with tempfile.TemporaryDirectory() as scratch:
        return holding.find(month, scratch=Path(scratch), on=clock.today(), actor="test")


@pytest.fixture
def bank(kept: Kept, django_db_blocker: object) -> Iterator[Served]:
    with django_db_blocker.unblock(), opened(kept) as served, translation.override("en"):  # type: ignore[attr-defined]  # pytest-django's own
        yield served


def person(name: str) -> User:
    return User.objects.get(username=name)


def browser(name: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person(name))
    client.cookies["django_language"] = "en"
    return client


def open_hold(*, head: str = "HEAD01", skip: int = 0) -> CreditHold:
    """A hold that waits, of somebody whom a head leads."""
    user = person(head)
    rows = holds.holds_in(scope_of(user, on=clock.today()), state="open").exclude(staff_id="RM001")
    return [one for one in rows if holds.decides(user, one, on=clock.today())][skip]


def outcome(bank: Served) -> Outcome:
    """What was found against what was planted, over the months looked through."""
    keys = {}
    for row in CreditHold.objects.all():
        keys[row.sign_key] = Seen(row.pattern, (row.key_day - date(1970, 1, 1)).days, frozenset(row.party_ids))
    days = {(month_period(month).until - date(1970, 1, 1)).days - 1 for month in ("2026-05", *SETTLED)}
    tricks = (*planted_tricks(bank.facts), *dresser_tricks(1, customers=CUSTOMERS, months=MONTHS))
    return Outcome(tuple(one for one in tricks if one.key_day in days), tuple(keys.values()), 0.0)


def test_tricks_are_found_and_look_alikes_left_alone(bank: Served) -> None:
    found = outcome(bank)
    sought = [one for one in found.tricks if one.is_gaming and not one.small and not one.hard]
    caught = Counter(one.pattern for one in sought if found.caught(one))
    right = [sign for sign in found.signs if found.right(sign)]
    assert len(sought) > 20
    assert set(caught) == {"dressing", "round_trip", "swap", "own_money", "split"}
    assert sum(caught.values()) >= 0.9 * len(sought)
    assert len(right) >= 0.95 * len(found.signs)
    alike = [one for one in found.tricks if not one.is_gaming and not one.hard]
    assert len(alike) > 20
    assert [one.name for one in alike if found.caught(one)] == []


def test_the_same_search_finds_the_same_and_holds_nothing_twice(bank: Served) -> None:
    before = HoldSearch.objects.filter(month="2026-07").order_by("id").first()
    count = CreditHold.objects.count()
    again = search("2026-07")
    assert before is not None
    assert (again.digest, again.fresh) == (before.digest, 0)
    assert before.fresh == CreditHold.objects.filter(month="2026-07").count() > 0
    assert CreditHold.objects.count() == count


def test_holds_change_no_byte_of_the_result(bank: Served) -> None:
    before = chosen_run("2026-07")
    assert CreditHold.objects.filter(month="2026-07", run=before).exists()
    _settle("2026-07")
    after = latest_run("2026-07")
    assert after is not None
    assert after.pk > before.pk
    assert (after.result_hash, after.input_hash) == (before.result_hash, before.input_hash)


def test_a_key_date_whose_days_after_it_are_unknown_is_not_judged(bank: Served) -> None:
    waiting = HoldSearch.objects.filter(month="2026-08").first()
    assert waiting is not None
    assert waiting.waiting == []
    assert not CreditHold.objects.filter(key_day=date(2026, 9, 30)).exists()


def test_what_pay_leaves_out_counts_each_account_day_once(bank: Served) -> None:
    twice = Counter(
        (row.staff_id, line.account_id)
        for row in CreditHold.objects.filter(month="2026-06")
        for line in row.lines.filter(measure="deposit_margin")
    )
    both = sorted({staff_id for (staff_id, _account), count in twice.items() if count > 1})
    assert both
    told = holds.held(["2026-06"], both)
    for staff_id in both:
        rows = CreditHold.objects.filter(month="2026-06", staff_id=staff_id)
        lines = [holds.line_of(line) for row in rows for line in row.lines.all()]
        held = told["2026-06", staff_id]
        assert held.sums == sums_of(once(lines))
        assert held.sums[HeldMeasure.DEPOSIT_MARGIN] < sum(
            line.micro for line in lines if line.measure is HeldMeasure.DEPOSIT_MARGIN
        )
        slip = slip_of(chosen_run("2026-06"), staff_id)
        assert 0 <= held.bonus_fen <= max(slip.bonus.paid_fen, 0)
        assert held.sums[HeldMeasure.DEPOSIT_DAYS] <= slip.sums["deposit_balance_days_micro"]


def test_one_releases_with_a_reason_and_pay_counts_it_again(bank: Served) -> None:
    hold, head = open_hold(), person("HEAD01")
    before = holds.held([hold.month], [hold.staff_id])[hold.month, hold.staff_id]
    done = holding.release(hold.pk, reason=SHORT, on=clock.today(), actor=head)
    after = holds.held([hold.month], [hold.staff_id]).get((hold.month, hold.staff_id))
    assert (done.state, done.decided_by, done.reason) == ("released", "HEAD01", SHORT)
    assert hold.pk in before.holds
    assert after is None or hold.pk not in after.holds
    record = AuditRecord.objects.filter(action="appraisal.release").latest("id")
    assert (record.old, record.new, record.reason) == ({"state": "open"}, {"state": "released"}, SHORT)
    assert search(hold.month).fresh == 0
    with pytest.raises(Refusal) as refused:
        holding.release(hold.pk, reason=SHORT, on=clock.today(), actor=head)
    assert refused.value.code == "hold.decided"


def test_two_confirm_and_it_stays_out_of_pay(bank: Served) -> None:
    hold, head, hr = open_hold(), person("HEAD01"), person("HR01")
    asked = holding.propose_confirming(hold.pk, reason=SHORT, on=clock.today(), actor=head)
    with pytest.raises(Refusal) as refused:
        holding.release(hold.pk, reason=SHORT, on=clock.today(), actor=hr)
    assert refused.value.code == "hold.asked"
    with pytest.raises(Refusal) as refused:
        office.decide(asked.pk, approve=True, reason="", on=clock.today(), actor=head)
    assert refused.value.code.startswith(("authority.", "approval."))
    office.decide(asked.pk, approve=True, reason="", on=clock.today(), actor=hr)
    held = holds.held([hold.month], [hold.staff_id])[hold.month, hold.staff_id]
    assert CreditHold.objects.get(pk=hold.pk).state == "confirmed"
    assert hold.pk in held.holds
    assert held.confirmed_fen > 0
    steps = CreditHoldEvent.objects.filter(hold=hold).order_by("id").values_list("did", "by")
    assert list(steps) == [("found", "test"), ("asked", "HEAD01"), ("confirmed", "HR01")]


def test_open_released_and_confirmed_are_all_there_are(bank: Served) -> None:
    rows = CreditHold.objects.filter(month="2026-06")
    by_state = {state: rows.filter(state=state) for state in ("open", "released", "confirmed")}
    assert sum(found.count() for found in by_state.values()) == rows.count()
    for staff_id in sorted(set(rows.values_list("staff_id", flat=True))):
        held = holds.held(["2026-06"], [staff_id]).get(("2026-06", staff_id))
        withheld = {one.pk for state in ("open", "confirmed") for one in by_state[state].filter(staff_id=staff_id)}
        assert set(held.holds if held else ()) == withheld


@pytest.mark.parametrize("who", ["the person", "a peer", "the head of another branch", "the lead", "the auditor"])
def test_who_may_not_decide_is_refused(bank: Served, who: str) -> None:
    hold = open_hold()
    peer = Staff.objects.filter(post="rm", left_on=None).exclude(pk=hold.staff_id).exclude(pk="RM001").first()
    assert peer is not None
    names = {"the person": hold.staff_id, "a peer": peer.pk, "the head of another branch": "HEAD06"}
    name = names | {"the lead": "LEAD01", "the auditor": "AUD01"}
    with pytest.raises(Refusal) as refused:
        holding.release(hold.pk, reason=SHORT, on=clock.today(), actor=person(name[who]))
    assert refused.value.code == "authority.missing"
    assert CreditHold.objects.get(pk=hold.pk).state == "open"


def test_the_person_says_what_is_known_and_nobody_else_does(bank: Served) -> None:
    hold = open_hold(skip=1)
    said = holding.say(hold.pk, text="客户月初付货款（虚构）", actor=person(hold.staff_id))
    with pytest.raises(Refusal) as refused:
        holding.say(hold.pk, text="我来说一句（虚构）", actor=person("HEAD01"))
    assert refused.value.code == "authority.hold_own"
    assert [one.words for one in holds.events_of(said)][-1] == "客户月初付货款（虚构）"
    with pytest.raises(Refusal) as refused:
        holding.say(hold.pk, text="  ", actor=person(hold.staff_id))
    assert refused.value.code == "hold.words"


def test_the_list_shows_the_branch_and_its_file_says_the_same(bank: Served) -> None:
    page = bank.as_role("head").get("/holds/?month=2026-06&state=open").content.decode()
    lines = sheet_rows(bank.as_role("head").get("/holds.csv?month=2026-06&state=open"))
    seen = holds.holds_in(scope_of(person("HEAD01"), on=clock.today()), month="2026-06", state="open")
    assert 0 < len(lines) == seen.count() < CreditHold.objects.filter(month="2026-06", state="open").count()
    assert all(f"/holds/{line['Number']}/" in page for line in lines[:50])
    assert bank.as_role("manager").get("/holds/").status_code == 403


def test_a_hold_is_read_by_who_sees_the_person_and_by_the_person(bank: Served) -> None:
    hold = open_hold()
    page = bank.as_role("head").get(f"/holds/{hold.pk}/").content.decode()
    assert 'data-chart="curve"' in page
    assert "Release the hold" in page
    own = browser(hold.staff_id).get(f"/holds/{hold.pk}/").content.decode()
    assert "What do you know of it?" in own
    assert "Release the hold" not in own
    assert browser("HEAD06").get(f"/holds/{hold.pk}/").status_code == 404
    assert browser("RM055").get(f"/holds/{hold.pk}/").status_code == 404


def test_a_form_answers_and_decides_and_a_refusal_stands_beside_it(bank: Served) -> None:
    hold = open_hold(skip=2)
    own = browser(hold.staff_id)
    assert own.post(f"/holds/{hold.pk}/", {"act": "say", "text": "x"}).status_code == 400
    assert own.post(f"/holds/{hold.pk}/", {"act": "say", "text": "客户付工资（虚构）"}).status_code == 302
    head = bank.as_role("head")
    assert head.post(f"/holds/{hold.pk}/", {"act": "release", "text": SHORT}).status_code == 302
    page = head.get(f"/holds/{hold.pk}/").content.decode()
    assert "客户付工资（虚构）" in page
    assert SHORT in page
    assert "Release the hold" not in page


def test_the_slip_says_what_is_held_and_its_figures_stay(bank: Served) -> None:
    hold = open_hold()
    page = browser(hold.staff_id).get(f"/slips/{hold.month}/{hold.staff_id}/").content.decode()
    assert f"/holds/{hold.pk}/" in page
    assert "is left out of pay" in page


def test_the_desk_tells_who_decides_and_who_is_asked(bank: Served) -> None:
    hold = open_hold()
    deciding = office_queries.tasks_of(person("HEAD01"), on=clock.today())
    asked = office_queries.tasks_of(person(hold.staff_id), on=clock.today())
    assert next(line.facts["count"] for line in deciding if line.source == "holds") > 1
    assert any(line.source == "holds" for line in asked)
    assert all(line.source != "holds" for line in office_queries.tasks_of(person("AUD01"), on=clock.today()))


def test_a_due_day_is_ten_working_days_on(bank: Served) -> None:
    hold = open_hold()
    found = hold.found_at.date()
    assert 10 <= (hold.due - found).days <= 24


def test_a_trick_is_compared_by_pattern_customers_and_day() -> None:
    trick = Trick("t", "dressing", 5, frozenset({"C1"}), is_gaming=True)
    other = Seen("dressing", 6, frozenset({"C1"}))
    assert not Outcome((trick,), (other,), 0.0).caught(trick)
    assert Outcome((replace(trick, key_day=6),), (other,), 0.0).caught(replace(trick, key_day=6))
