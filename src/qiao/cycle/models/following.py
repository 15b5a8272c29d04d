"""What follows from a result: uses decided by a second person, improvement plans with their reviews."""

from typing import ClassVar

from django.db import models

from qiao.cycle.models.cycles import CycleMember
from qiao.cycle.rules.improving import PlanState
from qiao.cycle.rules.uses import UseSort, UseState


class GradeUse(models.Model):
    """A use of a result: proposed, decided as a request of the office, its outcome recorded."""

    member = models.ForeignKey(CycleMember, on_delete=models.PROTECT, related_name="uses")
    sort = models.CharField(max_length=10, choices=[(one.value, one.value) for one in UseSort])
    words = models.TextField()
    topic = models.CharField(max_length=200, blank=True)
    hours = models.IntegerField(default=0)
    state = models.CharField(
        max_length=10, default=UseState.PROPOSED.value, choices=[(one.value, one.value) for one in UseState]
    )
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    request = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)
    outcome_by = models.CharField(max_length=150, blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        """Read by person."""

        db_table = "cycle_use"

    def __str__(self) -> str:
        """What sort."""
        return self.sort


class ImprovementPlan(models.Model):
    """A plan for who is behind: goals with measures, help given, until when, and what came of it."""

    member = models.OneToOneField(CycleMember, on_delete=models.PROTECT, related_name="plan")
    goals = models.TextField()
    help = models.TextField()
    until = models.DateField()
    state = models.CharField(
        max_length=10, default=PlanState.OPEN.value, choices=[(one.value, one.value) for one in PlanState]
    )
    is_extended = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    request = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    decided_request = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """The open ones are looked for by their day."""

        db_table = "cycle_plan"
        indexes: ClassVar = [models.Index(fields=["state", "until"], name="cycle_plan_due")]

    def __str__(self) -> str:
        """Whose."""
        return str(self.member_id)


class PlanReview(models.Model):
    """A review of a plan: the day it is due, and what was found when it was held."""

    plan = models.ForeignKey(ImprovementPlan, on_delete=models.PROTECT, related_name="reviews", db_index=False)
    due = models.DateField()
    words = models.TextField(blank=True)
    held_on = models.DateField(null=True)
    by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Once a day of a plan."""

        db_table = "cycle_plan_review"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "due"], name="cycle_plan_review_once")]

    def __str__(self) -> str:
        """When."""
        return self.due.isoformat()
