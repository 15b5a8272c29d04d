"""The plans on file. Results of a settlement lie in its run's folder; nothing of a run is kept twice."""

from typing import ClassVar

from django.db import models


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
