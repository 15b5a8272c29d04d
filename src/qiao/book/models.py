"""The book's record: which extracts were loaded, which Parquet folders make up each version, which rows are set aside.

Source: the book's contract, 1. The facts lie in Parquet files; a row of BookVersion is what gives them validity.
"""

from typing import ClassVar

from django.db import models

from qiao.book.rules.contract import ID_LENGTH_MOST

TOKEN_LENGTH = 64
CODE_LENGTH = 32
PRICE_KEY_LENGTH = 32  # side:tenor_days


class Load(models.Model):
    """One extract that took hold; written in the transaction that made it valid, and never changed."""

    token = models.CharField(max_length=TOKEN_LENGTH, db_index=True)
    folder = models.CharField(max_length=TOKEN_LENGTH, unique=True)
    directory = models.TextField()
    bank = models.TextField()
    since = models.DateField()
    until = models.DateField()
    contract = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    delimiter = models.CharField(max_length=3)
    manifest_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    seconds = models.FloatField()
    peak_mib = models.IntegerField()

    class Meta:
        """`until` is the day after the last."""

        constraints: ClassVar = [
            models.CheckConstraint(name="book_load_period", condition=models.Q(until__gt=models.F("since")))
        ]

    def __str__(self) -> str:
        """Its number and period."""
        return f"load {self.pk} [{self.since}, {self.until})"


class LoadedTable(models.Model):
    """What became of one table of an extract; read = loaded + quarantined."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="tables")
    table = models.CharField(max_length=CODE_LENGTH)
    file = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mode = models.CharField(max_length=16, blank=True)
    header = models.JSONField(default=list)
    read = models.BigIntegerField()
    loaded = models.BigIntegerField()
    quarantined = models.BigIntegerField()
    repeated = models.BigIntegerField()
    moved = models.BigIntegerField()

    class Meta:
        """One row a table and load; the counts add up."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["load", "table"], name="book_loaded_table"),
            models.CheckConstraint(
                name="book_loaded_sum", condition=models.Q(read=models.F("loaded") + models.F("quarantined"))
            ),
        ]

    def __str__(self) -> str:
        """Its table and load."""
        return f"{self.table} of load {self.load_id}"


class BookVersion(models.Model):
    """The book after one load: each table of facts with folder, rows, digest, rows a file. The newest is the book."""

    load = models.OneToOneField(Load, on_delete=models.PROTECT, related_name="version")
    tables = models.JSONField()

    def __str__(self) -> str:
        """Its number."""
        return f"book {self.pk}"


class State(models.TextChoices):
    """What has become of an entry of the quarantine."""

    OPEN = "open"
    MENDED = "mended"
    DISMISSED = "dismissed"


class QuarantinedRow(models.Model):
    """One fault of one row that was set aside; a row with two broken cells has two entries with the same `row`.

    `lost_*` say whose figures the row took away, from which day (NULL: all days). The code `row.more` stands for all
    entries of a table beyond those kept here: they are in the load's quarantine file.
    """

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="quarantined_rows")
    table = models.CharField(max_length=CODE_LENGTH)
    number = models.BigIntegerField()
    row = models.TextField()
    line = models.BigIntegerField(null=True)
    column = models.CharField(max_length=CODE_LENGTH, blank=True)
    value = models.TextField(null=True)
    code = models.CharField(max_length=CODE_LENGTH)
    detail = models.JSONField(default=dict)
    given = models.TextField()
    key = models.TextField(null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    closed_by = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="closed_rows")
    closed_at = models.DateTimeField(null=True)
    lost_account = models.CharField(max_length=ID_LENGTH_MOST, null=True)
    lost_party = models.CharField(max_length=ID_LENGTH_MOST, null=True)
    lost_price = models.CharField(max_length=PRICE_KEY_LENGTH, null=True)
    lost_from = models.IntegerField(null=True)

    class Meta:
        """Open entries are read at every load and settlement."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["load", "table", "number"], name="book_quarantine_number"),
            models.CheckConstraint(
                name="book_quarantine_closed",
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & ~models.Q(closed_at=None)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "table", "id"], name="book_quarantine_open")]

    def __str__(self) -> str:
        """Where it stands."""
        return f"{self.table} line {self.line} of load {self.load_id}"
