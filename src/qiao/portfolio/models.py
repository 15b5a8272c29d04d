"""Who serves whom, since when, in which role and with what share.

Source: the contract, 1 (assignment); piece 1 of the source text: from "one to many" to "one to one".
"""

from typing import ClassVar

from django.db import models


class Assignment(models.Model):
    """A person's share in a customer, or in one account of it, in [since, until).

    `account_id` is text: accounts are facts of the book, not rows of this database; empty means the whole customer.
    """

    party = models.ForeignKey(  # portfolio_key begins with it: no index of its own
        "customers.Customer", on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    account_id = models.CharField(max_length=64, blank=True)
    staff = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="assignments")
    role = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    share_bp = models.IntegerField()

    class Meta:
        """The contract's key; shares lie in 0 to 1."""

        db_table = "portfolio_assignment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "account_id", "staff", "role", "since"], name="portfolio_key"),
            models.CheckConstraint(name="portfolio_share", condition=models.Q(share_bp__range=(0, 10_000))),
        ]

    def __str__(self) -> str:
        """Who serves whom."""
        return f"{self.staff_id} {self.role} {self.party_id}"
