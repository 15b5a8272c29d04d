"""Values of what is known of a customer, and the sheets they came by. Rows are added, never changed but by a mark."""

from typing import ClassVar

from django.db import models


class Sheet(models.Model):
    """A sheet of one item that was taken in: how many rows it had, and whether it was taken back as a whole."""

    item = models.CharField(max_length=40)
    file = models.CharField(max_length=200)
    rows = models.IntegerField()
    refused = models.IntegerField()
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Lists are read newest first, by the key."""

        db_table = "profile_sheet"

    def __str__(self) -> str:
        """The file's name."""
        return self.file


class ItemValue(models.Model):
    """One value of one entry of an item of one customer, from a day on.

    The customer is named by text: a customer that an extract takes out and a later one brings back keeps its record.
    """

    party_id = models.CharField(max_length=64)
    item = models.CharField(max_length=40)
    entry = models.CharField(max_length=120, blank=True)
    values = models.JSONField(null=True)  # null = from that day on the entry is no more
    valid_from = models.DateField()
    known_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    source = models.CharField(max_length=200)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, null=True, related_name="values_taken")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """A customer's page reads all of one customer, the register counts by item."""

        db_table = "profile_value"
        indexes: ClassVar = [
            models.Index(fields=["party_id", "item", "entry"], name="profile_value_party"),
            models.Index(fields=["item", "party_id"], name="profile_value_item"),
        ]

    def __str__(self) -> str:
        """What is known of whom."""
        return f"{self.party_id} {self.item} {self.entry}"
