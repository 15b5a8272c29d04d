"""Who may be given which customer: bars and limits of the level, as rules and when a change is asked for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.people.actions import ladders, posting
from qiao.people.actions.extract import renew_visibility
from qiao.people.queries.staff import Staff
from qiao.people.rules import samples
from qiao.people.rules.authority import Authority
from qiao.portfolio.actions import changing, claiming
from qiao.portfolio.actions.requesting import ask_for_all
from qiao.portfolio.models import Assignment
from qiao.portfolio.queries.counting import served_counts, served_kinds
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.fitting import Wanted, beyond, out_of_sight
from qiao.portfolio.rules.proposing import Transfer
from qiao.portfolio.rules.shares import Act, Ask, Part
from qiao.portfolio.tests.cast import take_in_bank

ON = clock.today()
pytestmark = pytest.mark.django_db
DAY = ON + timedelta(days=5)
JUNIOR = Authority(("small", "micro"), 2, 5, 0, 500, alone=True)
TRAINEE = Authority((), 10, 0, 0, 0, alone=False)
COMPANIES = Authority(("company",), 10, 0, 0, None, alone=True)


@pytest.mark.parametrize(
    ("authority", "wanted", "codes"),
    [
        (JUNIOR, Wanted("company", "small", 2, beside=False, owed_fen=500), []),
        (JUNIOR, Wanted("company", "small", 3, beside=False, owed_fen=0), ["customers_most"]),
        (JUNIOR, Wanted("company", "large", 1, beside=False, owed_fen=0), ["segment"]),
        (JUNIOR, Wanted("person", "", 1, beside=False, owed_fen=0), []),
        (JUNIOR, Wanted("company", "small", 0, beside=False, owed_fen=501), ["propose"]),
        (TRAINEE, Wanted("person", "", 1, beside=False, owed_fen=0), ["alone"]),
        (TRAINEE, Wanted("person", "", 1, beside=True, owed_fen=0), []),
        (COMPANIES, Wanted("company", "large", 1, beside=False, owed_fen=10**12), []),
        (COMPANIES, Wanted("person", "", 1, beside=False, owed_fen=0), ["segment"]),
    ],
)
def test_a_level_says_what_lies_beyond_it(authority: Authority, wanted: Wanted, codes: list[str]) -> None:
    assert [bar.code for bar in beyond(authority, wanted)] == codes


@pytest.mark.parametrize(
    ("post", "given"),
    [("rm", True), ("lead", True), ("hr", False), ("auditor", False), ("admin", False), ("porter", False)],
)
def test_a_post_that_sees_or_serves_no_customer_is_given_none(post: str, given: bool) -> None:  # noqa: FBT001  a column of the table
    assert (out_of_sight(post) == ()) is given


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def bank() -> None:
    """Wang leads P and Q with 80 %, Li nobody; both are at 初级 of a ladder with a table of what it lets one do."""
    cast = dict.fromkeys(("wang", "li", "zhou"), ("T1", "rm")) | {
        "chen": ("T1", "lead"),
        "admin": ("H", "admin"),
        "hr": ("H", "hr"),
        "hr2": ("H", "hr"),
    }
    take_in_bank({"H": None, "B1": "H", "T1": "B1"}, people=cast, customers=["P", "Q", "R"])
    for name, (_unit, post) in cast.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    for party in ("P", "Q"):
        Assignment.objects.create(party_id=party, staff_id="wang", role="lead", since=date(2026, 1, 1), share_bp=8_000)
    renew_visibility(on=ON, actor="test")


def person(name: str) -> User:
    return User.objects.get(username=name)


def adopt(authority: Authority) -> None:
    """HR asks for the ladder without certificates and for a table, another of HR agrees; Wang and Li are at 初级."""
    Staff.objects.filter(staff_id__in=["wang", "li"]).update(level="初级")
    levels = tuple(replace(one, certificates=()) for one in samples.NEUTRAL.levels)
    since = ON - timedelta(days=300)
    ladder = replace(samples.NEUTRAL, levels=levels)
    first = ladders.propose(ladder, since=since, reason="adopted", on=ON, actor=person("hr"))
    office.decide(first.pk, approve=True, reason="", on=ON, actor=person("hr2"))
    rows = {"初级": authority}
    second = ladders.propose_matrix("neutral", rows, since=since, reason="adopted", on=ON, actor=person("hr"))
    office.decide(second.pk, approve=True, reason="", on=ON, actor=person("hr2"))


def asked(party: str, to: str = "li", *, day: date = DAY) -> Approval:
    ask = Ask(Act.TRANSFER, "", day_number(day), giver="wang", taker=to)
    return changing.propose(party, ask, reason="closer", on=ON, actor=person("wang"))


def signed(request: Approval, *names: str) -> Approval:
    for name in names:
        request = office.decide(request.pk, approve=True, reason="", on=ON, actor=person(name))
    return request


ONE = Authority((), 1, 0, 0, None, alone=True)
TO_LI = Ask(Act.TRANSFER, "", day_number(DAY), giver="wang", taker="li")


@pytest.mark.usefixtures("bank")
def test_where_no_ladder_is_in_force_nothing_limits() -> None:
    assert signed(asked("P"), "li", "chen").state == "approved"


@pytest.mark.usefixtures("bank")
def test_a_level_s_number_of_customers_is_kept_when_asked_and_when_carried_out() -> None:
    adopt(ONE)
    first, second = asked("P"), asked("Q")
    assert signed(first, "li", "chen").state == "approved"
    signed(second, "li")
    with pytest.raises(Refusal) as refused:
        signed(second, "chen")
    assert "would serve 2 customers, and the level allows 1" in say(refused.value)
    with pytest.raises(Refusal, match="cannot be given customers"):
        asked("Q")


@pytest.mark.usefixtures("bank")
def test_a_claim_beyond_the_level_is_refused_in_words() -> None:
    adopt(Authority(("company",), 5, 0, 0, None, alone=True))
    with pytest.raises(Refusal) as refused:
        claiming.claim(
            "P",
            Part("li", "co", 2_000),
            account_id="",
            since=DAY,
            reason="served for years",
            papers=(),
            on=ON,
            actor=person("li"),
        )
    assert say(refused.value) == (
        f"li cannot be given customers on {DAY}: the level does not cover this segment of customers."
    )


@pytest.mark.usefixtures("bank")
def test_what_the_customer_owes_counts_for_who_leads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "owed", lambda _party: 100_001)
    adopt(Authority((), 5, 0, 0, 100_000, alone=True))
    with pytest.raises(Refusal) as refused:
        asked("P")
    assert "owes 1,000 yuan, and the level may propose 1,000" in say(refused.value)
    parts = (Part("wang", "lead", 7_000), Part("li", "co", 1_000))
    ask = Ask(Act.SPLIT, "", day_number(DAY), parts=parts)
    assert changing.propose("P", ask, reason="helps", on=ON, actor=person("wang")).state == "asked"


@pytest.mark.usefixtures("bank")
def test_whoever_serves_beside_a_colleague_only_is_given_no_customer_alone() -> None:
    adopt(Authority((), 5, 0, 0, 0, alone=False))
    with pytest.raises(Refusal) as refused:
        asked("P")
    assert "beside a colleague only" in say(refused.value)
    parts = (Part("wang", "lead", 7_000), Part("li", "co", 1_000))
    changing.preview("P", Ask(Act.SPLIT, "", day_number(DAY), parts=parts), on=ON)


@pytest.mark.usefixtures("bank")
def test_a_suspension_and_a_post_without_level_stop_new_customers() -> None:
    adopt(ONE)
    with pytest.raises(Refusal) as refused:
        asked("P", to="zhou")
    assert "was not appointed to a level of a ladder in force" in say(refused.value)
    posting.suspend("li", since=DAY, until=None, reason="inquiry", actor="hr")
    with pytest.raises(Refusal) as refused:
        asked("P")
    assert f"suspended since {DAY}" in say(refused.value)


@pytest.mark.usefixtures("bank")
def test_who_sees_no_customers_is_given_none() -> None:
    with pytest.raises(Refusal) as refused:
        asked("P", to="admin")
    assert "the post sees no customers" in say(refused.value)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(("first", "second"), [(DAY, ON), (ON, ON - timedelta(days=1)), (ON, DAY)])
def test_a_level_s_number_is_kept_on_every_day_from_the_first_one_on(first: date, second: date) -> None:
    """Li may serve one: neither before a customer who was promised, nor back-dated, does a second one fit."""
    adopt(ONE)
    assert signed(asked("P", day=first), "li", "chen").state == "approved"
    with pytest.raises(Refusal) as refused:
        asked("Q", day=second)
    told = "li cannot be given customers on {day}: would serve 2 customers, and the level allows 1."
    assert say(refused.value) == told.format(day=max(first, second))


@pytest.mark.usefixtures("bank")
def test_nobody_barred_today_is_given_a_customer_from_a_day_before() -> None:
    posting.suspend("li", since=ON - timedelta(days=3), until=None, reason="inquiry", actor="hr")
    with pytest.raises(Refusal) as refused:
        asked("P", day=ON - timedelta(days=6))
    assert f"on {ON}: suspended since" in say(refused.value)


@pytest.mark.usefixtures("bank")
def test_a_plan_is_judged_at_its_end_and_not_move_by_move() -> None:
    """Li may serve one and has R: Zhou takes R, so that Li can take P of Wang."""
    adopt(ONE)
    Staff.objects.filter(staff_id="zhou").update(level="初级")
    Assignment.objects.create(party_id="R", staff_id="li", role="lead", since=date(2026, 1, 1), share_bp=8_000)
    moves = [Transfer("P", "wang", "li", ON, "balance"), Transfer("R", "li", "zhou", ON, "balance")]
    with transaction.atomic():
        ask_for_all(moves, person("chen"))
    assert Approval.objects.filter(kind="portfolio", state="asked").count() == 2
    with pytest.raises(Refusal, match="cannot be given customers"):
        changing.propose("Q", replace(TO_LI, since_day=day_number(ON)), reason="x", on=ON, actor=person("wang"))


@pytest.mark.usefixtures("bank")
def test_whoever_covers_or_referred_serves_no_customer_of_the_level_s_number() -> None:
    """Li stands in for P and brought Q; the one customer that the level allows is still free."""
    adopt(ONE)
    for party, role, share in (("P", "cover", 0), ("Q", "referral", 500)):
        row = Assignment(party_id=party, staff_id="li", role=role, since=ON, until=DAY + timedelta(days=9))
        row.share_bp = share
        row.save()
    assert served_counts(["wang", "li"], on=ON) == {"wang": 2}
    assert served_kinds(["li"], on=ON) == {}
    assert signed(asked("P"), "li", "chen").state == "approved"
    with pytest.raises(Refusal, match="cannot be given customers"):  # having referred Q is not serving it
        asked("Q")
