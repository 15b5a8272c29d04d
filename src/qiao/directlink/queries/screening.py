"""Whether a payment is stopped until the bank has looked: names to look out for, and what a bank plugs in."""

from collections.abc import Callable, Sequence
from itertools import islice

from qiao.directlink.adapters.rows import Select
from qiao.directlink.models import Instruction, Payment, WatchedName
from qiao.directlink.rules.checking import plain_name

NAMES_A_BLOCK = 500
Screen = Callable[[Sequence[Payment]], bool]
_screens: list[Screen] = []
WATCHED = Select(WatchedName, ("id",), "name IN ({places})", more="LIMIT 1")


def plug_in(screen: Screen) -> None:
    """Have a further screen asked; it answers at once and changes nothing."""
    _screens.append(screen)


def stops_file(instruction: Instruction) -> bool:
    """The same of a file's part, read in blocks; where nobody looks out for anything nothing is read."""
    rows = instruction.payments.order_by("place")
    if _screens:
        left = rows.iterator(chunk_size=NAMES_A_BLOCK)
        return any(stops(block) for block in iter(lambda: list(islice(left, NAMES_A_BLOCK)), []))
    watched = set(WatchedName.objects.values_list("name", flat=True))
    if not watched:
        return False
    names = rows.values_list("other_name", flat=True).iterator(chunk_size=NAMES_A_BLOCK)
    return any(name in watched or plain_name(name) in watched for name in names)


def stops(payments: Sequence[Payment]) -> bool:
    """Whether any screen stops one of the payments."""
    names = {said for payment in payments for said in (payment.other_name, plain_name(payment.other_name))}
    return bool(WATCHED.all(*sorted(names))) or any(screen(payments) for screen in _screens)
