"""Simulations with the text they were made of, their terms and what they came to; lines lie in a file beside."""

from typing import ClassVar

from django.db import models

from qiao.simulation.rules.setting import NAME_LETTERS_MOST, Against
from qiao.simulation.rules.states import State


class Simulation(models.Model):
    """A scheme tried on kept months: asked for by somebody, worked off by a job of its own; production stays as it is.

    `told` is the summary; `text` and `digest` say which scheme it was, whatever becomes of the draft.
    """

    name = models.CharField(max_length=NAME_LETTERS_MOST)
    scheme_code = models.CharField(max_length=64)
    scheme_name = models.CharField(max_length=100)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    first = models.CharField(max_length=7)
    last = models.CharField(max_length=7)
    unit = models.CharField(max_length=64, blank=True)
    against = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Against])
    assumed_percent = models.IntegerField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=64, unique=True)
    seconds = models.FloatField(default=0)
    peak_mib = models.IntegerField(default=0)
    runs = models.JSONField(default=dict)  # month -> number of the settlement
    told = models.JSONField(default=dict)
    trouble = models.JSONField(default=dict)  # the words and facts of a refusal

    class Meta:
        """The next that waits is looked up by state; a person's own by name."""

        db_table = "simulation_simulation"
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="simulation_state"),
            models.Index(fields=["asked_by", "-id"], name="simulation_asked_by"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="simulation_months", condition=models.Q(first__lte=models.F("last"))),
            models.CheckConstraint(
                name="simulation_done",
                condition=~models.Q(state=State.DONE.value) | models.Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Its number and scheme."""
        return f"simulation {self.pk} {self.scheme_code}"
