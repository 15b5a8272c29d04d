"""The embedded ledger: accounts, the lines of transfers that are only ever added to, and agreements to be debited."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qiao.directlink.rules.ledger import AccountKind, AccountState


class LedgerAccount(models.Model):
    """An account of the ledger, fen: booked, of it earmarked (held) and blocked (frozen).

    `enterprise` is whose link reaches it (none: a payee of this bank, or the bank's own); `opened` says that the bank
    opened it for the link. `moved_on` is the day of its newest line: no later line bears an earlier day.
    """

    number = models.CharField(max_length=32, primary_key=True)
    enterprise = models.ForeignKey(
        "directlink.Enterprise", on_delete=models.PROTECT, related_name="accounts", null=True
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, default=AccountKind.COMPANY.value)
    state = models.CharField(max_length=12, default=AccountState.OPEN.value)
    branch = models.CharField(max_length=5, blank=True)
    currency = models.CharField(max_length=2, default="01")
    opened_on = models.DateField()
    opened = models.BooleanField(default=True)
    booked_fen = models.BigIntegerField(default=0)
    held_fen = models.BigIntegerField(default=0)
    frozen_fen = models.BigIntegerField(default=0)
    moved_on = models.DateField(null=True)

    class Meta:
        """Never less than what is earmarked, never below nothing."""

        db_table = "directlink_account"
        constraints: ClassVar = [
            models.CheckConstraint(name="directlink_account_held", condition=Q(held_fen__gte=0, frozen_fen__gte=0)),
            models.CheckConstraint(
                name="directlink_account_covered",
                condition=Q(booked_fen__gte=F("held_fen")) | Q(kind=AccountKind.INTERNAL.value),
            ),
        ]

    def __str__(self) -> str:
        """Number and name."""
        return f"{self.number} {self.name}"


class Entry(models.Model):
    """One line of a transfer, fen: above zero a credit, below zero a debit; never changed and never taken out.

    `transfer` is the core's number of the transfer, whose lines add up to nothing; `balance_fen` the account's balance
    after it (none for the bank's own accounts). `is_reversal` marks money that a transfer gives back.
    """

    id = models.BigAutoField(primary_key=True)
    transfer = models.CharField(max_length=40)
    line = models.IntegerField()
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="entries", db_index=False)
    amount_fen = models.BigIntegerField()
    balance_fen = models.BigIntegerField(null=True)
    on = models.DateField()
    at = models.DateTimeField()
    summary = models.CharField(max_length=3)
    purpose = models.CharField(max_length=60, blank=True)
    memo = models.CharField(max_length=60, blank=True)
    other_account = models.CharField(max_length=32, blank=True)
    other_name = models.CharField(max_length=120, blank=True)
    other_bank = models.CharField(max_length=70, blank=True)
    other_bank_number = models.CharField(max_length=14, blank=True)
    voucher = models.CharField(max_length=9, blank=True)
    channel = models.CharField(max_length=3, blank=True)
    route = models.CharField(max_length=8, blank=True)
    is_reversal = models.BooleanField(default=False)
    payment = models.ForeignKey("directlink.Payment", on_delete=models.PROTECT, null=True, related_name="entries")

    class Meta:
        """A transfer's line stands once: the ledger refuses to book a number twice; read by account and day."""

        db_table = "directlink_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "line"], name="directlink_entry_once"),
            models.CheckConstraint(name="directlink_entry_moves", condition=~Q(amount_fen=0)),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "on", "id"], name="directlink_entry_day")]

    def __str__(self) -> str:
        """Transfer and line."""
        return f"{self.transfer}/{self.line}"


class Mandate(models.Model):
    """A payer's agreement that an enterprise collects from an account under a contract, while it runs."""

    enterprise = models.ForeignKey("directlink.Enterprise", on_delete=models.PROTECT, related_name="mandates")
    firm = models.CharField(max_length=4)
    contract = models.CharField(max_length=60)
    payer_account = models.CharField(max_length=32)
    payer_name = models.CharField(max_length=120)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """One agreement a contract and payer."""

        db_table = "directlink_mandate"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "firm", "contract", "payer_account"], name="directlink_mandate_once"
            )
        ]

    def __str__(self) -> str:
        """The contract."""
        return self.contract
