"""The piece round a customer: products against peers, close customers, what happened; and only what one sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.contribution.queries import figures
from qiao.contribution.queries.runs import chosen_run, serving_period
from qiao.customers.queries import Customer, CustomerTie, customer_of, peers_of
from qiao.desk.queries.closeness import close_to
from qiao.desk.queries.holdings import holdings
from qiao.desk.queries.sight import served_subquery
from qiao.desk.queries.timeline import events_of, serving_bars
from qiao.desk.rules.timeline import What
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import Look, User
from qiao.ground.periods import day_number
from qiao.portfolio.queries.serving import Assignment, assignments_of
from tests.banks.served import Served

OURS, FOREIGN_MANAGER = "C000001", "RM001"
PIECE = {"HX-Request": "true"}
STATEMENTS_MOST = 22


def own_and_foreign() -> tuple[str, str]:
    """Another customer of the manager, and one whom nobody the manager sees serves."""
    served = set(Assignment.objects.filter(staff_id=FOREIGN_MANAGER, until=None).values_list("party_id", flat=True))
    ever = set(Assignment.objects.filter(staff_id=FOREIGN_MANAGER).values_list("party_id", flat=True))
    foreign = Customer.objects.exclude(party_id__in=ever).order_by("party_id").values_list("party_id", flat=True)[0]
    return min(served - {OURS}), foreign


@contextmanager
def tied(*pairs: tuple[str, str], role: str = "legal_representative") -> Iterator[None]:
    """Ties that run, for as long as it lasts."""
    made = [
        CustomerTie.objects.create(party_id=one, related_id=other, role=role, since=date(2020, 1, 1))
        for one, other in pairs
    ]
    try:
        yield
    finally:
        for one in made:
            one.delete()


def members(username: str) -> list[str]:
    """Who is close to the customer as a person sees it."""
    run, on = chosen_run("2026-09"), clock.today()
    scope = scope_of(User.objects.get(username=username), on=on)
    customer = customer_of(OURS)
    assert customer
    found = close_to(run, customer, scope=scope, period=serving_period(run, on=on))
    if found is None:
        return []
    assert found.contribution_micro == sum(one.sums.contribution_micro for one in found.members if one.sums)
    return sorted(one.party_id for one in found.members)


def test_close_customers_add_up_those_one_sees_and_nobody_else(served_bank: Served) -> None:
    own, foreign = own_and_foreign()
    before = set(members("AUD01")) | {OURS}
    with tied((OURS, own), (foreign, OURS)):
        assert own in members(FOREIGN_MANAGER)
        assert foreign not in members(FOREIGN_MANAGER)
        assert {own, foreign} <= set(members("AUD01"))
        page = served_bank.as_role("manager").get(f"/customers/{OURS}/around/").content.decode()
        assert f"/customers/{own}/" in page
        assert foreign not in page
    assert set(members("AUD01")) | {OURS} == before


def test_nobody_is_reached_through_a_customer_one_does_not_see(served_bank: Served) -> None:
    own, foreign = own_and_foreign()
    with tied((OURS, foreign), (foreign, own)):
        assert own not in members(FOREIGN_MANAGER)
        assert own in members("AUD01")


@pytest.mark.parametrize("role", ["guarantor", "parent", "shareholder"])
def test_who_vouches_or_holds_is_not_close_by_that(served_bank: Served, role: str) -> None:
    own, _foreign = own_and_foreign()
    before = members("AUD01")
    with tied((OURS, own), role=role):
        assert members("AUD01") == before


def test_peers_are_customers_of_the_kind_whom_one_sees(served_bank: Served) -> None:
    on = clock.today()
    period = serving_period(chosen_run("2026-09"), on=on)
    scope = scope_of(User.objects.get(username=FOREIGN_MANAGER), on=on)
    customer = customer_of(OURS)
    assert customer
    whole = peers_of(customer.kind, None, most=5_000)
    own = peers_of(customer.kind, served_subquery(scope, period=period), most=5_000)
    assert OURS in own
    assert set(own) < set(whole)
    assert set(Customer.objects.filter(party_id__in=whole).values_list("kind", flat=True)) == {customer.kind}
    assert peers_of(customer.kind, None, most=2) == whole[:2]


def test_the_products_held_are_those_of_running_accounts_and_shares_are_of_ones_own_peers(served_bank: Served) -> None:
    run, on = chosen_run("2026-09"), clock.today()
    customer, accounts, period = customer_of(OURS), figures.accounts_of(run, OURS), serving_period(run, on=on)
    assert customer
    running = [one for one in accounts if one.closed_on_day is None]
    for person in ("AUD01", FOREIGN_MANAGER):
        scope = scope_of(User.objects.get(username=person), on=on)
        found = holdings(run, customer, accounts, scope=scope, period=period)
        peers = peers_of(customer.kind, served_subquery(scope, period=period), most=5_000)
        assert found.peers == len(peers)
        assert sum(line.accounts for line in found.held) >= len(running) > 0
        for line in found.held:
            having = sum(
                any(
                    one.product_id == line.product_id and _runs_on(one, run.until)
                    for one in figures.accounts_of(run, peer)
                )
                for peer in peers
            )
            assert found.few or line.peers_share == Fraction(having, len(peers))


def _runs_on(account: figures.AccountFacts, until: date) -> bool:
    last = day_number(until) - 1
    return account.opened_on_day <= last and (account.closed_on_day is None or account.closed_on_day > last)


def test_a_hand_over_stands_in_the_timeline_and_its_bars_meet(served_bank: Served) -> None:
    run, serving = chosen_run("2026-09"), assignments_of(OURS)
    events = events_of(run, figures.accounts_of(run, OURS), serving)
    days = [one.on_day for one in events]
    assert days == sorted(days, reverse=True)
    assert {What.SERVED, What.LEFT} <= {one.what for one in events}
    drawn = serving_bars(serving, on=clock.today())
    assert drawn
    assert len(drawn.rows) == len(serving)
    assert serving_bars([], on=clock.today()) is None


@pytest.mark.parametrize(
    ("role", "status"),
    [("manager", 200), ("lead", 200), ("auditor", 200), ("stranger", 404), ("hr", 403), ("admin", 403)],
)
def test_what_lies_round_a_customer_of_others_is_not_found(served_bank: Served, role: str, status: int) -> None:
    assert served_bank.as_role(role).get(f"/customers/{OURS}/around/").status_code == status


@pytest.mark.parametrize("month", ["2031-01", "x' OR 1", "2026-13"])
def test_a_month_that_is_not_settled_has_nothing_round(served_bank: Served, month: str) -> None:
    assert served_bank.as_role("auditor").get(f"/customers/{OURS}/around/", {"month": month}).status_code == 404


def test_the_piece_has_no_frame_and_asks_little(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    with CaptureQueriesContext(connection) as asked:
        piece = browser.get(f"/customers/{OURS}/around/", headers=PIECE).content.decode()
    assert "<html" not in piece
    assert "Timeline" in piece
    assert len(asked) <= STATEMENTS_MOST
    assert f"/customers/{OURS}/around/?month=2026-09" in browser.get(f"/customers/{OURS}/").content.decode()


def test_who_opens_it_by_address_is_kept_on_record(served_bank: Served) -> None:
    subject = Look.objects.filter(actor="AUD01", subject="customer C000150")
    assert not subject.exists()
    served_bank.as_role("auditor").get("/customers/C000150/around/")
    assert subject.count() == 1
