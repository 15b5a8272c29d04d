"""The link under a seeded simulator: what is sent is lost, doubled and late; nobody's money is lost or doubled.

Source: features.md 8 (a); directlink.md 5 (a virtual clock, scripted sides, laws after each step).
`QIAO_LINK_RUNS`, `QIAO_LINK_STEPS` and `QIAO_LINK_SEED` make it larger; the line it prints repeats it.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.test.utils import override_settings
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qiao.directlink.rules.ledger import AccountState
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests import erp
from qiao.directlink.tests.link_laws import Laws
from qiao.directlink.tests.link_world import World, WorldThatForgetsEarmarks, WorldThatRunsAgain, scene
from qiao.directlink.tests.scripted_core import CoreThatPostsAgain, ScriptedCore, Way
from qiao.ground import clock

pytestmark = pytest.mark.django_db
RUNS, STEPS = int(os.environ.get("QIAO_LINK_RUNS", "20")), int(os.environ.get("QIAO_LINK_STEPS", "50"))
SEED = int(os.environ.get("QIAO_LINK_SEED", "0"))
PLANTED_RUNS_MOST, WIRE_STEPS = 200, 12
PLACES = st.integers(0, 999)
AMOUNTS = st.sampled_from([1, 250_00, 1_000_00, 3_000_00, 60_000_00])
TO = st.sampled_from(["far", "far", "baihua", "own", "ning", "nobody"])
PAYS = st.builds(erp.Pay, TO, AMOUNTS)
KINDS = st.sampled_from(["plain", "plain", "signed", "fast"])
ROUTES = st.sampled_from(["", "SUPER"])
WAGES = st.builds(erp.Pay, st.sampled_from(["ning", "nobody", "baihua"]), AMOUNTS)
DUES = st.sampled_from(["", "", "2030-05-09", "2030-05-20"])
DECISIONS = st.sampled_from(["sign", "sign too", "return", "withdraw"])
AFTERWARDS = st.sampled_from(["", "", "resolve", "catch up", "send again"])
WAYS = st.lists(st.sampled_from(list(Way)), max_size=6)
STORIES = (
    [Way.REQUEST_LATE, Way.GOOD, Way.GOOD],
    [Way.REQUEST_LATE, Way.REQUEST_LOST, Way.MEANWHILE, Way.PENDING],
    [Way.PENDING, Way.PENDING, Way.REFUSED],
    [Way.REPLY_LOST, Way.DIED_BEFORE, Way.GOOD],
    [Way.DIED_AFTER, Way.REPLY_LOST, Way.MEANWHILE],
    [Way.REFUSED],
)
"""What is known to go wrong between two machines, beside what chance makes up."""
TROUBLES = st.sampled_from(STORIES) | st.lists(st.sampled_from(list(Way)), min_size=1, max_size=6)
SPANS = (
    *(timedelta(seconds=1), timedelta(seconds=31), timedelta(minutes=4), timedelta(minutes=20)),
    *(timedelta(hours=3), timedelta(hours=9), timedelta(days=1), timedelta(days=12), timedelta(days=32)),
)
"""A moment, a pause of the worker, within a signature's time and beyond it; past the cut-off, midnight, a due day."""
PAUSES = st.lists(st.sampled_from(SPANS[:4]), min_size=1, max_size=5)


ACTS: Mapping[str, Callable[[World], None]] = {
    "let the core catch up": lambda world: world.core.catch_up(),
    "freeze": lambda world: world.freeze(roles.A, state=AccountState.FROZEN, frozen_fen=0),
    "freeze a part": lambda world: world.freeze(roles.A, state=AccountState.OPEN, frozen_fen=99_000_00),
    "set free": lambda world: world.freeze(roles.A, state=AccountState.OPEN, frozen_fen=0),
    "suspend": lambda world: world.suspend(on=True),
    "open": lambda world: world.suspend(on=False),
    "watch a name": lambda world: world.watch(on=True),
    "watch none": lambda world: world.watch(on=False),
    "let go": lambda world: world.look_at(pays=True),
    "stop for good": lambda world: world.look_at(pays=False),
}


