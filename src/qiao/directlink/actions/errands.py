"""Numbered requests that move no money: receipts of a day, and the answer "agrees" to balance statements of a month."""

from dataclasses import dataclass
from datetime import datetime

from qiao.directlink.actions.journal import Turn, turn
from qiao.directlink.actions.taking import Caller
from qiao.directlink.models import Errand, Instruction
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

RECEIPTS, AGREES = "receipts", "agrees"
ERRAND_WORDS = {RECEIPTS: _("receipts of a day"), AGREES: _("a balance statement is agreed to")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An errand as it is asked for: its number, kind, account (empty: all), and the day or month it is about."""

    number: str
    kind: str
    account: str
    period: str


def ask(wanted: Wanted, caller: Caller, *, at: datetime, alone: bool) -> tuple[Errand, bool]:
    """Take an errand, or answer the earlier one under its number (True then).

    `alone` refuses a second one about the same account and period, unless the first failed.
    """
    with turn(caller.customer_number, at=at, actor=caller.operator_name) as taken:
        earlier = Errand.objects.filter(enterprise=taken.enterprise, number=wanted.number).first()
        if earlier is not None and earlier.kind == wanted.kind:
            return earlier, True
        if (
            earlier is not None
            or Instruction.objects.filter(enterprise=taken.enterprise, number=wanted.number).exists()
        ):
            raise Refusal("order.number_used", _("This number stands for something else already."))
        if alone and _about(wanted, taken):
            raise Refusal("errand.there", _("This is being done already, or was done."))
        errand = Errand.objects.create(
            enterprise=taken.enterprise,
            number=wanted.number,
            kind=wanted.kind,
            account=wanted.account,
            period=wanted.period,
            state="waiting",
            maker_id=caller.operator_id,
            made_at=at,
        )
        taken.note("errand", wanted.number, what=wanted.kind, account=wanted.account, period=wanted.period)
        return errand, False


def _about(wanted: Wanted, taken: Turn) -> bool:
    rows = Errand.objects.filter(
        enterprise=taken.enterprise, kind=wanted.kind, account=wanted.account, period=wanted.period
    )
    return rows.exclude(state="failed").exists()


def run(errand_id: int, *, at: datetime) -> bool:
    """Do an errand; False where it is done already."""
    found = Errand.objects.get(pk=errand_id)
    with turn(found.enterprise_id, at=at, actor="system") as taken:
        rows = Errand.objects.filter(pk=errand_id, state="waiting")
        if not rows.update(state="done", done_at=at):
            return False
        taken.note("errand_done", found.number, what=found.kind)
        return True
