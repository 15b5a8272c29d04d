"""What a good spread of a branch's customers over its managers is, and what a plan of moves does to it.

Source: piece 2, 2.1 (managers halved while deposits grew fourfold: some carry too much). A spread is better where less
lies above the norms; among equals where fewer customers change hands; among those where long relationships and groups
of customers stay together. Everything is whole numbers, so that two reckonings agree to the last digit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _
from qiao.people.rules.authority import Authority
from qiao.portfolio.rules.fitting import Wanted, beyond

WHOLE_BP = 10_000
SPLIT_MONTHS = 60
"""What a group that one more manager serves weighs, in months of relationship given up."""
MONTHS_MOST = 240
"""A relationship counts for at most so many months."""


class Part(StrEnum):
    """What a customer puts on a manager."""

    CUSTOMERS = "customers"
    DEPOSITS = "deposits"
    LOANS = "loans"
    MINUTES = "minutes"


PARTS = tuple(Part)
PART_WORDS = {
    Part.CUSTOMERS: _("Customers"),
    Part.DEPOSITS: _("Deposits"),
    Part.LOANS: _("Loans"),
    Part.MINUTES: _("Service hours"),
}
BEYOND = {
    "segment": _("the level of who takes does not cover such customers"),
    "propose": _("the customer owes more than the level of who takes may propose"),
}
Amounts = tuple[int, ...]
"""A whole number for each part, in the order of `PARTS`: customers, 10,000 yuan, 10,000 yuan, minutes a month."""
NOTHING: Amounts = (0,) * len(PARTS)


@dataclass(frozen=True, slots=True)
class Person:
    """A manager: the norm of each part (None = no limit), what cannot be moved, and what bars new customers.

    `segments` None: any customer may be given. `level` is what the level allows, where a table is in force: unlike a
    norm it is no matter of more or less.
    """

    person_id: str
    name: str
    norm: tuple[int | None, ...]
    fixed: Amounts = NOTHING
    segments: frozenset[str] | None = None
    bars: tuple[str, ...] = ()
    level: Authority | None = None

    def may_take(self, client: "Client") -> bool:
        """Whether this customer may be given to this person."""
        return self.takes(client.segment) and not self.beyond(client)

    def beyond(self, client: "Client") -> str:
        """What of the customer lies beyond the level, in marked words; '' where nothing does."""
        if self.level is None:
            return ""
        wanted = Wanted(client.segment, client.size, served=0, beside=True, owed_fen=client.owed_fen)
        codes = {bar.code for bar in beyond(self.level, wanted)}
        return next((words for code, words in BEYOND.items() if code in codes), "")

    def takes(self, segment: str) -> bool:
        """Whether customers of a segment may be given to this person."""
        return not self.bars and self.serves(segment)

    def serves(self, segment: str) -> bool:
        """Whether the level covers the segment, whoever may be given anything today."""
        return self.segments is None or segment in self.segments


@dataclass(frozen=True, slots=True)
class Client:
    """A customer with its manager and its weight; `locked` says why it stays where it is, '' = it may move."""

    party_id: str
    holder: str
    segment: str
    weights: Amounts
    months: int = 0
    group: str = ""
    locked: str = ""
    size: str = ""
    owed_fen: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """The managers of a unit and the customers they hold; each holder is one of the people."""

    unit: str
    name: str
    people: tuple[Person, ...]
    clients: tuple[Client, ...]

    def person(self, person_id: str) -> Person | None:
        """One of the people, None where nobody has the id."""
        return next((one for one in self.people if one.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class Move:
    """A customer changes hands."""

    party_id: str
    giver: str
    taker: str


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """How good a spread is: the less the better, the first figure before the second before the third."""

    excess_bp: int
    moves: int
    strain: int


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan of moves, what it is worth, and what no plan can undercut in which a customer goes to `most` people."""

    moves: tuple[Move, ...]
    worth: Worth
    bound: Worth
    most: int

    @property
    def proven(self) -> bool:
        """Whether nothing better exists; the bound of a later figure holds where those before are proven."""
        return self.worth == self.bound


def added(one: Amounts, other: Amounts) -> Amounts:
    """Part by part."""
    return tuple(left + right for left, right in zip(one, other, strict=True))


def loads(branch: Branch, moves: Iterable[Move] = ()) -> dict[str, Amounts]:
    """What each person carries after these moves."""
    taker = {move.party_id: move.taker for move in moves}
    found = {person.person_id: person.fixed for person in branch.people}
    for client in branch.clients:
        holder = taker.get(client.party_id, client.holder)
        found[holder] = added(found[holder], client.weights)
    return found


