"""Products as a Django app."""

from django.apps import AppConfig

SEEING = frozenset({"lead", "head", "desk", "hr", "auditor", "admin"})  # products name no customer


class CatalogueConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are

        authority.allow("catalogue.see", lambda person, _thing: person.post in SEEING)
