"""Rights of operators, signatures wanted, listed payees; and the changes to them that a second person agrees to."""

from typing import ClassVar

from django.db import models

from qiao.directlink.rules.rights import Role


class Right(models.Model):
    """What an operator may do, in force since the supervisor agreed; `account` or `business` empty: all. Limits fen."""

    operator = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="rights")
    role = models.CharField(max_length=8)
    account = models.CharField(max_length=32, blank=True)
    business = models.CharField(max_length=12, blank=True)
    single_fen_most = models.BigIntegerField(null=True)
    daily_fen_most = models.BigIntegerField(null=True)
    change = models.ForeignKey("directlink.RightsChange", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """One right an operator, role, account and business."""

        db_table = "directlink_right"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["operator", "role", "account", "business"], name="directlink_right_once"),
            models.CheckConstraint(
                name="directlink_right_role", condition=models.Q(role__in=sorted(one.value for one in Role))
            ),
        ]

    def __str__(self) -> str:
        """Role and account."""
        return f"{self.role} {self.account}"


class SignatureStep(models.Model):
    """Up to an amount (none: any), so many signatures besides the maker's; `business` empty: all kinds."""

    enterprise = models.ForeignKey("directlink.Enterprise", on_delete=models.PROTECT, related_name="steps")
    business = models.CharField(max_length=12, blank=True)
    up_to_fen = models.BigIntegerField(null=True)
    signatures = models.IntegerField()

    class Meta:
        """One number a kind and step."""

        db_table = "directlink_signature_step"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "business", "up_to_fen"], name="directlink_step_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="directlink_step_number", condition=models.Q(signatures__range=(0, 5))),
        ]

    def __str__(self) -> str:
        """How many."""
        return f"{self.business} {self.signatures}"


class Payee(models.Model):
    """A payee that an enterprise has listed."""

    enterprise = models.ForeignKey("directlink.Enterprise", on_delete=models.PROTECT, related_name="payees")
    account = models.CharField(max_length=32)
    name = models.CharField(max_length=120)
    here = models.BooleanField(default=True)
    bank_name = models.CharField(max_length=120, blank=True)
    bank_number = models.CharField(max_length=14, blank=True)

    class Meta:
        """One entry an account."""

        db_table = "directlink_payee"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "account"], name="directlink_payee_once")
        ]

    def __str__(self) -> str:
        """Account and name."""
        return f"{self.account} {self.name}"


class RightsChange(models.Model):
    """A change that the administrator wishes and the supervisor agrees to or refuses; `kind` says to what."""

    enterprise = models.ForeignKey("directlink.Enterprise", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=16)
    wish = models.JSONField()
    before = models.JSONField(null=True)
    state = models.CharField(max_length=12, default="asked")
    asked_by = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("directlink.Operator", on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        """Asked, agreed, refused or withdrawn; never decided by who asked."""

        db_table = "directlink_rights_change"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="directlink_change_state",
                condition=models.Q(state__in=["asked", "agreed", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="directlink_change_second",
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("asked_by"))
                | models.Q(state="withdrawn"),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["enterprise", "state", "-id"], name="directlink_change_of")]

    def __str__(self) -> str:
        """What it changes."""
        return f"{self.kind} {self.state}"
