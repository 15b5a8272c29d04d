"""Orders: given once under the enterprise's number, looked at, listed by cursor, withdrawn.

The header Idempotency-Key is the enterprise's own number of the order, for ever and across all channels. The same
number with the same content answers the first order; with another content it is refused, whatever is agreed for FOX.
"""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Header, Query, Router, Status
from pydantic import StringConstraints

from qiao.directlink.actions import deciding, settling
from qiao.directlink.actions.taking import Taken, take
from qiao.directlink.api.rest.cursors import After, behind
from qiao.directlink.api.rest.door import PAYMENTS, Asking, asking_of
from qiao.directlink.api.rest.misfits import wanted
from qiao.directlink.api.rest.order_shapes import (
    PAYMENTS_MOST,
    OrderAnswer,
    OrderBody,
    OrderLine,
    OrderPage,
    PaymentAnswer,
    SigningAnswer,
)
from qiao.directlink.api.rest.problems import answers
from qiao.directlink.api.rest.texts import FIRST_DAY, LAST_DAY, moment, reason_words, yuan
from qiao.directlink.models import Instruction, Payment, Signing
from qiao.directlink.queries import history, instructions
from qiao.directlink.queries.history import Sought
from qiao.directlink.rules.orders import NUMBER, Form
from qiao.directlink.rules.states import FINAL, STATE_WORDS, State
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ACCOUNT_OR_NONE = r"^[0-9A-Za-z-]{0,32}$"
ORDERS_MOST, ORDERS_USUAL = 200, 50
router = Router(tags=["orders"])
Key = Annotated[
    str,
    StringConstraints(pattern=f"^{NUMBER.pattern}$"),
    wanted(_("the order's number, once for ever: 1 to 35 letters, digits, - or _")),
    Header(alias="Idempotency-Key"),
]
AccountOrNone = Annotated[
    str,
    StringConstraints(pattern=ACCOUNT_OR_NONE),
    wanted(_("an account's number: 1 to 32 digits, letters or hyphens")),
]
Since = Annotated[date | None, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY, description="Made on this day or later.")]
Last = Annotated[date | None, Query(alias="last", ge=FIRST_DAY, le=LAST_DAY, description="Made on this day or before.")]


@router.post("/orders", response=answers(OrderAnswer, made=True), summary="Give an order, or learn what became of it")
def give(request: HttpRequest, body: OrderBody, number: Key) -> Status[OrderAnswer]:
    """201 where it is new, 200 with `replayed` where it stood already with this content, 409 with another content."""
    asking = asking_of(request)
    setattr(request, PAYMENTS, len(body.payments))
    caller = asking.caller(is_signed=body.effect == "sign")
    with asking.once():
        taken = take(body.order(number), caller, at=asking.at, core=asking.core)
        if taken.is_replay and not taken.is_same:
            raise Refusal("order.other_content", _("This number stands for an order of another content already."))
    settling.book_now(taken.instruction, asking.core, now=asking.bank.now)
    status = HTTPStatus.OK if taken.is_replay else HTTPStatus.CREATED
    return Status(status.value, _whole(_read_again(taken, asking), replayed=taken.is_replay))


def _read_again(taken: Taken, asking: Asking) -> Instruction:
    """The instruction with its maker and account, as it stands."""
    found = instructions.by_number(asking.customer_number, taken.instruction.number)
    assert found is not None, "it was taken"
    return found


@router.get("/orders", response=answers(OrderPage), summary="Orders by cursor")
def listed(
    request: HttpRequest,
    *,
    state: Annotated[list[State] | None, Query(max_length=20)] = None,
    form: Form | None = None,
    account: AccountOrNone = "",
    since: Since = None,
    last: Last = None,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=ORDERS_MOST)] = ORDERS_USUAL,
) -> OrderPage:
    """Of accounts that the operator has a right of, by any channel, the oldest first."""
    asking = asking_of(request)
    what = Sought(states=tuple(state or ()), form=form.value if form else "", account=account, since=since, last=last)
    rows = history.sought(asking.customer_number, asking.operator_id, what)
    found = behind(rows.order_by("id"), after, limit=limit)
    return OrderPage(orders=[OrderLine(**_head(one)) for one in found.rows], after=found.after, more=found.more)


@router.get("/orders/{number}", response=answers(OrderAnswer), summary="An order with its payments")
def one(request: HttpRequest, number: str, after: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> OrderAnswer:
    """By the enterprise's own number, whichever channel it came by."""
    asking = asking_of(request)
    return _whole(_seen(asking, number), after=after)


@router.post("/orders/{number}/withdraw", response=answers(OrderAnswer), summary="Take one's own order back")
def withdraw(request: HttpRequest, number: str) -> OrderAnswer:
    """Before it is signed for good, or before its day; only who made it."""
    asking = asking_of(request)
    found = _seen(asking, number)
    with asking.once():
        deciding.withdraw(found.pk, asking.caller(is_signed=True), at=asking.at)
    return _whole(_seen(asking, number))


def _seen(asking: Asking, number: str) -> Instruction:
    found = None
    if NUMBER.fullmatch(number):
        found = history.one_seen(asking.customer_number, asking.operator_id, number)
    if found is None:
        raise Refusal("instruction.unknown", _("There is no such instruction."))
    return found


def _whole(row: Instruction, *, after: int = 0, replayed: bool = False) -> OrderAnswer:
    found = instructions.payments_after(row, after, most=PAYMENTS_MOST + 1)
    shown = found[:PAYMENTS_MOST]
    content = row.content
    return OrderAnswer(
        **_head(row),
        purpose=content["purpose"],
        memo=content["memo"],
        title=content["title"],
        due=content["due"],
        payments=[_payment(payment) for payment in shown],
        signings=[_signing(signing) for signing in instructions.signings_of(row)],
        after=shown[-1].place if shown else after,
        more=len(found) > PAYMENTS_MOST,
        replayed=replayed,
    )


def _head(row: Instruction) -> dict[str, Any]:
    state = State(row.state)
    return {
        "id": row.pk,
        "number": row.number,
        "form": row.form,
        "business": row.business,
        "account": row.account_id,
        "total": yuan(row.total_fen),
        "count": row.count,
        "day": row.day,
        "state": state.value,
        "state_words": gettext(STATE_WORDS[state]),
        "state_since": moment(row.state_at),
        "is_final": state in FINAL,
        "made_at": moment(row.made_at),
        "made_by": row.maker.name,
        "channel": row.channel,
        "is_signed": row.is_signed,
        "signatures_wanted": row.signatures_wanted,
        "words": row.words,
    }


def _payment(row: Payment) -> PaymentAnswer:
    return PaymentAnswer(
        place=row.place,
        transfer=row.transfer,
        account=row.other_account,
        name=row.other_name,
        bank_number=row.bank_number,
        bank_name=row.bank_name,
        amount=yuan(row.amount_fen),
        fee=yuan(row.fee_fen),
        route=row.route,
        state=row.state,
        state_since=moment(row.state_at),
        reason=row.reason,
        words=reason_words(row),
    )


def _signing(row: Signing) -> SigningAnswer:
    return SigningAnswer(
        operator=row.operator.name,
        verdict=row.verdict,
        channel=row.channel,
        at=moment(row.at),
        words=row.words,
        counts=row.counts,
    )
