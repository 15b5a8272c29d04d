"""Org units and the people of the bank, as the extract hands them over; ladders, careers, certificates as kept here.

Source: the contract, 1 (org, staff); piece 2, 3.4. `left_on` is the last day in the post.
"""

from typing import ClassVar

from django.db import models


class OrgUnit(models.Model):
    """A head office, branch, sub-branch, team or desk."""

    org_id = models.CharField(max_length=64, primary_key=True)
    name = models.TextField()
    kind = models.CharField(max_length=16)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_constraint=False
    )

    class Meta:
        """Loops are kept out by the load's check; a database cannot state it."""

        db_table = "people_org"

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Staff(models.Model):
    """A person of the bank in a post; `level` is the ladder's own word, never a rank to compare."""

    staff_id = models.CharField(max_length=64, primary_key=True)
    name = models.TextField()
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="staff")
    post = models.CharField(max_length=16, db_index=True)
    level = models.TextField(blank=True)
    hired_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        """A person leaves after being hired."""

        db_table = "people_staff"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="people_staff_period",
                condition=models.Q(hired_on=None)
                | models.Q(left_on=None)
                | models.Q(left_on__gte=models.F("hired_on")),
            ),
        ]

    def __str__(self) -> str:
        """The person's name."""
        return self.name


class LadderVersion(models.Model):
    """The levels of a scheme from a day on, as two persons agreed; `terms` null = from that day it is out of force."""

    scheme = models.CharField(max_length=30)
    since = models.DateField()
    terms = models.JSONField(null=True)
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One version a day."""

        db_table = "people_ladder_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "since"], name="people_ladder_version_day"),
        ]

    def __str__(self) -> str:
        """Which ladder since when."""
        return f"{self.scheme} {self.since}"


class MatrixVersion(models.Model):
    """What each level of a scheme lets its holder do from a day on, by two persons; null = no longer in force."""

    scheme = models.CharField(max_length=30)
    since = models.DateField()
    rows = models.JSONField(null=True)
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One version a day."""

        db_table = "people_matrix_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "since"], name="people_matrix_version_day"),
        ]

    def __str__(self) -> str:
        """Whose matrix since when."""
        return f"{self.scheme} {self.since}"


class CareerEvent(models.Model):
    """Something that happened to a person in the post; added, never changed but by the mark that takes it back.

    The person is named by text: one whom an extract takes out and a later one brings back keeps the career.
    """

    staff_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField(null=True)
    scheme = models.CharField(max_length=30, blank=True)
    level = models.CharField(max_length=20, blank=True)
    probation = models.BooleanField(default=False)
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")
    known_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Read by person; what ends, ends after it began."""

        db_table = "people_career_event"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="people_career_period",
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["staff_id", "since"], name="people_career_staff")]

    def __str__(self) -> str:
        """What happened to whom when."""
        return f"{self.staff_id} {self.kind} {self.since}"


class CertificateSheet(models.Model):
    """A sheet of certificates that was taken in, to be taken back as a whole."""

    file = models.CharField(max_length=200)
    rows = models.IntegerField()
    refused = models.IntegerField()
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Read newest first, by the key."""

        db_table = "people_certificate_sheet"

    def __str__(self) -> str:
        """The file's name."""
        return self.file


class StaffCertificate(models.Model):
    """A certificate of a person as it was told; of one kind and number what was told last counts."""

    staff_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    valid_to = models.DateField(null=True)
    hours_required = models.IntegerField(default=0)
    hours_earned = models.IntegerField(default=0)
    sheet = models.ForeignKey(CertificateSheet, on_delete=models.PROTECT, null=True, related_name="certificates")
    known_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Read by person, and by the last day for what lapses."""

        db_table = "people_certificate"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="people_certificate_period",
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("issued_on")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["staff_id", "kind"], name="people_certificate_staff"),
            models.Index(fields=["valid_to"], name="people_certificate_lapse"),
        ]

    def __str__(self) -> str:
        """Whose certificate of what kind."""
        return f"{self.staff_id} {self.kind} {self.number}"


class Opening(models.Model):
    """Places at a level of a unit that are competed for in public; `terms` are what candidates have to show."""

    org_id = models.CharField(max_length=64)
    scheme = models.CharField(max_length=30)
    level = models.CharField(max_length=20)
    places = models.IntegerField()
    terms = models.JSONField()
    panel = models.JSONField()  # the log-ins of those who score
    reason = models.TextField()
    opened_on = models.DateField()
    closes_on = models.DateField()  # the last day to apply
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_reason = models.TextField(blank=True)

    class Meta:
        """At least one place; nobody can apply before it is open."""

        db_table = "people_opening"
        constraints: ClassVar = [
            models.CheckConstraint(name="people_opening_places", condition=models.Q(places__gt=0)),
            models.CheckConstraint(
                name="people_opening_period", condition=models.Q(closes_on__gte=models.F("opened_on"))
            ),
        ]

    def __str__(self) -> str:
        """Which level where."""
        return f"{self.org_id} {self.level}"


class Candidate(models.Model):
    """Somebody who applied: a person of the book, or from outside; `place` is the place that an appointment took."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="candidates")
    staff_id = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=60)
    contact = models.CharField(max_length=100, blank=True)
    place = models.IntegerField(null=True)
    applied_by = models.CharField(max_length=150)
    applied_at = models.DateTimeField()

    class Meta:
        """A place is taken once, and a person applies once for an opening."""

        db_table = "people_candidate"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["opening", "place"], name="people_candidate_place"),
            models.UniqueConstraint(
                fields=["opening", "staff_id"], condition=~models.Q(staff_id=""), name="people_candidate_once"
            ),
        ]

    def __str__(self) -> str:
        """The number, never the name."""
        return str(self.pk)


class EntryStep(models.Model):
    """A step of a candidate's way; added, never changed."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    facts = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Read by candidate, in the order of the key."""

        db_table = "people_entry_step"

    def __str__(self) -> str:
        """What was done when."""
        return f"{self.kind} {self.on}"


class QuotaExtra(models.Model):
    """A budget beyond the level's expense quota of a month, agreed to by two persons."""

    staff_id = models.CharField(max_length=64)
    month = models.CharField(max_length=7)
    extra_fen = models.BigIntegerField()
    reason = models.TextField()
    approval = models.ForeignKey("office.Approval", on_delete=models.PROTECT, related_name="+")

    class Meta:
        """More, never less."""

        db_table = "people_quota_extra"
        constraints: ClassVar = [
            models.CheckConstraint(name="people_quota_extra_more", condition=models.Q(extra_fen__gt=0)),
        ]
        indexes: ClassVar = [models.Index(fields=["staff_id", "month"], name="people_quota_extra_staff")]

    def __str__(self) -> str:
        """Whose month."""
        return f"{self.staff_id} {self.month}"