class OnTheWire(RuleBasedStateMachine):
    """Payments to other banks, and a core that answers badly; the laws, and what a run ends with."""

    world_kind: ClassVar[type[World]] = World
    core_kind: ClassVar[type[ScriptedCore]] = ScriptedCore
    census: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        """Each run in a savepoint of its own, which is taken back at its end."""
        super().__init__()
        self.within = ExitStack()
        self.savepoint = transaction.savepoint()
        self.laws = Laws()

    @initialize(keeps_here=st.booleans())
    def open_the_bank(self, keeps_here: bool) -> None:  # noqa: FBT001  a draw of the machine
        core = self.core_kind(keeps_here=keeps_here)
        self.world = self.world_kind(CAST[0], core)
        core.meanwhile = self.world.others_act

    @rule(ways=TROUBLES, spans=PAUSES, way=ROUTES, is_large=st.booleans(), act=AFTERWARDS)
    def pays_far_in_trouble(
        self, ways: list[Way], spans: list[timedelta], *, way: str, is_large: bool, act: str
    ) -> None:
        """A payment to another bank whose core does not answer as it should, round after round.

        A large one goes by the system that closes in the afternoon.
        """
        fen, route = (200_000_000, "") if is_large else (250_00, way)
        draft = erp.Draft(erp.SINGLE, erp.RICH, (erp.Pay("far", fen),), way=route, is_signed=True)
        self._order(draft, arrives=True)
        self.world.core.script = list(ways)
        for span in spans:
            self.world.at += span
            self.world.work()
            self.laws.check(on=self.world.on)
        if act == "resolve":
            self.world.resolve(0)
        elif act == "catch up":
            self.world.core.catch_up()
        elif act == "send again":
            self.world.send(f"{erp.STEM}{len(self.world.client.sent):04}")

    @precondition(lambda self: self.world.client.open)
    @rule(place=PLACES, again=st.booleans(), arrives=st.booleans())
    def asks_or_sends_again(self, place: int, *, again: bool, arrives: bool) -> None:
        """Of an order whose end is not known: the question, or the same message again."""
        waiting = self.world.client.open
        number = waiting[place % len(waiting)]
        if again:
            self.world.counts["sent again"] += 1
            self.world.send(number)
        else:
            self.world.ask(number)
        if arrives:
            self.world.arrive(len(self.world.requests) - 1)

    def _order(self, draft: erp.Draft, *, arrives: bool) -> None:
        self.world.send(self.world.client.write_down(draft).number)
        if arrives:
            self.world.arrive(len(self.world.requests) - 1)

    @rule(ways=WAYS, span=st.sampled_from(SPANS))
    def time_passes(self, ways: list[Way], span: timedelta) -> None:
        """The worker goes on after a while; the core does what it will."""
        self.world.core.script = list(ways)
        self.world.at += span
        self.world.work()

    # Laws

    @invariant()
    def the_books_are_right(self) -> None:
        self.laws.check(on=self.world.on)
        self.census["steps"] += 1

    def teardown(self) -> None:
        """The end of a run that went well: everything heals, and all is accounted for."""
        try:
            if sys.exc_info()[0] is None:
                self.world.heal()
                self.laws.check(on=self.world.on)
                self.laws.check_journals()
                self.world.reconcile()
                self.census["runs"] += 1
                self.census.update(self.world.counts)
                self.census.update(self.world.core.seen)
        finally:
            transaction.savepoint_rollback(self.savepoint)


class LinkMachine(OnTheWire):
    """What else may happen, in any order: other orders, the line, the bank's people and the enterprise's."""

    # Orders

    @rule(to=TO, fen=AMOUNTS, due=DUES, way=ROUTES, kind=KINDS, arrives=st.booleans())
    def pays_one(self, to: str, fen: int, due: str, *, way: str, kind: str, arrives: bool) -> None:
        """A single payment, as an ordinary one, a signed one or a fast one."""
        interface = erp.FAST if kind == "fast" else erp.SINGLE
        pays = (erp.Pay(to, fen),)
        route = way if to == "far" else ""
        draft = erp.Draft(interface, roles.A, pays, due=due, way=route, is_signed=kind == "signed")
        self._order(draft, arrives=arrives)

    @rule(pays=st.lists(PAYS, min_size=1, max_size=4), due=DUES, kind=KINDS, arrives=st.booleans())
    def pays_many(self, pays: list[erp.Pay], due: str, *, kind: str, arrives: bool) -> None:
        """A batch, at once or in the background."""
        interface, day = (erp.LATER, "") if kind == "fast" else (erp.BATCH, due)
        draft = erp.Draft(interface, roles.A, tuple(pays), due=day, is_signed=kind == "signed")
        self._order(draft, arrives=arrives)

    @rule(wages=st.lists(WAGES, min_size=1, max_size=4), is_signed=st.booleans(), arrives=st.booleans())
    def pays_wages(self, wages: list[erp.Pay], *, is_signed: bool, arrives: bool) -> None:
        """A payroll."""
        self._order(erp.Draft(erp.WAGES, roles.A, tuple(wages), is_signed=is_signed), arrives=arrives)

    # The line

    @precondition(lambda self: self.world.requests)
    @rule(place=PLACES)
    def a_message_arrives(self, place: int) -> None:
        self.world.arrive(place % len(self.world.requests))

    @precondition(lambda self: self.world.requests)
    @rule()
    def messages_arrive(self) -> None:
        """All that are on their way, in their order."""
        while self.world.requests:
            self.world.arrive(0)

    @precondition(lambda self: self.world.requests)
    @rule(place=PLACES, twice=st.booleans())
    def a_message_is_lost_or_doubled(self, place: int, *, twice: bool) -> None:
        requests = self.world.requests
        if twice:
            requests.append(requests[place % len(requests)])
        else:
            requests.pop(place % len(requests))
        self.world.counts["doubled" if twice else "lost"] += 1

    @precondition(lambda self: self.world.answers)
    @rule(place=PLACES, lost=st.booleans())
    def an_answer_arrives_or_is_lost(self, place: int, *, lost: bool) -> None:
        chosen = place % len(self.world.answers)
        if lost:
            self.world.answers.pop(chosen)
            self.world.counts["answers lost"] += 1
        else:
            self.world.hear(chosen)

    # The bank

    @rule(place=PLACES, back=st.booleans())
    def a_payment_is_resolved_or_given_back(self, place: int, *, back: bool) -> None:
        """By people of the bank, or by another bank."""
        if back:
            self.world.give_back(place)
        else:
            self.world.resolve(place)

    @rule(act=st.sampled_from(sorted(ACTS)))
    def the_bank_acts(self, act: str) -> None:
        """Freezes, the list of names, the link as a whole."""
        ACTS[act](self.world)

    # People of the enterprise

    @rule(fen=st.sampled_from([6_000_00, 60_000_00]), to=TO, decisions=st.lists(DECISIONS, min_size=1, max_size=5))
    def pays_with_signatures(self, fen: int, to: str, decisions: list[str]) -> None:
        """A payment that waits for one signature or two, and what people say of it."""
        self._order(erp.Draft(erp.SINGLE, roles.A, (erp.Pay(to, fen),)), arrives=True)
        for what in decisions:
            self.somebody_decides(place=-1, what=what)

    @rule(place=PLACES, what=DECISIONS)
    def somebody_decides(self, place: int, what: str) -> None:
        """Of what waits for people; whoever may not is refused."""
        waiting = self.world.waiting()
        if what == "withdraw":
            self.world.withdraw(place)
        elif waiting and what == "return":
            self.world.send_back(waiting[place % len(waiting)].pk)
        elif waiting:
            self.world.sign(waiting[place % len(waiting)].pk, by_second=what == "sign too")


