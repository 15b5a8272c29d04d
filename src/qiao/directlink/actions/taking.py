"""Taking an order: its number is claimed, its content checked and its money moved in one transaction.

Source: piece 7; fox.md 4. The number is the enterprise's for ever and across all channels: the same order again answers
what became of the first, and never runs a second time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connection

from qiao.directlink.actions import ledger
from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.releasing import check_left, first_day, move, release, save, take_fees, use
from qiao.directlink.adapters.rows import is_there
from qiao.directlink.models import ClearingBank, Instruction, LedgerAccount, Payee, Payment
from qiao.directlink.queries import instructions, parties
from qiao.directlink.rules import parameters, routing
from qiao.directlink.rules.checking import OtherSide, business_of, hindrance
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.ledger import REASON_WORDS, AccountKind, AccountState, Reason, debit_reason
from qiao.directlink.rules.orders import (
    SIGNED_ONLY,
    Business,
    Form,
    Item,
    Order,
    Route,
    check_order,
    content_of,
    digest_of,
    whole_of,
)
from qiao.directlink.rules.rights import Grant, Role, grant_for, grants_for, signatures_wanted
from qiao.directlink.rules.states import State
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.parameter import Parameter

DUE_WINDOWS: Mapping[Form, tuple[str, Parameter]] = {
    Form.SINGLE: ("single", parameters.DUE_SINGLE),
    Form.FAST: ("single", parameters.DUE_SINGLE),
    Form.BATCH: ("batch", parameters.DUE_BATCH),
    Form.BATCH_LATER: ("batch", parameters.DUE_BATCH),
    Form.COLLECTION: ("single", parameters.DUE_SINGLE),
    Form.PAYROLL: ("payroll", parameters.DUE_PAYROLL),
    Form.FILE: ("batch", parameters.DUE_BATCH),
}
"""The key of the first day's table and the parameter of the last day; both are of the bank, and dated."""
STANDS = "SELECT 1 FROM directlink_instruction WHERE enterprise_id = %s AND number = %s"
IS_ERRAND = "SELECT 1 FROM directlink_errand WHERE enterprise_id = %s AND number = %s"
ALONE = frozenset({Form.SINGLE, Form.FAST})
"""Forms of one payment, which is refused as a whole where it cannot be accepted."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who gives an order: the enterprise, the operator, by which channel, and whether a certificate signed it."""

    customer_number: str
    operator_id: int
    operator_name: str
    channel: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """The instruction under the order's number; `is_replay` where it was there before, `is_same` with this content."""

    instruction: Instruction
    is_replay: bool
    is_same: bool


@dataclass(frozen=True, slots=True)
class _Checked:
    items: tuple[Item, ...]
    reasons: tuple[Reason | None, ...]
    routes: tuple[Route, ...]
    business: Business
    grant: Grant
    own: LedgerAccount


def take(order: Order, caller: Caller, *, at: datetime, core: Core) -> Taken:
    """Accept an order, or answer what became of it; a Refusal leaves nothing, and its number free."""
    check_order(order)
    if not connection.in_atomic_block:
        known = _earlier(order, caller)
        if known is not None:
            return _replay(known, order, caller=caller, strict=known.enterprise.strict)
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        known = _earlier(order, caller)
        if known is not None:
            return _replay(known, order, caller=caller, strict=taken.enterprise.strict)
        check_number(caller.customer_number, order.number)
        return take_in(order, caller, taken, core=core)


def take_in(order: Order, caller: Caller, taken: Turn, *, core: Core) -> Taken:
    """Accept an order whose number is free, within a turn of its enterprise that others share."""
    rows, checked = _considered(order, caller, taken)
    if order.is_collection and core.keeps_here:
        checked = _without_far(checked)
    instruction, payments = _drafted(order, caller, taken=taken, checked=checked)
    if instruction.signatures_wanted:
        move(taken, instruction, State.LODGED)
        save(instruction, payments)
    else:
        release(taken, instruction, payments, core=core, rows=rows)
    if instruction.state != State.FAILED.value and order.form not in SIGNED_ONLY:
        use(checked.grant, amount_fen=order.total_fen, on=taken.on)
    return Taken(instruction, is_replay=False, is_same=True)


