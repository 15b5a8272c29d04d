"""Webhooks: where an enterprise's system wants to be told of events, and how far it was told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Webhook(models.Model):
    """A subscription: `after` is the number in the journal of the last event that was told or passed over.

    Its secret is made of `salt` and the link's own key whenever it is wanted; nothing is kept of it.
    """

    enterprise = models.ForeignKey(
        "directlink.Enterprise", on_delete=models.PROTECT, related_name="webhooks", db_index=False
    )
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    salt = models.CharField(max_length=32)
    state = models.CharField(max_length=8, default="open")
    after = models.BigIntegerField(default=0)
    tries = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)
    last_words = models.CharField(max_length=200, blank=True)
    last_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        """States that are known; found by enterprise."""

        db_table = "directlink_webhook"
        constraints: ClassVar = [
            models.CheckConstraint(name="directlink_webhook_state", condition=Q(state__in=["open", "paused", "ended"])),
            models.CheckConstraint(name="directlink_webhook_tries", condition=Q(tries__gte=0, after__gte=0)),
        ]
        indexes: ClassVar = [models.Index(fields=["enterprise", "state", "id"], name="directlink_webhook_of")]

    def __str__(self) -> str:
        """Where it goes."""
        return self.url
