"""Proposals to balance a unit: made, edited, put aside, asked for, carried out; the wrong person; the record."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from qiao.ground.models import AuditRecord, User
from qiao.ground.periods import day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.people.actions.extract import renew_visibility
from qiao.portfolio.actions.balancing import change_move, handing, propose_balance, put_aside, submit_balance
from qiao.portfolio.models import Assignment, BalanceMove, BalanceProposal
from qiao.portfolio.queries.proposals import plan_of, proposal_of, proposals_of, standing_moves
from qiao.portfolio.queries.serving import servers_of
from qiao.portfolio.rules.asking import plain_ask
from qiao.portfolio.rules.balancing import Branch, Client, Person
from qiao.portfolio.rules.proposing import Transfer, why_of
from qiao.portfolio.rules.shares import Act, Ask
from qiao.portfolio.tests.cast import take_in_bank

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 5)
UNITS = {"H": None, "B1": "H", "B2": "H"}
CAST = {
    "A": ("B1", "rm"),
    "B": ("B1", "rm"),
    "C": ("B1", "rm"),
    "lead": ("B1", "lead"),
    "head": ("B1", "head"),
    "stranger": ("B2", "lead"),
    "auditor": ("H", "auditor"),
}
PARTIES = ("P1", "P2", "P3", "P4")


@pytest.fixture(autouse=True)
def bank() -> None:
    take_in_bank(UNITS, people=CAST, customers=PARTIES)
    renew_visibility(on=date(2026, 1, 1), actor="test")
    for name, (_unit, post) in CAST.items():
        User.objects.create_user(username=name, staff_id=name, post=post)
    for party in PARTIES:
        Assignment.objects.create(party_id=party, staff_id="A", role="lead", since=date(2026, 1, 1), share_bp=10_000)
    AuditRecord.objects.all().delete()


@pytest.fixture
def plugged() -> Iterator[list[Transfer]]:
    """A hand-over that writes the assignments, as the portfolio's own will."""
    carried: list[Transfer] = []

    def over(moves: Sequence[Transfer], _actor: User) -> None:
        for move in moves:
            Assignment.objects.filter(party_id=move.party_id, staff_id=move.from_staff).update(until=move.since)
            Assignment.objects.create(
                party_id=move.party_id, staff_id=move.to_staff, role="lead", since=move.since, share_bp=10_000
            )
        carried.extend(moves)

    before, handing.over = handing.over, over
    yield carried
    handing.over = before


@pytest.fixture
def unplugged() -> Iterator[None]:
    """A bank that changes portfolios elsewhere."""
    before, handing.over = handing.over, None
    yield
    handing.over = before


def user(name: str) -> User:
    return User.objects.get(username=name)


def branch(most: int = 2) -> Branch:
    people = tuple(Person(name, name, (most, None, None, None)) for name in "ABC")
    return Branch("B1", "Branch 1", people, tuple(Client(party, "A", "person", (1, 0, 0, 0)) for party in PARTIES))


def proposed(most: int = 2) -> BalanceProposal:
    return propose_balance(branch(most), day=ON, month="2026-09", seconds=5, actor=user("lead"))


def test_a_proposal_is_kept_with_its_moves_and_changes_nothing() -> None:
    made = proposed()
    assert (made.state, made.told["after"]["moves"], made.told["proven"]) == ("draft", 2, True)
    assert len(plan_of(made.pk)) == 2
    assert servers_of(PARTIES, on=ON) == {party: ["A"] for party in PARTIES}
    record = AuditRecord.objects.get()
    assert (record.actor, record.action, record.subject) == (
        "lead",
        "portfolio.keep_proposal",
        f"balance {made.pk}",
    )
    assert record.new is not None
    assert record.new["moved"] == 2
    assert proposals_of(["B1"]) == [made]
    assert proposals_of(["B2"]) == []


def test_where_nobody_can_do_better_the_proposal_says_why() -> None:
    why = why_of(proposed(most=1).told)
    assert why is not None
    assert why.facts["needed"] == 4
    assert why.facts["room"] == 3


@pytest.mark.parametrize("name", ["A", "stranger", "auditor"])
def test_who_leads_no_such_unit_proposes_and_edits_nothing(name: str) -> None:
    with pytest.raises(Refusal, match="post does not allow"):
        propose_balance(branch(), day=ON, month="", seconds=5, actor=user(name))
    made = proposed()
    party = plan_of(made.pk)[0].party_id
    with pytest.raises(Refusal, match="post does not allow"):
        change_move(made.pk, party, taker="", branch=branch(), actor=user(name))
    with pytest.raises(Refusal, match="post does not allow"):
        put_aside(made.pk, actor=user(name))
    with pytest.raises(Refusal, match="post does not allow"):
        submit_balance(made.pk, branch=branch(), reason="x", on=ON, actor=user(name))


def test_a_move_is_dropped_taken_up_again_and_given_to_another() -> None:
    made = proposed()
    row = plan_of(made.pk)[0]
    change_move(made.pk, row.party_id, taker="", branch=branch(), actor=user("lead"))
    assert len(standing_moves(plan_of(made.pk))) == 1
    other = "B" if row.taker == "C" else "C"
    change_move(made.pk, row.party_id, taker=other, branch=branch(), actor=user("lead"))
    changed = BalanceMove.objects.get(pk=row.pk)
    assert (changed.taker, changed.named, changed.dropped) == (other, row.taker, False)
    record = AuditRecord.objects.latest("id")
    assert (record.old, record.new) == ({"taker": ""}, {"customer": row.party_id, "taker": other})


