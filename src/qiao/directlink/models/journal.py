"""The journal of each enterprise in one chain, and numbers used once."""

from typing import ClassVar

from django.db import models


class JournalRecord(models.Model):
    """One event of an enterprise's link; only ever added to. Its number in the chain has no gap."""

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(
        "directlink.Enterprise", on_delete=models.PROTECT, related_name="journal", db_index=False
    )
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """One record a number."""

        db_table = "directlink_journal"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "sequence"], name="directlink_journal_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "subject", "sequence"], name="directlink_journal_about")
        ]

    def __str__(self) -> str:
        """Number and kind."""
        return f"{self.sequence} {self.kind}"


class Nonce(models.Model):
    """A number used once in a signature; kept for as long as the signature would still be taken."""

    certificate_id = models.CharField(max_length=64)
    nonce = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Used once by a certificate."""

        db_table = "directlink_nonce"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["certificate_id", "nonce"], name="directlink_nonce_once")
        ]

    def __str__(self) -> str:
        """The number."""
        return self.nonce
