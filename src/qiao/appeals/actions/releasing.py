"""A hold released by an upheld appeal, within the transaction of the decision."""

from qiao.appeals.queries.hold_source import HOLD, hold_figure, hold_tables, own_holds
from qiao.appeals.queries.sources import Decided, Source
from qiao.appeals.rules.appeal import Effect
from qiao.appraisal.actions import holding
from qiao.ground.words import gettext_noop as _


def release(decided: Decided) -> None:
    """Let the credit count again."""
    holding.overturn(int(decided.key), reason=decided.reason, actor=decided.actor)


HOLD_SOURCE = Source(
    HOLD,
    _("hold on credit"),
    own_holds,
    hold_figure,
    hold_tables,
    effect=Effect.HOLD,
    carry=release,
    is_whole=True,
    names_customers=False,
)
