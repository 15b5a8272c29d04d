"""Any sequence of claims, splits, transfers, covers, leaves and exits, by the real actions, keeps account-days whole.

No day before a change is touched, and the portfolio of any day can be told as it was known at any moment. The machine
keeps a journal of its own: what stood after every step. What the house tells later is held against it.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from qiao.duty.actions import exiting, leaving
from qiao.duty.models import StaffExit, StaffLeave
from qiao.duty.rules.leave import LeaveKind
from qiao.duty.rules.leave import Wish as LeaveWish
from qiao.duty.tests.cast import DAY, ON, person, take_in_all
from qiao.ground import clock
from qiao.ground.periods import day_number, day_of
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.queries import Approval
from qiao.office.rules.deciding import State
from qiao.portfolio.actions import changing, claiming
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import Assignment, PortfolioChange
from qiao.portfolio.rules.conflicts import first_difference, from_plain
from qiao.portfolio.rules.lines import UNCLAIMED, Lines, credited, edges
from qiao.portfolio.rules.shares import Act, Ask, Part

pytestmark = pytest.mark.django_db
PARTIES, ACCOUNTS = ("P", "Q", "R"), ("", "A1")
MANAGERS = ("wang", "li", "zhao")
ASKERS = (*MANAGERS, "chen")
WHOLE_BP = 10_000
EXAMPLES, STEPS = 14, 14
"""So many that a run takes some twenty seconds of a processor."""
OFFSETS = st.integers(-20, 20)
SHARE = st.sampled_from([0, 1, 2_500, 3_333, 7_000, 10_000])
PARTS = st.lists(
    st.builds(Part, st.sampled_from(MANAGERS), st.sampled_from(["lead", "co", "product"]), SHARE),
    min_size=1,
    max_size=3,
)
ACTS = st.sampled_from([Act.SPLIT, Act.TRANSFER, Act.COVER, Act.REFERRAL, Act.RELEASE])
Standing = dict[str, Lines]


@st.composite
def wishes(draw: st.DrawFn) -> Ask:
    """A change as somebody may wish it; many cannot be, and are refused."""
    act, first = draw(ACTS), day_number(ON) + draw(OFFSETS)
    lasts = act in {Act.COVER, Act.REFERRAL} or (act is Act.SPLIT and draw(st.booleans()))
    until = first + draw(st.integers(1, 15)) if lasts else None
    giver, taker, _other = draw(st.permutations(MANAGERS))
    parts = tuple(draw(PARTS)) if act is Act.SPLIT else ()
    return Ask(act, "", first, until, giver=giver, taker=taker, share_bp=draw(SHARE) if lasts else 0, parts=parts)


WISHES = wishes()


class Portfolio(RuleBasedStateMachine):
    """The named cast at work; each example begins with the bank as the fixture left it."""

    def __init__(self) -> None:
        """Begin an example: all it writes is taken back at its end."""
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.journal: list[tuple[datetime, Standing]] = [(clock.now(), standing())]

    def teardown(self) -> None:
        """Hold what is told now against the journal; then the bank is as before."""
        try:
            check_told(self.journal)
            check_chain()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    def _kept(self) -> None:
        self.journal.append((clock.now(), standing()))
        check_whole(self.journal[-1][1])

    @rule(party=st.sampled_from(PARTIES), by=st.sampled_from(ASKERS), wish=WISHES, signed=st.booleans())
    def ask(self, party: str, by: str, wish: Ask, signed: bool) -> None:  # noqa: FBT001  drawn by name
        """A change is asked for; those concerned sign at once, or it waits."""
        asked = tried(lambda: changing.propose(party, wish, reason="agreed", on=ON, actor=person(by)))
        if asked is not None and signed:
            sign_all(asked)
        self._kept()

    @precondition(lambda _machine: Approval.objects.filter(state=State.ASKED).exists())
    @rule(which=st.integers(0, 5), approve=st.booleans())
    def sign(self, which: int, approve: bool) -> None:  # noqa: FBT001  drawn by name
        """A request that waits is signed by all it waits for, or refused by one of them."""
        waiting = list(Approval.objects.filter(state=State.ASKED).order_by("id"))
        one = waiting[which % len(waiting)]
        if approve:
            sign_all(one)
        else:
            tried(lambda: office.decide(one.pk, approve=False, reason="no", on=ON, actor=person("chen")))
        self._kept()

    @rule(party=st.sampled_from(PARTIES), by=st.sampled_from(MANAGERS), share=SHARE, since=OFFSETS)
    def claim(self, party: str, by: str, share: int, since: int) -> None:
        """Somebody claims what nobody has; it waits for a decision."""
        part, day = Part(by, "co", share), ON + timedelta(days=since)
        tried(
            lambda: claiming.claim(
                party, part, account_id="", since=day, reason="known", papers=(), on=ON, actor=person(by)
            )
        )
        self._kept()

    @rule(who=st.sampled_from(MANAGERS), last=st.integers(-9, 9))
    def leave_the_bank(self, who: str, last: int) -> None:
        """An exit is opened; an open one is withdrawn."""
        before = StaffExit.objects.filter(staff_id=who, state="open").first()
        hr = person("hao")
        if before is not None:
            exiting.withdraw_exit(before.pk, reason="stays", actor=hr)
        else:
            exiting.open_exit(who, last_day=ON + timedelta(days=last), reason="goes", on=ON, actor=hr)
        self._kept()

    @rule(
        who=st.sampled_from(MANAGERS), deputy=st.sampled_from(ASKERS), since=st.integers(0, 9), days=st.integers(1, 12),
        kind=st.sampled_from(LeaveKind),
    )  # fmt: skip
    def go_on_leave(self, who: str, deputy: str, since: int, days: int, kind: LeaveKind) -> None:
        """A leave is asked for and agreed to; a deputy stands in."""
        first = ON + timedelta(days=since)
        wish = LeaveWish(kind, first, first + timedelta(days=days), deputy, None)
        asked = tried(lambda: leaving.propose(who, wish, reason="leave", on=ON, actor=person("hao")))
        if asked is not None:
            tried(lambda: office.decide(asked.pk, approve=True, reason="", on=ON, actor=person("wu")))
        self._kept()

    @precondition(lambda _machine: StaffLeave.objects.filter(until__gt=ON).exists())
    @rule(which=st.integers(0, 3), back=st.integers(0, 9))
    def come_back(self, which: int, back: int) -> None:
        """A leave ends before its day, or is called off."""
        rows = list(StaffLeave.objects.filter(until__gt=ON).order_by("id"))
        one, day = rows[which % len(rows)], ON + timedelta(days=back)
        tried(lambda: leaving.end_leave(one.pk, on=day, reason="back", actor=person("hao")))
        self._kept()


def tried(act: Callable[[], Approval | StaffLeave]) -> Approval | StaffLeave | None:
    """What an action answers; None where the house refuses, which it may."""
    try:
        return act()
    except Refusal:
        return None


def sign_all(one: Approval | StaffLeave) -> None:
    """Let everybody sign whom the request waits for; a claim or leave is decided by the head or the lead."""
    assert isinstance(one, Approval)
    places = requests.places_of(one)
    names = [place.signer.staff_id or "chen" for place in places if place.awaited] or ["chen", "wu"]
    for name in names:
        tried(partial(office.decide, one.pk, approve=True, reason="", on=ON, actor=person(name)))


def standing() -> Standing:
    return {party: portfolio.lines_of(party) for party in PARTIES}


def check_whole(now: Standing) -> None:
    """Every account-day has 10,000, on each side of every day on which anything changes."""
    for lines in now.values():
        for day in {day + step for day in edges(lines) for step in (-1, 0, 1)}:
            for account in ACCOUNTS:
                shares = credited(lines, account_id=account, day=day)
                assert sum(shares.values()) == WHOLE_BP
                assert min(shares.values()) > 0
                assert shares.get(UNCLAIMED, 0) <= WHOLE_BP


def check_told(journal: list[tuple[datetime, Standing]]) -> None:
    """What the house tells of every moment is what the journal kept, on the days around today and for all time."""
    days: tuple[date, ...] = (ON - 20 * DAY, ON, ON + 9 * DAY)
    for moment, stood in journal:
        for party, lines in stood.items():
            assert portfolio.lines_known(party, at=moment) == lines, (party, moment)
            for day in days:
                running = tuple(line for line in lines if line.runs_on(day_number(day)))
                assert portfolio.portfolio_on(party, day=day, at=moment) == running


def check_chain() -> None:
    """Each change begins where the one before ended, and touches no day before its own."""
    for party in PARTIES:
        stood: Lines | None = None
        for one in PortfolioChange.objects.filter(party_id=party).order_by("id"):
            before, after = from_plain(one.before), from_plain(one.after)
            assert stood in {None, before}
            differs = first_difference(before, after)
            assert differs is None or day_of(differs) >= one.day
            stood = after
        assert stood in {None, portfolio.lines_of(party)}


def test_any_sequence_of_steps_keeps_every_account_day_whole_and_every_past_day_told() -> None:
    take_in_all()
    Assignment.objects.create(
        party_id="Q", account_id="A1", staff_id="li", role="product", since=date(2024, 1, 1), share_bp=4_000
    )
    run_state_machine_as_test(
        Portfolio,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert portfolio.changed_ids() == set()  # every example was taken back
