"""Taking a file of orders: its number claimed, each part an instruction, each payment written, in one transaction.

Source: directlink.md 0.3 and 5. What a file says is judged before anything of it counts. A part or a payment that is
faulty is reported and stays out; a faulty file leaves nothing but its record, and its number free. Accepted is not yet
paid: the worker begins the payments, some hundreds at a time (`slices`).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from qiao.directlink.actions import ledger
from qiao.directlink.actions.collecting import collect, ordered
from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.releasing import move, release, save, use
from qiao.directlink.actions.sifting import Sifted, sift
from qiao.directlink.actions.taking import (
    Caller,
    check_number,
    check_open,
    day_of_order,
    expiry_of,
    own_account,
    signatures_of,
)
from qiao.directlink.adapters.bulk import held, insert_many
from qiao.directlink.adapters.rows import insert
from qiao.directlink.models import Instruction, OrderFile, Payment
from qiao.directlink.queries import parties
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.files import (
    CODE_WORDS,
    FAULTS_MOST,
    REFUSED,
    TAKEN,
    Code,
    Fault,
    FileKind,
    Level,
    Paid,
    Part,
    Staged,
)
from qiao.directlink.rules.filing import (
    Placed,
    Tally,
    due_of_part,
    fault_of_part,
    number_of_part,
    said_of_part,
)
from qiao.directlink.rules.orders import Business, Form, Order, content_of
from qiao.directlink.rules.rights import Role, grant_for
from qiao.directlink.rules.states import State
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.ground.words import gettext_noop as _

Payments = Iterable[tuple[Paid, Placed]]
COLUMNS = (
    *("instruction", "place", "index", "transfer", "other_account", "other_name", "bank_name", "bank_number"),
    *("amount_fen", "route", "end_to_end", "sender_number", "purpose"),
    *("fee_fen", "state", "reason", "words", "state_at", "is_earmarked", "tries"),
)


@dataclass(frozen=True, slots=True)
class TakenFile:
    """What became of a file; `is_replay` where the same one was taken before."""

    file: OrderFile
    is_replay: bool


def take_file(staged: Staged, caller: Caller, *, at: datetime, core: Core) -> TakenFile:
    """Take a file that was read to its end, or keep why not; a Refusal (a suspended enterprise) keeps nothing."""
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        taken.demand_open()
        rows = OrderFile.objects.filter(enterprise=taken.enterprise, state=TAKEN)
        earlier = rows.filter(message_id=staged.head.message_id).first()
        if earlier is not None and earlier.digest == staged.digest:
            return TakenFile(earlier, is_replay=True)
        found = sift(staged, taken)
        if earlier is not None:
            found.faults.insert(0, _fault_of_file(Code.MESSAGE_TWICE))
        return _taken(found, caller, taken=taken, core=core)


def _taken(found: Sifted, caller: Caller, *, taken: Turn, core: Core) -> TakenFile:
    """Each good part in a step of its own, so that one which is refused leaves nothing; the file where none is good."""
    file = _file_of(found.staged, caller, at=taken.at)
    insert([file])
    if found.is_whole:
        ledger.lock_all(found.accounts())  # in the order of their numbers, whatever the order of the parts
        parts = {part.place: part for part in found.staged.parts}
        for place, payments in groupby(found.good(), key=lambda pair: pair[0].part):
            _take_part(found, parts[place], payments, caller=caller, taken=taken, file=file, core=core)
        if not found.tallies:
            found.faults.insert(0, Fault(Code.OTHER, Level.FILE, 0, "", _("No payment of the file can be taken.")))
    file.state = TAKEN if found.is_whole else REFUSED
    file.faults = plain(found.faults, found.staged.parts)
    file.save(update_fields=["state", "faults"])
    kind = "file" if file.state == TAKEN else "file_refused"
    code = found.faults[0].code.value if found.faults else ""
    taken.note(kind, file.message_id, digest=file.digest, count=file.count, total_fen=file.sum_fen, code=code)
    return TakenFile(file, is_replay=False)


def _fault_of_file(code: Code) -> Fault:
    return Fault(code, Level.FILE, 0, "", CODE_WORDS[code])


def _file_of(staged: Staged, caller: Caller, *, at: datetime) -> OrderFile:
    """The record of a file, refused until something of it is taken."""
    return OrderFile(
        enterprise_id=caller.customer_number,
        message_id=staged.head.message_id[:35],
        kind=staged.head.kind.value,
        version=staged.head.version,
        digest=staged.digest,
        count=staged.count,
        sum_fen=staged.sum_fen,
        state=REFUSED,
        channel=caller.channel,
        maker_id=caller.operator_id,
        at=at,
    )


def plain(faults: Iterable[Fault], parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Faults as plain JSON in the order of their places, those of the file first; parts by the sender's number."""
    numbers = {part.place: part.number for part in parts}
    found = sorted(
        faults, key=lambda one: (one.level is not Level.FILE, one.part, one.level is Level.PAYMENT, one.line)
    )
    rows = [asdict(fault) for fault in found[:FAULTS_MOST]]
    return [
        row | {"code": row["code"].value, "level": row["level"].value, "number": numbers.get(row["part"], "")}
        for row in rows
    ]


