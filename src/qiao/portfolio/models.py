"""Who serves whom, since when, in which role and with what share.

Source: the contract, 1 (assignment); piece 1 of the source text: from "one to many" to "one to one".
"""

from typing import ClassVar

from django.db import models

from qiao.portfolio.rules.conflicts import ConflictState


class Assignment(models.Model):
    """A person's share in a customer, or in one account of it, in [since, until).

    `account_id` is text: accounts are facts of the book, not rows of this database; empty means the whole customer.
    """

    party = models.ForeignKey(  # portfolio_key begins with it: no index of its own
        "customers.Customer", on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    account_id = models.CharField(max_length=64, blank=True)
    staff = models.ForeignKey(  # portfolio_served begins with it
        "people.Staff", on_delete=models.PROTECT, related_name="assignments", db_index=False
    )
    role = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    share_bp = models.IntegerField()

    class Meta:
        """The contract's key; shares lie in 0 to 1; whom somebody serves is read from the index alone."""

        db_table = "portfolio_assignment"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party", "account_id", "staff", "role", "since"], name="portfolio_key"),
            models.CheckConstraint(name="portfolio_share", condition=models.Q(share_bp__range=(0, 10_000))),
        ]
        indexes: ClassVar = [models.Index(fields=["staff", "party", "since", "until"], name="portfolio_served")]

    def __str__(self) -> str:
        """Who serves whom."""
        return f"{self.staff_id} {self.role} {self.party_id}"


class PortfolioChange(models.Model):
    """A change of a customer's portfolio: its lines before and after, from which day, known since when; only added to.

    The ids are text and stay where an extract takes their rows out. `by` is the log-in whose signature carried it out.
    """

    party_id = models.CharField(max_length=64)
    act = models.CharField(max_length=12)
    account_id = models.CharField(max_length=64, blank=True)
    day = models.DateField()
    known_at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=150)

    class Meta:
        """Read by customer in the order in which they became known."""

        indexes: ClassVar = [models.Index(fields=["party_id", "id"], name="portfolio_change_party")]

    def __str__(self) -> str:
        """What changed of whom."""
        return f"{self.act} {self.party_id} {self.day}"


class OwnPortfolio(models.Model):
    """A customer whose portfolio was changed by an approval here: extracts no longer rule it without a decision.

    `kept_digest` is the digest of the extract's lines against which the house decided to keep its own.
    """

    party_id = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    kept_digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        """Whose portfolio."""
        return self.party_id


class ExtractLine(models.Model):
    """What the extracts say of a customer whose portfolio is the house's own: a row as in Assignment, of no effect."""

    party_id = models.CharField(max_length=64)
    account_id = models.CharField(max_length=64, blank=True)
    staff_id = models.CharField(max_length=64)
    role = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    share_bp = models.IntegerField()

    class Meta:
        """The contract's key."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["party_id", "account_id", "staff_id", "role", "since"], name="portfolio_extract_key"
            ),
        ]

    def __str__(self) -> str:
        """Who would serve whom."""
        return f"{self.staff_id} {self.role} {self.party_id}"


class AssignmentConflict(models.Model):
    """An extract's lines of a customer that differ from those agreed here, set aside until two persons decide."""

    party_id = models.CharField(max_length=64)
    ours = models.JSONField()
    theirs = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default=ConflictState.OPEN.value)
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """One open conflict a customer."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["party_id"], condition=models.Q(state="open"), name="portfolio_conflict_one_open"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="portfolio_conflict_state")]

    def __str__(self) -> str:
        """Whose lines."""
        return f"{self.party_id} {self.state}"


class ShadowCredit(models.Model):
    """A memo beside the shares: who helped, with what part. It is shown apart and enters no sum and no settlement."""

    party_id = models.CharField(max_length=64)
    staff_id = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True)
    share_bp = models.IntegerField()
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One a person, customer and first day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["party_id", "staff_id", "since"], name="portfolio_shadow_key"),
            models.CheckConstraint(name="portfolio_shadow_share", condition=models.Q(share_bp__range=(1, 10_000))),
        ]

    def __str__(self) -> str:
        """Who helped with whom."""
        return f"{self.staff_id} {self.party_id}"


class Originator(models.Model):
    """Who brought a loan in: written when the customer's shares first change, and never changed."""

    account_id = models.CharField(max_length=64)
    staff_id = models.CharField(max_length=64)
    party_id = models.CharField(max_length=64)
    opened_on = models.DateField()
    share_bp = models.IntegerField()
    written_at = models.DateTimeField()

    class Meta:
        """A person once a loan; read by customer, and by person."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "staff_id"], name="portfolio_originator_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["party_id"], name="portfolio_originator_party"),
            models.Index(fields=["staff_id"], name="portfolio_originator_staff"),
        ]

    def __str__(self) -> str:
        """Whose loan."""
        return f"{self.account_id} {self.staff_id}"


class HandOver(models.Model):
    """A customer handed over: from whom to whom on which day, with the dossier as it was signed.

    `introduced_on`, `introduced_how` and `introduced_by`: that the customer was told and met who takes over.
    """

    party_id = models.CharField(max_length=64)
    giver = models.CharField(max_length=64)
    taker = models.CharField(max_length=64)
    supervisor = models.CharField(max_length=64)
    day = models.DateField()
    dossier = models.JSONField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    approval = models.OneToOneField("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)
    introduced_on = models.DateField(null=True)
    introduced_how = models.TextField(blank=True)
    introduced_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Read by customer, and by the people named."""

        indexes: ClassVar = [
            models.Index(fields=["party_id", "id"], name="portfolio_hand_over_party"),
            models.Index(fields=["taker", "in_force_at"], name="portfolio_hand_over_taker"),
            models.Index(fields=["supervisor"], name="portfolio_hand_over_supervisor"),
        ]

    def __str__(self) -> str:
        """Who hands whom to whom."""
        return f"{self.party_id} {self.giver} -> {self.taker}"


class BalanceProposal(models.Model):
    """A plan that moves customers of a unit among its managers: proposed, edited by the lead, then asked for.

    `told` keeps what the solver said when it was made: worth, bound, why nobody can do better. Ids are text: an extract
    may take out a unit, a person or a customer, and the proposal stays what it was.
    """

    unit = models.CharField(max_length=64)
    name = models.TextField()
    day = models.DateField()
    month = models.CharField(max_length=7, blank=True)
    state = models.CharField(max_length=12)
    told = models.JSONField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    request = models.BigIntegerField(null=True)

    class Meta:
        """The newest of a unit is read most."""

        db_table = "portfolio_balance_proposal"
        indexes: ClassVar = [models.Index(fields=["unit", "-id"], name="portfolio_balance_unit")]

    def __str__(self) -> str:
        """Whose it is."""
        return f"{self.unit} {self.day}"


class BalanceMove(models.Model):
    """A customer of a proposal: who gives, who takes now, whom the solver named; `dropped` = it stays after all."""

    proposal = models.ForeignKey(BalanceProposal, on_delete=models.CASCADE, related_name="moves")
    party_id = models.CharField(max_length=64)
    giver = models.CharField(max_length=64)
    taker = models.CharField(max_length=64)
    named = models.CharField(max_length=64)
    dropped = models.BooleanField(default=False)

    class Meta:
        """A customer moves once."""

        db_table = "portfolio_balance_move"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "party_id"], name="portfolio_balance_move_once"),
        ]

    def __str__(self) -> str:
        """From whom to whom."""
        return f"{self.party_id} {self.giver} {self.taker}"
