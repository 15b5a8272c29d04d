"""The bank's products with what a settlement needs of them: side, way of pricing, tenor.

Source: the contract, 1 (product).
"""

from typing import ClassVar

from django.db import models


class Product(models.Model):
    """A product: deposit, loan or fee. `pool` reads the price curve each day, `matched` keeps the opening day's."""

    product_id = models.CharField(max_length=64, primary_key=True)
    name = models.TextField()
    side = models.CharField(max_length=8)
    ftp_method = models.CharField(max_length=8)
    tenor_days = models.IntegerField()
    weight = models.TextField(blank=True)  # kept and shown; enters no figure in version 1 (the contract, 1)

    class Meta:
        """The contract's choices."""

        db_table = "catalogue_product"
        constraints: ClassVar = [
            models.CheckConstraint(name="catalogue_side", condition=models.Q(side__in=["deposit", "loan", "fee"])),
            models.CheckConstraint(name="catalogue_method", condition=models.Q(ftp_method__in=["pool", "matched"])),
        ]

    def __str__(self) -> str:
        """Its name."""
        return self.name
