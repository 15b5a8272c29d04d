"""Planting: each trick and each look-alike gets customers, a manager and a key date, in one order for ever."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qiao.project.demo import honest, tricks
from qiao.project.demo.calendar import Month, Span
from qiao.project.demo.chance import Chance
from qiao.project.demo.leads import CONTROLLED
from qiao.project.demo.organisation import Person
from qiao.project.demo.planted import Planted, Scene, Seat, grown, together
from qiao.project.demo.postings import MONTHS

SHOWN = frozenset({f"RM{number:03d}" for number in range(1, 6)})
"""Managers whose figures documents show: nothing is planted with them."""
KNOWN_MONTHS = 2  # before the first key date, so that there is an ordinary level
HALF_YEAR = 6
SWAPS = ((2, 4), (3, 2), (1, 1))  # customers each way, how many such pairs
BY_POSTING, BY_MOVE = 3, 3
HANDED_ON, CHAINS, COVERED, NAMESAKES = 3, 1, 1, 2


@dataclass(frozen=True, slots=True)
class Field:
    """Where things may be planted: the span, its seed, the managers by branch, the first free number."""

    span: Span
    seed: int
    managers: Sequence[Person]
    since_number: int

    def seat(self, place: int, *, number: int, key_day: int) -> Seat:
        """The seat of the place-th thing planted; neighbours have managers of different branches."""
        person = self.managers[place * 7 % len(self.managers)]
        chance = Chance(self.seed, "planted", place)
        return Seat(self.span, number, person.staff_id, person.branch, chance, key_day)

    def beside(self, seat: Seat, *, steps: int = 1) -> Person:
        """Another manager of the seat's branch."""
        own = [person for person in self.managers if person.branch == seat.branch]
        place = next(place for place, person in enumerate(own) if person.staff_id == seat.staff_id)
        return own[(place + steps) % len(own)]

    def name_of(self, staff_id: str) -> str:
        """A manager's name."""
        return next(person.name for person in self.managers if person.staff_id == staff_id)

    def elsewhere(self, seat: Seat) -> Person:
        """A manager of another branch."""
        return next(person for person in self.managers if person.branch != seat.branch)


def plant(span: Span, *, seed: int, people: Sequence[Person], since_number: int) -> Planted:
    """Everything planted, its customers numbered from `since_number` on."""
    managers = tuple(
        person
        for person in people
        if person.post == "rm" and person.left_day is None and person.staff_id not in CONTROLLED | SHOWN
    )
    field = Field(span, seed, managers, since_number)
    parts: list[Planted] = []
    number = since_number
    for place, (make, ends) in enumerate(_makers(field)):
        seat = field.seat(place, number=number, key_day=_end(field, place, ends).until_day - 1)
        parts.append(grown(make(seat), seat, seed=seed))
        number += len(parts[-1].customers)
    return together(parts)


def _end(field: Field, place: int, ends: Sequence[Month]) -> Month:
    return Chance(field.seed, "key date", place).pick(ends)


def _makers(field: Field) -> Iterator[tuple[tricks.Make, Sequence[Month]]]:
    """Each thing to plant with the months at whose end it may happen."""
    judged = field.span.months[KNOWN_MONTHS:-1]
    quarters = [month for month in judged if month.ends_a_quarter] or list(judged)
    told = [month for month in field.span.months[-MONTHS:-1] if month in judged]
    halves = [month for month in judged if month.number % HALF_YEAR == 0]
    for make, by_posting in (*tricks.makers(), *honest.makers()):
        yield make, told if by_posting else [*quarters, *quarters, *judged]
    for _time in range(BY_POSTING):
        yield lambda seat: tricks.paid_by_manager(seat, field.name_of(seat.staff_id)), told
    for _time in range(BY_MOVE):
        yield (
            lambda seat: tricks.moved_by_manager(
                seat, field.name_of(seat.staff_id), served_by=field.elsewhere(seat).staff_id
            ),
            judged,
        )
    for _time in range(NAMESAKES):
        yield lambda seat: honest.namesake(seat, field.elsewhere(seat).name), told
    if halves:
        for make in _exchanges(field):
            yield make, halves


def _exchanges(field: Field) -> Iterator[tricks.Make]:
    for each, times in SWAPS:
        for _time in range(times):
            yield _swapping(field, each=each)
    for _time in range(HANDED_ON):
        yield lambda seat: honest.handed_on(seat, field.beside(seat, steps=4).staff_id)
    for _time in range(CHAINS):
        yield lambda seat: honest.in_a_chain(
            seat, field.beside(seat, steps=2).staff_id, field.beside(seat, steps=3).staff_id
        )
    for _time in range(COVERED):
        yield lambda seat: honest.covered(seat, field.beside(seat, steps=3).staff_id)


def _swapping(field: Field, *, each: int) -> tricks.Make:
    def make(seat: Seat) -> Scene:
        return tricks.swapped(seat, field.beside(seat).staff_id, each=each)

    return make
