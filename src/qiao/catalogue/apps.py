"""Products as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
