"""Changes agreed here: asked, signed by those concerned, carried out, kept; the past can be told as it was known."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.queries import Approval
from qiao.office.rules.deciding import State
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.actions import changing
from qiao.portfolio.models import Assignment, ExtractLine, OwnPortfolio, PortfolioChange
from qiao.portfolio.queries import serving as queries
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.lines import UNCLAIMED, WHOLE, credited
from qiao.portfolio.rules.shares import Act, Ask, Part
from qiao.portfolio.tests.cast import take_in_bank

pytestmark = pytest.mark.django_db
ON = clock.today()
DAY = ON + timedelta(days=5)
DAY_NUMBER = day_number(DAY)
CAST = {"wang": ("T1", "rm"), "li": ("T1", "rm"), "zhao": ("T2", "rm"), "chen": ("T1", "lead"), "wu": ("B2", "head")}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def bank() -> None:
    """Wang leads P; Chen leads the team of Wang and Li; Zhao works in another branch, whose head is Wu."""
    take_in_bank({"H": None, "B1": "H", "T1": "B1", "B2": "H", "T2": "B2"}, people=CAST, customers=["P", "Q"])
    for name, (_unit, post) in CAST.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    Assignment.objects.create(party_id="P", staff_id="wang", role="lead", since=date(2026, 1, 1), share_bp=10_000)
    renew_visibility(on=ON, actor="test")


def person(name: str) -> User:
    return User.objects.get(username=name)


def transfer(to: str = "li", *, day: int = DAY_NUMBER) -> Ask:
    return Ask(Act.TRANSFER, WHOLE, day, giver="wang", taker=to)


def asked(ask: Ask, by: str) -> Approval:
    return changing.propose("P", ask, reason="closer to the customer", on=ON, actor=person(by))


def signed(request: Approval, *names: str) -> Approval:
    for name in names:
        request = office.decide(request.pk, approve=True, reason="", on=ON, actor=person(name))
    return request


def whole(day: date) -> dict[str, int]:
    return credited(queries.lines_of("P"), account_id="", day=day_number(day))


def test_a_transfer_is_signed_by_giver_taker_and_supervisor() -> None:
    request = asked(transfer(), "wang")
    places = [(one.role, one.staff_id, one.signed_by) for one in requests.signatures_of(request)]
    assert places == [("Gives", "wang", "wang"), ("Takes over", "li", ""), ("Supervises", "", "")]
    assert signed(request, "li").state == State.ASKED
    assert whole(DAY) == {"wang": 10_000}
    assert signed(request, "chen").state == State.APPROVED
    assert [whole(day) for day in (DAY - timedelta(days=1), DAY)] == [{"wang": 10_000}, {"li": 10_000}]


def test_the_record_tells_old_and_new_and_the_change_is_kept() -> None:
    request = signed(asked(transfer(), "wang"), "li", "chen")
    record = AuditRecord.objects.get(action="portfolio.rewrite")
    since = day_number(date(2026, 1, 1))
    assert (record.actor, record.subject, record.reason) == ("chen", "portfolio P", "closer to the customer")
    assert record.old == {"shares": [["", "wang", "lead", since, None, 10_000]]}
    assert record.new == {
        "shares": [["", "li", "lead", DAY_NUMBER, None, 10_000], ["", "wang", "lead", since, DAY_NUMBER, 10_000]],
        "since": DAY.isoformat(),
        "request": request.pk,
    }
    change = PortfolioChange.objects.get()
    assert (change.act, change.day, change.approval_id, change.by) == ("transfer", DAY, request.pk, "chen")
    assert [one.staff_id for one in ExtractLine.objects.filter(party_id="P")] == ["wang"]
    assert OwnPortfolio.objects.filter(party_id="P").exists()


def test_a_lead_who_asks_supervises_by_asking() -> None:
    request = asked(transfer(), "chen")
    assert [one.signed_by for one in requests.signatures_of(request)] == ["", "", "chen"]
    assert signed(request, "wang", "li").state == State.APPROVED


def test_who_is_not_concerned_signs_nothing_and_a_stranger_asks_nothing() -> None:
    request = asked(transfer(), "wang")
    for stranger in ("zhao", "wu"):
        with pytest.raises(Refusal) as refused:
            signed(request, stranger)
        assert refused.value.code == "authority.not_signer"
        with pytest.raises(Refusal) as refused:
            asked(transfer("zhao"), stranger)
        assert refused.value.code == "authority.missing"


def test_a_split_is_signed_by_all_concerned() -> None:
    parts = (Part("wang", "lead", 6_000), Part("li", "co", 3_000))
    request = asked(Ask(Act.SPLIT, WHOLE, DAY_NUMBER, parts=parts), "wang")
    assert [one.staff_id for one in requests.signatures_of(request)] == ["li", "wang", ""]
    signed(request, "chen", "li")
    assert whole(DAY) == {"wang": 6_000, "li": 3_000, UNCLAIMED: 1_000}


def test_a_cover_is_agreed_by_the_covered_or_the_lead() -> None:
    cover = Ask(Act.COVER, WHOLE, DAY_NUMBER, until_day=DAY_NUMBER + 5, giver="wang", taker="li")
    by_covered = asked(cover, "wang")
    assert [one.staff_id for one in requests.signatures_of(by_covered)] == ["wang", "li"]
    office.withdraw(by_covered.pk, actor=person("wang"))
    by_lead = asked(cover, "chen")
    assert [(one.staff_id, one.signed_by) for one in requests.signatures_of(by_lead)] == [("li", ""), ("chen", "chen")]
    assert signed(by_lead, "li").state == State.APPROVED
    assert whole(DAY) == {"wang": 10_000}
    assert queries.portfolio_on("P", day=DAY + timedelta(days=5)) == queries.portfolio_on("P", day=ON)


def test_credit_of_a_cover_is_agreed_by_a_supervisor_too() -> None:
    cover = Ask(Act.COVER, WHOLE, DAY_NUMBER, until_day=DAY_NUMBER + 5, giver="wang", taker="li", share_bp=8_000)
    request = asked(cover, "wang")
    assert [one.staff_id for one in requests.signatures_of(request)] == ["wang", "li", ""]
    assert signed(request, "li").state == State.ASKED
    assert whole(DAY) == {"wang": 10_000}
    assert signed(request, "chen").state == State.APPROVED
    assert whole(DAY) == {"wang": 2_000, "li": 8_000}


@pytest.mark.parametrize(("days", "code"), [(183, None), (184, "shares.cover_long"), (30_000, "shares.cover_long")])
def test_a_cover_lasts_no_longer_than_the_house_says(days: int, code: str | None) -> None:
    cover = Ask(Act.COVER, WHOLE, DAY_NUMBER, until_day=DAY_NUMBER + days, giver="wang", taker="li", share_bp=8_000)
    if code is None:
        assert asked(cover, "wang").state == State.ASKED
        return
    with pytest.raises(Refusal) as refused:
        asked(cover, "wang")
    assert (refused.value.code, refused.value.facts["most"]) == (code, 183)


def test_who_has_left_signs_no_more() -> None:

    Assignment.objects.get().staff.__class__.objects.filter(pk="wang").update(left_on=ON - timedelta(days=1))
    request = asked(transfer(), "chen")
    assert [one.staff_id for one in requests.signatures_of(request)] == ["li", "chen"]


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (Ask(Act.TRANSFER, "NONE", DAY_NUMBER, giver="wang", taker="li"), "portfolio.account"),
        (Ask(Act.TRANSFER, WHOLE, DAY_NUMBER + 999, giver="wang", taker="li"), "portfolio.since"),
        (Ask(Act.TRANSFER, WHOLE, DAY_NUMBER, giver="wang", taker="nobody"), "portfolio.person"),
        (Ask(Act.TRANSFER, WHOLE, DAY_NUMBER, giver="li", taker="wang"), "shares.has_none"),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_asked(ask: Ask, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked(ask, "wang")
    assert refused.value.code == code
    assert not Approval.objects.exists()


def test_an_unknown_customer_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        changing.propose("X", transfer(), reason="x", on=ON, actor=person("wang"))
    assert refused.value.code == "portfolio.customer"


def test_a_settled_month_is_open_to_a_correction_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "open_from", lambda: ON)
    past = day_number(ON - timedelta(days=3))
    with pytest.raises(Refusal) as refused:
        asked(transfer(day=past), "wang")
    assert refused.value.code == "shares.settled"
    parts = (Part("wang", "lead", 8_000), Part("li", "co", 2_000))
    request = signed(asked(Ask(Act.CORRECTION, WHOLE, past, parts=parts), "wang"), "li", "chen")
    assert request.state == State.APPROVED
    assert whole(ON - timedelta(days=3)) == {"wang": 8_000, "li": 2_000}
    assert whole(ON) == {"wang": 10_000}
    told = [one.what for one in requests.changes_of(request, person("wang"))]
    assert f"From {ON - timedelta(days=3)} to {ON - timedelta(days=1)}" in told


def test_a_split_and_what_it_does_are_told_as_far_as_the_next_agreed_change() -> None:
    signed(asked(transfer(), "wang"), "li", "chen")
    parts = (Part("wang", "lead", 6_000), Part("li", "co", 3_000))
    request = asked(Ask(Act.SPLIT, WHOLE, day_number(ON), parts=parts), "wang")
    told = [(one.what, one.old, one.new) for one in requests.changes_of(request, person("li"))]
    assert told[1:] == [
        ("From day to day", "", f"{ON} – {DAY - timedelta(days=1)}"),
        (f"From {ON} to {DAY - timedelta(days=1)}", "", ""),
        ("wang · Lead manager", "100 %", "60 %"),
        ("li · Co-manager", "—", "30 %"),
    ]
    signed(request, "li", "chen")
    assert [whole(day) for day in (ON, DAY)] == [{"wang": 6_000, "li": 3_000, UNCLAIMED: 1_000}, {"li": 10_000}]


def test_a_month_settled_while_signatures_are_awaited_stops_the_change(monkeypatch: pytest.MonkeyPatch) -> None:
    request = signed(asked(transfer(day=day_number(ON)), "wang"), "li")
    monkeypatch.setattr(sources, "open_from", lambda: ON + timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        signed(request, "chen")
    assert refused.value.code == "shares.settled"
    assert whole(ON) == {"wang": 10_000}
    assert requests.places_of(requests.approval_of(request.pk))[2].by == ""


def test_whoever_something_bars_is_given_no_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "bars", lambda staff, _party, _day: ("the certificate has expired",) * (staff == "li"))
    with pytest.raises(Refusal, match="the certificate has expired") as refused:
        asked(transfer(), "wang")
    assert refused.value.code == "portfolio.barred"


def test_any_past_day_is_told_as_it_was_known_then() -> None:
    before = clock.now()
    signed(asked(transfer(), "wang"), "li", "chen")
    between = clock.now()
    back = Ask(Act.TRANSFER, WHOLE, DAY_NUMBER + 10, giver="li", taker="wang")
    signed(asked(back, "li"), "wang", "chen")

    def served(day: date, at: datetime | None = None) -> list[str]:
        return [line.staff_id for line in queries.portfolio_on("P", day=day, at=at)]

    late = DAY + timedelta(days=10)
    assert [served(day) for day in (ON, DAY, late)] == [["wang"], ["li"], ["wang"]]
    assert [served(day, between) for day in (ON, DAY, late)] == [["wang"], ["li"], ["li"]]
    assert [served(day, before) for day in (ON, DAY, late)] == [["wang"], ["wang"], ["wang"]]


def released(giver: str) -> Ask:
    return Ask(Act.RELEASE, WHOLE, DAY_NUMBER, giver=giver)


@pytest.mark.parametrize("ask", [transfer(), released("wang"), transfer("zhao")])
def test_who_brought_a_loan_in_is_written_down_by_whatever_change_of_shares(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = day_number(date(2026, 2, 1))
    monkeypatch.setattr(sources, "loans", lambda _party: [("L1", opened)])
    signed(asked(ask, "wang"), *[one for one in (ask.taker, "chen") if one])
    found = [(one.account_id, one.staff_id, one.share_bp, one.opened_on) for one in queries.originators_of("P")]
    assert found == [("L1", "wang", 10_000, date(2026, 2, 1))]
    record = AuditRecord.objects.get(action="portfolio.rewrite")
    assert record.new is not None
    assert record.new["loans"] == 1


def test_a_cover_that_is_service_only_writes_no_originator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "loans", lambda _party: [("L1", day_number(date(2026, 2, 1)))])
    cover = Ask(Act.COVER, WHOLE, DAY_NUMBER, until_day=DAY_NUMBER + 5, giver="wang", taker="li")
    signed(asked(cover, "wang"), "li")
    assert queries.originators_of("P") == []


def test_a_transfer_of_the_lead_says_that_it_has_no_introduction() -> None:
    request = asked(transfer(), "wang")
    told = [(one.what, one.new) for one in requests.changes_of(request, person("li"))]
    assert ("Dossier and introduction", "none; a hand-over has them") in told
