"""The embedded core: this system's own ledger is the book; what goes to other banks is handed to clearing, booked."""

from qiao.directlink.models import Entry
from qiao.directlink.rules.core import Answer, Booking, Verdict


class EmbeddedCore:
    """Books by the ledger's own lines, in the transaction that closes the payment; so it says yes and nothing more."""

    keeps_here = True

    def book(self, booking: Booking) -> Answer:  # noqa: ARG002  the ledger keeps what is booked
        """Yes: the lines follow in the ledger, under a number that the database takes once."""
        return Answer(Verdict.BOOKED)

    def ask(self, number: str) -> Answer:
        """Booked where its lines stand, else never heard of."""
        stands = Entry.objects.filter(transfer=number).exists()
        return Answer(Verdict.BOOKED if stands else Verdict.UNHEARD)
