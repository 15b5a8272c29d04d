"""Questions that people keep, and the files that were written for them."""

from typing import ClassVar

from django.db import models


class KeptQuestion(models.Model):
    """A question under a name: whose, with whom it is shared, how often it is written to a file.

    `query` is the question as an address writes it. A question that was taken out stays, so that this can be undone.
    """

    owner = models.CharField(max_length=150, db_index=True)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2_000)
    shared_post = models.CharField(max_length=16, blank=True)
    shared_org = models.CharField(max_length=64, blank=True)
    rhythm = models.CharField(max_length=8, blank=True)
    form = models.CharField(max_length=4, default="csv")
    changed_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        """A person has one question of a name."""

        db_table = "questions_kept"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=models.Q(taken_out_at=None), name="questions_kept_name"
            ),
        ]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class QuestionRun(models.Model):
    """A file that was written for a kept question, of which question and in whose sight, or why none was."""

    question = models.ForeignKey(KeptQuestion, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField()
    on = models.DateField()
    run = models.BigIntegerField(default=0)
    rows = models.IntegerField(default=0)
    file = models.CharField(max_length=120, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    query = models.CharField(max_length=2_000, blank=True)
    sight = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """Read by question, newest first."""

        db_table = "questions_run"
        indexes: ClassVar = [models.Index(fields=["question", "-id"], name="questions_run_newest")]

    def __str__(self) -> str:
        """Its file."""
        return self.file or self.trouble
