"""Nothing is created and nothing lost: random years of runs, holds, releases, deferrals, recoveries and leavers.

What a person was credited, less what is still on hold, is at every moment what was paid, set off, forfeited or taken
back, what is still deferred, and what is carried below zero; to the fen.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.appraisal.rules.scheme.scheme import Deferral
from qiao.pay.rules.deferral import due_days, left_of, state_of
from qiao.pay.rules.recovery import reach_of
from qiao.pay.rules.states import LIVING_PART, Entry, PartState
from qiao.pay.rules.steps import CarriedSum, OpenRecovery, PayInput, PayLineSum, Step, StepKind, reckoned, withheld_now

START = date(2026, 2, 1)
MONTH = timedelta(days=30)


@dataclass
class Month:
    """A paid month: what was held of it, and what is left out of it still."""

    earned: int
    held: int
    confirmed: bool
    withheld: int = 0


@dataclass
class Person:
    """A person's ledgers as the actions keep them."""

    months: list[Month] = field(default_factory=list)
    parts: list[tuple[date, list[tuple[Entry, int]]]] = field(default_factory=list)
    carried: list[CarriedSum] = field(default_factory=list)
    recoveries: dict[int, int] = field(default_factory=dict)
    credited: int = 0
    paid: int = 0
    set_off: int = 0
    expired: int = 0

    def left(self) -> int:
        return sum(left_of(entries) for _due, entries in self.parts)

    def gone(self, kind: Entry) -> int:
        return -sum(fen for _due, entries in self.parts for one, fen in entries if one is kind)


run = st.tuples(
    st.just("run"),
    st.integers(-500_000, 5_000_000),
    st.integers(0, 1_000_000),
    st.booleans(),
    st.integers(-300_000, 300_000),
    st.sampled_from(
        [None, Deferral(400_000, 3), Deferral(500_001, 4), Deferral(333_333, 3, (500_000, 300_000, 200_000))]
    ),
    st.booleans(),
)
decide = st.tuples(st.just("decide"), st.integers(0, 30), st.integers(0, 1_000_000), st.booleans())
keep = st.tuples(st.sampled_from(["hold", "free", "forfeit"]), st.integers(0, 60))
recover = st.tuples(st.just("recover"), st.integers(1, 10_000))
deeds = st.lists(st.one_of(run, run, decide, keep, recover), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(deeds)
def test_pay_is_conserved(story: list[tuple]) -> None:  # type: ignore[type-arg]  # deeds of several shapes
    person, day = Person(), START
    for deed in story:
        day += MONTH
        DEEDS[deed[0]](person, deed, day)
        check(person)


def pay(person: Person, deed: tuple, day: date) -> None:  # type: ignore[type-arg]  # as above
    _run, earned, held, confirmed, difference, deferral, has_left = deed
    month = Month(earned, min(held, max(earned, 0)), confirmed)
    steps = [Step(StepKind.EARNED, earned), Step(StepKind.HELD, -month.held), Step(StepKind.DIFFERENCE, difference)]
    month.withheld = month.held
    for number, one in enumerate(person.months):
        now = withheld_now(one.withheld, held_fen=one.held, confirmed_fen=one.held if one.confirmed else 0)
        change = one.withheld - now
        steps.append(Step(StepKind.RELEASED if change > 0 else StepKind.HELD, change, str(number)))
        one.withheld = now
    person.months.append(month)
    due = (
        []
        if has_left
        else [
            (number, left_of(entries))
            for number, (when, entries) in enumerate(person.parts)
            if when <= day and state_of(entries) is PartState.WAITING
        ]
    )
    person.expired += sum(one.fen for one in person.carried if one.until <= day)
    person.carried = [one for one in person.carried if one.until > day]
    line = reckoned(
        PayInput(
            variable=tuple(one for one in steps if one.fen),
            due=tuple(Step(StepKind.DUE, fen, str(number)) for number, fen in due),
            carried=tuple(person.carried),
            recoveries=tuple(OpenRecovery(number, fen) for number, fen in sorted(person.recoveries.items()) if fen),
            deferral=deferral,
            set_off_most_bp=2_000,
        ),
        on=day,
    )
    book(person, line, due=due, day=day, credited=earned + difference)


def book(person: Person, line: PayLineSum, *, due: list[tuple[int, int]], day: date, credited: int) -> None:
    """What an approval does to the ledgers."""
    for number, fen in due:
        person.parts[number][1].append((Entry.PAID, -fen))
    days = due_days(day, parts=len(line.later_fen))
    person.parts += [(when, [(Entry.DEFERRED, fen)]) for when, fen in zip(days, line.later_fen, strict=True) if fen]
    taken = dict(line.taken_up)
    left = [CarriedSum(one.number, one.fen - taken.get(one.number, 0), one.until) for one in person.carried]
    person.carried = [one for one in left if one.fen]
    if line.carried_on_fen:
        person.carried.append(CarriedSum(len(person.months), line.carried_on_fen, day + 12 * MONTH))
    for step in line.steps:
        if step.kind is StepKind.RECOVERED:
            person.recoveries[int(step.key)] += step.fen
    person.set_off -= line.of(StepKind.RECOVERED)
    person.paid += line.pay_fen
    person.credited += credited


def decide_hold(person: Person, deed: tuple, _day: date) -> None:  # type: ignore[type-arg]  # as above
    if person.months:
        month = person.months[deed[1] % len(person.months)]
        month.held, month.confirmed = min(deed[2], max(month.earned, 0)), deed[3]


def keep_part(person: Person, deed: tuple, _day: date) -> None:  # type: ignore[type-arg]  # as above
    living = [entries for _due, entries in person.parts if state_of(entries) in LIVING_PART]
    if living:
        entries = living[deed[1] % len(living)]
        fen = -left_of(entries) if deed[0] == "forfeit" else 0
        entries.append(({"hold": Entry.HELD, "free": Entry.RELEASED, "forfeit": Entry.FORFEITED}[deed[0]], fen))


def recover_pay(person: Person, deed: tuple, _day: date) -> None:  # type: ignore[type-arg]  # as above
    living = [(n, left_of(one)) for n, (_due, one) in enumerate(person.parts) if state_of(one) in LIVING_PART]
    open_before = sum(person.recoveries.values()) + person.set_off
    reach = reach_of(living, paid_fen=max(person.paid - open_before, 0), ratio_bp=deed[1])
    for number, fen in reach.parts:
        person.parts[number][1].append((Entry.TAKEN_BACK, -fen))
    if reach.paid_fen:
        person.recoveries[len(person.recoveries) + 1] = reach.paid_fen


DEEDS = {
    "run": pay,
    "decide": decide_hold,
    "hold": keep_part,
    "free": keep_part,
    "forfeit": keep_part,
    "recover": recover_pay,
}


def check(person: Person) -> None:
    carried = sum(one.fen for one in person.carried)
    withheld = sum(one.withheld for one in person.months)
    gone = person.gone(Entry.FORFEITED) + person.gone(Entry.TAKEN_BACK)
    whole = person.paid + person.set_off + person.left() + gone + carried + person.expired
    assert whole == person.credited - withheld
    assert person.paid >= 0
    assert all(fen >= 0 for fen in person.recoveries.values())
    assert min((one.withheld for one in person.months), default=0) >= 0
