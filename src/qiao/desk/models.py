"""What the workbench itself keeps: a person's views of lists."""

from typing import ClassVar

from django.db import models


class SavedView(models.Model):
    """A list as a person likes to see it: a name and what the list's address asks for."""

    username = models.CharField(max_length=150)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1_000, blank=True)

    class Meta:
        """A person has one view of a name."""

        db_table = "desk_saved_view"
        constraints: ClassVar = [models.UniqueConstraint(fields=["username", "name"], name="desk_view_name")]

    def __str__(self) -> str:
        """Its name."""
        return self.name
