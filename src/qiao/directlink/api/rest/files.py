"""Files of ISO 20022 over the REST interface: orders in, reports and statements out, requests to withdraw.

The body is the file itself. Whether it takes effect at once stands in the address, which the signature covers.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from io import BytesIO
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status

from qiao.directlink.actions.receiving import receive, receive_withdrawal
from qiao.directlink.api.rest.accounts import From, Until, check_span, seen_account
from qiao.directlink.api.rest.cursors import NUMBER_MOST, After, behind
from qiao.directlink.api.rest.door import Asking, asking_of
from qiao.directlink.api.rest.problems import PROBLEMS, answers
from qiao.directlink.api.rest.texts import moment, yuan
from qiao.directlink.models import Entry, OrderFile
from qiao.directlink.queries import messages, order_files
from qiao.directlink.queries.file_reports import words_of
from qiao.directlink.queries.messages import XML
from qiao.directlink.queries.order_files import Sight
from qiao.directlink.rules.iso.resolving import resolution_xml
from qiao.directlink.rules.signature import Effect
from qiao.ground import exports
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

FILES_MOST, FILES_USUAL = 200, 50
IN = {"requestBody": {"content": {XML: {}}, "required": True}}
OUT = {"responses": {200: {"description": "The message", "content": {XML: {}}}}}
router = Router(tags=["files"])


class FormOut(StrEnum):
    """The forms in which a statement is taken."""

    CAMT_053_02 = "camt.053.001.02"
    CAMT_053_08 = "camt.053.001.08"
    CAMT_052_02 = "camt.052.001.02"
    CAMT_052_08 = "camt.052.001.08"
    MT940 = messages.MT940
    CSV = messages.CSV


class Version(StrEnum):
    """Versions of the notice of a line."""

    OLDER = "02"
    NEWER = "08"


class FaultAnswer(Schema):
    """What is wrong where: code of ISO's list of reasons, what it takes down (file, part, payment), line, element."""

    code: str
    level: str
    line: int
    element: str
    part: str
    end_to_end: str
    words: str


class FileAnswer(Schema):
    """A file as it was taken or refused; `orders` are the numbers of the orders that came of its parts."""

    id: int
    message_id: str
    kind: str
    version: str
    state: str
    count: int
    amount: str
    digest: str
    at: str
    orders: list[str]
    faults: list[FaultAnswer]
    replayed: bool


class FilePage(Schema):
    """Files by cursor, the oldest first."""

    files: list[FileAnswer]
    after: int
    more: bool


@router.post("/files", response=answers(FileAnswer, made=True), summary="Give a file of orders in", openapi_extra=IN)
def give(request: HttpRequest, effect: Effect = Effect.SIGN) -> Status[FileAnswer]:
    """pain.001 or pain.008. 201 where it was taken or refused, 200 where the very same file was taken before."""
    asking = asking_of(request)
    caller = asking.caller(is_signed=effect is Effect.SIGN)
    found = receive(BytesIO(request.body), caller, at=asking.at, core=asking.core, within=asking.once)
    status = HTTPStatus.OK if found.is_replay else HTTPStatus.CREATED
    return Status(status.value, _told([found.file], asking, replayed=found.is_replay)[0])


@router.get("/files", response=answers(FilePage), summary="Files by cursor")
def listed(
    request: HttpRequest, after: After = 0, limit: Annotated[int, Query(ge=1, le=FILES_MOST)] = FILES_USUAL
) -> FilePage:
    """One's own, and those with orders of accounts that the operator has a right of."""
    asking = asking_of(request)
    rows = order_files.files_seen(asking.customer_number, asking.operator_id).order_by("id")
    found = behind(rows, after, limit=limit)
    return FilePage(files=_told(found.rows, asking), after=found.after, more=found.more)


@router.get("/files/{int:number}", response=answers(FileAnswer), summary="A file with its faults and orders")
def one(request: HttpRequest, number: int) -> FileAnswer:
    """By the bank's number of it (`id`)."""
    asking = asking_of(request)
    return _told([_seen(asking, number)], asking)[0]


