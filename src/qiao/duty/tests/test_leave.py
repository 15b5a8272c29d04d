"""Leave: two persons agree, the deputy covers, access rests on the server, and all of it is given back."""

from datetime import timedelta

import pytest

from qiao.duty.actions import leaving
from qiao.duty.models import LeaveCover, StaffLeave
from qiao.duty.queries.duties import duties_of
from qiao.duty.queries.leaves import closed_to, deputies_of
from qiao.duty.rules.leave import CHECKS, LeaveKind
from qiao.duty.tests.cast import DAY, ON, WEEK, person, sent_away, take_in_all, wished
from qiao.ground.authority import may, require, scope_of
from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import Period, day_number
from qiao.ground.refusals import Refusal
from qiao.ground.saying import said_again
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.people.queries.careers import CareerEvent
from qiao.portfolio.queries import fitting
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.lines import credited

pytestmark = pytest.mark.django_db
CREDIT = {"P": {"wang": 10_000}, "Q": {"wang": 7_000, "li": 3_000}, "R": {"wang": 10_000}}


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_all()


def sees(name: str, party_id: str, day: object = ON) -> bool:
    assert day
    user = person(name)
    return portfolio.may_see_customer(scope_of(user, on=ON), party_id, period=Period(ON, ON + DAY))


def credit(party_id: str, day: object = ON) -> dict[str, int]:
    return credited(portfolio.lines_of(party_id), account_id="", day=day_number(day))  # type: ignore[arg-type]  # a day


def words_of(user: User) -> list[str]:
    return [line.words % line.facts for line in duties_of(user, ON)]


def test_the_deputy_serves_from_the_first_day_without_credit_and_not_after_the_last() -> None:
    assert not sees("li", "P")
    made = sent_away()
    assert (made.since, made.until, made.deputy) == (ON, WEEK, "li")
    assert sees("li", "P")
    assert {party_id: credit(party_id) for party_id in CREDIT} == CREDIT
    running = {line.staff_id for line in portfolio.portfolio_on("P", day=WEEK - DAY)}
    assert running == {"wang", "li"}
    assert {line.staff_id for line in portfolio.portfolio_on("P", day=WEEK)} == {"wang"}
    assert list(made.covers.order_by("party_id").values_list("party_id", "code")) == [("P", ""), ("Q", ""), ("R", "")]


def test_during_a_forced_leave_nothing_is_allowed_and_no_customer_is_given() -> None:
    assert may(person("wang"), "customers.see")
    made = sent_away()
    assert not may(person("wang"), "customers.see")
    with pytest.raises(Refusal, match="Your access rests until") as refused:
        require(person("wang"), "customers.see")
    assert refused.value.code == "authority.on_leave"
    assert fitting.bars("wang", party_id="S", on=ON) == (f"on forced leave until {(WEEK - DAY).isoformat()}",)
    assert fitting.bars("wang", party_id="S", on=WEEK) == ()
    assert closed_to(person("wang"), WEEK) is None
    assert closed_to(person("wang"), made.until - DAY)


def test_a_planned_leave_is_covered_and_leaves_the_access_open() -> None:
    sent_away(wish=wished(LeaveKind.PLANNED))
    assert may(person("wang"), "customers.see")
    assert sees("li", "P")
    assert fitting.bars("wang", party_id="S", on=ON) == ()


def test_before_the_first_day_nothing_rests_and_nobody_is_told_of_a_forced_leave() -> None:
    sent_away(wish=wished(since=ON + DAY))
    assert may(person("wang"), "customers.see")
    assert words_of(person("wang")) == []
    sent_away("li", wish=wished(LeaveKind.PLANNED, since=WEEK, until=WEEK + DAY, deputy="chen"))
    assert len(words_of(person("li"))) == 1  # a planned one is known


