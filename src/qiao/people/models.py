"""Org units and the people of the bank, as the extract hands them over.

Source: the contract, 1 (org, staff). `left_on` is the last day in the post.
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
