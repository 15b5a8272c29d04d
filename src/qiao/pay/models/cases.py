"""Recovery cases with what they reach and their history."""

from typing import ClassVar

from django.db import models

from qiao.pay.models.deferral import DeferredPart
from qiao.pay.rules.recovery import Basis, Cause
from qiao.pay.rules.states import CaseState, Did


class RecoveryCase(models.Model):
    """Pay of a person that is to be taken back: why, of which period, how much; who left is reached as well.

    `account_id` is the loan that went bad, if it is one; `open_fen` is what of the pay that went out is still owed.
    """

    staff_id = models.CharField(max_length=64)
    org_id = models.CharField(max_length=64)
    cause = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Cause])
    basis = models.CharField(max_length=4, choices=[(one.value, one.value) for one in Basis])
    account_id = models.CharField(max_length=64, blank=True)
    since = models.DateField()
    until = models.DateField()
    ratio_bp = models.IntegerField()
    paid_fen = models.BigIntegerField()
    open_fen = models.BigIntegerField(default=0)
    reason = models.TextField()
    state = models.CharField(max_length=10, default=CaseState.PROPOSED.value)
    pack = models.CharField(max_length=64, blank=True)  # digest of the evidence pack
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """One open case a person and loan; never more open than was to be paid back."""

        db_table = "pay_case"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="pay_case_sums",
                condition=models.Q(open_fen__gte=0, open_fen__lte=models.F("paid_fen"), ratio_bp__range=(1, 10_000)),
            ),
            models.CheckConstraint(name="pay_case_period", condition=models.Q(until__gt=models.F("since"))),
            models.UniqueConstraint(
                fields=["staff_id", "account_id"],
                condition=models.Q(state__in=["proposed", "agreed"]) & ~models.Q(account_id=""),
                name="pay_case_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "id"], name="pay_case_staff"),
            models.Index(fields=["state", "-id"], name="pay_case_in_state"),
        ]

    def __str__(self) -> str:
        """Whose."""
        return f"{self.staff_id} {self.cause}"


class RecoveryPart(models.Model):
    """What a case takes of one deferred part, once two persons agree."""

    case = models.ForeignKey(RecoveryCase, on_delete=models.PROTECT, related_name="parts", db_index=False)
    part = models.ForeignKey(DeferredPart, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField()

    class Meta:
        """A part once a case."""

        db_table = "pay_case_part"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "part"], name="pay_case_part_once"),
            models.CheckConstraint(name="pay_case_part_sum", condition=models.Q(fen__gt=0)),
        ]

    def __str__(self) -> str:
        """How much."""
        return str(self.fen)


class RecoveryStep(models.Model):
    """A step of a case: who did or said what, when, about which sum; only added to."""

    case = models.ForeignKey(RecoveryCase, on_delete=models.PROTECT, related_name="steps", db_index=False)
    did = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Did])
    fen = models.BigIntegerField(default=0)
    words = models.TextField(blank=True)
    run = models.ForeignKey("pay.PayRun", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Read in the order in which they happened."""

        db_table = "pay_case_step"
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="pay_case_step_of")]

    def __str__(self) -> str:
        """What was done."""
        return self.did
