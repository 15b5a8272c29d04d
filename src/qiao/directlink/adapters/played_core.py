"""The core of the simulated bank: it keeps numbers once, and says of each what its script wants it to say."""

from collections.abc import Callable
from datetime import date

from qiao.directlink.models import Payment
from qiao.directlink.rules.core import Answer, Booking, Verdict
from qiao.directlink.rules.simulating import Script, word_of


class PlayedCore:
    """What was asked of each number, and since which day it is known."""

    keeps_here = False

    def __init__(self, script_of: Callable[[str], Script], today: Callable[[], date]) -> None:
        """`script_of` tells the script of an enterprise's number, `today` the bank's day."""
        self._script_of, self._today = script_of, today
        self._asked: dict[str, int] = {}
        self._since: dict[str, date] = {}

    def book(self, booking: Booking) -> Answer:
        """Book under the number, as far as its script lets it."""
        self._since.setdefault(booking.number, self._today())
        return self.ask(booking.number)

    def ask(self, number: str) -> Answer:
        """What became of the number."""
        if number not in self._since:
            return Answer(Verdict.UNHEARD)
        asked = self._asked.get(number, 0)
        self._asked[number] = asked + 1
        order = Payment.objects.values_list("instruction__number", flat=True).get(transfer=number)
        is_next_day = self._today() > self._since[number]
        return word_of(self._script_of(order), asked=asked, is_next_day=is_next_day)
