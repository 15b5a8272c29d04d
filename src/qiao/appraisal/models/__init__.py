"""The tables of this capability by what they are about; Django asks for all of them here."""

from qiao.appraisal.models.closing import ClosedMonth, DeltaBonus, DeltaLine, DeltaRun, LateEvent, LateInput, LateMonth
from qiao.appraisal.models.figures import StaffFigure
from qiao.appraisal.models.holds import CreditHold, CreditHoldEvent, CreditHoldLine, HoldSearch
from qiao.appraisal.models.plans import PlanRecord, Target
from qiao.appraisal.models.schemes import SchemeRecord, SchemeWaiver

__all__ = (
    "ClosedMonth",
    "CreditHold",
    "CreditHoldEvent",
    "CreditHoldLine",
    "DeltaBonus",
    "DeltaLine",
    "DeltaRun",
    "HoldSearch",
    "LateEvent",
    "LateInput",
    "LateMonth",
    "PlanRecord",
    "SchemeRecord",
    "SchemeWaiver",
    "StaffFigure",
    "Target",
)
