"""Closed months, late events and what they change."""

from typing import ClassVar

from django.db import models


class ClosedMonth(models.Model):
    """A month whose figures no longer change: the settlement that stands, closed by whom, reopened by which request.

    `after_event` is the newest late event at that moment: what came before it is in the settlement. `barred` are the
    days on which people were credited with nothing, by person. `digest` is that of the book as closed.
    """

    month = models.CharField(max_length=7)
    run = models.ForeignKey("contribution.Run", on_delete=models.PROTECT, related_name="+")
    after_event = models.BigIntegerField()
    barred = models.JSONField(default=dict)
    digest = models.CharField(max_length=32)
    closed_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.CharField(max_length=150, blank=True)
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """A month is closed once at a time."""

        db_table = "appraisal_closed_month"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month"], condition=models.Q(reopened_at=None), name="appraisal_closed_month_once"
            ),
        ]

    def __str__(self) -> str:
        """Its month."""
        return self.month


class LateEvent(models.Model):
    """Something that became known after a month was closed and changes what its figures are reckoned from.

    `cause` is the id of what brought it about, by kind: a portfolio change, a load, a plan, a career event, a sheet of
    certificates. `facts` fill its sentence. Events are booked in the order of their ids.
    """

    kind = models.CharField(max_length=12)
    cause = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    first_day = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    version = models.ForeignKey("book.BookVersion", on_delete=models.PROTECT, related_name="+")
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)

    class Meta:
        """One event a cause."""

        db_table = "appraisal_late_event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "cause"], name="appraisal_late_event_cause"),
        ]

    def __str__(self) -> str:
        """What it is."""
        return f"{self.kind} {self.cause}"


class LateInput(models.Model):
    """What an event says of one customer's lines, one person or one product, as known right after it."""

    event = models.ForeignKey(LateEvent, on_delete=models.PROTECT, related_name="inputs", db_index=False)
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=64)
    value = models.JSONField(null=True)

    class Meta:
        """The newest of a key up to an event holds."""

        db_table = "appraisal_late_input"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "kind", "key"], name="appraisal_late_input_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "key", "event"], name="appraisal_late_input_of")]

    def __str__(self) -> str:
        """Of what."""
        return f"{self.kind} {self.key}"


class LateMonth(models.Model):
    """One event and one closed month that it concerns: waiting, booked, beyond the limit, without effect, left."""

    event = models.ForeignKey(LateEvent, on_delete=models.PROTECT, related_name="months", db_index=False)
    close = models.ForeignKey(ClosedMonth, on_delete=models.PROTECT, related_name="late")
    state = models.CharField(max_length=10)
    trouble = models.TextField(blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        """Once a month; those that wait are asked for."""

        db_table = "appraisal_late_month"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "close"], name="appraisal_late_month_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "event"], name="appraisal_late_state")]

    def __str__(self) -> str:
        """Which event for which month."""
        return f"{self.event_id} {self.close_id} {self.state}"


class DeltaRun(models.Model):
    """What one event changes of one closed month, booked in an open one; never changed.

    `before` and `after` are digests of the month's running book: the settlement with all that is booked for it.
    `facts` fill the sentence, with what of the month was touched.
    """

    event = models.ForeignKey(LateEvent, on_delete=models.PROTECT, related_name="runs", db_index=False)
    close = models.ForeignKey(ClosedMonth, on_delete=models.PROTECT, related_name="runs")
    for_month = models.CharField(max_length=7)
    in_month = models.CharField(max_length=7)
    facts = models.JSONField(default=dict)
    accounts = models.IntegerField()
    is_whole = models.BooleanField()  # the whole month was reckoned, not the touched accounts alone
    before = models.CharField(max_length=32)
    after = models.CharField(max_length=32)
    seconds = models.FloatField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """One an event and month."""

        db_table = "appraisal_delta_run"
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "close"], name="appraisal_delta_run_once")]
        indexes: ClassVar = [
            models.Index(fields=["for_month", "id"], name="appraisal_delta_run_for"),
            models.Index(fields=["in_month", "id"], name="appraisal_delta_run_in"),
        ]

    def __str__(self) -> str:
        """Which month."""
        return f"delta {self.pk} of {self.for_month}"


class DeltaLine(models.Model):
    """One account (or a customer's own fees) and person before and after a delta; millionths, '' = unclaimed."""

    run = models.ForeignKey(DeltaRun, on_delete=models.PROTECT, related_name="lines", db_index=False)
    for_month = models.CharField(max_length=7)
    party_id = models.CharField(max_length=64)
    account_id = models.CharField(max_length=64, blank=True)
    side = models.CharField(max_length=8)
    staff_id = models.CharField(max_length=64, blank=True)
    balance_days_before = models.BigIntegerField()
    balance_days_after = models.BigIntegerField()
    margin_before = models.BigIntegerField()
    margin_after = models.BigIntegerField()
    expected_loss_before = models.BigIntegerField()
    expected_loss_after = models.BigIntegerField()
    fee_before = models.BigIntegerField()
    fee_after = models.BigIntegerField()
    npl_days_before = models.BigIntegerField()
    npl_days_after = models.BigIntegerField()

    class Meta:
        """Once a key and run; the newest of a key in a month is asked for by customer."""

        db_table = "appraisal_delta_line"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "party_id", "account_id", "side", "staff_id"], name="appraisal_delta_line_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["for_month", "party_id", "id"], name="appraisal_delta_line_of")]

    def __str__(self) -> str:
        """Whose line."""
        return f"{self.party_id} {self.account_id} {self.staff_id}"


class DeltaBonus(models.Model):
    """A person's month before and after a delta: sums, N, expenses, R and what is paid; the difference is booked.

    `before` and `after` hold everything as whole numbers by name; the columns beside them are what lists ask for.
    """

    run = models.ForeignKey(DeltaRun, on_delete=models.PROTECT, related_name="bonuses", db_index=False)
    for_month = models.CharField(max_length=7)
    in_month = models.CharField(max_length=7)
    staff_id = models.CharField(max_length=64)
    before_fen = models.BigIntegerField()
    after_fen = models.BigIntegerField()
    raw_before_fen = models.BigIntegerField()
    raw_after_fen = models.BigIntegerField()
    difference_fen = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        """Once a person and run; read by person, newest first."""

        db_table = "appraisal_delta_bonus"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "staff_id"], name="appraisal_delta_bonus_once"),
            models.CheckConstraint(
                name="appraisal_delta_bonus_sum",
                condition=models.Q(difference_fen=models.F("after_fen") - models.F("before_fen")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["for_month", "staff_id", "id"], name="appraisal_delta_bonus_for"),
            models.Index(fields=["in_month", "staff_id", "id"], name="appraisal_delta_bonus_in"),
        ]

    def __str__(self) -> str:
        """Whose difference."""
        return f"{self.staff_id} {self.difference_fen}"
