"""Files of orders: a message with many payments, taken as a whole or refused with what is wrong in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class OrderFile(models.Model):
    """A message of ISO 20022 as it came: taken under its own number for ever, or refused, its number free.

    `digest` is SHA-256 over its bytes, hex. `count` and `sum_fen` are what was found in it, not what it declares.
    `faults` are what was wrong in it, at most a thousand: code, place, words.
    """

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(
        "directlink.Enterprise", on_delete=models.PROTECT, related_name="files", db_index=False
    )
    message_id = models.CharField(max_length=35)
    kind = models.CharField(max_length=8)
    version = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    count = models.IntegerField(default=0)
    sum_fen = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8)
    faults = models.JSONField(default=list)
    channel = models.CharField(max_length=8)
    maker = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        """A number is taken once an enterprise; refused ones lie beside it."""

        db_table = "directlink_file"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "message_id"], name="directlink_file_once", condition=Q(state="taken")
            ),
            models.CheckConstraint(name="directlink_file_state", condition=Q(state__in=["taken", "refused"])),
        ]
        indexes: ClassVar = [models.Index(fields=["enterprise", "-id"], name="directlink_file_of")]

    def __str__(self) -> str:
        """Its own number."""
        return self.message_id
