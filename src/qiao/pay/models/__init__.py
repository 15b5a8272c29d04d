"""Pay runs with their lines, the deferral ledger, recovery cases; people are named by text."""

from qiao.pay.models.cases import RecoveryCase, RecoveryPart, RecoveryStep
from qiao.pay.models.deferral import DeferredEntry, DeferredPart
from qiao.pay.models.runs import PaidMonth, PayCarry, PayCorrection, PayDistribution, PayLine, PayRun, PayStep

__all__ = (
    "DeferredEntry",
    "DeferredPart",
    "PaidMonth",
    "PayCarry",
    "PayCorrection",
    "PayDistribution",
    "PayLine",
    "PayRun",
    "PayStep",
    "RecoveryCase",
    "RecoveryPart",
    "RecoveryStep",
)
