"""Rotations, draws, leaves with their cover and checklist, exits with their steps; people are named by text."""

from typing import ClassVar

from django.db import models

from qiao.duty.rules.exits import ExitState


class StaffRotation(models.Model):
    """Somebody works elsewhere: for control from a day on, or to learn for a while, [since, until)."""

    staff_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    since = models.DateField()
    until = models.DateField(null=True)
    place = models.CharField(max_length=100)
    reason = models.TextField()
    actor = models.CharField(max_length=150)
    known_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        """Read by person; to learn somebody goes for a while."""

        db_table = "duty_rotation"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="duty_rotation_period", condition=models.Q(until=None) | models.Q(until__gt=models.F("since"))
            ),
            models.CheckConstraint(
                name="duty_rotation_learning", condition=~models.Q(kind="learning") | models.Q(until__isnull=False)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["staff_id", "since"], name="duty_rotation_staff")]

    def __str__(self) -> str:
        """Who went where."""
        return f"{self.staff_id} {self.kind} {self.since}"


class LeaveDraw(models.Model):
    """A draw for surprise leave with all that it was made from; whoever repeats it gets the same people."""

    unit = models.CharField(max_length=64)
    day = models.DateField()
    seed = models.CharField(max_length=64)
    count = models.IntegerField()
    listed = models.JSONField()  # [person, unit] of everybody who could be drawn
    room = models.JSONField()  # by unit how many it could spare
    drawn = models.JSONField()
    digest = models.CharField(max_length=64)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        """One draw a unit and day counts: nobody draws until it suits."""

        db_table = "duty_leave_draw"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "day"], condition=models.Q(taken_back_at=None), name="duty_draw_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        """Of which unit when."""
        return f"{self.unit} {self.day}"


class StaffLeave(models.Model):
    """A leave [since, until) with who stands in; during a forced one the access rests."""

    staff_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    since = models.DateField()
    until = models.DateField()
    deputy = models.CharField(max_length=64)
    draw = models.ForeignKey(LeaveDraw, on_delete=models.PROTECT, null=True, related_name="leaves")
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField()
    covered_on = models.DateField(null=True)  # since when the deputy's lines are in the portfolio; none = not yet
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        """Read by person and by deputy; a leave that was called off has no day left."""

        db_table = "duty_leave"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="duty_leave_period",
                condition=models.Q(until__gt=models.F("since"))
                | models.Q(until=models.F("since"), ended_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "until"], name="duty_leave_staff"),
            models.Index(fields=["deputy", "until"], name="duty_leave_deputy"),
            models.Index(fields=["until", "since"], name="duty_leave_days"),
        ]

    def __str__(self) -> str:
        """Who is away when."""
        return f"{self.staff_id} {self.since}"


class LeaveCover(models.Model):
    """A customer of somebody on leave: the days on which the deputy covers it, or why nobody does (`code`)."""

    leave = models.ForeignKey(StaffLeave, on_delete=models.PROTECT, related_name="covers")
    party_id = models.CharField(max_length=64)
    days = models.JSONField(default=list)  # [since, until) as day numbers: what this leave wrote into the portfolio
    code = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        """A customer once a leave."""

        db_table = "duty_leave_cover"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["leave", "party_id"], name="duty_leave_cover_once"),
        ]

    def __str__(self) -> str:
        """Which customer."""
        return self.party_id


class LeaveCheck(models.Model):
    """A point of the checklist while somebody is away; `finding` is empty until somebody has looked."""

    leave = models.ForeignKey(StaffLeave, on_delete=models.PROTECT, related_name="checks")
    code = models.CharField(max_length=20)
    finding = models.TextField(blank=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        """A point once a leave."""

        db_table = "duty_leave_check"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["leave", "code"], name="duty_leave_check_once"),
        ]

    def __str__(self) -> str:
        """Which point."""
        return self.code


class StaffExit(models.Model):
    """Somebody leaves: the last day in the post, the dossier as it was when the exit closed, with its digest."""

    staff_id = models.CharField(max_length=64)
    last_day = models.DateField()
    reason = models.TextField()
    state = models.CharField(max_length=10, default=ExitState.OPEN.value)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.TextField(blank=True)
    dossier = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """One exit of a person is open; what is closed has its dossier."""

        db_table = "duty_exit"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff_id"], condition=models.Q(state="open"), name="duty_exit_one_open"),
            models.CheckConstraint(
                name="duty_exit_dossier", condition=~models.Q(state="closed") | ~models.Q(digest="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "id"], name="duty_exit_staff"),
            models.Index(fields=["state", "last_day"], name="duty_exit_state"),
        ]

    def __str__(self) -> str:
        """Who leaves."""
        return f"{self.staff_id} {self.last_day}"


class ExitSignature(models.Model):
    """A step of an exit as somebody signed it; taken back it counts no more."""

    exit = models.ForeignKey(StaffExit, on_delete=models.PROTECT, related_name="signatures")
    code = models.CharField(max_length=20)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    remark = models.TextField(blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        """Each step once, and each person one step."""

        db_table = "duty_exit_signature"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["exit", "code"], condition=models.Q(taken_back_at=None), name="duty_exit_step_once"
            ),
            models.UniqueConstraint(
                fields=["exit", "by"], condition=models.Q(taken_back_at=None), name="duty_exit_person_once"
            ),
        ]

    def __str__(self) -> str:
        """Which step."""
        return self.code
