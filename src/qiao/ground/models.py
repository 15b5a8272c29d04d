"""People who log in, the hash-chained record of every write, who looked at what, and who may see whom."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who logs in. `staff_id` ties the log-in to a person of the bank, as text: foreign keys point down."""

    staff_id = models.CharField(max_length=64, blank=True, db_index=True)
    post = models.CharField(max_length=16, blank=True)
    post_fixed = models.BooleanField(default=False)  # two persons gave the post; a load does not take it back

    class Meta(AbstractUser.Meta):
        """Table name without the app's prefix doubled."""

        db_table = "ground_user"


class AuditRecord(models.Model):
    """One write: who, what, old and new. Each row carries the digest of the row before it, so a gap shows."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=150, db_index=True)
    action = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    reason = models.TextField(blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        """One chain: every record but the first names the one before it, and no two name the same."""

        constraints = (models.UniqueConstraint(fields=["previous_digest"], name="ground_audit_one_chain"),)

    def __str__(self) -> str:
        """Who did what to what."""
        return f"{self.actor} {self.action} {self.subject}"


class Look(models.Model):
    """Somebody looked at what is not his or her own, took a list away or uncovered a masked field; only ever added to.

    `actor` is the name of the log-in and `post` the post it had then. `kind` is one of `ground.looks.KINDS`.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    post = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=200)
    reason = models.TextField(blank=True)
    detail = models.JSONField(null=True)

    class Meta:
        """Read newest first, by person and kind within a day, and by what was looked at."""

        indexes = (
            models.Index(fields=["actor", "kind", "at"], name="ground_look_actor"),
            models.Index(fields=["subject", "id"], name="ground_look_subject"),
            models.Index(fields=["at"], name="ground_look_at"),
        )

    def __str__(self) -> str:
        """Who looked at what."""
        return f"{self.actor} {self.kind} {self.subject}"


class ApiToken(models.Model):
    """A key to the programming interface that a person made: what it may read, until when. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    class Meta:
        """Read by digest; listed by person."""

        db_table = "ground_api_token"

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Reading(models.Model):
    """The tally of rows that a person's tokens read on a day, of a list and (no name) of all together.

    `told` of them stand in looks.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField()
    name = models.CharField(max_length=120, blank=True)
    rows = models.BigIntegerField(default=0)
    told = models.BigIntegerField(default=0)

    class Meta:
        """One tally a person, day and list."""

        constraints = (models.UniqueConstraint(fields=["user", "on", "name"], name="ground_reading_one"),)

    def __str__(self) -> str:
        """What was read when."""
        return f"{self.name} on {self.on}"


class Visibility(models.Model):
    """A person may see a thing of some kind (an org unit, a colleague, a customer) in [since, until)."""

    staff_id = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=32)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """Read by person and kind."""

        indexes = (models.Index(fields=["staff_id", "kind", "key"]),)

    def __str__(self) -> str:
        """Who may see what."""
        return f"{self.staff_id} sees {self.kind} {self.key}"
