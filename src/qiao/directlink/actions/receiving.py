"""A file as it comes in by whatever door: read to its end, then taken; and requests to withdraw, which are answered."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from qiao.directlink.actions.cancelling import TakenBack, take_back
from qiao.directlink.actions.filing import TakenFile, take_file
from qiao.directlink.actions.taking import Caller
from qiao.directlink.adapters.iso.cancelling import read_cancellation
from qiao.directlink.adapters.iso.reading import read_file
from qiao.directlink.queries.order_files import name_of_taken
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.iso.cancelling import Cancellation, Scope
from qiao.directlink.rules.iso.resolving import (
    Outcome,
    PartResolved,
    RefusalCode,
    Resolution,
    Resolved,
    outcome_of_all,
)
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop as _

Within = Callable[[], AbstractContextManager[None]]


def receive(stream: BinaryIO, caller: Caller, *, at: datetime, core: Core, within: Within = nullcontext) -> TakenFile:
    """Read a file of orders and take it, or keep why not; refused where it is no such file at all.

    `within` is a transaction that taking shares with what lets it happen; the file is read before it begins.
    """
    with TemporaryDirectory(prefix="qiao-file-") as scratch:
        staged = read_file(stream, scratch=Path(scratch))
        with within():
            return take_file(staged, caller, at=at, core=core)


def receive_withdrawal(stream: BinaryIO, caller: Caller, *, bank: str, at: datetime) -> Resolution:
    """Read a request to withdraw, carry it out, and answer it; refused where it is none, or of several files."""
    asked = read_cancellation(stream)
    messages = {one.message_id for one in asked.withdrawals}
    if len(messages) != 1:
        raise Refusal("file.several", _("A request may withdraw payments of one file."))
    (message_id,) = messages
    name = name_of_taken(caller.customer_number, message_id) or asked.withdrawals[0].message_name
    try:
        done = take_back(message_id, caller, parts=_parts(asked), at=at)
    except Refusal as refusal:
        return _resolution(asked, (message_id, name), (), bank=bank, at=at, words=say(refusal))
    return _resolution(asked, (message_id, name), done, bank=bank, at=at, words="")


def _parts(asked: Cancellation) -> dict[str, list[str]]:
    """End-to-end numbers by part; none of a part that is withdrawn whole, and no part where the file is."""
    if any(one.scope is Scope.FILE for one in asked.withdrawals):
        return {}
    parts: dict[str, list[str]] = defaultdict(list)
    for one in asked.withdrawals:
        parts[one.part] += [one.end_to_end or one.sender_number] if one.scope is Scope.PAYMENT else []
    whole = {one.part for one in asked.withdrawals if one.scope is Scope.PART}
    return {part: [] if part in whole else numbers for part, numbers in parts.items()}


def _resolution(
    asked: Cancellation,
    file: tuple[str, str],
    done: "tuple[TakenBack, ...] | list[TakenBack]",
    *,
    bank: str,
    at: datetime,
    words: str,
) -> Resolution:
    """The answer; `file` is the number and the name of the message that it was about."""
    parts = [_part(one) for one in done]
    return Resolution(
        number=f"R{asked.digest[:30]}",
        made_at=at,
        bank=bank,
        asker="",
        case=asked.message_id,
        message_id=file[0],
        message_name=file[1],
        outcome=outcome_of_all([part.outcome for part in parts]),
        parts=parts,
        code=RefusalCode.UNKNOWN if words else None,
        words=words,
    )


def _part(one: TakenBack) -> PartResolved:
    payments = [_payment(number, gone=gone) for number, gone in one.single.items()]
    if payments:
        outcome = outcome_of_all([payment.outcome for payment in payments])
    else:
        outcome = outcome_of_all([*[Outcome.CANCELLED] * bool(one.gone), *[Outcome.REFUSED] * bool(one.left)])
    why = RefusalCode.HANDED_ON if one.left else RefusalCode.UNKNOWN
    code = why if outcome is Outcome.REFUSED else None
    return PartResolved(one.part, outcome, payments, code=None if payments else code)


def _payment(number: str, *, gone: bool | None) -> Resolved:
    if gone:
        return Resolved(number, Outcome.CANCELLED)
    return Resolved(number, Outcome.REFUSED, code=RefusalCode.UNKNOWN if gone is None else RefusalCode.HANDED_ON)
