"""Cycles, their moves from stage to stage, and who is in them."""

from typing import ClassVar

from django.db import models

from qiao.cycle.rules.cycle import Stage


class Cycle(models.Model):
    """A year, half-year or quarter of a unit and all below it, with the last day of each stage."""

    name = models.CharField(max_length=80)
    org_id = models.CharField(max_length=64)
    period = models.CharField(max_length=7)
    measures = models.JSONField(default=list)
    agree_by = models.DateField()
    midterm_by = models.DateField()
    appraise_by = models.DateField()
    interview_by = models.DateField()
    stage = models.CharField(max_length=12, default=Stage.SETTING.value)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)

    class Meta:
        """One cycle of a unit and period."""

        db_table = "cycle_cycle"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["org_id", "period"], name="cycle_once"),
            models.CheckConstraint(
                name="cycle_stage", condition=models.Q(stage__in=sorted(one.value for one in Stage))
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["stage", "-id"], name="cycle_stage_of")]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class CycleMove(models.Model):
    """A move from one stage to the next: who, when, and why where something was still open."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="moves", db_index=False)
    old = models.CharField(max_length=12)
    new = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Read in their order."""

        db_table = "cycle_move"
        indexes: ClassVar = [models.Index(fields=["cycle", "id"], name="cycle_move_of")]

    def __str__(self) -> str:
        """From where to where."""
        return f"{self.old} {self.new}"


class CycleMember(models.Model):
    """Somebody in a cycle, with unit and post as they were when he or she was taken in."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="members", db_index=False)
    staff_id = models.CharField(max_length=64)
    org_id = models.CharField(max_length=64)
    post = models.CharField(max_length=16)

    class Meta:
        """Once a cycle; read by person and by unit."""

        db_table = "cycle_member"
        constraints: ClassVar = [models.UniqueConstraint(fields=["cycle", "staff_id"], name="cycle_member_once")]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "-id"], name="cycle_member_person"),
            models.Index(fields=["cycle", "org_id"], name="cycle_member_unit"),
        ]

    def __str__(self) -> str:
        """Who."""
        return self.staff_id
