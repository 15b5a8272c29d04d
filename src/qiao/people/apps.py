"""Org units and people as a Django app."""

from django.apps import AppConfig

SEEING = frozenset({"lead", "head", "desk", "hr", "auditor"})  # those who see more people than themselves


class PeopleConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are

        authority.allow("people.see", lambda person, _thing: person.post in SEEING)
