"""Parts of targets, objections, agreements signed, and the talk at mid-term."""

from typing import ClassVar

from django.db import models

from qiao.appraisal.rules.targets import TARGETED
from qiao.cycle.models.cycles import Cycle, CycleMember
from qiao.cycle.rules.cascade import NodeKind


class TargetPart(models.Model):
    """A part of a target given to a unit or a person; a later row replaces, and both stay. Fen.

    `holder` is the unit whose holder laid it out, '' for the whole of the cycle.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="parts", db_index=False)
    measure = models.CharField(max_length=16)
    holder = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in NodeKind])
    key = models.CharField(max_length=64)
    amount_fen = models.BigIntegerField()
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """The newest row of a cycle, measure and node holds."""

        db_table = "cycle_part"
        indexes: ClassVar = [models.Index(fields=["cycle", "kind", "key", "measure", "-id"], name="cycle_part_of")]
        constraints: ClassVar = [
            models.CheckConstraint(name="cycle_part_amount", condition=models.Q(amount_fen__gte=0)),
            models.CheckConstraint(
                name="cycle_part_measure", condition=models.Q(measure__in=sorted(one.value for one in TARGETED))
            ),
        ]

    def __str__(self) -> str:
        """Whose part of what."""
        return f"{self.key} {self.measure}"


class Objection(models.Model):
    """What a person has against the standards, and what who leads answered."""

    member = models.ForeignKey(CycleMember, on_delete=models.PROTECT, related_name="objections")
    words = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """One that waits for its answer a person."""

        db_table = "cycle_objection"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(answered_at=None), name="cycle_objection_one_open"
            )
        ]

    def __str__(self) -> str:
        """Whose."""
        return str(self.member_id)


class Agreement(models.Model):
    """What both signed: the terms as they stood, their digest, and the request with the signatures."""

    member = models.ForeignKey(CycleMember, on_delete=models.PROTECT, related_name="agreements")
    terms = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    request = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        """The newest of a person holds."""

        db_table = "cycle_agreement"

    def __str__(self) -> str:
        """Its digest."""
        return self.digest[:12]


class MidtermTalk(models.Model):
    """What was said at mid-term; both read it."""

    member = models.ForeignKey(CycleMember, on_delete=models.PROTECT, related_name="talks")
    words = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Read by person."""

        db_table = "cycle_talk"

    def __str__(self) -> str:
        """With whom."""
        return str(self.member_id)
