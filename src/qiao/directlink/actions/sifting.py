"""A file of orders gone through once, before anything of it counts: what each part comes to, and all that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings

from qiao.directlink.actions.journal import Turn
from qiao.directlink.actions.taking import bounds_on
from qiao.directlink.models import ClearingBank, Payee
from qiao.directlink.rules.files import CODE_WORDS, FAULTS_MOST, Code, Fault, FileKind, Level, Paid, Part, Staged
from qiao.directlink.rules.filing import HERE, Ground, Placed, Tally, fault_of_payment, placed
from qiao.directlink.rules.orders import Route
from qiao.ground.words import gettext_noop as _

BLOCK = 1_000
WAYS: tuple[Route | None, ...] = (None, *Route)
WAY_OF = {route: place for place, route in enumerate(WAYS) if route is not None}
"""Ways in a byte; nothing is that of a payment which is left out."""
TOO_MANY = _("Too many payments of the file are faulty; the first of them are told.")
NOTHING_LEFT = _("No payment of this part can be taken.")


@dataclass(slots=True)
class Sifted:
    """What was found so far: the good of each part by its place, faults, and what these take down."""

    staged: Staged
    ground: Ground
    faults: list[Fault]
    tallies: dict[int, Tally] = field(default_factory=dict)
    ways: bytearray = field(default_factory=bytearray)
    bad_payments: set[str] = field(default_factory=set)
    bad_parts: set[int] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether anything of the file may still be taken."""
        return not any(fault.level is Level.FILE for fault in self.faults)

    def drop(self, fault: Fault) -> None:
        """Leave a part out, with all its payments."""
        self.faults.append(fault)
        self.bad_parts.add(fault.part)
        self.tallies.pop(fault.part, None)

    def good(self) -> Iterator[tuple[Paid, Placed]]:
        """The payments that may be taken, with the way each goes, in the file's order."""
        for paid, way in zip(self.staged.payments(), self.ways, strict=True):
            if way and paid.part not in self.bad_parts and paid.end_to_end not in self.bad_payments:
                yield paid, self._where(paid, WAYS[way])

    def _where(self, paid: Paid, route: Route | None) -> Placed:
        assert route is not None
        return HERE if route is Route.BOOK else Placed(paid.bank_number, self.ground.banks[paid.bank_number], route)

    def go_through(self) -> None:
        """Find the way of each payment and what each part comes to; ways are kept, a byte each."""
        payments, is_collected = self.staged.payments(), self.staged.head.kind is FileKind.COLLECTIONS
        accounts = {part.place: part.account for part in self.staged.parts}
        while block := list(islice(payments, BLOCK)):
            self._learn_banks(block)
            for paid in block:
                if paid.part in self.bad_parts or paid.end_to_end in self.bad_payments:
                    self.ways.append(0)
                    continue
                payer = accounts.get(paid.part, "")
                where = HERE if is_collected else placed(paid, self.ground, payer=payer)
                if isinstance(where, Code):
                    self.ways.append(0)
                    self._leave_out(paid, where)
                else:
                    self.ways.append(WAY_OF[where.route])
                    self.tallies.setdefault(paid.part, Tally()).add(paid, where)

    def accounts(self) -> set[str]:
        """The accounts that taking moves or asks: the own ones, and of collections those of the payers."""
        own = {part.account for part in self.staged.parts if part.place in self.tallies}
        is_collected = self.staged.head.kind is FileKind.COLLECTIONS
        return own | {paid.account for paid, _where in self.good()} if is_collected else own

    def _learn_banks(self, block: list[Paid]) -> None:
        """Look the banks up that are named here for the first time; one that nobody knows is not asked for again."""
        numbers = {paid.bank_number for paid in block} - self.ground.banks.keys() - {""}
        if numbers:
            known = dict(ClearingBank.objects.filter(number__in=numbers).values_list("number", "name"))
            self.ground.banks.update({number: known.get(number, "") for number in numbers})

    def _leave_out(self, paid: Paid, code: Code) -> None:
        self.bad_payments.add(paid.end_to_end)
        if len(self.faults) <= FAULTS_MOST:
            self.faults.append(fault_of_payment(paid, code, words=CODE_WORDS[code]))


def sift(staged: Staged, taken: Turn) -> Sifted:
    """Go through a file; a number that stands twice takes down both payments that bear it."""
    found = Sifted(staged, _ground(staged, taken), list(staged.faults))
    found.bad_payments = {fault.end_to_end for fault in found.faults if fault.level is Level.PAYMENT}
    found.bad_parts = {fault.part for fault in found.faults if fault.level is Level.PART}
    if not found.is_whole:
        return found
    found.go_through()
    if len(found.faults) > FAULTS_MOST:
        found.faults.insert(0, Fault(Code.OTHER, Level.FILE, 0, "", TOO_MANY))
    for part in staged.parts:
        if part.place not in found.tallies and part.place not in found.bad_parts:
            found.drop(_empty(part))
    return found


def _empty(part: Part) -> Fault:
    return Fault(Code.OTHER, Level.PART, 0, "", NOTHING_LEFT, part=part.place)


def _ground(staged: Staged, taken: Turn) -> Ground:
    """Whom the enterprise may pay, and what the payment systems take; banks are looked up as they are named."""
    enterprise, listed = taken.enterprise, None
    if enterprise.directed_only and staged.head.kind is FileKind.PAYMENTS:
        own = enterprise.accounts.values_list("number", flat=True)
        payees = Payee.objects.filter(enterprise=enterprise).values_list("account", "here")
        listed = {*payees, *((number, True) for number in own)}
    return Ground({}, settings.LINK_OWN_BANKS, listed, bounds_on(taken.on))