def used_bp(load: Amounts, norm: Sequence[int | None]) -> tuple[int | None, ...]:
    """Each part of a load in ten-thousandths of its norm, rounded up; None where nothing limits."""
    return tuple(
        None if most is None else -(-WHOLE_BP * held // max(most, 1)) for held, most in zip(load, norm, strict=True)
    )


def excess_bp(load: Amounts, norm: Sequence[int | None]) -> int:
    """How far the worst part lies above its norm, in ten-thousandths of the norm, rounded up; 0 within the norms."""
    beyond = (
        -(-WHOLE_BP * (held - most) // max(most, 1))
        for held, most in zip(load, norm, strict=True)
        if most is not None and held > most
    )
    return max(beyond, default=0)


def worth(branch: Branch, moves: Sequence[Move]) -> Worth:
    """How good the spread after these moves is."""
    held = loads(branch, moves)
    over = sum(excess_bp(held[person.person_id], person.norm) for person in branch.people)
    return Worth(over, len(moves), strain(branch, moves))


def strain(branch: Branch, moves: Sequence[Move]) -> int:
    """Months of relationship given up, and a weight for each further manager that a group of customers has."""
    months = {client.party_id: min(client.months, MONTHS_MOST) for client in branch.clients}
    given_up = sum(months[move.party_id] for move in moves)
    return given_up + SPLIT_MONTHS * sum(len(holders) - 1 for holders in _holders(branch, moves).values())


def _holders(branch: Branch, moves: Iterable[Move]) -> Mapping[str, set[str]]:
    taker = {move.party_id: move.taker for move in moves}
    found: dict[str, set[str]] = {}
    for client in branch.clients:
        if client.group:
            found.setdefault(client.group, set()).add(taker.get(client.party_id, client.holder))
    return found


def moves_least(branch: Branch) -> int:
    """So many customers change hands at least before nobody is above the norm, whoever takes them.

    Of each person the largest customers of a part are given first; no choice gives fewer.
    """
    held = loads(branch)
    return sum(_gives_least(branch, person, held[person.person_id]) for person in branch.people)


def _gives_least(branch: Branch, person: Person, load: Amounts) -> int:
    own = [one.weights for one in branch.clients if one.holder == person.person_id and not one.locked]
    least = 0
    for place, most in enumerate(person.norm):
        over = load[place] - most if most is not None else 0
        given = 0
        for weight in sorted((weights[place] for weights in own), reverse=True):
            if over <= 0 or weight <= 0:
                break
            over, given = over - weight, given + 1
        least = max(least, given)
    return least


def candidates(branch: Branch, *, most: int) -> dict[str, tuple[str, ...]]:
    """To whom each customer that may move could go: at most so many people, those with most room, taken in turn.

    Taking turns by room keeps a branch's few emptiest people from being everybody's only choice.
    """
    held, may = loads(branch), {who.person_id: who for who in branch.people}
    takers: dict[str, list[str]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for number, client in enumerate(one for one in branch.clients if not one.locked):
        if client.segment not in takers:
            takers[client.segment] = _in_turn(branch, client.segment, held)
        ring = takers[client.segment]
        start = number % len(ring) if ring else 0
        able = {one for one in set(ring) if one != client.holder and may[one].may_take(client)}
        turned = [one for one in [*ring[start:], *ring[:start]] if one in able]
        found[client.party_id] = tuple(dict.fromkeys(turned))[:most]
    return found


def _in_turn(branch: Branch, segment: str, held: Mapping[str, Amounts]) -> list[str]:
    """The people who may take customers of a segment: who has much room stands in the ring several times."""
    rooms = [
        (WHOLE_BP - max((one or 0 for one in used_bp(held[who.person_id], who.norm)), default=0), who.person_id)
        for who in branch.people
        if who.takes(segment)
    ]
    rooms.sort(key=lambda one: (-one[0], one[1]))
    with_room = [one for one in rooms if one[0] > 0]
    ring = [who for room, who in with_room for _turn in range(1 + 3 * room // WHOLE_BP)]
    return [*ring, *(who for room, who in rooms if room <= 0)]


def troubles(branch: Branch, moves: Sequence[Move]) -> tuple[tuple[Move, str], ...]:
    """Each move that may not be, with the reason in marked words; whoever made the plan, it is looked at anew here."""
    clients = {client.party_id: client for client in branch.clients}
    full = _full(branch, [move for move in moves if not _trouble(branch, move, clients.get(move.party_id))])
    found: list[tuple[Move, str]] = []
    seen: set[str] = set()
    for move in moves:
        reason = _trouble(branch, move, clients.get(move.party_id))
        if move.party_id in seen:
            reason = _("the customer is moved twice")
        reason = reason or full.get(move.taker, "")
        seen.add(move.party_id)
        if reason:
            found.append((move, reason))
    return tuple(found)


def _full(branch: Branch, moves: Sequence[Move]) -> dict[str, str]:
    """Who would serve more customers than the level allows once all of these moves are made, and is given one."""
    held, place = loads(branch, moves), PARTS.index(Part.CUSTOMERS)
    levels = {who.person_id: who.level.customers_most for who in branch.people if who.level is not None}
    takers = {move.taker for move in moves} & levels.keys()
    words = _("the level of who takes allows fewer customers")
    return {who: words for who in takers if held[who][place] > levels[who]}


def _trouble(branch: Branch, move: Move, client: Client | None) -> str:
    taker = branch.person(move.taker)
    if client is None:
        return _("no manager of this unit holds the customer")
    if client.locked or client.holder != move.giver:
        return client.locked or _("somebody else holds the customer now")
    if taker is None or taker.person_id == move.giver:
        return _("who takes is no manager of this unit") if taker is None else _("who gives and who takes are one")
    if taker.bars:
        return taker.bars[0]
    return taker.beyond(client) if taker.serves(client.segment) else BEYOND["segment"]
