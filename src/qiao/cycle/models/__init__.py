"""Tables of the cycle."""

from qiao.cycle.models.agreeing import Agreement, MidtermTalk, Objection, TargetPart
from qiao.cycle.models.cycles import Cycle, CycleMember, CycleMove
from qiao.cycle.models.following import GradeUse, ImprovementPlan, PlanReview
from qiao.cycle.models.grading import GradeResult, Interview

__all__ = (
    "Agreement",
    "Cycle",
    "CycleMember",
    "CycleMove",
    "GradeResult",
    "GradeUse",
    "ImprovementPlan",
    "Interview",
    "MidtermTalk",
    "Objection",
    "PlanReview",
    "TargetPart",
)
