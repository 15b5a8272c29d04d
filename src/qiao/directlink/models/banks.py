"""Tables that a bank imports: banks of the payment systems, fees, and names to look out for."""

from typing import ClassVar

from django.db import models


class ClearingBank(models.Model):
    """A bank in the payment systems by its number."""

    number = models.CharField(max_length=14, primary_key=True)
    name = models.CharField(max_length=120, db_index=True)
    city = models.CharField(max_length=60, blank=True)
    head_office = models.CharField(max_length=14, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        """Read by number and by name."""

        db_table = "directlink_clearing_bank"

    def __str__(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}"


class FeeRow(models.Model):
    """The fee of a route from a day on, up to an amount (none: any), fen."""

    route = models.CharField(max_length=8)
    since = models.DateField()
    up_to_fen = models.BigIntegerField(null=True)
    fee_fen = models.BigIntegerField()

    class Meta:
        """One fee a route, day and step."""

        db_table = "directlink_fee"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["route", "since", "up_to_fen"], name="directlink_fee_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="directlink_fee_positive", condition=models.Q(fee_fen__gte=0)),
        ]

    def __str__(self) -> str:
        """Route and fee."""
        return f"{self.route} {self.fee_fen}"


class WatchedName(models.Model):
    """A payee's name at which a payment stops until the bank has looked."""

    name = models.CharField(max_length=120, unique=True)
    why = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)

    class Meta:
        """Read by name."""

        db_table = "directlink_watched_name"

    def __str__(self) -> str:
        """The name."""
        return self.name
