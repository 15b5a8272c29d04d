"""The one book of customers as a Django app."""

from django.apps import AppConfig

SEEING = frozenset({"rm", "lead", "head", "desk", "auditor"})  # HR sees pay, not customers
"""They may have a masked field of a customer they see shown too, with a reason that is kept."""


class CustomersConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are

        authority.allow("customers.see", lambda person, _thing: person.post in SEEING)
        authority.allow("customers.reveal", lambda person, _thing: person.post in SEEING)
