"""What is known of one order that says why it stands where it stands; `rules.explaining` puts it into words."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count
from django.utils.timezone import localtime

from qiao.directlink.models import Instruction, Operator, Payment
from qiao.directlink.queries import connections, instructions, parties
from qiao.directlink.rules.explaining import Failure, Standing
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.orders import Form
from qiao.directlink.rules.states import UNDER_WAY, State

FAILURES_MOST = 20


def standing_of(
    instruction: Instruction, payments: Sequence[Payment], *, came_back: int, request: int | None, on: date
) -> Standing:
    """What is known of an order, of whose payments the first thousand are given."""
    state = State(instruction.state)
    open_ones = [one for one in payments if State(one.state) in UNDER_WAY]
    again_at = min((one.again_at for one in open_ones if one.again_at), default=None)
    signed = instructions.who_signed(instruction)
    return Standing(
        state,
        count=instruction.count,
        is_suspended=instruction.enterprise.state != "open",
        signed=len(signed),
        wanted=instruction.signatures_wanted,
        signers=len(signers_of(instruction) - signed) if state is State.LODGED else 0,
        expires_on=instruction.expires_on.isoformat() if instruction.expires_on else "",
        said=instruction.words,
        day=instruction.day.isoformat(),
        is_wished=instruction.content.get("due") == instruction.day.isoformat(),
        is_due=instruction.day <= on,
        stopped_at=tuple(connections.stopped_at(instruction)) if state is State.HELD else (),
        begun=instruction.begun if instruction.form == Form.FILE.value else instruction.count,
        unknown=sum(one.state == State.UNKNOWN.value for one in open_ones),
        tries=max((one.tries for one in open_ones), default=0),
        again_at=f"{localtime(again_at):%Y-%m-%d %H:%M:%S}" if again_at else "",
        request=request or 0,
        failures=_failures(instruction),
        came_back=came_back,
    )


def signers_of(instruction: Instruction) -> frozenset[int]:
    """Who of the enterprise may sign an order of others: by right, account, kind of business and limit."""
    people = Operator.objects.filter(enterprise_id=instruction.enterprise_id, is_active=True, locked_at=None)
    others = frozenset(people.exclude(pk=instruction.maker_id).values_list("pk", flat=True))
    rights = parties.grants_of_enterprise(instruction.enterprise_id)
    return frozenset(who for who in others & rights.keys() if instructions.may_sign(instruction, rights[who]))


def _failures(instruction: Instruction) -> tuple[Failure, ...]:
    """Why payments of the order were not made, the most frequent reason first."""
    rows = instruction.payments.filter(state=State.FAILED.value).exclude(reason="").order_by()
    counted = rows.values_list("reason", "words").annotate(n=Count("id")).order_by("-n", "reason", "words")
    return tuple(Failure(Reason(reason), count, words) for reason, words, count in counted[:FAILURES_MOST])
