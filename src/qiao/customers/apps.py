"""The one book of customers as a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
