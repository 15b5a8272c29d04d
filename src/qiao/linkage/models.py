"""Searches for customers who stand in the book twice, and the pairs they found with what was decided of each."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime


class DuplicateSearch(models.Model):
    """A search: over how many customers, with which thresholds, what it found; the digest is that of its pairs."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    customers = models.IntegerField()
    compared = models.BigIntegerField()
    common_keys = models.IntegerField()
    clear_bp = models.IntegerField()
    doubtful_bp = models.IntegerField()
    clear = models.IntegerField()
    doubtful = models.IntegerField()
    digest = models.CharField(max_length=64)
    took_ms = models.BigIntegerField()

    class Meta:
        """Read newest first, by the key."""

        db_table = "linkage_search"

    def __str__(self) -> str:
        """When it was."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M}"


class CustomerPair(models.Model):
    """Two customers who may be one; the first id sorts before the second. A pair without a search was named by hand.

    Customers are named by text: a pair outlives an extract that takes one of them out.
    """

    first_id = models.CharField(max_length=64)
    second_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    why = models.CharField(max_length=20)
    ppm = models.IntegerField()
    points = models.JSONField()
    survivor_id = models.CharField(max_length=64)
    search = models.ForeignKey(DuplicateSearch, on_delete=models.PROTECT, null=True, related_name="pairs")
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    request = models.IntegerField(null=True)

    class Meta:
        """Two customers are one pair; the queue is read by state, the surest first."""

        db_table = "linkage_pair"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="linkage_pair_key"),
            models.CheckConstraint(name="linkage_pair_order", condition=~Q(first_id=F("second_id"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-ppm", "id"], name="linkage_pair_queue"),
            models.Index(fields=["second_id"], name="linkage_pair_second"),
        ]

    def __str__(self) -> str:
        """The two ids."""
        return f"{self.first_id} · {self.second_id}"

    @property
    def ids(self) -> tuple[str, str]:
        """The two ids in their order."""
        return self.first_id, self.second_id
