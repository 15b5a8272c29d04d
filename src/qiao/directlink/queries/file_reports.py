"""The status report of a file of orders: its parts are its instructions, then comes what was refused.

Who may see the file is asked by the caller. Payments are read from the database as they are written. What was refused
while the file was read never became a payment: it is told from the file's faults, in the part that they name.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext

from qiao.directlink.models import Instruction, OrderFile, Payment
from qiao.directlink.rules.files import CODE_WORDS, FAULTS_MOST, PARTS_MOST, TAKEN, Code, FileKind, Level
from qiao.directlink.rules.iso.elements import MISSING
from qiao.directlink.rules.iso.reporting import Answered, FileReport, PartTold, PaymentTold, Why
from qiao.directlink.rules.iso.statuses import (
    STATUS_OF_STATE,
    Status,
    Tally,
    Verdict,
    status_of_all,
    tallied,
    verdict,
)
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.states import State
from qiao.ground.saying import said_again

AT_ONCE = 2_000
Row = Mapping[str, Any]
"""A fault as the file keeps it."""


def report_of(file: OrderFile, *, made_at: datetime, bank: str) -> FileReport:
    """The report of a file as it stands; its parts and payments can be read once.

    `number` of a fault, where it is kept, is the part's own number; without it the part is told by its place, in words.
    Words are in the language that is in force while they are read.
    """
    faults: list[Row] = list(file.faults)[:FAULTS_MOST]
    whole = tuple(_why(row) for row in faults if row["level"] == Level.FILE.value)
    made = localtime(made_at)
    told = Answered(
        file.message_id, f"{file.kind}.001.{file.version}", count=file.count or None, sum_fen=file.sum_fen or None
    )
    number = f"S{file.pk}-{made:%y%m%d%H%M%S}"
    if file.state != TAKEN:
        parts = _refused_parts(faults)
        return FileReport(number, made, bank, told, Status.REJECTED, parts, whole)
    unread = _never_taken(file, faults)
    refused = len(_by_payment(row for row in unread if row["level"] == Level.PAYMENT.value))
    statuses = [Status.REJECTED] if unread else []
    statuses += [STATUS_OF_STATE[State(state)] for state in _states(file)]
    return FileReport(
        number,
        made,
        bank,
        told,
        status_of_all(statuses),
        _parts(file, unread),
        whole,
        _tallies(Payment.objects.filter(instruction__file=file), refused=refused),
    )


def _states(file: OrderFile) -> Iterable[str]:
    return Instruction.objects.filter(file=file).values_list("state", flat=True).distinct()


def _never_taken(file: OrderFile, faults: Iterable[Row]) -> list[Row]:
    """Faults of parts and payments that did not become payments of the file."""
    below = [row for row in faults if row["level"] != Level.FILE.value]
    named = {row["end_to_end"] for row in below if row["end_to_end"]}
    known = set(
        Payment.objects.filter(instruction__file=file, end_to_end__in=named).values_list("end_to_end", flat=True)
    )
    return [row for row in below if not row["end_to_end"] or row["end_to_end"] not in known]


def _parts(file: OrderFile, unread: list[Row]) -> Iterator[PartTold]:
    """The parts that were taken, each with what was refused of it; then the parts of which nothing was taken."""
    left = list(unread)
    for instruction in Instruction.objects.filter(file=file).order_by("id")[:PARTS_MOST]:
        place = str(instruction.content["said"].get("place", ""))
        here = [row for row in left if str(row["part"]) == place]
        left = [row for row in left if row not in here]
        yield _part(file, instruction, here)
    yield from _refused_parts(left)


def _part(file: OrderFile, instruction: Instruction, refused: list[Row]) -> PartTold:
    payments = Payment.objects.filter(instruction=instruction)
    is_collection = FileKind(file.kind) is FileKind.COLLECTIONS
    state = State(instruction.state)
    found = verdict(state, reason=None, is_collection=is_collection, words=instruction.words)
    return PartTold(
        instruction.part or instruction.number,
        status_of_all({found.status, *([Status.REJECTED] if refused else [])}),
        _payments(payments, refused, is_collection=is_collection),
        () if state is State.FAILED else _whys(found),  # each of its payments tells why it failed
        count=instruction.count,
        sum_fen=instruction.total_fen,
        tallies=_tallies(payments, refused=len(_by_payment(refused))),
    )


def _payments(payments: "QuerySet[Payment]", refused: Iterable[Row], *, is_collection: bool) -> Iterator[PaymentTold]:
    for payment in payments.order_by("place").iterator(chunk_size=AT_ONCE):
        found = verdict(
            State(payment.state),
            reason=Reason(payment.reason) if payment.reason else None,
            is_collection=is_collection,
            words=payment.words,
        )
        yield PaymentTold(
            payment.end_to_end, payment.sender_number, found.status, _whys(found), transfer=payment.transfer
        )
    yield from _refused_payments(refused)


def _tallies(payments: "QuerySet[Payment]", *, refused: int) -> tuple[Tally, ...]:
    rows = payments.values_list("state").annotate(count=Count("id"), sum_fen=Sum("amount_fen")).order_by("state")
    return tallied(((State(state), count, sum_fen) for state, count, sum_fen in rows), refused_unread=refused)


def _refused_parts(faults: Iterable[Row]) -> Iterator[PartTold]:
    """Parts of which nothing was taken, in the file's order."""
    below = [row for row in faults if row["level"] != Level.FILE.value]
    below.sort(key=lambda row: int(row["part"]))
    for _place, rows in groupby(below, key=lambda row: int(row["part"])):
        here = list(rows)
        number = next((str(row["number"]) for row in here if row.get("number")), MISSING)
        whys = tuple(_why(row) for row in here if row["level"] == Level.PART.value)
        payments = _refused_payments([row for row in here if row["level"] == Level.PAYMENT.value])
        yield PartTold(number, Status.REJECTED, payments, whys)


def _refused_payments(faults: Iterable[Row]) -> Iterator[PaymentTold]:
    for rows in _by_payment(faults):
        yield PaymentTold(rows[0]["end_to_end"] or MISSING, "", Status.REJECTED, tuple(_why(row) for row in rows))


def _by_payment(faults: Iterable[Row]) -> list[list[Row]]:
    """Faults that name the same payment together; one without a number stands for a payment of its own."""
    found: dict[tuple[str, int], list[Row]] = {}
    for place, row in enumerate(faults):
        named = str(row["end_to_end"])
        found.setdefault((named, 0 if named else place), []).append(row)
    return list(found.values())


def words_of(row: Row) -> str:
    """What is wrong, in the reader's language; the code's own words where the fault has none.

    A fault without facts is no template: so were those kept that an earlier version filled in English.
    """
    said = row["words"] or CODE_WORDS[Code(row["code"])]
    facts = row.get("facts")
    return gettext(said) if facts is None else said_again(said, facts)


def _why(row: Row) -> Why:
    """A fault with its place in the file, in the reader's language."""
    code, words = Code(row["code"]), words_of(row)
    place = [gettext("line %(line)s") % {"line": row["line"]}] if row["line"] else []
    place += [gettext("part %(part)s of the file") % {"part": row["part"]}] if row["part"] else []
    place += [row["element"]] if row["element"] else []
    return Why(code, f"{words} ({', '.join(place)})" if place else words)


def _whys(found: Verdict) -> tuple[Why, ...]:
    if found.code is None and not found.words:
        return ()
    return (Why(found.code, gettext(found.words) if found.words else ""),)
