"""What the nightly job finds of ties, kept for pages and replaced as a whole; and groups that two persons declared.

Customers are named by text, the survivors of merges; a key that begins with ~ is an outsider's.
"""

from typing import ClassVar

from django.db import models

KEY_LETTERS = 64


class TieRun(models.Model):
    """One working out of the ties: of which day, by whom, of which state of the book, how many, how long."""

    day = models.DateField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    seconds = models.FloatField()
    load = models.BigIntegerField()  # 0 = none
    aliases = models.CharField(max_length=64)  # the number of the last merge or split
    newest_value = models.BigIntegerField()
    counts = models.JSONField()

    class Meta:
        """The newest counts; older ones tell when the figures were worked out before."""

        db_table = "ties_run"

    def __str__(self) -> str:
        """Its day."""
        return self.day.isoformat()


class ControlGroup(models.Model):
    """A group of control; its number stays while its head does."""

    id = models.BigIntegerField(primary_key=True)
    head = models.CharField(max_length=KEY_LETTERS, unique=True)
    customers = models.IntegerField()
    members = models.IntegerField()
    steps = models.IntegerField()

    class Meta:
        """Read by number, or the largest first."""

        db_table = "ties_group"
        indexes: ClassVar = [models.Index(fields=["-customers", "id"], name="ties_group_size")]

    def __str__(self) -> str:
        """Its number."""
        return str(self.id)


class Membership(models.Model):
    """Who belongs to a group, and by what: `by` lists (holder, ten-thousandths, named as parent, owner in the end)."""

    group = models.ForeignKey(ControlGroup, on_delete=models.CASCADE, related_name="memberships")
    key = models.CharField(max_length=KEY_LETTERS, unique=True)
    customer = models.BooleanField()
    step = models.IntegerField()
    effective_ppm = models.IntegerField(null=True)  # none = a share on the way is unknown
    by = models.JSONField()

    class Meta:
        """A customer belongs to one group at most."""

        db_table = "ties_membership"

    def __str__(self) -> str:
        """Who."""
        return self.key


class Outsider(models.Model):
    """A holder who is no customer, by the name under which the record has it."""

    key = models.CharField(max_length=KEY_LETTERS, primary_key=True)
    name = models.TextField()

    class Meta:
        """Read by key."""

        db_table = "ties_outsider"

    def __str__(self) -> str:
        """Its name."""
        return self.name


class RecordedTie(models.Model):
    """A tie that the customer's record tells, in [since, until): start holds end, or signs for it."""

    start = models.CharField(max_length=KEY_LETTERS)
    end = models.CharField(max_length=KEY_LETTERS)
    kind = models.CharField(max_length=16)
    share_bp = models.IntegerField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """Read from both ends."""

        db_table = "ties_recorded"
        indexes: ClassVar = [
            models.Index(fields=["start"], name="ties_recorded_start"),
            models.Index(fields=["end"], name="ties_recorded_end"),
        ]

    def __str__(self) -> str:
        """Who is what to whom."""
        return f"{self.start} {self.kind} {self.end}"


class Circle(models.Model):
    """A guarantee circle; its number stays while its first member does."""

    id = models.BigIntegerField(primary_key=True)
    first = models.CharField(max_length=KEY_LETTERS, unique=True)
    customers = models.IntegerField()
    pairs = models.IntegerField()
    ringed = models.IntegerField()
    middle = models.CharField(max_length=KEY_LETTERS)

    class Meta:
        """Read by number, or the largest first."""

        db_table = "ties_circle"
        indexes: ClassVar = [models.Index(fields=["-customers", "id"], name="ties_circle_size")]

    def __str__(self) -> str:
        """Its number."""
        return str(self.id)


class CircleMember(models.Model):
    """A customer of a circle: for how many it vouches, how many vouch for it, whether in a ring."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    key = models.CharField(max_length=KEY_LETTERS, unique=True)
    vouches_for = models.IntegerField()
    vouched_by = models.IntegerField()
    in_ring = models.BooleanField()

    class Meta:
        """A customer is in one circle at most."""

        db_table = "ties_circle_member"

    def __str__(self) -> str:
        """Who."""
        return self.key


class SharedThing(models.Model):
    """An address, a telephone number or a signatory of several customers; a secret stands masked."""

    id = models.BigIntegerField(primary_key=True)
    thing = models.CharField(max_length=16)
    shown = models.TextField()
    customers = models.IntegerField()
    tied = models.BooleanField()  # whether few enough share it

    class Meta:
        """Read by customer."""

        db_table = "ties_shared"

    def __str__(self) -> str:
        """What."""
        return self.shown


class SharedMember(models.Model):
    """A customer who shares a thing."""

    shared = models.ForeignKey(SharedThing, on_delete=models.CASCADE, related_name="sharers")
    key = models.CharField(max_length=KEY_LETTERS, db_index=True)

    class Meta:
        """Read by customer, and by thing."""

        db_table = "ties_shared_member"

    def __str__(self) -> str:
        """Who."""
        return self.key


class TieFinding(models.Model):
    """Something odd about the shares of a company."""

    what = models.CharField(max_length=16)
    key = models.CharField(max_length=KEY_LETTERS)
    share_bp = models.IntegerField()

    class Meta:
        """Read by company."""

        db_table = "ties_finding"
        indexes: ClassVar = [models.Index(fields=["key"], name="ties_finding_key")]

    def __str__(self) -> str:
        """What of whom."""
        return f"{self.what} {self.key}"


class DeclaredGroup(models.Model):
    """A group that two persons declared, beside those of control; its name is its own."""

    name = models.CharField(max_length=100, unique=True)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        """Read by name."""

        db_table = "ties_declared"

    def __str__(self) -> str:
        """Its name."""
        return self.name


class DeclaredMember(models.Model):
    """A customer of a declared group in [since, until)."""

    group = models.ForeignKey(DeclaredGroup, on_delete=models.CASCADE, related_name="memberships")
    key = models.CharField(max_length=KEY_LETTERS, db_index=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        """A stay begins once a day."""

        db_table = "ties_declared_member"
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "key", "since"], name="ties_declared_stay")]

    def __str__(self) -> str:
        """Who."""
        return self.key
