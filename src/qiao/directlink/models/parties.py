"""Enterprises on the link, their operators, and the certificates that these sign with."""

from typing import ClassVar

from django.db import models

from qiao.directlink.rules.journal import FIRST_DIGEST
from qiao.directlink.rules.rights import Post


class Enterprise(models.Model):
    """A corporate customer on the link; its row is the lock of all that it orders, and the head of its journal.

    `party_id` is the customer in the book, as text: the link runs apart from the workbench. `addresses` are networks
    that may ask (none: any). `signals` are what it lets its manager be told. `strict` refuses another content under an
    old number instead of answering the old order. `directed_only` pays listed payees alone.
    """

    customer_number = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=120)
    party_id = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=12, default="open")
    addresses = models.JSONField(default=list)
    signals = models.JSONField(default=list)
    strict = models.BooleanField(default=False)
    directed_only = models.BooleanField(default=False)
    signature_wanted = models.BooleanField(default=True)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=FIRST_DIGEST)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)

    class Meta:
        """States that are known."""

        db_table = "directlink_enterprise"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="directlink_enterprise_state", condition=models.Q(state__in=["open", "suspended", "closed"])
            )
        ]

    def __str__(self) -> str:
        """Number and name."""
        return f"{self.customer_number} {self.name}"


class Operator(models.Model):
    """Somebody of an enterprise who uses the link or its pages; locked after wrong passwords, or by the bank."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="operators", db_index=False)
    name = models.CharField(max_length=20)
    called = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=16, default=Post.OPERATOR.value)
    password = models.CharField(max_length=200)
    failures = models.IntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    lock_reason = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """One name an enterprise; posts that are known."""

        db_table = "directlink_operator"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="directlink_operator_once"),
            models.CheckConstraint(
                name="directlink_operator_post", condition=models.Q(post__in=sorted(one.value for one in Post))
            ),
        ]

    def __str__(self) -> str:
        """The log-in name."""
        return self.name


class Certificate(models.Model):
    """A certificate bound to an operator: usable from when the bank agreed until it ends or is revoked."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="certificates")
    subject = models.CharField(max_length=300)
    public_pem = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    bound_at = models.DateTimeField()
    bound_by = models.CharField(max_length=150)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Read by fingerprint, listed by operator and end."""

        db_table = "directlink_certificate"

    def __str__(self) -> str:
        """Its first letters."""
        return self.fingerprint[:16]