CAST: list[roles.Cast] = []
"""The scene's, set once a test: each run takes back what it did."""


@pytest.fixture(autouse=True)
def cast() -> Iterator[None]:
    """The scene in an empty database; a password is checked fast."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        CAST[:] = [scene()]
        yield


def run(machine: type[OnTheWire], *, runs: int, steps: int, phases: Sequence[Phase]) -> None:
    """Run a machine from its seed; the same seed makes the same runs everywhere."""
    machine.census.clear()
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        phases=phases,
        derandomize=False,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(SEED)(machine), settings=chosen)


SEEN = {
    *("PAYOUT", "PART_PAYOUT", "FAIL", "CANCEL", "EXPIRED", "PENDING", "PROCESSING", "AUDITING", "AUDITED"),
    *("lost", "doubled", "answers lost", "sent again", "refused", "signed", "returned", "withdrawn", "resolved"),
}
"""What the runs have to come past, or they would prove less than they say."""


def test_nothing_is_lost_and_nothing_doubled_whatever_happens() -> None:
    census = told(LinkMachine, runs=RUNS, steps=STEPS)
    assert sorted(SEEN - census.keys()) == []


def test_nothing_is_lost_and_nothing_doubled_between_the_bank_and_its_core() -> None:
    census = told(OnTheWire, runs=RUNS, steps=WIRE_STEPS)
    assert sorted({way.value for way in Way} - census.keys()) == []


def told(machine: type[OnTheWire], *, runs: int, steps: int) -> Counter[str]:
    """Run a machine, and say what it came past and how that is repeated."""
    began = clock.thread_ticks()
    run(machine, runs=runs, steps=steps, phases=(Phase.generate, Phase.shrink))
    census = machine.census
    again = f"QIAO_LINK_SEED={SEED} QIAO_LINK_RUNS={RUNS} QIAO_LINK_STEPS={STEPS}"
    seen = ", ".join(f"{name} {census[name]}" for name in sorted(census))
    sys.stdout.write(f"\n{machine.__name__} ({again}), {clock.thread_ticks() - began:.1f} s: {seen}\n")
    assert census["runs"] >= runs
    return census


# Planted bugs


class DoublePosting(OnTheWire):
    """Behind a core that books again what it is told again."""

    core_kind = CoreThatPostsAgain


class ForgottenEarmark(OnTheWire):
    """In a bank that sets nothing free when the core has refused."""

    world_kind = WorldThatForgetsEarmarks


class RunAgain(OnTheWire):
    """In a bank that takes a number it has seen for a new one."""

    world_kind = WorldThatRunsAgain


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (DoublePosting, "the core's book is not the bank's"),
        (ForgottenEarmark, "earmarked for nothing"),
        (RunAgain, "nobody made|told final and has changed"),
    ],
)
def test_a_planted_bug_is_caught(machine: type[OnTheWire], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        run(machine, runs=PLANTED_RUNS_MOST, steps=WIRE_STEPS, phases=(Phase.generate,))
