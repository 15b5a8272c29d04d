"""Pay runs: lines by person, the steps that add up to each, the months paid, what is carried, corrected, moved."""

from typing import ClassVar

from django.db import models

from qiao.pay.rules.states import RunState
from qiao.pay.rules.steps import Origin, StepKind


class PayRun(models.Model):
    """The pay of a period over the people of a unit and those below it.

    `sources` is what of the ledgers the lines were reckoned from; approval is refused once it has moved. `troubles`
    are the people who could not be reckoned, each with the reason.
    """

    name = models.CharField(max_length=7)  # 2026-09, 2026-Q3 or 2026
    rhythm = models.CharField(max_length=8)
    months = models.JSONField()
    unit = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField()
    pay_day = models.DateField()
    state = models.CharField(max_length=10, default=RunState.RECKONED.value)
    people = models.IntegerField(default=0)
    pay_fen = models.BigIntegerField(default=0)
    totals = models.JSONField(default=dict)  # fen by kind of step
    troubles = models.JSONField(default=list)
    sources = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    reckoned_by = models.CharField(max_length=150)
    reckoned_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=150, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review = models.TextField(blank=True)
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=150, blank=True)
    paid_at = models.DateTimeField(null=True)
    value_day = models.DateField(null=True)
    payroll_digest = models.CharField(max_length=64, blank=True)
    dropped_reason = models.TextField(blank=True)

    class Meta:
        """Read newest first; what is paid has its value day and the digest of its file."""

        db_table = "pay_run"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="pay_run_state", condition=models.Q(state__in=sorted(one.value for one in RunState))
            ),
            models.CheckConstraint(
                name="pay_run_paid",
                condition=~models.Q(state="paid")
                | models.Q(value_day__isnull=False) & ~models.Q(payroll_digest="") & ~models.Q(paid_by=""),
            ),
            models.CheckConstraint(name="pay_run_period", condition=models.Q(until__gt=models.F("since"))),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="pay_run_in_state")]

    def __str__(self) -> str:
        """Which period."""
        return f"{self.name} {self.unit}"


class PayLine(models.Model):
    """A person's pay in a run: name, unit and post as they were then, what it comes to, and what it was told by.

    `facts` are the figures a scheme was applied to, `said` the scheme's own steps, `barred` the due parts that were
    kept back with their reasons. `paper` is the digest of the statement once it was made.
    """

    run = models.ForeignKey(PayRun, on_delete=models.CASCADE, related_name="lines", db_index=False)
    staff_id = models.CharField(max_length=64)
    name = models.TextField()
    org_id = models.CharField(max_length=64)
    post = models.CharField(max_length=16)
    months = models.JSONField()
    scheme = models.CharField(max_length=64, blank=True)
    pay_fen = models.BigIntegerField()
    variable_fen = models.BigIntegerField()
    deferred_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField()
    recovered_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField()  # left out of this line's own months
    later_fen = models.JSONField(default=list)
    taken_up = models.JSONField(default=list)
    carried_on_fen = models.BigIntegerField(default=0)
    raw_carried_fen = models.BigIntegerField(default=0)
    carry_months = models.SmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    said = models.JSONField(default=list)
    barred = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    paper = models.CharField(max_length=64, blank=True)

    class Meta:
        """A person once a run; what is paid out is never below zero."""

        db_table = "pay_line"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "staff_id"], name="pay_line_once"),
            models.CheckConstraint(name="pay_line_paid_out", condition=models.Q(pay_fen__gte=0)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "-id"], name="pay_line_staff"),
            models.Index(fields=["run", "-pay_fen", "staff_id"], name="pay_line_list"),
        ]

    def __str__(self) -> str:
        """Whose pay."""
        return f"{self.staff_id} {self.pay_fen}"


class PayStep(models.Model):
    """One signed step of a line; together they are the pay."""

    line = models.ForeignKey(PayLine, on_delete=models.CASCADE, related_name="steps", db_index=False)
    place = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in StepKind])
    fen = models.BigIntegerField()
    key = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        """In the order in which they are told; read by what they stand for."""

        db_table = "pay_step"
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "place"], name="pay_step_place")]
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="pay_step_key")]

    def __str__(self) -> str:
        """What it is."""
        return f"{self.kind} {self.fen}"


class PaidMonth(models.Model):
    """A month of a person that a run pays; nobody is paid for a month twice."""

    run = models.ForeignKey(PayRun, on_delete=models.CASCADE, related_name="paid_months")
    staff_id = models.CharField(max_length=64)
    month = models.CharField(max_length=7)

    class Meta:
        """Once a person and month, whatever the run."""

        db_table = "pay_paid_month"
        constraints: ClassVar = [models.UniqueConstraint(fields=["staff_id", "month"], name="pay_paid_month_once")]
        indexes: ClassVar = [models.Index(fields=["month"], name="pay_paid_month_of")]

    def __str__(self) -> str:
        """Whose month."""
        return f"{self.staff_id} {self.month}"


class PayCarry(models.Model):
    """What a person still owes to later pay from an approved run, fen below zero, until it is forgotten.

    of_raw: carried within the formula of a scheme (R), and not of pay.
    """

    line = models.ForeignKey(PayLine, on_delete=models.PROTECT, related_name="carries")
    staff_id = models.CharField(max_length=64)
    of_raw = models.BooleanField()
    fen = models.BigIntegerField()
    left_fen = models.BigIntegerField()
    until = models.DateField()

    class Meta:
        """Read by person; nothing is owed twice."""

        db_table = "pay_carry"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="pay_carry_left", condition=models.Q(left_fen__lte=0, left_fen__gte=models.F("fen"), fen__lt=0)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["staff_id", "id"], name="pay_carry_staff")]

    def __str__(self) -> str:
        """Whose."""
        return f"{self.staff_id} {self.left_fen}"


class PayCorrection(models.Model):
    """What an earlier run got wrong for a person, with the reason; the next run takes it in."""

    staff_id = models.CharField(max_length=64)
    org_id = models.CharField(max_length=64)
    of_run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="corrections")
    fen = models.BigIntegerField()
    origin = models.CharField(max_length=8, blank=True, choices=[(one.value, one.value) for one in Origin if one])
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_in = models.ForeignKey(PayRun, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Something, and never both taken in and taken back."""

        db_table = "pay_correction"
        constraints: ClassVar = [
            models.CheckConstraint(name="pay_correction_sum", condition=~models.Q(fen=0)),
            models.CheckConstraint(
                name="pay_correction_once", condition=models.Q(taken_in=None) | models.Q(taken_back_at=None)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["staff_id", "id"], name="pay_correction_staff")]

    def __str__(self) -> str:
        """Whose."""
        return f"{self.staff_id} {self.fen}"


class PayDistribution(models.Model):
    """A branch's second distribution of what a run's people earned: the same people and sum, within the bound."""

    run = models.ForeignKey(PayRun, on_delete=models.CASCADE, related_name="distributions")
    unit = models.CharField(max_length=64)
    wished = models.JSONField()  # fen by person
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """One a run and unit."""

        db_table = "pay_distribution"
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "unit"], name="pay_distribution_once")]

    def __str__(self) -> str:
        """Of which unit."""
        return self.unit
