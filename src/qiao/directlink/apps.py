"""The direct link, as a Django app."""

from django.apps import AppConfig


class DirectlinkConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.directlink"
    label = "directlink"
    default_auto_field = "django.db.models.BigAutoField"
