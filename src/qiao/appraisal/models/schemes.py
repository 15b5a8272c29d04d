"""The schemes on file with what was waived."""

from typing import ClassVar

from django.db import models

from qiao.appraisal.rules.scheme.states import SchemeState


class SchemeRecord(models.Model):
    """A scheme as its file stands: a draft that may still change, or published by a second person and never changed."""

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    since = models.DateField(db_index=True)
    until = models.DateField(null=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SchemeState])
    written_by = models.CharField(max_length=150)
    written_at = models.DateTimeField()
    published_by = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        """Those in force are looked up by their first day; what is published says by whom, and by somebody else."""

        db_table = "appraisal_scheme"
        indexes: ClassVar = [models.Index(fields=["state", "-since", "-code"], name="appraisal_scheme_since")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="appraisal_scheme_until",
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
            ),
            models.CheckConstraint(
                name="appraisal_scheme_second_person",
                condition=models.Q(state=SchemeState.DRAFT.value, published_by="", published_at=None)
                | (
                    models.Q(state=SchemeState.PUBLISHED.value, published_at__isnull=False)
                    & ~models.Q(published_by="")
                    & ~models.Q(published_by=models.F("written_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        """Its code."""
        return self.code


class SchemeWaiver(models.Model):
    """Why a finding of the linter does not keep a scheme from being published, and who said so."""

    scheme = models.ForeignKey(SchemeRecord, models.PROTECT, related_name="waivers")
    finding = models.CharField(max_length=160)
    reason = models.CharField(max_length=500)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """A finding is waived once."""

        db_table = "appraisal_scheme_waiver"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "finding"], name="appraisal_scheme_waiver_once")
        ]

    def __str__(self) -> str:
        """Which finding of which scheme."""
        return f"{self.scheme_id} {self.finding}"