@pytest.mark.parametrize("taker", ["A", "nobody", "stranger"])
def test_a_taker_who_may_not_be_is_refused_at_once(taker: str) -> None:
    made = proposed()
    row = plan_of(made.pk)[0]
    with pytest.raises(Refusal, match="cannot go to"):
        change_move(made.pk, row.party_id, taker=taker, branch=branch(), actor=user("lead"))
    assert BalanceMove.objects.get(pk=row.pk).taker == row.taker
    with pytest.raises(Refusal, match="does not move customer"):
        change_move(made.pk, "P9", taker="B", branch=branch(), actor=user("lead"))


def test_what_was_put_aside_is_edited_no_more() -> None:
    made = proposed()
    put_aside(made.pk, actor=user("head"))
    with pytest.raises(Refusal, match="no draft any more"):
        put_aside(made.pk, actor=user("lead"))
    with pytest.raises(Refusal, match="no such proposal"):
        put_aside(2**70, actor=user("lead"))


@pytest.mark.usefixtures("unplugged")
def test_nothing_is_submitted_while_nothing_carries_it_out() -> None:
    made = proposed()
    with pytest.raises(Refusal, match="does not hand customers over"):
        submit_balance(made.pk, branch=branch(), reason="too many", on=ON, actor=user("lead"))
    assert proposal_of(made.pk) == made


def test_the_head_decides_and_customers_change_hands(plugged: list[Transfer]) -> None:
    made = proposed()
    asked = submit_balance(made.pk, branch=branch(), reason="too many", on=ON, actor=user("lead"))
    found = proposal_of(made.pk)
    assert found is not None
    assert (found.state, found.request) == ("submitted", asked.pk)
    with pytest.raises(Refusal, match="second"):
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=user("lead"))
    with pytest.raises(Refusal, match="post does not allow"):
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=user("stranger"))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=user("head"))
    assert [(one.from_staff, one.since, one.reason) for one in plugged] == [("A", ON, "too many")] * 2
    served = servers_of([one.party_id for one in plugged], on=ON)
    assert served == {one.party_id: [one.to_staff] for one in plugged}


def test_agreed_moves_are_requests_that_giver_and_taker_sign() -> None:
    made = proposed()
    asked = submit_balance(made.pk, branch=branch(), reason="too many", on=ON, actor=user("lead"))
    office.decide(asked.pk, approve=True, reason="", on=ON, actor=user("head"))
    requests = list(Approval.objects.filter(kind="portfolio").order_by("subject"))
    assert [(one.subject, one.asked_by, one.reason) for one in requests] == [
        (row.party_id, "head", "too many") for row in sorted(plan_of(made.pk), key=lambda row: row.party_id)
    ]
    first, taker = requests[0], requests[0].wish["ask"]["taker"]
    assert servers_of([first.subject], on=ON) == {first.subject: ["A"]}
    for name in ("A", taker):
        first = office.decide(first.pk, approve=True, reason="", on=ON, actor=user(name))
    assert first.state == "approved"
    assert servers_of([first.subject], on=day_of(first.wish["ask"]["since"])) == {first.subject: [taker]}


def test_where_one_transfer_is_refused_none_is_asked_for() -> None:
    made = proposed()
    asked = submit_balance(made.pk, branch=branch(), reason="too many", on=ON, actor=user("lead"))
    last = max(plan_of(made.pk), key=lambda row: (row.giver, row.party_id))
    wish = {"ask": plain_ask(Ask(Act.RELEASE, "", day_number(ON), giver="A")), "supervisor": ""}
    office.ask("portfolio", last.party_id, wish=wish, reason="x", on=ON, actor=user("lead"))
    with pytest.raises(Refusal, match="waits for its decision"):
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=user("head"))
    assert Approval.objects.filter(kind="portfolio").count() == 1


def test_a_request_is_stale_once_a_customer_has_changed_hands(plugged: list[Transfer]) -> None:
    made = proposed()
    asked = submit_balance(made.pk, branch=branch(), reason="too many", on=ON, actor=user("lead"))
    Assignment.objects.filter(party_id=plan_of(made.pk)[0].party_id).update(staff_id="C")
    with pytest.raises(Refusal):
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=user("head"))
    assert plugged == []


def test_a_plan_in_which_everybody_stays_is_not_submitted(plugged: list[Transfer]) -> None:
    made = proposed()
    for row in plan_of(made.pk):
        change_move(made.pk, row.party_id, taker="", branch=branch(), actor=user("lead"))
    with pytest.raises(Refusal, match="Every customer of the proposal stays"):
        submit_balance(made.pk, branch=branch(), reason="x", on=ON, actor=user("lead"))


def test_a_unit_without_customers_has_nothing_to_balance() -> None:
    with pytest.raises(Refusal, match="nothing to balance"):
        propose_balance(Branch("B1", "Branch 1", (), ()), day=ON, month="", seconds=5, actor=user("lead"))
