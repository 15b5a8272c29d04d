"""An authorised instruction: kept for its day, held by the bank, or carried out at once."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from qiao.directlink.actions import ledger
from qiao.directlink.actions.journal import Turn
from qiao.directlink.adapters.rows import insert, update_many
from qiao.directlink.models import FeeRow, Instruction, LedgerAccount, Payment, Usage
from qiao.directlink.queries import screening
from qiao.directlink.rules import parameters
from qiao.directlink.rules.carrying import Carried, Due, all_or_none, carry, carry_payroll
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.ledger import CLEARING, Reason
from qiao.directlink.rules.orders import Form, Route
from qiao.directlink.rules.rights import Grant, check_daily
from qiao.directlink.rules.routing import FeeStep, day_of, fee_of
from qiao.directlink.rules.states import FINAL, State, check_move, state_of_payments
from qiao.office import queries as office
from qiao.people.rules.workdays import DAYS_OFF

FEE_STEPS_MOST = 100


def release(
    taken: Turn,
    instruction: Instruction,
    payments: Sequence[Payment],
    *,
    core: Core,
    rows: Mapping[str, LedgerAccount] | None = None,
    is_looked_at: bool = False,
) -> None:
    """Let an authorised instruction go its way; `rows` are its accounts where they are locked already."""
    if instruction.day > taken.on or (instruction.form == Form.BATCH_LATER.value and not instruction.pk):
        move(taken, instruction, State.SCHEDULED)
        save(instruction, payments)
    elif not is_looked_at and _is_stopped(instruction, payments):
        move(taken, instruction, State.HELD)
        save(instruction, payments)
    elif instruction.form == Form.FILE.value:  # its payments are begun by the worker, some hundreds at a time
        move(taken, instruction, State.SENT)
        save(instruction, [])
    else:
        carry_out(taken, instruction, payments, core=core, rows=rows)


def _is_stopped(instruction: Instruction, payments: Sequence[Payment]) -> bool:
    is_file = instruction.form == Form.FILE.value
    return screening.stops_file(instruction) if is_file else screening.stops(payments)


def payments_to_release(instruction: Instruction) -> list[Payment]:
    """The payments that go with an instruction; those of a file, which are many, stay where they are."""
    return [] if instruction.form == Form.FILE.value else list(instruction.payments.order_by("place"))


def carry_out(
    taken: Turn,
    instruction: Instruction,
    payments: Sequence[Payment],
    *,
    core: Core,
    rows: Mapping[str, LedgerAccount] | None = None,
) -> None:
    """Book within the bank, earmark and send what goes to others; every payment for itself."""
    if rows is None:
        rows = ledger.locked(accounts_of(instruction, payments))
    if instruction.form != Form.COLLECTION.value:
        take_fees(payments, on=taken.on)
    balances = ledger.balances_of(rows)
    dues = [due_of(instruction, payment) for payment in payments]
    if instruction.form == Form.PAYROLL.value and core.keeps_here:
        carried = carry_payroll(balances, dues, transfer=f"{payments[0].transfer}S")
    else:
        if instruction.form == Form.PAYROLL.value:
            dues = all_or_none(balances, dues)
        carried = carry(balances, dues, keeps_here=core.keeps_here)
    apply(taken, instruction, payments, carried=carried, rows=rows)


def apply(
    taken: Turn,
    instruction: Instruction,
    payments: Sequence[Payment],
    *,
    carried: Carried,
    rows: Mapping[str, LedgerAccount],
) -> None:
    """Keep what was made of payments: their states, the instruction's, balances and lines."""
    by_place = {payment.place: payment for payment in payments}
    for outcome in carried.outcomes:
        payment = by_place[outcome.place]
        if payment.state != outcome.state.value:
            payment.state_at = taken.at
        payment.state, payment.is_earmarked = outcome.state.value, outcome.is_earmarked
        payment.reason = outcome.reason.value if outcome.reason else ""
        payment.again_at = taken.at if outcome.state is State.SENT else None
    move(taken, instruction, whole_state(instruction, payments))
    save(instruction, payments)
    ledger.keep(
        {number: row for number, row in rows.items() if number in carried.balances},
        carried,
        instruction=instruction,
        payments=payments,
        at=taken.at,
        on=taken.on,
    )


def whole_state(instruction: Instruction, changed: Sequence[Payment]) -> State:
    """The state of an instruction from its payments', of which some have changed and are not written yet."""
    if instruction.form == Form.FILE.value:
        return _state_of_file(instruction, changed)
    by_place = {payment.place: payment for payment in changed}
    everyone = list(changed) if len(changed) == instruction.count else list(instruction.payments.all())
    return state_of_payments([State(by_place.get(one.place, one).state) for one in everyone])


def _state_of_file(instruction: Instruction, changed: Sequence[Payment]) -> State:
    """Of a file's part: states are looked for by the index; a hundred thousand payments are never read for it."""
    states = {State(payment.state) for payment in changed}
    others = instruction.payments.exclude(pk__in=[payment.pk for payment in changed])
    for looked_for in (State.UNKNOWN, State.SENT, State.LODGED):
        if looked_for not in states and others.filter(state=looked_for.value).exists():
            states.add(looked_for)
    if FINAL.issuperset(states):  # the last one: only now are those that are over read
        states |= {one for one in (State.PAID, State.FAILED) if others.filter(state=one.value).exists()}
    return state_of_payments(states)