def _take_part(
    found: Sifted, part: Part, payments: Payments, *, caller: Caller, taken: Turn, file: OrderFile, core: Core
) -> None:
    """One part as an instruction; what the core says no to is a fault of the part, and takes back what it wrote."""
    events = len(taken.events)
    number = number_of_part(file.message_id, part.place, parts=len(found.staged.parts))
    try:
        with transaction.atomic():
            _check_free(caller.customer_number, number)
            if found.staged.head.kind is FileKind.COLLECTIONS:
                good = [paid for paid, _where in payments]
                order = ordered(part, number, good, own_banks=found.ground.own_banks, on=taken.on)
                collect(order, part, good, caller=caller, taken=taken, file=file, core=core)
            else:
                instruction = _drafted(found.tallies[part.place], part, number, caller=caller, taken=taken)
                _let_go(instruction, payments, part, taken=taken, file=file, core=core)
    except Refusal as refusal:
        del taken.events[events:]
        found.drop(fault_of_part(part, refusal, facts=kept_facts(refusal.facts)))


def _check_free(customer_number: str, number: str) -> None:
    if Instruction.objects.filter(enterprise_id=customer_number, number=number).exists():
        raise Refusal("order.number_used", _("This number stands for something else already."))
    check_number(customer_number, number)


def _drafted(tally: Tally, part: Part, number: str, *, caller: Caller, taken: Turn) -> Instruction:
    """A part's instruction as it will be written; refused where account, right, limit or day are not there."""
    own = own_account(ledger.locked([part.account]), part.account, caller.customer_number)
    check_open(own)
    business = Business.PAYROLL if part.is_salary else Business.PAYMENT
    role = Role.SIGN if caller.is_signed else Role.MAKE
    grants = parties.grants_of(caller.operator_id)
    grant = grant_for(grants, role, account=own.number, business=business, amount_fen=tally.sum_fen)
    due, said = due_of_part(part, on=taken.on), said_of_part(part)
    order = Order(number, Form.FILE, own.number, (), due=due, business=business, said=said)
    wanted = 0 if caller.is_signed else signatures_of(taken, business=business, amount_fen=tally.sum_fen)
    day = day_of_order(order, taken, tally.routes)
    use(grant, amount_fen=tally.sum_fen, on=taken.on)
    return Instruction(
        enterprise=taken.enterprise,
        number=number,
        channel=caller.channel,
        form=Form.FILE.value,
        business=business.value,
        account=own,
        maker_id=caller.operator_id,
        is_signed=caller.is_signed,
        content=content_of(order),
        total_fen=tally.sum_fen,
        count=tally.count,
        signatures_wanted=wanted,
        state="",
        day=day,
        made_at=taken.at,
        state_at=taken.at,
        expires_on=expiry_of(order, taken) if wanted else None,
        part=part.number[:35],
    )


def _let_go(
    instruction: Instruction, payments: Payments, part: Part, *, taken: Turn, file: OrderFile, core: Core
) -> None:
    """Write a part's instruction and payments, and let it go its way."""
    instruction.file = file
    instruction.content_digest = hashlib.sha256(f"{file.digest} {part.place}".encode()).hexdigest()
    stem = f"{taken.enterprise.pk}-{taken.next_sequence}"
    move(taken, instruction, State.LODGED)
    save(instruction, [])
    insert_many(Payment, COLUMNS, _rows(instruction, payments, stem=stem))
    if not instruction.signatures_wanted:
        release(taken, instruction, [], core=core)


def _rows(instruction: Instruction, payments: Payments, *, stem: str) -> Iterator[tuple[Any, ...]]:
    """The part's payments as the database holds them."""
    moment, no = held(Payment, "state_at", instruction.state_at), held(Payment, "is_earmarked", value=False)
    same, key = (0, State.LODGED.value, "", "", moment, no, 0), instruction.pk
    for place, (paid, where) in enumerate(payments, start=1):
        yield (
            *(key, place, place, f"{stem}-{place}", paid.account, paid.name, where.bank_name, where.bank_number),
            *(paid.amount_fen, where.route.value, paid.end_to_end, paid.sender_number, paid.purpose),
            *same,
        )
