"""Figures that no extract brings, as they were handed in."""

from typing import ClassVar

from django.db import models

from qiao.appraisal.rules.handed import HANDED


class StaffFigure(models.Model):
    """A figure of a person and period, in millionths of its unit; a correction is a new row, and the newest holds.

    Without a value it was taken back: the figure is unknown again.
    """

    staff_id = models.CharField(max_length=64)
    figure = models.CharField(max_length=24, choices=[(name, name) for name in sorted(HANDED)])
    since = models.DateField()
    until = models.DateField()
    value_micro = models.BigIntegerField(null=True)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """The newest row of a person, figure and period holds."""

        db_table = "appraisal_staff_figure"
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "figure", "since", "until", "-id"], name="appraisal_figure_of"),
            models.Index(fields=["-since", "staff_id"], name="appraisal_figure_list"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="appraisal_figure_days", condition=models.Q(since__lt=models.F("until"))),
            models.CheckConstraint(name="appraisal_figure_name", condition=models.Q(figure__in=sorted(HANDED))),
            models.CheckConstraint(
                name="appraisal_figure_value",
                condition=models.Q(value_micro=None) | models.Q(value_micro__gte=0),
            ),
        ]

    def __str__(self) -> str:
        """Whose figure of what and when."""
        return f"{self.staff_id} {self.figure} {self.since}"
