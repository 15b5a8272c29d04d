"""The plans on file and the targets set."""

from typing import ClassVar

from django.db import models

from qiao.appraisal.rules.targets import TARGETED


class PlanRecord(models.Model):
    """A plan put in force from a day on, as its file stood. Never changed: a new plan is a new row."""

    code = models.CharField(max_length=64, unique=True)
    since = models.DateField(db_index=True)
    text = models.TextField()
    added_at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """The plan in force is looked up by its first day."""

        db_table = "appraisal_plan"
        indexes: ClassVar = [models.Index(fields=["-since", "-code"], name="appraisal_plan_since")]

    def __str__(self) -> str:
        """Its code."""
        return self.code


class Target(models.Model):
    """What a person is to reach in a month, quarter or year; a later row for the same replaces, and both stay.

    Of balances the daily average, of the others the sum of the period; fen.
    """

    staff_id = models.CharField(max_length=64)
    measure = models.CharField(max_length=16, choices=[(one.value, one.value) for one in sorted(TARGETED)])
    period = models.CharField(max_length=7)
    amount_fen = models.BigIntegerField()
    set_at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """The newest row of a person, period and measure holds."""

        db_table = "appraisal_target"
        indexes: ClassVar = [models.Index(fields=["staff_id", "period", "measure", "-id"], name="appraisal_target_of")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appraisal_target_measure", condition=models.Q(measure__in=sorted(one.value for one in TARGETED))
            )
        ]

    def __str__(self) -> str:
        """Whose target of what and when."""
        return f"{self.staff_id} {self.measure} {self.period}"
