"""One message of FOX answered: who asks, what is signed, each request by its handler, and the bytes that go back.

The signature's number is used up in the transaction of the orders that it lets happen: all of a message is written, or
nothing. Where a core of its own keeps the accounts it is told after that, outside of any transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import Error
from django.utils import translation
from django.utils.timezone import localtime

from qiao.directlink.actions import entering, settling
from qiao.directlink.actions.entering import Entered
from qiao.directlink.actions.taking import Caller
from qiao.directlink.adapters import queue
from qiao.directlink.api.answers import accounts, batches, collections, papers, payments
from qiao.directlink.api.answers.asked import Asking, Handler, Outcome, refusal, told
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.fox import conditions, interfaces
from qiao.directlink.rules.fox.codes import DONE, Code, Status, refused
from qiao.directlink.rules.fox.messages import Answer, Envelope, Reply, Request, SignedOn, SignOn
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.fox.telling import code_of
from qiao.directlink.rules.fox.writing import write
from qiao.directlink.rules.signature import Effect, Signed
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say

LANGUAGE = "zh-hans"
"""The language of the protocol, whatever a process speaks otherwise."""
CHANNEL = "fox"
HANDLERS: Mapping[str, Handler] = {
    "CURRACCTQUERY": accounts.current_account,
    "ACCOUNTQUERY": accounts.account,
    "DEMANDDEPOSITQUERY": accounts.demand_deposit,
    "HISBALQUERY": accounts.history,
    "SCUSTSTMT": accounts.statement,
    "FSTMT": accounts.statement_file,
    "XFER": payments.pay,
    "XFERINQ": payments.ask,
    "INQSTATE": payments.ask_core,
    "ICTRANSFER": payments.pay_fast,
    "ICTRANSFERINQ": payments.ask,
    "RBATCHTRSFR": batches.pay_batch,
    "ASYNBATCHTRSFR": batches.pay_later,
    "RPAYOFF": batches.pay_wages,
    "RPAYOFFINQ": batches.ask_wages,
    "GATHER": collections.collect,
    "FBBATCHGATHER": collections.collect_batch,
    "FBBATCHSTMT": collections.ask_batch,
    "ELECTRONICRECEIPT": papers.make_receipts,
    "ASYNRECEIPTINFO": papers.fetch_receipts,
    "RECEIPT": papers.receipt_number,
    "BATCHCHECK": papers.agree,
    "BATCHCHECKQUERY": papers.ask_agreed,
}
NOT_OF_THE_PASSWORD = ("signature.", "certificate.", "fox.")
"""Refusals of a sign-on that say nothing against name and password."""
BUSY, BUSY_WORDS = Code.CORE_FAILURE, "系统忙，结果未知，请稍后用原流水号查询"


@dataclass(frozen=True, slots=True)
class Bank:
    """The bank's side: its core, and its clock."""

    core: Core
    now: Callable[[], datetime]


def answer(body: bytes, signed: Signed | None, address: str, *, bank: Bank) -> bytes:
    """The answer to one message that came from an address, with the signature that came along."""
    with translation.override(LANGUAGE):
        at = bank.now()
        try:
            envelope = read(body)
        except Refusal as fault:
            return turned_away(fault, at=at)
        try:
            entered = _entered(envelope.sign_on, address, at=at)
            is_signed = _checked(signed, entered, body, at=at)
            replies = _run(envelope, entered, signed, bank=bank, is_signed=is_signed)
        except Refusal as fault:
            return turned_away(fault, at=at)
        return write(Answer(_signed_on(DONE, at, said=envelope.sign_on, entered=entered), tuple(replies)))


def turned_away(fault: Refusal, *, at: datetime) -> bytes:
    """The answer to a message of which nothing is run: the sign-on refused, in the language of the protocol."""
    with translation.override(LANGUAGE):
        return write(Answer(_signed_on(_status(fault, _sign_on_code(fault)), at)))


def _entered(said: SignOn, address: str, *, at: datetime) -> Entered:
    if said.fault is not None:
        raise Refusal("fox.sign_on", said.fault.message.replace("%", "%%"))
    if said.password_is_cipher:
        raise Refusal("sign_on.cipher", entering.NO_CIPHER)
    if said.key:
        return entering.enter_by_key(said.customer, said.key, address=address, at=at)
    return entering.sign_on(said.customer, said.operator, password=said.password, address=address, at=at)


def _checked(signed: Signed | None, entered: Entered, body: bytes, *, at: datetime) -> bool:
    """Whether what is ordered takes effect by signature; refused where one is wrong, or wanted and not there."""
    if signed is None:
        if entered.enterprise.signature_wanted:
            raise Refusal("signature.missing", entering.SIGNATURE_MISSING)
        return False
    entering.check_signature(signed, entered.operator, path="/", body=body, at=at)
    return signed.effect is Effect.SIGN


def _run(envelope: Envelope, entered: Entered, signed: Signed | None, *, bank: Bank, is_signed: bool) -> list[Reply]:
    operator = entered.operator
    caller = Caller(operator.enterprise_id, operator.pk, operator.name, CHANNEL, is_signed=is_signed)
    asking = Asking(entered, caller, bank.now(), bank.core)
    orders = any(interfaces.ALL[one.interface].is_instruction for one in envelope.requests if one.interface in HANDLERS)

    def handled() -> list[Outcome]:
        if signed is not None:
            entering.claim_nonce(signed, at=asking.at)
        return [_handled(one, asking) for one in envelope.requests]

    try:
        outcomes = queue.whole(handled) if orders and signed is not None else handled()
    except Error:
        return [_busy(one) for one in envelope.requests]
    for outcome in outcomes:
        _told_core(outcome, bank)
    return [outcome.tell() for outcome in outcomes]


def _handled(request: Request, asking: Asking) -> Outcome:
    """One request; what the core refuses is told in a status, and the other requests go on."""
    handler = HANDLERS.get(request.interface)
    if handler is None:
        return refusal(request, Code.REFUSED, "不支持的交易")
    fault = conditions.fault_of(request, today=conditions.Today(asking.on, asking.number_in_force))
    if fault is not None:
        return told(request, None, status=fault)
    try:
        return handler(request, asking)
    except Refusal as refused_by:
        return told(request, None, status=_status(refused_by, code_of(refused_by.code)))


def _told_core(outcome: Outcome, bank: Bank) -> None:
    """Have payments within the bank booked at once by a core that keeps the accounts; others are the worker's."""
    if outcome.instruction is not None:
        settling.book_now(outcome.instruction, bank.core, now=bank.now)


def _busy(request: Request) -> Reply:
    """The database gave no answer: nothing was written, or nobody knows; the same number tells later."""
    return Reply(request.interface, request.trnuid, refused(BUSY, BUSY_WORDS), None, request.cookie)


def _status(fault: Refusal, code: Code) -> Status:
    return refused(code, say(fault))


def _sign_on_code(fault: Refusal) -> Code:
    return Code.GENERAL if fault.code.startswith(NOT_OF_THE_PASSWORD) else Code.WRONG_SIGN_ON


def _signed_on(status: Status, at: datetime, *, said: SignOn | None = None, entered: Entered | None = None) -> SignedOn:
    key = until = ""
    if said is not None and entered is not None and said.wants_key and not said.key:
        key, ends = entering.key_for(entered.operator, at=at)
        until = f"{localtime(ends):%Y-%m-%d %H:%M:%S}"
    language = "CHS" if said is not None and said.language else ""
    return SignedOn(status, f"{localtime(at):%Y-%m-%d %H:%M:%S}", key, until, language)
