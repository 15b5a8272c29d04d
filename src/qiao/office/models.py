"""Requests that a second person decides, dated values of parameters, and tasks with clocks."""

from typing import ClassVar

from django.db import models

from qiao.office.rules.deciding import State


class Approval(models.Model):
    """A request: who asks for what and why, what stood then, who decided it. `kind` is registered by its capability."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    wish = models.JSONField()
    before = models.JSONField(null=True)
    reason = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    due = models.DateField()
    state = models.CharField(max_length=10, default=State.ASKED.value)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    class Meta:
        """One open request of a kind about a thing; whoever asks never decides."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(state="asked"), name="office_approval_one_open"
            ),
            models.CheckConstraint(
                name="office_approval_second_person",
                condition=~models.Q(state__in=["approved", "refused"]) | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due"], name="office_approval_state"),
            models.Index(fields=["asked_by", "id"], name="office_approval_asked"),
        ]

    def __str__(self) -> str:
        """What is asked of what."""
        return f"{self.kind} {self.subject}"


class Signature(models.Model):
    """A place of a request to be signed: by the person named, or by one whom the verb allows; '' = awaited."""

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    place = models.SmallIntegerField()
    role = models.CharField(max_length=100)
    staff_id = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=60, blank=True)
    signed_by = models.CharField(max_length=150, blank=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        """No two places of one request by one person; read by request, and by the person awaited."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["approval", "place"], name="office_signature_place"),
            models.UniqueConstraint(
                fields=["approval", "signed_by"], condition=~models.Q(signed_by=""), name="office_signature_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id"], condition=models.Q(signed_by=""), name="office_signature_awaited"),
        ]

    def __str__(self) -> str:
        """Which role of which request."""
        return f"{self.approval_id} {self.role}"


class ParameterValue(models.Model):
    """The value of a parameter from a day on; before its first row the default of the program holds."""

    name = models.CharField(max_length=60)
    since = models.DateField()
    value = models.JSONField()
    reason = models.TextField()
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="values")

    class Meta:
        """One value a day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "since"], name="office_parameter_day"),
        ]

    def __str__(self) -> str:
        """Which parameter since when."""
        return f"{self.name} {self.since}"


class Task(models.Model):
    """A task given to a log-in: one's own words, or a capability's template (`words` with `facts`)."""

    person = models.CharField(max_length=150)
    words = models.TextField()
    facts = models.JSONField(default=dict)
    is_own_text = models.BooleanField(default=False)
    address = models.CharField(max_length=300, blank=True)
    due = models.DateField(null=True)
    given_by = models.CharField(max_length=150)
    given_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Read by person: the open ones by day, the newest done ones."""

        indexes: ClassVar = [
            models.Index(fields=["person", "due"], condition=models.Q(done_at=None), name="office_task_open"),
            models.Index(fields=["person", "done_at"], name="office_task_person"),
        ]

    def __str__(self) -> str:
        """What it says."""
        return self.words


class Attachment(models.Model):
    """A paper: its content lies in a file named by its digest, which nobody changes; `subject` says of what it is.

    `topic` is the capability's own word for what of the subject it proves.
    """

    subject = models.CharField(max_length=200)
    topic = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    size = models.IntegerField()
    digest = models.CharField(max_length=64)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        """Read by subject."""

        db_table = "office_attachment"
        indexes: ClassVar = [models.Index(fields=["subject", "id"], name="office_attachment_subject")]

    def __str__(self) -> str:
        """The paper's name."""
        return self.name