def test_the_record_tells_kind_days_deputy_and_how_many_are_covered() -> None:
    made = sent_away()
    record = AuditRecord.objects.get(action="duty.record_leave")
    assert (record.actor, record.subject, record.reason) == ("wu", "leave wang", "the year's leave")
    assert record.new == {
        "kind": "forced",
        "since": ON.isoformat(),
        "until": WEEK.isoformat(),
        "deputy": "li",
        "covered": 3,
        "not covered": 0,
        "request": made.approval_id,
    }
    assert AuditRecord.objects.filter(action="portfolio.rewrite").count() == 3
    assert not CareerEvent.objects.exists()  # no suspension: where a plan stops credit of those, a leave does not


@pytest.mark.parametrize("name", ["wang", "li", "sun", "an", "dong"])
def test_who_neither_leads_nor_is_hr_asks_nothing(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        leaving.propose("wang", wished(), reason="r", on=ON, actor=person(name))
    assert refused.value.code == "authority.missing"


@pytest.mark.parametrize("name", ["wang", "li", "chen", "sun", "an"])
def test_a_second_person_who_decides_for_others_agrees(name: str) -> None:
    one = leaving.propose("wang", wished(), reason="r", on=ON, actor=person("hao"))
    with pytest.raises(Refusal):
        office.decide(one.pk, approve=True, reason="", on=ON, actor=person(name))
    assert not StaffLeave.objects.exists()


def test_nobody_sends_oneself_away_and_who_asks_does_not_agree() -> None:
    with pytest.raises(Refusal):
        leaving.propose("hao", wished(), reason="r", on=ON, actor=person("hao"))
    one = leaving.propose("wang", wished(), reason="r", on=ON, actor=person("hao"))
    with pytest.raises(Refusal):
        office.decide(one.pk, approve=True, reason="", on=ON, actor=person("hao"))


@pytest.mark.parametrize(
    ("deputy", "code"),
    [("wang", "leave.deputy"), ("", "leave.nobody"), ("nobody", "leave.nobody"), ("zhao", "leave.deputy_away")],
)
def test_a_deputy_is_somebody_else_who_is_there(deputy: str, code: str) -> None:
    sent_away("zhao", wish=wished(LeaveKind.PLANNED, deputy="sun"), agreed_by="hu")
    with pytest.raises(Refusal) as refused:
        leaving.propose("wang", wished(deputy=deputy), reason="r", on=ON, actor=person("hao"))
    assert refused.value.code == code


def test_two_leaves_do_not_meet_not_even_between_asking_and_deciding() -> None:
    late = leaving.propose("wang", wished(since=ON + DAY), reason="r", on=ON, actor=person("hao"))
    office.withdraw(late.pk, actor=person("hao"))
    sent_away()
    with pytest.raises(Refusal) as refused:
        leaving.propose("wang", wished(since=WEEK - DAY, until=WEEK + DAY), reason="r", on=ON, actor=person("hao"))
    assert refused.value.code == "leave.met"
    assert leaving.propose("wang", wished(since=WEEK, until=WEEK + DAY), reason="r", on=ON, actor=person("hao")).pk


def test_what_cannot_be_covered_is_told_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "bars", lambda _staff, party, _day: ("is of the family",) if party == "R" else ())
    made = sent_away()
    (bare,) = LeaveCover.objects.filter(leave=made).exclude(code="")
    assert bare.party_id == "R"
    assert bare.code == "portfolio.barred"
    assert "is of the family" in said_again(bare.words, bare.facts)
    assert any("whom nobody covers" in words for words in words_of(person("chen")))
    assert credit("R") == {"wang": 10_000}


def test_a_leave_that_ends_early_gives_everything_back_on_that_day() -> None:
    made = sent_away(wish=wished(since=ON, until=WEEK))
    back = ON + timedelta(days=2)
    leaving.end_leave(made.pk, on=back, reason="needed", actor=person("hao"))
    assert {line.staff_id for line in portfolio.portfolio_on("P", day=back - DAY)} == {"wang", "li"}
    assert {line.staff_id for line in portfolio.portfolio_on("P", day=back)} == {"wang"}
    assert closed_to(person("wang"), back) is None
    assert fitting.bars("wang", party_id="S", on=back) == ()
    record = AuditRecord.objects.get(action="duty.end_leave")
    assert (record.old, record.new) == ({"until": WEEK.isoformat()}, {"until": back.isoformat(), "leave": made.pk})
    assert {party_id: credit(party_id, back) for party_id in CREDIT} == CREDIT


