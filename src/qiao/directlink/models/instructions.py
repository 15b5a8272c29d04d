"""Instructions, the payments in them, who signed, what of a day's limits is used; and errands that move no money."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qiao.directlink.rules.orders import Form
from qiao.directlink.rules.states import State

STATES = sorted(one.value for one in State)


class Instruction(models.Model):
    """An order as it was accepted, under the enterprise's own number for ever; where it stands, and since when.

    `content` is the order as plain JSON and `content_digest` what tells the same order from another. `day` is the day
    it is to be carried out on. Of a file's part (`part` is its number in there) payments up to place `begun` are begun.
    """

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(
        "directlink.Enterprise", on_delete=models.PROTECT, related_name="instructions", db_index=False
    )
    number = models.CharField(max_length=35)
    channel = models.CharField(max_length=8)
    form = models.CharField(max_length=16)
    business = models.CharField(max_length=12)
    account = models.ForeignKey(
        "directlink.LedgerAccount", on_delete=models.PROTECT, related_name="instructions", db_index=False
    )
    maker = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_signed = models.BooleanField(default=False)
    content = models.JSONField()
    content_digest = models.CharField(max_length=64)
    total_fen = models.BigIntegerField()
    count = models.IntegerField()
    signatures_wanted = models.IntegerField(default=0)
    state = models.CharField(max_length=12)
    words = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    made_at = models.DateTimeField()
    state_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    file = models.ForeignKey(
        "directlink.OrderFile", on_delete=models.PROTECT, related_name="instructions", null=True, db_index=False
    )
    part = models.CharField(max_length=35, blank=True)
    begun = models.IntegerField(default=0)

    class Meta:
        """One number an enterprise, for ever; states and forms that are known."""

        db_table = "directlink_instruction"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "number"], name="directlink_number_once"),
            models.CheckConstraint(name="directlink_instruction_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="directlink_instruction_form", condition=Q(form__in=sorted(one.value for one in Form))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "state", "-id"], name="directlink_instruction_of"),
            models.Index(fields=["state", "day", "id"], name="directlink_instruction_due"),
            models.Index(fields=["file", "id"], name="directlink_instruction_in", condition=~Q(file=None)),
        ]

    def __str__(self) -> str:
        """The enterprise's number of it."""
        return self.number


class Payment(models.Model):
    """One payment of an instruction; `transfer` is its number towards the core. `fee_fen` comes on top.

    Of a file it bears the numbers that the sender gave it: `end_to_end`, once in a file, and `sender_number`.
    """

    id = models.BigAutoField(primary_key=True)
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="payments", db_index=False)
    place = models.IntegerField()
    index = models.IntegerField()
    transfer = models.CharField(max_length=40, unique=True)
    other_account = models.CharField(max_length=32)
    other_name = models.CharField(max_length=120)
    bank_name = models.CharField(max_length=120, blank=True)
    bank_number = models.CharField(max_length=14, blank=True)
    amount_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField(default=0)
    route = models.CharField(max_length=8)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=16, blank=True)
    words = models.CharField(max_length=200, blank=True)
    state_at = models.DateTimeField()
    is_earmarked = models.BooleanField(default=False)
    tries = models.IntegerField(default=0)
    again_at = models.DateTimeField(null=True)
    end_to_end = models.CharField(max_length=35, blank=True)
    sender_number = models.CharField(max_length=35, blank=True)
    purpose = models.CharField(max_length=140, blank=True)

    class Meta:
        """In their order; what is to be looked at again is found by its moment."""

        db_table = "directlink_payment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instruction", "place"], name="directlink_payment_place"),
            models.CheckConstraint(name="directlink_payment_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="directlink_payment_amount", condition=Q(amount_fen__gt=0, fee_fen__gte=0)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["again_at"], name="directlink_payment_again", condition=~Q(again_at=None)),
            models.Index(fields=["other_account", "id"], name="directlink_payment_to"),
            models.Index(fields=["instruction", "state"], name="directlink_payment_open"),
        ]

    def __str__(self) -> str:
        """Its number towards the core."""
        return self.transfer


class Signing(models.Model):
    """What somebody said of an instruction: signed, returned or withdrew it, by which channel."""

    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, related_name="signings", db_index=False)
    operator = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=12)
    channel = models.CharField(max_length=8)
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    counts = models.BooleanField(default=True)

    class Meta:
        """A signature that counts is given once by a person; a return makes those before it count no more."""

        db_table = "directlink_signing"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instruction", "operator"],
                name="directlink_signed_once",
                condition=Q(verdict="signed", counts=True),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["instruction", "id"], name="directlink_signing_of")]

    def __str__(self) -> str:
        """What was said."""
        return self.verdict


class Usage(models.Model):
    """What of a limit a day is used, fen; `scope` names the right."""

    scope = models.CharField(max_length=40)
    on = models.DateField()
    used_fen = models.BigIntegerField(default=0)

    class Meta:
        """One tally a limit and day, never below nothing."""

        db_table = "directlink_usage"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "on"], name="directlink_usage_once"),
            models.CheckConstraint(name="directlink_usage_positive", condition=Q(used_fen__gte=0)),
        ]

    def __str__(self) -> str:
        """Limit and day."""
        return f"{self.scope} {self.on}"


class Errand(models.Model):
    """A numbered request that moves no money: receipts of a day, the answer to a balance statement."""

    enterprise = models.ForeignKey(
        "directlink.Enterprise", on_delete=models.PROTECT, related_name="errands", db_index=False
    )
    number = models.CharField(max_length=35)
    kind = models.CharField(max_length=12)
    account = models.CharField(max_length=32, blank=True)
    period = models.CharField(max_length=10)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8)
    maker = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        """One number an enterprise; found by what it is about."""

        db_table = "directlink_errand"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "number"], name="directlink_errand_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["enterprise", "kind", "account", "period"], name="directlink_errand_about")
        ]

    def __str__(self) -> str:
        """Its number."""
        return self.number
