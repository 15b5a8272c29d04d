"""Grades and the interviews about them."""

from typing import ClassVar

from django.db import models

from qiao.cycle.models.cycles import CycleMember


class GradeResult(models.Model):
    """A person's result: scores as reckoned, the grade proposed, perhaps calibrated, and the one that was fixed.

    Scores in millionths of a point. `trouble` says in words and facts why there is no score.
    """

    member = models.OneToOneField(CycleMember, on_delete=models.PROTECT, related_name="result")
    schemes = models.CharField(max_length=200, blank=True)
    score_micro = models.BigIntegerField(null=True)
    scheme_grade = models.CharField(max_length=40, blank=True)
    review_micro = models.BigIntegerField(null=True)
    trouble = models.JSONField(default=dict)
    suggested = models.CharField(max_length=40, blank=True)
    reckoned_at = models.DateTimeField()
    proposed = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    proposed_by = models.CharField(max_length=150, blank=True)
    proposed_at = models.DateTimeField(null=True)
    calibrated = models.CharField(max_length=40, blank=True)
    calibration = models.TextField(blank=True)
    calibrated_by = models.CharField(max_length=150, blank=True)
    calibrated_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=40, blank=True)
    fixed_by = models.CharField(max_length=150, blank=True)
    fixed_at = models.DateTimeField(null=True)

    class Meta:
        """Who calibrates did not propose; what is fixed was proposed."""

        db_table = "cycle_result"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="cycle_result_second_person",
                condition=models.Q(calibrated="")
                | (~models.Q(calibrated_by="") & ~models.Q(calibrated_by=models.F("proposed_by"))),
            ),
            models.CheckConstraint(
                name="cycle_result_fixed",
                condition=models.Q(grade="") | (~models.Q(proposed="") & ~models.Q(fixed_by="")),
            ),
        ]

    def __str__(self) -> str:
        """The grade."""
        return self.grade or self.calibrated or self.proposed


class Interview(models.Model):
    """A feedback interview: what who leads notes, the person's own words, the request that both sign.

    `unsigned` says in words why it stays without the person's signature. `versions` are the texts before it was noted
    again, the oldest first, each with the person's answer to it.
    """

    member = models.OneToOneField(CycleMember, on_delete=models.PROTECT, related_name="interview")
    held_on = models.DateField()
    strengths = models.TextField()
    improve = models.TextField()
    steps = models.TextField()
    noted_by = models.CharField(max_length=150)
    noted_at = models.DateTimeField()
    own_words = models.TextField(blank=True)
    own_at = models.DateTimeField(null=True)
    request = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    unsigned = models.TextField(blank=True)
    unsigned_by = models.CharField(max_length=150, blank=True)
    unsigned_at = models.DateTimeField(null=True)
    versions = models.JSONField(default=list)

    class Meta:
        """One a person and cycle."""

        db_table = "cycle_interview"

    def __str__(self) -> str:
        """With whom."""
        return str(self.member_id)