def check_number(customer_number: str, number: str) -> None:
    """Refuse a number under which something that is no order stands."""
    if is_there(IS_ERRAND, customer_number, number):
        raise Refusal("order.number_used", _("This number stands for something else already."))


def _earlier(order: Order, caller: Caller) -> Instruction | None:
    """What stands under the number; asked before the enterprise's turn, which only a new number needs, and in it."""
    if not is_there(STANDS, caller.customer_number, order.number):
        return None
    rows = Instruction.objects.select_related("enterprise", "account")
    return rows.get(enterprise_id=caller.customer_number, number=order.number)


@dataclass(frozen=True, slots=True)
class LookedOver:
    """What would become of an order: the instruction and its payments as drafted, and why it may fall short."""

    instruction: Instruction
    payments: tuple[Payment, ...]
    hindered: Reason | None


def look_over(order: Order, caller: Caller, *, at: datetime) -> LookedOver:
    """Ask of an order all that `take` would ask, and write nothing: routes, fees, the day, the signatures wanted."""
    check_order(order)
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        rows, checked = _considered(order, caller, taken)
        instruction, payments = _drafted(order, caller, taken=taken, checked=checked)
        check_left(checked.grant, amount_fen=order.total_fen, on=taken.on)
        take_fees(payments, on=taken.on)
        whole_fen = whole_of((one.amount_fen, one.fee_fen) for one in payments if not one.reason)
        short = debit_reason(ledger.balance_of(rows[order.account]), whole_fen) if whole_fen else None
        return LookedOver(instruction, tuple(payments), short)


def _replay(earlier: Instruction, order: Order, *, caller: Caller, strict: bool) -> Taken:
    if Form(earlier.form) is not order.form or not instructions.is_seen(earlier, caller.operator_id):
        raise Refusal("order.number_used", _("This number stands for something else already."))
    is_same = earlier.content_digest == digest_of(order)
    if not is_same and strict:
        raise Refusal("order.other_content", _("This number stands for an order of another content already."))
    return Taken(earlier, is_replay=True, is_same=is_same)


def _considered(order: Order, caller: Caller, taken: Turn) -> tuple[dict[str, LedgerAccount], _Checked]:
    """The accounts of an order, locked, and what was found of it; refused where it cannot be accepted."""
    taken.demand_open()
    rows = ledger.locked([order.account, *(item.account for item in order.items)])
    return rows, _check(order, caller, taken=taken, rows=rows)


def _check(order: Order, caller: Caller, *, taken: Turn, rows: Mapping[str, LedgerAccount]) -> _Checked:
    """All that is asked of an order before it is accepted; the reasons of single payments within it are kept."""
    own = own_account(rows, order.account, caller.customer_number)
    items = tuple(_placed(item, rows) for item in order.items)
    sides = [side_of(item, rows, caller.customer_number) for item in items]
    business = business_of(order.form, sides, wished=order.business)
    grant = _granted(order, caller, business)
    check_open(own)
    contracts = _contracts(order, taken)
    reasons = [
        hindrance(item, side, form=order.form, has_contract=(item.contract, item.account) in contracts)
        if item.here
        else _far_hindrance(order, item, contracts)
        for item, side in zip(items, sides, strict=True)
    ]
    items, reasons = _with_banks(items, reasons)
    _check_directed(order, items, sides=sides, taken=taken)
    if order.form in ALONE and reasons[0] is not None:
        raise Refusal(f"payment.{reasons[0].value}", REASON_WORDS[reasons[0]])
    return _Checked(items, tuple(reasons), _routes(order, items, taken), business, grant, own)


