"""A core system that does what it is told to do wrong: replies late or not at all, refuses, keeps one waiting, dies.

Whatever it does on the line, it keeps a number once; the bugs that are planted are those of a core that does not.
"""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from qiao.directlink.rules.core import Answer, Booking, NoReply, Verdict


class Died(Exception):  # noqa: N818  an end, not an error that anybody handles
    """The process that asked the core ended in the midst of it."""


class Way(StrEnum):
    """What happens to one question to the core."""

    GOOD = "good"
    REPLY_LOST = "the reply is lost"
    REQUEST_LOST = "the request is lost"
    REQUEST_LATE = "the request comes later"
    REFUSED = "refused"
    PENDING = "it takes its time"
    DIED_BEFORE = "the asking process dies before"
    DIED_AFTER = "the asking process dies after"
    MEANWHILE = "others act while it is asked"


class ScriptedCore:
    """The core and its book: numbers that it booked, refused and still looks at."""

    def __init__(self, *, keeps_here: bool) -> None:
        """`keeps_here` books between banks alone; else the accounts of this bank are the core's too."""
        self.keeps_here = keeps_here
        self.script: list[Way] = []
        self.booked: dict[str, list[Booking]] = {}
        self.refused: set[str] = set()
        self.waiting: dict[str, Booking] = {}
        self.late: list[Booking] = []
        self.seen: Counter[str] = Counter()
        self.meanwhile: Callable[[], None] = lambda: None

    def book(self, booking: Booking) -> Answer:
        """Book once, in the way that comes next."""
        way = self._next()
        if way is Way.REQUEST_LATE:
            self.late.append(booking)
        elif way is Way.REFUSED:
            self.strike_out(booking.number)
        elif way is Way.PENDING and booking.number not in self.booked:
            self.waiting[booking.number] = booking
        elif way not in {Way.REQUEST_LOST, Way.DIED_BEFORE}:
            self.keep(booking)
        self._end(way)
        return self.word(booking.number)

    def ask(self, number: str) -> Answer:
        """What became of a number, in the way that comes next."""
        way = self._next()
        if way not in {Way.PENDING, Way.REQUEST_LOST, Way.DIED_BEFORE} and number in self.waiting:
            self.keep(self.waiting[number])
        self._end(way)
        return self.word(number)

    def keep(self, booking: Booking) -> None:
        """Book a number, unless it stands already or was refused."""
        self.waiting.pop(booking.number, None)
        if booking.number not in self.refused:
            self.booked.setdefault(booking.number, [booking])

    def strike_out(self, number: str) -> None:
        """Refuse a number for good, unless it stands."""
        self.waiting.pop(number, None)
        if number not in self.booked:
            self.refused.add(number)

    def catch_up(self) -> None:
        """Let arrive what was under way for so long."""
        arriving, self.late = self.late, []
        for booking in arriving:
            self.keep(booking)

    def word(self, number: str) -> Answer:
        """What the core says of a number."""
        if number in self.booked:
            return Answer(Verdict.BOOKED)
        if number in self.refused:
            return Answer(Verdict.REFUSED, "no such account there")
        return Answer(Verdict.PENDING if number in self.waiting else Verdict.UNHEARD)

    def _next(self) -> Way:
        way = self.script.pop(0) if self.script else Way.GOOD
        self.seen[way.value] += 1
        if way is Way.MEANWHILE:
            self.meanwhile()
        return way

    def _end(self, way: Way) -> None:
        """What becomes of the reply."""
        if way in {Way.REPLY_LOST, Way.REQUEST_LOST, Way.REQUEST_LATE}:
            raise NoReply
        if way in {Way.DIED_BEFORE, Way.DIED_AFTER}:
            raise Died


class CoreThatPostsAgain(ScriptedCore):
    """A planted bug: a number that is told again is booked again."""

    def keep(self, booking: Booking) -> None:
        """Book, whatever stands already."""
        if booking.number in self.booked:
            self.booked[booking.number].append(booking)
        super().keep(booking)
