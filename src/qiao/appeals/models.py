"""Appeals with their history: what was questioned, what was laid side by side, how it was decided and put right."""

from typing import ClassVar

from django.db import models

from qiao.appeals.rules.appeal import GRANTING, OPEN, OUTCOMES, AppealState, Cause, Did, Effect


class Appeal(models.Model):
    """One figure questioned by the person it is of. Figures in hundredths of the unit: fen, hundredths of a point.

    `barred` are the log-ins that reckoned the figure or decided of it before; `marks` are its facts by name, by which
    like cases are found; `precedents` are those that the decider was shown. `first` is the appeal of which this is the
    second instance.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=64)
    staff_id = models.CharField(max_length=64)
    org_id = models.CharField(max_length=64)
    words = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    month = models.CharField(max_length=7, blank=True)
    cause = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Cause])
    party_id = models.CharField(max_length=64, blank=True)
    account_id = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=12)
    stated = models.BigIntegerField()
    expected = models.BigIntegerField()
    reason = models.TextField()
    barred = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    first = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="second")
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=150)
    due = models.DateField()
    state = models.CharField(max_length=10, default=AppealState.FILED.value)
    hearing = models.JSONField(default=list)
    heard_by = models.CharField(max_length=150, blank=True)
    heard_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    deviation = models.TextField(blank=True)
    precedents = models.JSONField(default=list)
    granted = models.BigIntegerField(null=True)
    second_until = models.DateField(null=True)
    read_at = models.DateTimeField(null=True)
    effect = models.CharField(max_length=8, blank=True, choices=[(one.value, one.value) for one in Effect if one])
    correction = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    difference = models.ForeignKey("appraisal.DeltaBonus", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """One open appeal of a figure and cause; exactly one outcome, with its decider, words and figure."""

        db_table = "appeals_appeal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff_id", "kind", "key", "cause", "account_id", "party_id"],
                condition=models.Q(state__in=sorted(one.value for one in OPEN)),
                name="appeals_one_open",
            ),
            models.CheckConstraint(
                name="appeals_state", condition=models.Q(state__in=sorted(one.value for one in AppealState))
            ),
            models.CheckConstraint(
                name="appeals_outcome",
                condition=models.Q(
                    ~models.Q(decided_by=""),
                    ~models.Q(decision=""),
                    state__in=sorted(one.value for one in OUTCOMES),
                    granted__isnull=False,
                )
                | models.Q(
                    ~models.Q(state__in=sorted(one.value for one in OUTCOMES)), decided_by="", granted__isnull=True
                ),
            ),
            models.CheckConstraint(name="appeals_other_figure", condition=~models.Q(stated=models.F("expected"))),
            models.CheckConstraint(
                name="appeals_effect",
                condition=models.Q(effect="") | models.Q(state__in=sorted(one.value for one in GRANTING)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "-id"], name="appeals_staff"),
            models.Index(fields=["state", "due"], name="appeals_due"),
            models.Index(fields=["kind", "state", "-id"], name="appeals_alike"),
        ]

    def __str__(self) -> str:
        """Whose appeal of what."""
        return f"{self.staff_id} {self.kind} {self.key}"


class AppealStep(models.Model):
    """A step of an appeal: who did or said what, when; only added to."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")
    did = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Did])
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        """Read in the order in which they happened."""

        db_table = "appeals_step"
        indexes: ClassVar = [models.Index(fields=["appeal", "id"], name="appeals_step_of")]

    def __str__(self) -> str:
        """What was done."""
        return self.did