def own_account(rows: Mapping[str, LedgerAccount], number: str, customer_number: str) -> LedgerAccount:
    """The enterprise's own account of an order; refused where it is none of the enterprise's, or not on the link."""
    own = rows.get(number)
    if own is None or own.enterprise_id != customer_number or not own.opened:
        raise Refusal("account.not_yours", _("This account is not open to you."))
    return own


def check_open(own: LedgerAccount) -> None:
    """Refuse an account that is closed."""
    if own.state == AccountState.CLOSED.value:
        raise Refusal("account.closed", _("The account is closed."))


def _far_hindrance(order: Order, item: Item, contracts: set[tuple[str, str]]) -> Reason | None:
    """From another bank too nothing is collected without the payer's agreement."""
    return Reason.CONTRACT if order.is_collection and (item.contract, item.account) not in contracts else None


def _without_far(checked: _Checked) -> _Checked:
    """The ledger of the house cannot ask another bank for money: it would be made from nothing."""
    reasons = tuple(
        reason or (None if item.here else Reason.BANK)
        for item, reason in zip(checked.items, checked.reasons, strict=True)
    )
    return replace(checked, reasons=reasons)


def _granted(order: Order, caller: Caller, business: Business) -> Grant:
    grants = parties.grants_of(caller.operator_id)
    role = Role.SIGN if caller.is_signed else Role.MAKE
    if order.form in SIGNED_ONLY:
        if not caller.is_signed:
            raise Refusal("order.signed_only", _("Orders of this form are taken signed only."))
        found = grants_for(grants, role, account=order.account, business=business)
        if not found:
            raise Refusal("rights.missing", _("You have no right for this account and kind of business."))
        return found[0]
    return grant_for(grants, role, account=order.account, business=business, amount_fen=order.total_fen)


def _placed(item: Item, rows: Mapping[str, LedgerAccount]) -> Item:
    """A payment whose other side is at this bank though it was called another's, and no number of a bank was given."""
    known = rows.get(item.account)
    here = known is not None and known.kind != AccountKind.INTERNAL.value
    wrong = here and not item.here and not item.bank_number
    return replace(item, here=True, bank_name="") if wrong else item


def side_of(item: Item, rows: Mapping[str, LedgerAccount], customer_number: str) -> OtherSide | None:
    """The other side of a payment as it is known here."""
    row = rows.get(item.account) if item.here else None
    if row is None:
        return None
    is_own = row.enterprise_id == customer_number
    return OtherSide(row.name, AccountKind(row.kind), AccountState(row.state), is_own)


def _contracts(order: Order, taken: Turn) -> set[tuple[str, str]]:
    if not order.is_collection:
        return set()
    rows = taken.enterprise.mandates.filter(firm=order.firm, since__lte=taken.on).exclude(until__lte=taken.on)
    found = rows.filter(payer_account__in=[item.account for item in order.items])
    return set(found.values_list("contract", "payer_account"))


def _with_banks(
    items: Sequence[Item], reasons: Sequence[Reason | None]
) -> tuple[tuple[Item, ...], list[Reason | None]]:
    """Payments to other banks with the bank's number and name as the payment systems know them."""
    outward = [item for item in items if not item.here]
    if not outward:
        return tuple(items), list(reasons)
    numbers = {item.bank_number for item in outward if item.bank_number}
    names = {item.bank_name for item in outward if not item.bank_number}
    by_number = dict(ClearingBank.objects.filter(number__in=numbers).values_list("number", "name"))
    by_name = dict(ClearingBank.objects.filter(name__in=names).order_by("-number").values_list("name", "number"))
    found, why = [], list(reasons)
    for place, item in enumerate(items):
        number = item.bank_number or by_name.get(item.bank_name, "")
        known = item.here or item.bank_number in by_number or number
        if item.here or not known or (item.bank_number and item.bank_number not in by_number):
            why[place] = why[place] if item.here else Reason.BANK
            found.append(item)
        else:
            found.append(replace(item, bank_number=number, bank_name=item.bank_name or by_number[number]))
    return tuple(found), why