@router.get("/files/{int:number}/report", response=PROBLEMS, summary="The status report (pain.002)", openapi_extra=OUT)
def report(request: HttpRequest, number: int) -> HttpResponse:
    """As it stands now: the file, each part, each payment."""
    asking = asking_of(request)
    found = _seen(asking, number)
    if not order_files.sees_whole(found, asking.customer_number, asking.operator_id):
        raise Refusal("rights.whole_file", _("The file pays from accounts that you have no right of."))
    return _sent(messages.report_on(found, at=asking.at))


@router.post(
    "/files/withdrawals", response=PROBLEMS, summary="Withdraw payments of a file (camt.055)", openapi_extra=IN | OUT
)
def withdraw(request: HttpRequest) -> HttpResponse:
    """Answered by camt.029: what could be withdrawn, and what not and why."""
    asking = asking_of(request)
    bank = exports.sources.origin().bank
    with asking.once():
        told = receive_withdrawal(BytesIO(request.body), asking.caller(is_signed=True), bank=bank, at=asking.at)
    return _sent(messages.xml_of(resolution_xml(told)))


@router.get(
    "/accounts/{account}/statement/{form}",
    response=PROBLEMS,
    summary="A statement in the form of a standard",
    openapi_extra=OUT,
)
def statement(request: HttpRequest, account: str, form: FormOut, *, since: From, until: Until) -> HttpResponse:
    """camt.053 of past days, camt.052 of today, MT940 or a table; refused where it has more lines than one holds."""
    asking = asking_of(request)
    row = seen_account(asking, account)
    check_span(since, until)
    return _sent(messages.statement_of(row, form.value, since=since, until=until, at=asking.at))


@router.get("/accounts/{account}/notice/{line}", response=PROBLEMS, summary="One line as camt.054", openapi_extra=OUT)
def one_line(request: HttpRequest, account: str, line: int, *, version: Version = Version.NEWER) -> HttpResponse:
    """A single movement, by the `id` of its line."""
    asking = asking_of(request)
    row = seen_account(asking, account)
    found = (
        Entry.objects.filter(account=row, pk=line).select_related("account").first() if 0 < line < NUMBER_MOST else None
    )
    if found is None:
        raise Refusal("line.unknown", _("The account has no line of this number."))
    return _sent(messages.notice_of(found, version=version.value, at=asking.at))


def _sent(message: messages.Message) -> HttpResponse:
    return HttpResponse(message.content, content_type=message.kind)


def _seen(asking: Asking, number: int) -> OrderFile:
    found = order_files.file_seen(asking.customer_number, asking.operator_id, number)
    if found is None:
        raise Refusal("file.unknown", _("No file of this number was taken."))
    return found


def _told(found: Sequence[OrderFile], asking: Asking, *, replayed: bool = False) -> list[FileAnswer]:
    sights = order_files.sights_of(found, asking.customer_number, asking.operator_id)
    return [_one(file, sights[file.pk], replayed=replayed) for file in found]


def _one(file: OrderFile, sight: Sight, *, replayed: bool) -> FileAnswer:
    return FileAnswer(
        id=file.pk,
        message_id=file.message_id,
        kind=file.kind,
        version=file.version,
        state=file.state,
        count=file.count,
        amount=yuan(file.sum_fen),
        digest=file.digest,
        at=moment(file.at),
        orders=[order.number for order in sight.orders],
        faults=[_fault(row) for row in (file.faults if sight.is_whole else ())],
        replayed=replayed,
    )


def _fault(row: Mapping[str, Any]) -> FaultAnswer:
    return FaultAnswer(
        code=row["code"],
        level=row["level"],
        line=row["line"],
        element=row["element"],
        part=row["number"],
        end_to_end=row["end_to_end"],
        words=words_of(row),
    )