def move(taken: Turn, instruction: Instruction, state: State) -> None:
    """Let an instruction stand in another state; the journal is told by `save`'s caller through the turn."""
    if instruction.state:
        check_move(State(instruction.state), state)
    if instruction.state != state.value:
        taken.note(
            "instruction",
            instruction.number,
            old=instruction.state or None,
            new=state.value,
            total_fen=instruction.total_fen,
            digest=instruction.content_digest,
        )
        instruction.state_at = taken.at
    instruction.state = state.value


def save(instruction: Instruction, payments: Sequence[Payment]) -> None:
    """Write an instruction and its payments, new ones and old ones alike."""
    if not instruction.id:
        insert([instruction])
        for payment in payments:
            payment.instruction = instruction
        insert(payments)
        return
    instruction.save(update_fields=["state", "state_at", "words", "signatures_wanted", "day", "expires_on", "begun"])
    update_many(payments, "state", "state_at", "reason", "words", "is_earmarked", "again_at", "tries", "fee_fen")


def first_day(routes: AbstractSet[Route], taken: Turn) -> date:
    """The first day from now on which the payment systems of an order are open."""
    if routes <= {Route.BOOK}:
        return taken.on
    cut_offs = office.parameter_table(parameters.CUT_OFF.name, on=taken.on)
    days_off = office.parameter_table(DAYS_OFF.name, on=taken.on)
    return max(day_of(route, taken.local, cut_offs=cut_offs, days_off=days_off) for route in routes)


def accounts_of(instruction: Instruction, payments: Sequence[Payment]) -> list[str]:
    """The accounts that payments move here: a number at another bank is none of ours, whatever it is."""
    here = (one.other_account for one in payments if one.route == Route.BOOK.value)
    return [instruction.account_id, *here]


def due_of(instruction: Instruction, payment: Payment) -> Due:
    """A payment as the rules read it; of a collection the money comes to the enterprise."""
    here = payment.route == Route.BOOK.value
    own, other = instruction.account_id, payment.other_account if here else CLEARING
    debit, credit = (other, own) if instruction.form == Form.COLLECTION.value else (own, other)
    return Due(
        payment.place,
        payment.transfer,
        debit,
        credit,
        payment.amount_fen,
        payment.fee_fen,
        Route(payment.route),
        Reason(payment.reason) if payment.reason else None,
    )


def fail_all(
    taken: Turn, instruction: Instruction, payments: Sequence[Payment], *, reason: Reason, state: State
) -> None:
    """End an instruction of which nothing was begun: failed, withdrawn or expired."""
    assert state in FINAL, state
    if instruction.form == Form.FILE.value:
        rows = instruction.payments.filter(state=State.LODGED.value)
        rows.update(state=State.FAILED.value, reason=reason.value, state_at=taken.at)
    for payment in payments:
        payment.state, payment.reason, payment.state_at = State.FAILED.value, reason.value, taken.at
        payment.again_at = None
    move(taken, instruction, state)
    save(instruction, payments)


def use(grant: Grant, *, amount_fen: int, on: date) -> None:
    """Take an amount off what is left of a right's limit for the day; refused where it is not left."""
    if grant.daily_fen_most is None:
        return
    row = _usage(grant, on)
    row.used_fen = check_daily(row.used_fen, amount_fen=amount_fen, most_fen=grant.daily_fen_most)
    row.save()


def check_left(grant: Grant, *, amount_fen: int, on: date) -> None:
    """Refuse an amount that is not left of a right's limit for the day, and take nothing off."""
    if grant.daily_fen_most is not None:
        check_daily(_usage(grant, on).used_fen, amount_fen=amount_fen, most_fen=grant.daily_fen_most)


def _usage(grant: Grant, on: date) -> Usage:
    scope = f"right:{grant.number}"
    return Usage.objects.filter(scope=scope, on=on).first() or Usage(scope=scope, on=on)


def take_fees(payments: Sequence[Payment], *, on: date) -> None:
    """Have each payment to another bank bear its fee of the day."""
    outward = [one for one in payments if one.route != Route.BOOK.value and not one.reason]
    if not outward:
        return
    steps = fee_steps(on)
    for payment in outward:
        payment.fee_fen = fee_of(steps, route=Route(payment.route), amount_fen=payment.amount_fen)


def fee_steps(on: date) -> list[FeeStep]:
    """The fees in force on a day: of each route the newest table."""
    rows = FeeRow.objects.filter(since__lte=on).order_by("-since").values_list("route", "since", "up_to_fen", "fee_fen")
    newest: dict[str, date] = {}
    steps = []
    for route, since, up_to_fen, fee_fen in rows[:FEE_STEPS_MOST]:
        if newest.setdefault(route, since) == since:
            steps.append(FeeStep(Route(route), up_to_fen, fee_fen))
    return steps
