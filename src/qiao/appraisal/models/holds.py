"""The credit held until somebody has decided."""

from typing import ClassVar

from django.db import models

from qiao.appraisal.rules.gaming.held import HeldMeasure
from qiao.appraisal.rules.gaming.holding import Did, HoldState
from qiao.appraisal.rules.gaming.signs import Pattern


class HoldSearch(models.Model):
    """A month looked through for signs: on which settlement and book, what came of it; the same gives the same."""

    month = models.CharField(max_length=7)
    run = models.ForeignKey("contribution.Run", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    signs = models.IntegerField()
    fresh = models.IntegerField()
    waiting = models.JSONField()  # key dates after which the book does not go far enough yet
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """The newest of a month is read."""

        db_table = "appraisal_hold_search"
        indexes: ClassVar = [models.Index(fields=["month", "-id"], name="appraisal_hold_search_month")]

    def __str__(self) -> str:
        """Its month."""
        return self.month


class CreditHold(models.Model):
    """Credit of a person in a month that pay leaves out until somebody has decided; the settled month stays.

    One sign, person and month make one hold, for ever: what was released is not held again.
    """

    month = models.CharField(max_length=7)
    run = models.ForeignKey("contribution.Run", on_delete=models.PROTECT, related_name="+")
    staff_id = models.CharField(max_length=64)
    org_id = models.CharField(max_length=64)
    pattern = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Pattern])
    sign_key = models.CharField(max_length=64)
    key_day = models.DateField()
    party_ids = models.JSONField()
    traces = models.JSONField()
    score_bp = models.IntegerField()
    bonus_fen = models.BigIntegerField()  # what it means by itself; several of a person are told together
    state = models.CharField(max_length=10, default=HoldState.OPEN.value)
    found_at = models.DateTimeField()
    due = models.DateField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        """Read by person and month, by what is open, and in the order of a list."""

        db_table = "appraisal_hold"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "staff_id", "sign_key"], name="appraisal_hold_once"),
            models.CheckConstraint(
                name="appraisal_hold_state", condition=models.Q(state__in=sorted(one.value for one in HoldState))
            ),
            models.CheckConstraint(
                name="appraisal_hold_decided",
                condition=models.Q(state="open", decided_at=None) | ~models.Q(state="open") & ~models.Q(decided_by=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "month"], name="appraisal_hold_staff"),
            models.Index(fields=["state", "due"], name="appraisal_hold_due"),
            models.Index(fields=["-month", "-score_bp", "id"], name="appraisal_hold_list"),
        ]

    def __str__(self) -> str:
        """Whose credit of which month."""
        return f"{self.staff_id} {self.month} {self.pattern}"


class CreditHoldLine(models.Model):
    """One measure of one account in a hold: its days with their parts, millionths of a yuan or of yuan-days."""

    hold = models.ForeignKey(CreditHold, on_delete=models.PROTECT, related_name="lines")
    account_id = models.CharField(max_length=64)
    measure = models.CharField(max_length=24, choices=[(one.value, one.value) for one in HeldMeasure])
    days = models.JSONField()  # [day number, part] in order
    micro = models.BigIntegerField()  # their sum

    class Meta:
        """A measure of an account once a hold."""

        db_table = "appraisal_hold_line"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hold", "account_id", "measure"], name="appraisal_hold_line_once"),
        ]

    def __str__(self) -> str:
        """What of which account."""
        return f"{self.account_id} {self.measure}"


class CreditHoldEvent(models.Model):
    """A step of a hold: who did or said what, when; only added to."""

    hold = models.ForeignKey(CreditHold, on_delete=models.PROTECT, related_name="events")
    did = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Did])
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        """Read in the order in which they happened."""

        db_table = "appraisal_hold_event"
        indexes: ClassVar = [models.Index(fields=["hold", "id"], name="appraisal_hold_event_of")]

    def __str__(self) -> str:
        """What was done."""
        return self.did