def _check_directed(order: Order, items: Sequence[Item], *, sides: Sequence[OtherSide | None], taken: Turn) -> None:
    if not taken.enterprise.directed_only or order.is_collection:
        return
    pairs = zip(items, sides, strict=True)
    others = {(item.account, item.here) for item, side in pairs if side is None or not side.is_own}
    rows = Payee.objects.filter(enterprise=taken.enterprise, account__in={account for account, _here in others})
    listed = set(rows.values_list("account", "here"))
    if others - listed:
        first = next(item.index for item in items if (item.account, item.here) in others - listed)
        words = _("The payee is not among the enterprise's listed payees.")
        raise Refusal("rights.directed", words, payment=first)


def _routes(order: Order, items: Sequence[Item], taken: Turn) -> tuple[Route, ...]:
    if all(item.here for item in items):
        return (Route.BOOK,) * len(items)
    bounds = bounds_on(taken.on)
    return tuple(routing.route_of(item, wished=order.wished, bounds=bounds) for item in items)


def bounds_on(on: date) -> routing.Bounds:
    """The most that the payment systems take in one payment on a day."""
    most = office.parameter_table(parameters.ROUTE_MOST.name, on=on)
    return routing.Bounds(small_fen_most=most["small"], super_fen_most=most["super"])


def _drafted(order: Order, caller: Caller, *, taken: Turn, checked: _Checked) -> tuple[Instruction, list[Payment]]:
    """The instruction and its payments as they will be written, not yet in any state."""
    wanted = 0 if caller.is_signed else signatures_of(taken, business=checked.business, amount_fen=order.total_fen)
    accepted = replace(order, items=checked.items)
    instruction = Instruction(
        enterprise=taken.enterprise,
        number=order.number,
        channel=caller.channel,
        form=order.form.value,
        business=checked.business.value,
        account=checked.own,
        maker_id=caller.operator_id,
        is_signed=caller.is_signed,
        content=content_of(accepted),
        content_digest=digest_of(order),
        total_fen=order.total_fen,
        count=len(order.items),
        signatures_wanted=wanted,
        state="",
        day=day_of_order(order, taken, checked.routes),
        made_at=taken.at,
        state_at=taken.at,
        expires_on=expiry_of(order, taken) if wanted else None,
    )
    stem = f"{taken.enterprise.pk}-{taken.next_sequence}"
    payments = [
        Payment(
            instruction=instruction,
            place=place,
            index=item.index,
            transfer=f"{stem}-{place}",
            other_account=item.account,
            other_name=item.name,
            bank_name=item.bank_name,
            bank_number=item.bank_number,
            amount_fen=item.amount_fen,
            route=route.value,
            state=State.LODGED.value,
            reason=reason.value if reason else "",
            state_at=taken.at,
        )
        for place, (item, route, reason) in enumerate(
            zip(checked.items, checked.routes, checked.reasons, strict=True), start=1
        )
    ]
    return instruction, payments


def signatures_of(taken: Turn, *, business: Business, amount_fen: int) -> int:
    """How many have to sign an order of this kind and amount besides its maker."""
    steps = parties.steps_of(taken.enterprise.pk)
    return signatures_wanted(steps, business=business, amount_fen=amount_fen)


def expiry_of(order: Order, taken: Turn) -> date:
    """The day from which an order without its signatures is void."""
    if order.due is not None:
        return order.due + timedelta(days=1)
    return taken.on + timedelta(days=office.parameter(parameters.EXPIRY.name, on=taken.on))


def day_of_order(order: Order, taken: Turn, routes: Iterable[Route]) -> date:
    """The day an order goes: the first on which its payment system is open for it, or the wished one after that."""
    first = first_day(set(routes), taken)
    if order.due is not None:
        key, last = DUE_WINDOWS[order.form]
        first_days = office.parameter_table(parameters.DUE_FIRST.name, on=taken.on)[key]
        last_days = office.parameter(last.name, on=taken.on)
        routing.check_due(order.due, today=taken.on, first_days=first_days, last_days=last_days)
        return max(order.due, first)
    return first
