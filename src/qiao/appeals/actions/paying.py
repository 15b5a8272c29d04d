"""Pay put right by a granted appeal, within the transaction of the decision."""

from qiao.appeals.queries.pay_source import (
    RECOVERY,
    STATEMENT,
    own_recoveries,
    own_statements,
    recovery_figure,
    recovery_tables,
    statement_figure,
    statement_tables,
)
from qiao.appeals.queries.sources import Decided, Source
from qiao.appeals.rules.appeal import Effect
from qiao.ground.words import gettext_noop as _
from qiao.pay.actions import overturning


def pay_difference(decided: Decided) -> None:
    """Let the next run pay what was granted beyond what stands by now; what was given meanwhile is not given again."""
    stands = statement_figure(decided.key, decided.staff_id)
    fen = decided.granted - (stands.value if stands is not None else decided.stated)
    if fen == 0 or (fen > 0) != (decided.granted > decided.stated):
        return
    overturning.grant(int(decided.key), decided.staff_id, fen=fen, reason=decided.reason, actor=decided.actor)


def undo(decided: Decided) -> None:
    """Give back what the recovery took."""
    overturning.overturn(int(decided.key), reason=decided.reason, actor=decided.actor)


STATEMENT_SOURCE = Source(
    STATEMENT,
    _("pay statement"),
    own_statements,
    statement_figure,
    statement_tables,
    effect=Effect.PAY,
    carry=pay_difference,
    names_customers=False,
)
RECOVERY_SOURCE = Source(
    RECOVERY,
    _("recovery of pay"),
    own_recoveries,
    recovery_figure,
    recovery_tables,
    effect=Effect.RECOVERY,
    carry=undo,
    is_whole=True,
    names_customers=False,
)
