"""A settlement's record: what was settled, on what, under which plan and rules, with which result."""

from typing import ClassVar

from django.db import models


class Run(models.Model):
    """One finished settlement of a month; written in the transaction that makes it valid, and never changed."""

    month = models.CharField(max_length=7, db_index=True)
    since = models.DateField()
    until = models.DateField()
    folder = models.CharField(max_length=64, unique=True)
    book_version = models.ForeignKey("book.BookVersion", on_delete=models.PROTECT, related_name="+")
    plan_code = models.CharField(max_length=64)
    plan_text = models.TextField()
    day_basis = models.CharField(max_length=16)
    engine = models.CharField(max_length=16)
    rule_version = models.CharField(max_length=16)
    input_hash = models.CharField(max_length=64)
    result_hash = models.CharField(max_length=64)
    counts = models.JSONField()
    totals = models.JSONField()
    unclaimed = models.JSONField()
    steps = models.JSONField()
    warnings = models.JSONField(default=list)
    seconds = models.FloatField()
    peak_mib = models.IntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    actor = models.CharField(max_length=150)

    class Meta:
        """The newest run of a month is read most."""

        indexes: ClassVar = [models.Index(fields=["month", "-id"], name="contribution_run_month")]

    def __str__(self) -> str:
        """Its month and number."""
        return f"{self.month} run {self.pk}"


class PartyFigure(models.Model):
    """A customer's figures of the newest settled month, for lists that sort and page; written with that month's run.

    Millionths of a yuan and of yuan-days. Where `beyond` is set, a figure does not fit 64 bits and stands at the bound;
    the run's own tables have it exactly.
    """

    party_id = models.CharField(max_length=64, primary_key=True)
    deposit_balance_days_micro = models.BigIntegerField()
    loan_balance_days_micro = models.BigIntegerField()
    margin_micro = models.BigIntegerField()
    expected_loss_micro = models.BigIntegerField()
    fee_micro = models.BigIntegerField()
    contribution_micro = models.BigIntegerField()
    beyond = models.IntegerField(default=0)

    class Meta:
        """A list reads the largest first, customers of one figure by id."""

        db_table = "contribution_party_figure"
        indexes: ClassVar = [
            models.Index(fields=["-contribution_micro", "party_id"], name="party_figure_contribution"),
            models.Index(fields=["-deposit_balance_days_micro", "party_id"], name="party_figure_deposits"),
            models.Index(fields=["-loan_balance_days_micro", "party_id"], name="party_figure_loans"),
        ]

    def __str__(self) -> str:
        """Whose figures."""
        return self.party_id
