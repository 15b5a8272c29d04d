"""The deferral ledger: parts of variable pay that wait for their day, and the entries that moved each."""

from typing import ClassVar

from django.db import models

from qiao.pay.models.runs import PayLine
from qiao.pay.rules.states import Entry, PartState


class DeferredPart(models.Model):
    """One part of what a line deferred; it stays the person's, who may have left. `left_fen` is left by its entries."""

    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="parts", db_index=False)
    staff_id = models.CharField(max_length=64)
    org_id = models.CharField(max_length=64)
    number = models.SmallIntegerField()
    of = models.SmallIntegerField()
    since = models.DateField()  # the period it was earned in
    until = models.DateField()
    due = models.DateField()
    amount_fen = models.BigIntegerField()
    left_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default=PartState.WAITING.value)

    class Meta:
        """Read by person and by day; nothing is left beyond what there was, and nothing of what is gone."""

        db_table = "pay_part"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "number"], name="pay_part_once"),
            models.CheckConstraint(
                name="pay_part_left", condition=models.Q(left_fen__gte=0, left_fen__lte=models.F("amount_fen"))
            ),
            models.CheckConstraint(
                name="pay_part_state",
                condition=models.Q(state__in=["waiting", "held"], left_fen__gt=0)
                | models.Q(state__in=["paid", "forfeited", "taken_back"], left_fen=0),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "due", "id"], name="pay_part_staff"),
            models.Index(fields=["state", "due", "id"], name="pay_part_due"),
        ]

    def __str__(self) -> str:
        """Whose part of when."""
        return f"{self.staff_id} {self.due}"


class DeferredEntry(models.Model):
    """What happened to a part: signed fen, by whom, why; only added to. `run` paid it, `case` took it."""

    part = models.ForeignKey(DeferredPart, on_delete=models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Entry])
    fen = models.BigIntegerField()
    reason = models.TextField(blank=True)
    run = models.ForeignKey("pay.PayRun", on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("pay.RecoveryCase", on_delete=models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Read in the order in which they were made."""

        db_table = "pay_entry"
        indexes: ClassVar = [models.Index(fields=["part", "id"], name="pay_entry_of")]

    def __str__(self) -> str:
        """What it did."""
        return f"{self.kind} {self.fen}"