def test_a_leave_that_has_not_begun_is_called_off_and_leaves_no_trace_but_the_record() -> None:
    made = sent_away(wish=wished(since=ON + DAY))
    leaving.end_leave(made.pk, on=ON, reason="another day", actor=person("hao"))
    made.refresh_from_db()
    assert made.until == made.since
    assert {line.staff_id for line in portfolio.lines_of("P")} == {"wang"}
    assert not any("checklist" in words for words in words_of(person("chen")))
    with pytest.raises(Refusal) as refused:
        leaving.write_finding(made.pk, "cash", finding="ok", on=ON + DAY, actor=person("an"))
    assert refused.value.code == "leave.unchecked"
    assert fitting.bars("wang", party_id="S", on=ON + DAY) == ()
    assert leaving.propose("wang", wished(since=ON + DAY), reason="r", on=ON, actor=person("hao")).pk


def test_who_does_not_lead_ends_no_leave_and_one_that_is_over_does_not_end_again() -> None:
    made = sent_away()
    for nobody in ("wang", "li", "sun", "an"):
        with pytest.raises(Refusal) as refused:
            leaving.end_leave(made.pk, on=ON, reason="r", actor=person(nobody))
        assert refused.value.code in {"authority.missing", "authority.on_leave"}
    with pytest.raises(Refusal) as refused:
        leaving.end_leave(made.pk, on=WEEK, reason="r", actor=person("hao"))
    assert refused.value.code == "leave.over"


def test_the_checklist_is_for_who_looks_and_not_for_the_deputy() -> None:
    made = sent_away()
    assert made.checks.count() == len(CHECKS)
    for nobody in ("li", "hao", "sun", "wang"):
        with pytest.raises(Refusal):
            leaving.write_finding(made.pk, "cash", finding="ok", on=ON, actor=person(nobody))
    assert any("checklist" in words for words in words_of(person("an")))
    leaving.write_finding(made.pk, "cash", finding=" counted,  right ", on=ON, actor=person("an"))
    leaving.write_finding(made.pk, "cash", finding="counted again", on=ON, actor=person("chen"))
    records = [
        (one.old, one.new and one.new["finding"]) for one in AuditRecord.objects.filter(action="duty.write_finding")
    ]
    assert records == [({"finding": None}, "counted, right"), ({"finding": "counted, right"}, "counted again")]
    for code in CHECKS:
        leaving.write_finding(made.pk, code, finding="nothing", on=ON, actor=person("an"))
    assert not any("checklist" in words for words in words_of(person("an")))


def test_who_shares_most_customers_is_proposed_first() -> None:
    assert [staff_id for staff_id, _name in deputies_of("wang", on=ON)][:2] == ["li", "chen"]


def test_the_request_says_what_rests_and_how_many_are_covered() -> None:
    one = leaving.propose("wang", wished(), reason="r", on=ON, actor=person("hao"))
    told = {line.what: line.new for line in requests.changes_of(one, person("wu"))}
    assert told["Access"] == "rests, on the server"
    assert told["Customers to be covered"] == "3"
    assert told["Last day of it"] == (WEEK - DAY).isoformat()


def test_the_deputy_and_the_person_have_it_among_their_tasks() -> None:
    sent_away(wish=wished(LeaveKind.PLANNED))
    assert words_of(person("li")) == [f"Stand in for wang until {(WEEK - DAY).isoformat()}"]


def test_the_number_of_customers_of_a_level_keeps_no_leave_from_being_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "limits", lambda *_who, **_what: ("has 40 customers, 40 at most",))
    made = sent_away()
    assert not made.covers.exclude(code="").exists()
