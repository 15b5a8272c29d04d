"""Values of what is known of a customer, the sheets they came by, how items are kept; industries, lists.

Values are added, never changed but by a mark.
"""

from typing import ClassVar

from django.db import models


class Sheet(models.Model):
    """A sheet of one item that was taken in: how many rows it had, and whether it was taken back as a whole."""

    item = models.CharField(max_length=40)
    file = models.CharField(max_length=200)
    rows = models.IntegerField()
    refused = models.IntegerField()
    digest = models.CharField(max_length=64, blank=True, db_index=True)
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
            models.Index(
                fields=["taken_back_at"], name="profile_value_back", condition=models.Q(taken_back_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        """What is known of whom."""
        return f"{self.party_id} {self.item} {self.entry}"


class ItemVersion(models.Model):
    """How an item is kept from a day on: owner, interval, whence, whether it is asked; an own item's fields as well."""

    code = models.CharField(max_length=40)
    since = models.DateField()
    terms = models.JSONField()
    own = models.JSONField(null=True)
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One definition a day."""

        db_table = "profile_item_version"
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "since"], name="profile_item_version_day")]

    def __str__(self) -> str:
        """Which item since when."""
        return f"{self.code} {self.since}"


class TableImport(models.Model):
    """A table of the bank's that was imported: industries, or lists. The last of a kind can be taken back."""

    kind = models.CharField(max_length=20)
    file = models.CharField(max_length=200)
    rows = models.IntegerField()
    before = models.JSONField(null=True)  # industries by code before it, for as long as it is the last; lists keep rows
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """The newest is asked for, by the key."""

        db_table = "profile_table_import"

    def __str__(self) -> str:
        """What from where."""
        return f"{self.kind} {self.file}"


class Industry(models.Model):
    """An industry of the table that the bank imported (GB/T 4754): its code and name."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=200)

    class Meta:
        """Read by code."""

        db_table = "profile_industry"

    def __str__(self) -> str:
        """Its name."""
        return self.name


class IndustryNote(models.Model):
    """What an industry usually needs of a bank and how it uses funds, from a day on."""

    code = models.CharField(max_length=12)
    since = models.DateField()
    products = models.JSONField()
    fund_use = models.TextField()
    source = models.CharField(max_length=200)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Of one day the one that was written last holds."""

        db_table = "profile_industry_note"
        indexes: ClassVar = [models.Index(fields=["code", "since"], name="profile_industry_note_code")]

    def __str__(self) -> str:
        """Which industry since when."""
        return f"{self.code} {self.since}"


class ListedParty(models.Model):
    """An entry of an imported list: people and firms a bank looks out for, or its own related parties."""

    list_name = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True)
    listed_on = models.DateField(null=True)
    taken_by = models.ForeignKey(TableImport, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_by = models.ForeignKey(TableImport, on_delete=models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """A list is replaced as a whole; its entries before stay until the import after next."""

        db_table = "profile_listed_party"
        indexes: ClassVar = [models.Index(fields=["list_name"], name="profile_listed_party_list")]

    def __str__(self) -> str:
        """Who on which list."""
        return f"{self.list_name} {self.name}"
