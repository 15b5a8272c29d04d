"""The one book of customers (parties) and the ties between them, as the extract hands them over; who is one with whom.

Source: the contract, 1 (party, party_relation).
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Left

from qiao.customers.rules.search import NAME_LETTERS_SORTED


class Customer(models.Model):
    """A person or a company the bank deals with; `party_id` is the contract's key."""

    party_id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=8)
    name = models.TextField()
    id_type = models.TextField(blank=True)
    id_no = models.TextField(blank=True)
    industry = models.TextField(blank=True)
    region = models.TextField(blank=True)
    registered_capital_fen = models.BigIntegerField(null=True)
    established_on = models.DateField(null=True)
    address = models.TextField(blank=True)
    postcode = models.TextField(blank=True)
    phone = models.TextField(blank=True)

    class Meta:
        """Lists are read by name; PostgreSQL indexes no text of any length."""

        db_table = "customers_party"
        indexes: ClassVar = [models.Index(Left("name", NAME_LETTERS_SORTED), "party_id", name="customers_party_name")]

    def __str__(self) -> str:
        """The customer's name."""
        return self.name


class CustomerTie(models.Model):
    """A tie between two customers in [since, until): parent company, guarantor, spouse; the role is free text."""

    party = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ties")
    related = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ties_back")
    role = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    share_bp = models.IntegerField(null=True)

    class Meta:
        """One tie a pair, role and first day."""

        db_table = "customers_party_relation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "related", "role", "since"], name="customers_tie_key"),
            models.CheckConstraint(
                name="customers_tie_share", condition=models.Q(share_bp=None) | models.Q(share_bp__range=(0, 10_000))
            ),
        ]

    def __str__(self) -> str:
        """Who is what to whom."""
        return f"{self.party_id} {self.role} {self.related_id}"


class Alias(models.Model):
    """A customer that was merged into another; read in the other's place, and nobody's rows are rewritten.

    Text and no foreign keys: an extract may take a customer out and bring it back.
    """

    party_id = models.CharField(max_length=64, primary_key=True)
    into_id = models.CharField(max_length=64)  # which it was merged into
    survivor_id = models.CharField(max_length=64, db_index=True)  # which stands for both, should that be merged as well
    request = models.BigIntegerField()
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Nobody is merged into himself."""

        db_table = "customers_alias"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customers_alias_other",
                condition=~models.Q(party_id=models.F("into_id")) & ~models.Q(party_id=models.F("survivor_id")),
            )
        ]

    def __str__(self) -> str:
        """Who was merged into whom."""
        return f"{self.party_id} → {self.into_id}"


class AliasChange(models.Model):
    """A merge or a split, never changed: who was merged into whom when, and which merges were undone."""

    party_id = models.CharField(max_length=64, db_index=True)
    into_id = models.CharField(max_length=64, db_index=True)
    is_merge = models.BooleanField()
    request = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """The newest number says whether merges have changed since something was reckoned."""

        db_table = "customers_alias_change"

    def __str__(self) -> str:
        """What was done."""
        return f"{self.party_id} {'into' if self.is_merge else 'from'} {self.into_id}"
