"""Whether a payment is stopped until the bank has looked: names to look out for, and what a bank plugs in."""

from collections.abc import Callable, Sequence

from qiao.directlink.adapters.rows import Select
from qiao.directlink.models import Payment, WatchedName
from qiao.directlink.rules.checking import plain_name

Screen = Callable[[Sequence[Payment]], bool]
_screens: list[Screen] = []
WATCHED = Select(WatchedName, ("id",), "name IN ({places})", more="LIMIT 1")


def plug_in(screen: Screen) -> None:
    """Have a further screen asked; it answers at once and changes nothing."""
    _screens.append(screen)


def stops(payments: Sequence[Payment]) -> bool:
    """Whether any screen stops one of the payments."""
    names = {said for payment in payments for said in (payment.other_name, plain_name(payment.other_name))}
    return bool(WATCHED.all(*sorted(names))) or any(screen(payments) for screen in _screens)
